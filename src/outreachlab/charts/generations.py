"""Requests and yeses by generation."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.bars import Bar, draw_bars
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest

MOST_DRAWN = 12


def draw_generations(forest: "ReferralForest", title: str = "") -> Figure:
    """A bar per generation, its accepted part dark; of more than twelve, the last are one bar."""
    rows = [
        (
            f"{counted(row['generation'], 'step')} on" if row["generation"] else "first requests",
            row["requests"],
            row["accepted"],
        )
        for row in forest.generations()
    ]
    if len(rows) > MOST_DRAWN:
        rest = rows[MOST_DRAWN - 1 :]
        last = f"{counted(MOST_DRAWN - 1, 'step')} on or more"
        sums = sum(row[1] for row in rest), sum(row[2] for row in rest)
        rows = [*rows[: MOST_DRAWN - 1], (last, *sums)]
    return draw_bars([_bar(*row) for row in rows], title)


def _bar(name: str, requests: int, accepted: int) -> Bar:
    return name, f"{of(accepted, requests)} accepted", requests, accepted

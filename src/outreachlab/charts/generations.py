"""Requests and yeses by generation."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import ROW
from outreachlab.charts.style import BLUE, FAINT, chart, looks, panel, strokes
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest

MOST_DRAWN = 12


def draw_generations(forest: "ReferralForest", title: str = "") -> Figure:
    """A bar per generation, its accepted part dark; of more than twelve, the last are one bar."""
    rows = bars(forest.generations())
    most = max(requests for _, requests, _ in rows)
    top = 0.3 if title else 0.0
    with looks():
        figure = chart(ROW * len(rows) + 0.05 + top)
        axes = panel(figure, top=top)
        axes.set_xlim(0, most)
        axes.set_ylim(len(rows), 0)
        for part, colour in ((1, FAINT), (2, BLUE)):
            ends = [((0, y + 0.72), (row[part], y + 0.72)) for y, row in enumerate(rows)]
            strokes(axes, ends, colour, 8, 1)
        for y, (name, requests, accepted) in enumerate(rows):
            axes.text(0, y + 0.48, name, va="bottom")
            words = f"{of(accepted, requests)} accepted"
            axes.text(most, y + 0.48, words, ha="right", va="bottom")
        if title:
            axes.text(0, -0.1, title, va="bottom")
    return figure


def bars(generations: list[dict[str, int]]) -> list[tuple[str, int, int]]:
    """A name, the requests and the yeses of each bar."""
    rows = [
        (
            f"{counted(row['generation'], 'step')} on" if row["generation"] else "first requests",
            row["requests"],
            row["accepted"],
        )
        for row in generations
    ]
    if len(rows) <= MOST_DRAWN:
        return rows
    first, rest = rows[: MOST_DRAWN - 1], rows[MOST_DRAWN - 1 :]
    last = f"{counted(MOST_DRAWN - 1, 'step')} on or more"
    return [*first, (last, sum(row[1] for row in rest), sum(row[2] for row in rest))]

"""Requests and yeses by generation."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.bars import draw_bars
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.forest_counts import ForestCounts


def draw_generations(forest: "ForestCounts", title: str = "") -> Figure:
    """A bar per generation, its accepted part dark; of many, the last are one bar."""
    return draw_bars(
        [
            (name, f"{of(row['accepted'], row['requests'])} accepted", row["requests"],
             row["accepted"])
            for name, row in named_generations(forest)
        ],
        title,
    )  # fmt: skip


def named_generations(forest: "ForestCounts") -> list[tuple[str, dict[str, int]]]:
    """`first requests`, `1 step on` and so on, each with its counts."""
    rows = forest.shown_generations()
    names = ["first requests", *(f"{counted(row['generation'], 'step')} on" for row in rows[1:])]
    if len(rows) < len(forest.by_generation):
        names[-1] += " or more"
    return list(zip(names, rows, strict=True))

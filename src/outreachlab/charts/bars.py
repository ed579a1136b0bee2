"""Bars: how far chains reach, and whom requests came after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.dots import MOST_WIDE, ROW, fitted, wide
from outreachlab.charts.style import BLUE, FAINT, chart, looks, panel, strokes, told
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.chains.connectors import Connectors
    from outreachlab.chains.forest import ForestCounts

Bar = tuple[str, str, int, int]  # a name, its words, the whole, the dark part
MOST_PEOPLE = 10


def draw_bars(bars: Sequence[Bar], title: str = "") -> Figure:
    """A bar per row under its name and words, at least one of them longer than nothing."""
    most = max(whole for _, _, whole, _ in bars)
    top = 0.3 if title else 0.0
    with looks():
        figure = chart(ROW * len(bars) + 0.05 + top)
        axes = panel(figure, top=top)
        axes.set_xlim(0, most)
        axes.set_ylim(len(bars), 0)
        for part, colour in ((2, FAINT), (3, BLUE)):
            ends = [((0, y + 0.72), (bar[part], y + 0.72)) for y, bar in enumerate(bars)]
            strokes(axes, ends, colour, 8, 1)
        for y, (name, words, _, _) in enumerate(bars):
            axes.text(0, y + 0.48, fitted(name, MOST_WIDE - wide(words)), va="bottom")
            axes.text(most, y + 0.48, words, ha="right", va="bottom")
        if title:
            axes.text(0, -0.1, title, va="bottom")
    return figure


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


def draw_connectors(connectors: "Connectors") -> Figure:
    """A bar of the requests that came after each person, those accepted dark; at most ten."""
    rows = connectors.table.head(MOST_PEOPLE).to_dict("records")
    if not rows:
        return told("No request led to another.")
    return draw_bars(
        [
            (
                str(row["contact"]),
                f"{of(row['accepted_descendants'], row['descendants'])} accepted",
                row["descendants"],
                row["accepted_descendants"],
            )
            for row in rows
        ],
        "requests that came after them",
    )

"""Bars: how far chains reach, whom requests came after, and where the requests went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outreachlab.charts.dots import MOST_WIDE, ROW, fitted, wide
from outreachlab.charts.style import BLUE, FAINT, INK, SMALL, chart, looks, panel, strokes, told
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.chains.connectors import Connectors
    from outreachlab.chains.forest import ForestCounts

Bar = tuple[str, str, int, int]  # a name, its words, the whole, the dark part
MOST_PEOPLE = 10
HEIGHT = 2.35  # inches
MAIN, SIDE = (0.0, 2.0), (2.4, 4.4)  # left and right edges of the two columns of boxes


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


def draw_flow(totals: dict[str, int], ends: "Sequence[tuple[str, int]]") -> Figure:
    """From all requests to those counted, and what became of these; `ends` sum to counted."""
    with looks():
        figure = chart(HEIGHT)
        axes = panel(figure)
        axes.set_xlim(0, 4.4)
        axes.set_ylim(HEIGHT, 0)
        _box(axes, MAIN, 0.05, (counted(totals["requests"], "request"),))
        left_out = (
            f"{totals['undelivered']:,} undelivered",
            f"{totals['too_young']:,} too young to judge",
        )
        _box(axes, SIDE, 0.35, left_out)
        _box(axes, MAIN, 1.0, (f"{totals['counted']:,} counted",))
        _arrow(axes, [(1.0, 0.37), (1.0, 1.0)])
        _arrow(axes, [(1.0, 0.6), (SIDE[0], 0.6)])
        width = 4.4 / len(ends)
        for place, (name, count) in enumerate(ends):
            edges = (place * width, (place + 1) * width - 0.12)
            middle = sum(edges) / 2
            _box(axes, edges, 1.75, (f"{count:,}", name), BLUE if name == "accepted" else FAINT)
            _arrow(axes, [(1.0, 1.32), (1.0, 1.54), (middle, 1.54), (middle, 1.75)])
    return figure


def _box(
    axes: Axes,
    edges: tuple[float, float],
    top: float,
    lines: tuple[str, ...],
    colour: str = FAINT,
) -> None:
    (left, right), bottom = edges, top + 0.1 + 0.22 * len(lines)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    strokes(axes, [corners], colour, 1.6, 1)
    for place, line in enumerate(lines):
        axes.text(
            (left + right) / 2, top + 0.16 + 0.22 * place, line, ha="center", va="center",
            fontsize=SMALL,
        )  # fmt: skip


def _arrow(axes: Axes, points: list[tuple[float, float]]) -> None:
    """A line with a head at its last point, drawn downwards or to the right."""
    x, y = points[-1]
    down = points[-2][0] == x
    head = (
        [(x - 0.05, y - 0.08), (x, y), (x + 0.05, y - 0.08)]
        if down
        else [(x - 0.08, y - 0.05), (x, y), (x - 0.08, y + 0.05)]
    )
    strokes(axes, [points, head], INK, 0.8, 1)

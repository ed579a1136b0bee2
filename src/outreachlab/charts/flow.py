"""Where the requests went, as a flow chart in the manner of CONSORT."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outreachlab.charts.style import BLUE, FAINT, INK, SMALL, chart, looks, panel, strokes
from outreachlab.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 2.35  # inches
MAIN, SIDE = (0.0, 2.0), (2.4, 4.4)  # left and right edges of the two columns of boxes


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

"""Two ways of asking and their difference."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rates import draw_rows
from outreachlab.charts.style import BLUE, INK, ROW, chart, looks, panel
from outreachlab.wording import label, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.contrasts import Comparison


def draw_comparison(comparison: "Comparison") -> Figure:
    """The two rates above, their difference with its interval below."""
    table = comparison.table[comparison.table["counted"] > 0]
    names = [shortened(label(level), 24) for level in table["level"]]
    left = 0.25 + 0.085 * max([len("difference"), *map(len, names)])
    with looks():
        figure = chart(2 * ROW + 2.1)
        draw_rows(panel(figure, left, 1.75, 1.5, 0.05), table, names)
        axes = panel(figure, left, 0.6, 1.5, 2 * ROW + 1.05)
        gap = comparison.difference
        if gap.estimate is not None and gap.low is not None and gap.high is not None:
            axes.hlines([0], 100 * gap.low, 100 * gap.high, colors=BLUE, linewidth=2)
            axes.scatter([100 * gap.estimate], [0], s=42, c=BLUE, zorder=3)
        axes.text(1.02, 0, points(gap.estimate), va="center", transform=axes.get_yaxis_transform())
        axes.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (3, 3)))
        axes.set_xlim(-100, 100)
        axes.set_ylim(0.5, -0.5)
        axes.set_yticks([0], ["difference"])
        a, b = (shortened(label(side), 18) for side in comparison.versus)
        axes.set_xlabel(f"{a} minus {b}, in percentage points")
    return figure

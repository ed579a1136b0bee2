"""Two ways of asking and their difference."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rates import TITLE, rate_rows
from outreachlab.charts.rows import FOOT, POINTS, ROW, SHARES, Row, place_rows, zero_line
from outreachlab.charts.style import chart, looks, panel
from outreachlab.wording import label, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.contrasts import Comparison


def draw_comparison(comparison: "Comparison") -> Figure:
    """The two rates above, their difference with its interval below."""
    rows = rate_rows(comparison.table[comparison.table["counted"] > 0])
    gap = comparison.difference
    a, b = (shortened(label(side), 15) for side in comparison.versus)
    difference = Row(f"{a} minus {b}", points(gap.estimate), gap.estimate, gap.low, gap.high)
    below = ROW + FOOT
    upper = ROW * max(len(rows), 1)
    with looks():
        figure = chart(upper + FOOT + below)
        place_rows(panel(figure, bottom=below + FOOT), rows, SHARES, TITLE)
        axes = panel(figure, bottom=FOOT, top=upper + FOOT)
        place_rows(axes, [difference], POINTS, "difference in percentage points")
        zero_line(axes, 1)
    return figure

"""Every piece of advice with the difference it made, one under the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_differences
from outreachlab.wording import points

if TYPE_CHECKING:
    from outreachlab.answers.two_rates import Estimate

TITLE = "difference in percentage points, 95% interval; right of 0: for the advice"


def draw_scoreboard(lines: "Sequence[tuple[str, Estimate, bool]]") -> Figure:
    """A row per piece of advice and its difference, pale where few stand behind it."""
    rows = [
        Row(advice, points(gap.estimate), gap.estimate, gap.low, gap.high, pale)
        for advice, gap, pale in lines
    ]
    return draw_differences(rows, TITLE)

"""Every piece of advice with the difference it made, one under the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_differences
from outreachlab.vocabulary import FEW
from outreachlab.wording import points

if TYPE_CHECKING:
    from outreachlab.answers.contrasts import Comparison

TITLE = "difference in percentage points, 95% interval; right of 0: for the advice"


def draw_scoreboard(lines: "Sequence[tuple[str, Comparison]]") -> Figure:
    """A row per piece of advice, pale where a side has few requests."""
    rows = [
        Row(
            advice,
            points(comparison.difference.estimate),
            comparison.difference.estimate,
            comparison.difference.low,
            comparison.difference.high,
            bool((comparison.table["counted"] < FEW).any()),
        )
        for advice, comparison in lines
    ]
    return draw_differences(rows, TITLE)

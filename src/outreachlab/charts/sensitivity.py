"""A contrast under other circumstances."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_differences
from outreachlab.charts.style import told
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, percent, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.sensitivity import Sensitivity


def draw_sensitivity(answer: "Sensitivity") -> Figure:
    """A row per case, the log as it is marked."""
    rows = [
        Row(
            case.change.split(":")[0],
            points(case.estimate),
            case.estimate,
            case.low,
            case.high,
            min(case.counts.n, case.counts.m) < FEW,
            place == 0,
        )
        for place, case in enumerate(answer.cases)
        if case.estimate is not None
    ]
    if not rows:
        return told(answer.cases[0].why or "there is nothing to compare")
    a, b = (shortened(label(side), 15) for side in answer.versus)
    title = f"{a} minus {b}, points, {percent(answer.confidence, 0)} interval"
    return draw_differences(rows, title)

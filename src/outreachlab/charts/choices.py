"""What to do next: a row per tactic, with what its better side gains."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE
from outreachlab.charts.dots import FOOT, ROW, Row, place_rows, round_ticks
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.wording import percent

if TYPE_CHECKING:
    from outreachlab.answers.judging.choices import Choice, Choices

TITLE = "more yeses in 100 requests; hollow: hardly tried"
SUREST = 0.99  # no chance is shown as certain


def draw_choices(answer: "Choices") -> Figure:
    """A line a tactic: the chance that it is the better side, its gain, what was tried."""
    if not answer.choices:
        return told("no way of asking is recorded, so there is nothing to choose")
    rows = [
        Row(
            one.doing,
            f"{percent(min(one.chance, SUREST), 0)}; {_tried(one)}",
            max(one.gain_per_100, 0.0),
            0.0,
            max(one.gain_per_100, 0.0),
            min(one.asked) < FEWEST_OF_SIDE,
        )
        for one in answer.choices
    ]
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        ticks = round_ticks(max(max(row.estimate or 0.0 for row in rows), 1.0))
        place_rows(panel(figure, bottom=FOOT), rows, ticks, TITLE)
    return figure


def _tried(one: "Choice") -> str:
    """Yeses of requests on the side chosen, and on the other."""
    (a, b), (n, m) = one.accepted, one.asked
    return f"{a:,}/{n:,}, {b:,}/{m:,}"

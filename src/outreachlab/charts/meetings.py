"""What makes a meeting lead on to further names."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_differences
from outreachlab.charts.style import told
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, of, percent

if TYPE_CHECKING:
    from outreachlab.answers.meetings import MeetingEffects


def draw_meetings(meetings: "MeetingEffects") -> Figure:
    """A row per tactic of the meeting: k of n with and without, and the difference."""
    rows = []
    for one in meetings.tactics:
        sides, gap = one.sides, one.sides.difference
        if gap.estimate is not None:
            yes, no = map(of, sides.successes, sides.totals)
            rows.append(
                Row(
                    label(one.tactic),
                    f"{yes}; {no}",
                    gap.estimate,
                    gap.low,
                    gap.high,
                    min(sides.totals) < FEW,
                )
            )
    if not rows:
        return told("no meeting held says both what was done at it and whether a name was given")
    title = (
        f"named someone further, if yes; if no: points, {percent(meetings.confidence, 0)} interval"
    )
    return draw_differences(rows, title)

"""What a follow-up does among the silent."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.ratios import place_ratios
from outreachlab.charts.rows import FOOT, POINTS, ROW, Row, place_rows, zero_line
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.wording import counted, number, percent, points

if TYPE_CHECKING:
    from outreachlab.answers.follow_up import FollowUpEffect

BLOCK = ROW + FOOT


def draw_follow_up(effect: "FollowUpEffect") -> Figure:
    """The difference at the same age above, the ratio of daily chances below."""
    gap, ratio = effect.difference, effect.hazard_ratio
    if gap.estimate is None and ratio.estimate is None:
        return told(gap.why or "there is nothing to compare")
    within = counted(effect.horizon_days, "day")
    above = Row(f"answered within {within}", points(gap.estimate), gap.estimate, gap.low, gap.high)
    below = Row(
        "daily chance of an answer", number(ratio.estimate), ratio.estimate, ratio.low, ratio.high
    )
    share = percent(effect.confidence, 0)
    with looks():
        figure = chart(2 * BLOCK)
        axes = panel(figure, bottom=BLOCK + FOOT)
        place_rows(axes, [above], POINTS, f"followed up less not yet, points, {share} interval")
        zero_line(axes, 1)
        place_ratios(
            panel(figure, bottom=FOOT, top=BLOCK), [below], f"after over before, {share} interval"
        )
    return figure

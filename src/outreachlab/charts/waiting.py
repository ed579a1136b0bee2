"""The share answered and accepted, day by day after asking."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from outreachlab.charts.style import BLUE, FAINT, GREY, SMALL, chart, looks, panel, ruler, strokes

if TYPE_CHECKING:
    from outreachlab.answers.waiting import WaitingTimes

MOST_DAYS = 84
LEAST_DAYS = 14
HEIGHT, FOOT, HEAD = 2.5, 0.42, 0.28  # inches
LEFT = 0.42


def draw_waiting(waiting: "WaitingTimes") -> Figure:
    """The curves over all requests: answered in grey, accepted in blue with its interval."""
    columns = waiting.curves[0].columns()
    with looks():
        figure = chart(HEIGHT)
        axes = panel(figure, left=LEFT, bottom=FOOT, top=HEAD, right=0.1)
        last = _last_day(columns["day"])
        axes.set_xlim(0, last)
        axes.set_ylim(0, 1)
        step = 7 if last <= 35 else 14
        days = [(float(day), str(day)) for day in range(0, last + 1, step)]
        ruler(axes, days, "days after asking", 1)
        _levels(axes, last)
        _curve(axes, columns, "cumulative_answered", last, GREY)
        _curve(axes, columns, "cumulative_accepted", last, BLUE, ("accepted_low", "accepted_high"))
        _key(axes)
    return figure


def _last_day(day: NDArray[np.int64]) -> int:
    """A round number of weeks that holds the curve, at most twelve."""
    last = int(day.max(initial=0))
    return min(max(-(-last // 7) * 7, LEAST_DAYS), MOST_DAYS)


def _levels(axes: Axes, last: int) -> None:
    for share in (0.0, 0.5, 1.0):
        strokes(axes, [((0, share), (last, share))], FAINT, 0.8, 0)
        axes.annotate(
            f"{100 * share:.0f}%", (0, share), (-5, 0), textcoords="offset points",
            ha="right", va="center", fontsize=SMALL,
        )  # fmt: skip


def _curve(
    axes: Axes,
    columns: dict[str, NDArray[Any]],
    name: str,
    last: int,
    colour: str,
    band: tuple[str, str] | None = None,
) -> None:
    inside = columns["day"] <= last
    days = columns["day"][inside].astype(float)
    x = np.repeat(np.concatenate([[0.0], days, [float(last)]]), 2)[1:-1]
    y = np.repeat(np.concatenate([[0.0], columns[name][inside]]), 2)
    axes.add_artist(Line2D(x, y, color=colour, linewidth=2, zorder=3))
    if band is None:
        return
    low, high = (
        np.repeat(np.concatenate([[0.0], np.nan_to_num(columns[side][inside], nan=0.0)]), 2)
        for side in band
    )
    outline = np.concatenate([np.stack([x, low], 1), np.stack([x, high], 1)[::-1]])
    shade = PolyCollection([outline], facecolors=colour, alpha=0.2, linewidths=0, zorder=1)
    axes.add_collection(shade, autolim=False)


def _key(axes: Axes) -> None:
    for left, colour, word in ((0.0, GREY, "answered"), (0.35, BLUE, "accepted, 95% interval")):
        mark = Line2D([left, left + 0.06], [1.09, 1.09], color=colour, linewidth=2, clip_on=False)
        mark.set_transform(axes.transAxes)
        axes.add_artist(mark)
        axes.text(left + 0.08, 1.09, word, transform=axes.transAxes, va="center", fontsize=SMALL)

"""The share answered and accepted, day by day after asking."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PINK,
    SMALL,
    beside,
    chart,
    looks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.wording import label, percent, shortened

if TYPE_CHECKING:
    from outreachlab.answers.waiting import WaitingTimes

MOST_DAYS = 84
LEAST_DAYS = 14
HEIGHT, FOOT, HEAD = 2.5, 0.42, 0.28  # inches
LEFT = 0.42
KEY, KEY_COLUMNS = 0.2, 2  # inches a line of the key takes
COLOURS = (BLUE, ORANGE, GREEN, PINK, INK)
MOST_LEVELS = len(COLOURS)
MOST_BANDS = 3  # more of them hide each other
BAND = ("accepted_low", "accepted_high")


def draw_waiting(waiting: "WaitingTimes") -> Figure:
    """All requests: answered in grey, accepted in blue; by a column: accepted, a line a level."""
    known = [curve for curve in waiting.curves if curve.requests]
    if not known:
        return told("no delivered request has an answer with a date, or is still waiting")
    most = sorted(known, key=lambda curve: -curve.requests)[:MOST_LEVELS]
    known = [curve for curve in known if curve in most]
    cut = f", the {MOST_LEVELS} largest" if waiting.curves[MOST_LEVELS:] else ""
    interval = f"{percent(waiting.confidence, 0)} interval"
    key = [
        (colour, f"{shortened(label(curve.level or 'accepted'), 18)}, {curve.requests:,}")
        for curve, colour in zip(known, COLOURS, strict=False)
    ]
    if waiting.by is None:
        key = [(GREY, "answered"), (BLUE, f"accepted, {interval}")]
    lines = -(-len(key) // KEY_COLUMNS)
    with looks():
        figure = chart(HEIGHT + KEY * (lines - 1))
        axes = panel(figure, left=LEFT, bottom=FOOT, top=HEAD + KEY * (lines - 1), right=0.1)
        last = max(_last_day(curve.columns()["day"]) for curve in known)
        axes.set_xlim(0, last)
        axes.set_ylim(0, 1)
        step = 7 if last <= 35 else 14
        days = [(float(day), str(day)) for day in range(0, last + 1, step)]
        accepted = "" if waiting.by is None else ", share accepted"
        shaded = f", {interval}" if waiting.by and len(known) <= MOST_BANDS else ""
        ruler(axes, days, f"days after asking{accepted}{shaded}{cut}", 1)
        levels(axes, last)
        if waiting.by is None:
            _curve(axes, known[0].columns(), "cumulative_answered", last, GREY)
        band = BAND if len(known) <= MOST_BANDS else None
        for curve, colour in zip(known, COLOURS, strict=False):
            _curve(axes, curve.columns(), "cumulative_accepted", last, colour, band)
        draw_key(axes, key, lines)
    return figure


def _last_day(day: NDArray[np.int64]) -> int:
    """A round number of weeks that holds the curve, at most twelve."""
    last = int(day.max(initial=0))
    return min(max(-(-last // 7) * 7, LEAST_DAYS), MOST_DAYS)


def levels(axes: Axes, last: float) -> None:
    """Faint lines at none, half and all, with their words."""
    for share in (0.0, 0.5, 1.0):
        strokes(axes, [((0, share), (last, share))], FAINT, 0.8, 0)
        beside(axes, f"{100 * share:.0f}%", (0, share), (-5, 0), ha="right", va="center")


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


def draw_key(axes: Axes, key: Sequence[tuple[str, str]], lines: int) -> None:
    """The words for the colours above the curves, two to a line."""
    for place, (colour, word) in enumerate(key):
        left, line = (place % KEY_COLUMNS) * 0.45, place // KEY_COLUMNS
        up = ScaledTranslation(0, KEY * (lines - line) - 0.02, axes.figure.dpi_scale_trans)
        there = axes.transAxes + up
        mark = Line2D([left, left + 0.06], [1, 1], color=colour, linewidth=2, clip_on=False)
        mark.set_transform(there)
        axes.add_artist(mark)
        axes.text(left + 0.08, 1, word, transform=there, va="center", fontsize=SMALL)

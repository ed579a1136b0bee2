"""Power by the number of requests, and what a pace can show by when."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outreachlab.charts.curves import FOOT, HEAD, HEIGHT, KEY, KEY_COLUMNS, LEFT, draw_key, levels
from outreachlab.charts.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    chart,
    looks,
    panel,
    ruler,
    told,
)
from outreachlab.wording import percent

if TYPE_CHECKING:
    from outreachlab.answers.power_by_when import PowerByWhen
    from outreachlab.answers.power_result import Power

COLOURS = (BLUE, ORANGE, GREEN, PINK)
TICKS = 4


def draw_power(answer: "Power") -> Figure:
    """A curve per pair of rates, the chance to tell them apart by the size of a side."""
    curves = [list(group) for _, group in groupby(answer.curves, lambda at: at.second)]
    key = [
        (colour, f"{percent(one[0].first, 0)} from {percent(one[0].second, 0)}")
        for one, colour in zip(curves, COLOURS, strict=False)
    ]
    lines = -(-len(key) // KEY_COLUMNS)
    most = float(curves[0][-1].per_side)
    with looks():
        figure = chart(HEIGHT + KEY * (lines - 1))
        axes = panel(figure, left=LEFT, bottom=FOOT, top=HEAD + KEY * (lines - 1), right=0.1)
        axes.set_xlim(0, most)
        axes.set_ylim(0, 1)
        ruler(axes, _ticks(most), "requests a side, chance to tell them apart", 1)
        levels(axes, most)
        _line(axes, [0.0, most], [answer.power] * 2, GREY, 1)
        for one, colour in zip(curves, COLOURS, strict=False):
            _line(axes, [at.per_side for at in one], [at.power for at in one], colour, 2)
        draw_key(axes, key, lines)
    return figure


def draw_by_when(answer: "PowerByWhen") -> Figure:
    """The rates that can be told from the log's own, nearer from week to week."""
    spans = [one for one in answer.spans if one.below is not None or one.above is not None]
    if not spans:
        return told("at this pace nothing can be told within a year")
    last = float(answer.spans[-1].weeks)
    with looks():
        figure = chart(HEIGHT)
        axes = panel(figure, left=LEFT, bottom=FOOT, top=HEAD, right=0.1)
        axes.set_xlim(0, last)
        axes.set_ylim(0, 1)
        ticks = [(0.0, "0"), *((float(one.weeks), str(one.weeks)) for one in answer.spans[1:])]
        ruler(axes, ticks, "weeks from now, rates that can be told from yours", 1)
        levels(axes, last)
        _line(axes, [0.0, last], [answer.rate] * 2, GREY, 2)
        for side, colour in (("above", BLUE), ("below", ORANGE)):
            known = [(one.weeks, getattr(one, side)) for one in spans]
            points = [(weeks, rate) for weeks, rate in known if rate is not None]
            if points:
                weeks, rates = zip(*points, strict=True)
                _line(axes, weeks, rates, colour, 2, "o")
        draw_key(axes, [(BLUE, "or more"), (ORANGE, "or less")], 1)
    return figure


def _line(
    axes: Axes, x: Sequence[float], y: Sequence[float], colour: str, width: float, mark: str = ""
) -> None:
    line = Line2D(x, y, color=colour, linewidth=width, marker=mark, zorder=3, clip_on=False)
    axes.add_artist(line)


def _ticks(most: float) -> list[tuple[float, str]]:
    """A few round sizes, the last one at the end."""
    inside = [most * place / TICKS for place in range(TICKS + 1)]
    return [(size, f"{size:,.0f}") for size in inside]

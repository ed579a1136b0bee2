"""How many further meetings each meeting led to, with the fit that R and k describe."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outreachlab.charts.style import (
    FAINT,
    INK,
    ORANGE,
    SMALL,
    chart,
    looks,
    panel,
    ruler,
    told,
)
from outreachlab.wording import counted, number

if TYPE_CHECKING:
    from outreachlab.chains.reproduction import Offspring

MOST = 10  # further meetings with a bar of their own
HEIGHT, FOOT, HEAD = 2.4, 0.42, 0.48  # inches
BAR = 0.72


def draw_offspring(part: "Offspring") -> Figure:
    """A bar per number of further meetings, and a dot where the fit would have it."""
    if part.fitted is None:
        return told(part.reproduction.why or "")
    seen = np.array(part.counts, float)
    last = min(max(len(seen) - 1, 3), MOST)
    bars = np.zeros(last + 1)
    np.add.at(bars, np.minimum(np.arange(len(seen)), last), seen)
    dots = part.meetings * part.fitted.share(last)
    more = len(seen) - 1 > last
    if more:
        dots[-1] = part.meetings - dots[:-1].sum()
    ticks = [(float(n), f"{n}" + (" or more" if more and n == last else "")) for n in range(last)]
    ticks.append((float(last), f"{last}+" if more else f"{last}"))
    with looks():
        figure = chart(HEIGHT)
        axes = panel(figure, bottom=FOOT, top=HEAD, right=0.1)
        axes.set_xlim(-0.6, last + 0.6)
        most = max(bars.max(), dots.max())
        axes.set_ylim(-0.05 * most, 1.12 * most)
        ruler(axes, ticks, "further meetings that one meeting led to", 0)
        _bars(axes, bars, dots)
        _key(axes, part)
    return figure


def _bars(axes: Axes, bars: np.ndarray, dots: np.ndarray) -> None:
    """Bars with their counts on top, and the dots of the fit."""
    outlines = [
        [(n - BAR / 2, 0), (n - BAR / 2, tall), (n + BAR / 2, tall), (n + BAR / 2, 0)]
        for n, tall in enumerate(bars)
    ]
    axes.add_collection(PolyCollection(outlines, facecolors=FAINT, linewidths=0), autolim=False)
    x = np.arange(len(bars))
    axes.add_artist(
        Line2D(x, dots, color=ORANGE, marker="o", markersize=5.5, linestyle="", clip_on=False)
    )
    for n, tall in enumerate(bars):
        axes.annotate(
            f"{int(tall):,}", (n, max(tall, dots[n])), (0, 5), textcoords="offset points",
            ha="center", fontsize=SMALL,
        )  # fmt: skip


def _key(axes: Axes, part: "Offspring") -> None:
    """What the bars are, and what the dots are."""
    fitted = part.fitted
    if fitted is None:
        return
    shape = "Poisson" if fitted.k is None else f"negative binomial, k {number(fitted.k)}"
    whose = {"roots": " with cold contacts", "later": " with referred contacts"}.get(part.group, "")
    lines = (
        (FAINT, "s", f"{counted(part.meetings, 'closed meeting')}{whose}"),
        (ORANGE, "o", f"fit: mean {number(fitted.mean)}, {shape}"),
    )
    for place, (colour, marker, words) in enumerate(lines):
        y = 1 + (0.4 - 0.2 * place) / (HEIGHT - FOOT - HEAD)
        axes.add_artist(
            Line2D([0.01], [y], color=colour, marker=marker, markersize=7, linestyle="",
                   clip_on=False, transform=axes.transAxes)
        )  # fmt: skip
        axes.text(0.04, y, words, transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)

"""The effect ladder: four intervals under the name of each piece of advice."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from outreachlab.charts.rows import FOOT, MOST_WIDE, POINTS, fitted
from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SMALL,
    chart,
    looks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.wording import percent

if TYPE_CHECKING:
    from outreachlab.answers.ladder import EffectLadder, LadderLine

NAME, RUNG, HEAD = 0.26, 0.13, 0.3  # inches: of a name, of an interval, of the key
LOOKS = {
    "raw": (GREY, "s", "raw"),
    "stratified": (ORANGE, "^", "by referral"),
    "adjusted": (BLUE, "o", "adjusted"),
    "shrunken": (GREEN, "D", "shrunken"),
}
BLOCK = NAME + RUNG * (len(LOOKS) + 0.5)


def draw_ladder(ladder: "EffectLadder") -> Figure:
    """A block per piece of advice that was tried on both sides, a line per rung."""
    lines = [line for line in ladder.lines if line.raw.estimate is not None]
    if not lines:
        return told("no piece of advice was tried on both sides")
    tall = BLOCK * len(lines)
    with looks():
        figure = chart(HEAD + tall + FOOT)
        axes = panel(figure, bottom=FOOT, top=HEAD)
        axes.set_xlim(POINTS[0][0], POINTS[-1][0])
        axes.set_ylim(tall, 0)
        ruler(axes, POINTS, f"points, {percent(ladder.confidence, 0)} interval", tall)
        for place, line in enumerate(lines):
            _block(axes, line, place * BLOCK)
        _key(axes)
    return figure


def _block(axes: Axes, line: "LadderLine", top: float) -> None:
    """The name and its rungs; y is in inches from the top."""
    axes.text(POINTS[0][0], top + NAME - 0.04, fitted(line.advice.advice, MOST_WIDE), va="bottom")
    low, high = top + NAME, top + NAME + RUNG * len(LOOKS)
    strokes(axes, [((x, low), (x, high)) for x, _ in POINTS if x], FAINT, 0.8, 0)
    strokes(axes, [((0, low), (0, high))], INK, 1.0, 1)
    for place, (name, gap) in enumerate(line.rungs):
        if gap.estimate is None:
            continue
        colour, marker, _ = LOOKS[name]
        y = low + RUNG * (place + 0.5)
        if gap.low is not None and gap.high is not None:
            strokes(axes, [((gap.low, y), (gap.high, y))], colour, 1.8, 2)
        axes.add_artist(_mark(gap.estimate, y, colour, marker))


def _mark(x: float, y: float, colour: str, marker: str) -> Line2D:
    return Line2D(
        [x], [y], color=colour, marker=marker, markersize=4.6, zorder=3, clip_on=False,
        linestyle="",
    )  # fmt: skip


def _key(axes: Axes) -> None:
    left = 0.0
    for colour, marker, word in LOOKS.values():
        there = axes.transAxes + ScaledTranslation(left, 0.16, axes.figure.dpi_scale_trans)
        mark = _mark(0.012, 1, colour, marker)
        mark.set_transform(there)
        axes.add_artist(mark)
        axes.text(0.035, 1, word, transform=there, va="center", fontsize=SMALL)
        left += 0.42 + 0.075 * len(word)

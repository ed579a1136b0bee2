"""A trial: its looks with their bounds, how far its contacts got, its seekers side by side."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from outreachlab.answers.forest_plot import ForestPlot
from outreachlab.charts.bars import Bar, draw_bars
from outreachlab.charts.dots import DIAMOND, FOOT
from outreachlab.charts.forest_plot import draw_forest_plot
from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREY,
    ORANGE,
    beside,
    chart,
    looks,
    marks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.log.vocabulary import YES_NO
from outreachlab.stats.looks import bounds
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import counted, label, of, shortened

if TYPE_CHECKING:
    from outreachlab.trials.contrast import ContrastRead
    from outreachlab.trials.figures import Flow
    from outreachlab.trials.pool import TrialPool
    from outreachlab.trials.result import TrialRead

HEIGHT, HEAD = 1.5, 0.5  # inches of one contrast's looks, and above them
LEFT, RIGHT = 0.42, 0.1
TOP = 5.5  # standard errors shown; a bound farther out is not drawn
FIFTH = ((0.0, "0"), (0.2, "20%"), (0.4, "40%"), (0.6, "60%"), (0.8, "80%"), (1.0, "100%"))
STEPS = ("handed_out", "asked", "delivered", "window_over", "yes")


def draw_looks(trial: "TrialRead") -> Figure:
    """Each contrast's looks as standard errors between the bounds that they have to cross."""
    if not trial.contrasts:
        return told("the trial has nothing to draw")
    each = HEAD + HEIGHT
    with looks():
        figure = chart(each * len(trial.contrasts) + FOOT)
        for place, one in enumerate(trial.contrasts):
            below = each * (len(trial.contrasts) - 1 - place) + FOOT
            axes = panel(figure, left=LEFT, right=RIGHT, bottom=below, top=each * place + HEAD)
            last = place == len(trial.contrasts) - 1
            _looks(axes, one, trial.plan.looks, last)
    return figure


def _looks(axes: Axes, one: "ContrastRead", planned: tuple[float, ...], last: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    title = "share of the planned contacts; upwards: standard errors" if last else ""
    ruler(axes, FIFTH if last else (), title, 1)
    strokes(axes, [((0, 0.5), (1, 0.5))], FAINT, 0.8, 0)
    for edge, side in zip((TOP, -TOP), _named(one.contrast), strict=True):
        away, stands = ((0, -8), "center") if edge > 0 else ((0, 2), "bottom")
        end = (1, _up(edge))  # where the bounds leave room
        beside(axes, f"better: {side}", end, away, ha="right", va=stands)
    beside(axes, "go on", (0, 0.5), (3, 2))
    for tick in (-2, 0, 2):
        word = f"{tick:+d}" if tick else "0"
        beside(axes, word, (0, _up(tick)), (-5, 0), ha="right", va="center")
    done = [look.fraction for look in one.looks]
    shares = [*done, *(share for share in planned if share > (done[-1] if done else 0.0))]
    beyond = np.array(bounds(shares, one.level))
    for sign in (1, -1):
        line = Line2D(shares, _up(sign * beyond), color=GREY, linewidth=1.5, marker="_", zorder=1)
        axes.add_artist(line)
    _crossed(axes, one)
    axes.text(
        0, 1.06, f"{one.advice.advice}: {one.judged.decision}", transform=axes.transAxes,
        va="bottom",
    )  # fmt: skip


def _named(sides: tuple[str, str]) -> tuple[str, str]:
    """Both sides in a few words."""
    if sides == YES_NO:
        return "with it", "without it"
    first, second = (shortened(label(side), 18) for side in sides)
    return first, second


def _up(z: ArrayLike) -> NDArray[np.float64]:
    """Where a z stands on the scale from 0 to 1; what is beyond it at its end."""
    return np.clip(0.5 + np.asarray(z, float) / (2 * TOP), 0, 1)


def _crossed(axes: Axes, one: "ContrastRead") -> None:
    """The looks so far, a diamond where one is beyond its bound."""
    at = [(look.fraction, float(_up(look.z))) for look in one.looks]
    strokes(axes, list(pairwise(at)), BLUE, 2, 2)
    for look, (x, y) in zip(one.looks, at, strict=True):
        marks(axes, [x], [y], ORANGE if look.rejects else BLUE, DIAMOND[look.rejects])


def draw_flow(flow: "Flow") -> Figure:
    """Of those handed out on each side, how many took each step."""
    bars: list[Bar] = []
    for step in STEPS:
        for place, side in enumerate(_named(flow.sides)):
            count, all_of = getattr(flow, step)[place], flow.handed_out[place]
            words = f"{count:,}" if step == STEPS[0] else of(count, all_of)
            bars.append((f"{label(step)}, {side}", words, all_of, count))
    out = f"; {counted(flow.opted_out, 'contact')} opted out" if flow.opted_out else ""
    return draw_bars(bars, f"of those handed out{out}")


def draw_pool(pool: "TrialPool") -> Figure:
    """A row per seeker, their average below, and where one more seeker would lie."""
    first, second = _named(pool.sides)
    each = tuple(Estimate(one.estimate, one.low, one.high) for one in pool.seekers)
    names = tuple(shortened(one.seeker, 24) for one in pool.seekers)
    what = f"{first} minus {second}"
    return draw_forest_plot(ForestPlot(what, "points", names, each, pool.pooled))

"""How chains grow: the four steps, further meetings per meeting, and the days each step takes."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from outreachlab.charts.dots import FOOT, ROW, Row, place_rows, round_ticks
from outreachlab.charts.style import (
    FAINT,
    GREEN,
    INK,
    ORANGE,
    SMALL,
    beside,
    chart,
    looks,
    marks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.stats.reproduction import STEP_NAMES, STEPS
from outreachlab.wording import counted, number, of, percent

if TYPE_CHECKING:
    from outreachlab.chains.delays import Delays
    from outreachlab.chains.growth import ChainGrowth
    from outreachlab.chains.offspring import Offspring
    from outreachlab.stats.two_rates import Estimate

R_NAME = "further meetings per meeting"
HIGHEST = 12.0  # limits further out run off the scale
MOST = 10  # further meetings with a bar of their own
HEIGHT, BELOW, HEAD = 2.4, 0.42, 0.48  # inches
BAR = 0.72


def draw_growth(growth: "ChainGrowth") -> Figure:
    """A row per step and one for R; the best quarter of the pool and the weakest step marked."""
    totals = list(growth.counts.values())
    if not totals[0]:
        return told(growth.reproduction.why or "")
    rows = [
        _row(
            STEP_NAMES[step],
            totals[place + 1],
            totals[place],
            growth.steps[step],
            step == growth.weakest_step,
        )
        for place, step in enumerate(STEPS)
    ]
    rows.append(_row(R_NAME, totals[4], totals[0], growth.reproduction))
    ends = [row.high or row.estimate or 0.0 for row in rows]
    ends += [goal for goal in growth.best_quarter.values() if goal is not None]
    ticks = round_ticks(min(max(1.0, *ends), HIGHEST))
    top = ticks[-1][0]
    rows = [_within(row, top) for row in rows]
    title = f"each, {percent(growth.confidence, 0)} interval"
    marked = [
        *(["diamond: weakest step"] if growth.weakest_step else []),
        *(["green: best quarter"] if any(growth.best_quarter.values()) else []),
    ]
    if marked:
        title += "\n" + "; ".join(marked)
    foot = FOOT + 0.17 * title.count("\n")
    with looks():
        figure = chart(ROW * len(rows) + foot)
        axes = panel(figure, bottom=foot)
        place_rows(axes, rows, ticks, title)
        for place, step in enumerate(STEPS):
            _goal(axes, place, growth.best_quarter[step])
        strokes(axes, [((1, len(STEPS) + 0.54), (1, len(STEPS) + 0.9))], INK, 1.1, 1)
    return figure


def _row(name: str, count: int, total: int, found: "Estimate", accent: bool = False) -> Row:
    known = found.estimate is not None
    words = f"{of(count, total)}: {number(found.estimate)}" if known else "not known"
    return Row(name, words, found.estimate, found.low, found.high, accent=accent)


def _within(row: Row, top: float) -> Row:
    """The row with what lies beyond the scale cut off; its words keep the number."""
    if row.estimate is None or row.estimate > top:
        return Row(row.label, row.words, accent=row.accent)
    high = None if row.high is None else min(row.high, top)
    return Row(row.label, row.words, row.estimate, row.low, high, accent=row.accent)


def _goal(axes: Axes, place: int, goal: float | None) -> None:
    if goal is not None:
        strokes(axes, [((goal, place + 0.56), (goal, place + 0.88))], GREEN, 2.4, 4)


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
        axes = panel(figure, bottom=BELOW, top=HEAD, right=0.1)
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
    marks(axes, x, dots, ORANGE, size=5.5)
    for n, tall in enumerate(bars):
        beside(axes, f"{int(tall):,}", (n, max(tall, dots[n])), (0, 5), ha="center")


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
        y = 1 + (0.4 - 0.2 * place) / (HEIGHT - BELOW - HEAD)
        marks(axes, [0.01], [y], colour, marker, 7, transform=axes.transAxes)
        axes.text(0.04, y, words, transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)


def draw_delays(delays: "Delays") -> Figure:
    """The middle half of the waits of each step, and their median."""
    table = delays.table[delays.table["links"] > 0]
    if table.empty:
        return told("No referral got as far as a wait that can be counted.")
    rows = [
        Row(
            f"{row['step']} ({counted(row['links'], 'link')})",
            f"{number(row['median'], 1)} days",
            row["median"],
            row["lower_quarter"],
            row["upper_quarter"],
        )
        for row in table.to_dict("records")
    ]
    ticks = round_ticks(max(1.0, float(table["upper_quarter"].max())))
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        axes = panel(figure, bottom=FOOT)
        place_rows(axes, rows, ticks, "days: median and middle half")
    return figure

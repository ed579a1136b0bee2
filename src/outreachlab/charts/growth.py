"""The four steps from one meeting to the next, and which one holds the number down."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outreachlab.chains.reproduction import STEP_NAMES, STEPS
from outreachlab.charts.rows import FOOT, ROW, Row, place_rows, round_ticks
from outreachlab.charts.style import GREEN, INK, chart, looks, panel, strokes, told
from outreachlab.wording import number, of, percent

if TYPE_CHECKING:
    from outreachlab.answers.two_rates import Estimate
    from outreachlab.chains.growth_answer import ChainGrowth

R_NAME = "further meetings per meeting"
HIGHEST = 12.0  # limits further out run off the scale


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

"""One way of asking against another: a row per difference of shares."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.answers.judging.by_lot import level_in_words
from outreachlab.charts.dots import (
    FOOT,
    POINTS,
    ROW,
    SHARES,
    Row,
    draw_differences,
    place_rows,
    zero_line,
)
from outreachlab.charts.rates import TITLE, rate_rows
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import label, of, percent, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.advice import AdviceTested
    from outreachlab.answers.compare import Comparison
    from outreachlab.answers.judging.record import JudgedAdvice
    from outreachlab.answers.meetings import MeetingEffects
    from outreachlab.answers.pairs import AllPairs
    from outreachlab.answers.sensitivity import Sensitivity

MOST_PAIRS = 30
CLEAR = 0.05


def draw_comparison(comparison: "Comparison") -> Figure:
    """The two rates above, their difference with its interval below."""
    rows = rate_rows(comparison.table[comparison.table["counted"] > 0])
    if not rows:
        return told("neither side has a counted request")
    gap = comparison.difference
    a, b = (shortened(label(side), 15) for side in comparison.versus)
    difference = Row(f"{a} minus {b}", points(gap.estimate), gap.estimate, gap.low, gap.high)
    below = ROW + FOOT
    upper = ROW * len(rows)
    with looks():
        figure = chart(upper + FOOT + below)
        place_rows(panel(figure, bottom=below + FOOT), rows, SHARES, TITLE)
        axes = panel(figure, bottom=FOOT, top=upper + FOOT)
        place_rows(axes, [difference], POINTS, "difference in percentage points")
        zero_line(axes, 1)
    return figure


def draw_pairs(pairs: "AllPairs") -> Figure:
    """The difference of each pair; of many, those least likely to be chance."""
    table = pairs.table
    cut = ""
    if len(table) > MOST_PAIRS:
        least = set(table["p_value"].nsmallest(MOST_PAIRS).index)
        table, cut = table[table.index.isin(least)], f"; {MOST_PAIRS} of {len(table)} pairs"
    rows = [
        Row(
            f"{label(row['level_a'])} minus {label(row['level_b'])}",
            points(row["difference"]).removesuffix(" points"),
            row["difference"],
            row["low"],
            row["high"],
            min(row["counted_a"], row["counted_b"]) < FEW,
            row["p_adjusted"] < CLEAR,
        )
        for row in table.to_dict("records")
    ]
    return draw_differences(rows, f"points, {percent(pairs.confidence, 0)} interval{cut}")


def draw_sensitivity(answer: "Sensitivity") -> Figure:
    """A row per case, the log as it is marked."""
    rows = [
        Row(
            case.change.split(":")[0],
            points(case.estimate),
            case.estimate,
            case.low,
            case.high,
            min(case.counts.n, case.counts.m) < FEW,
            place == 0,
        )
        for place, case in enumerate(answer.cases)
        if case.estimate is not None
    ]
    if not rows:
        return told(answer.cases[0].why or "there is nothing to compare")
    a, b = (shortened(label(side), 15) for side in answer.versus)
    title = f"{a} minus {b}, points, {percent(answer.confidence, 0)} interval"
    return draw_differences(rows, title)


def draw_advice(tested: "AdviceTested") -> Figure:
    """A row per piece of advice that can be estimated, marked where its verdict is clear."""
    rows = [_row(line) for line in tested.lines if line.gap.estimate is not None]
    if not rows:
        return told("no piece of advice was tried on both sides")
    clear = "; diamond: clear" if any(row.accent for row in rows) else ""
    title = f"points, {percent(tested.confidence, 0)} interval; right of 0: for it{clear}"
    return draw_differences(rows, title)


def _row(line: "JudgedAdvice") -> Row:
    gap, lots = line.gap, line.randomised
    words = points(gap.estimate).removesuffix(" points")
    name = line.name
    if lots is not None:  # at a level of their own
        name = f"{line.name}, by lot: {level_in_words(lots.confidence)}"
    return Row(name, words, gap.estimate, gap.low, gap.high, line.few, line.clear)


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

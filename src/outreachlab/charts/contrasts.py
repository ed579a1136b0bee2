"""Two ways of asking and their difference."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rates import TITLE, rate_rows
from outreachlab.charts.rows import (
    FOOT,
    POINTS,
    ROW,
    SHARES,
    Row,
    draw_differences,
    place_rows,
    zero_line,
)
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, percent, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.contrasts import Comparison
    from outreachlab.answers.pairs import AllPairs

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

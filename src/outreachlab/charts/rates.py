"""A contrast under other circumstances."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from outreachlab.answers.rates import level_name
from outreachlab.charts.dots import (
    FOOT,
    POINTS,
    ROW,
    SHARES,
    Row,
    draw_differences,
    draw_shares,
    place_rows,
    zero_line,
)
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import counted, label, of, percent, points, shortened

if TYPE_CHECKING:
    from outreachlab.answers.compare import Comparison
    from outreachlab.answers.pairs import AllPairs
    from outreachlab.answers.rates import AcceptanceRates, SeveralRates
    from outreachlab.answers.sensitivity import Sensitivity
    from outreachlab.chains.convergence import Convergence
    from outreachlab.chains.naming import NamingEffects

MOST_LEVELS = 20
MOST_ROWS = 40
TITLE = "share of counted requests accepted"


def draw_rates(rates: "AcceptanceRates") -> Figure:
    """A row per level, pale where few were counted; beyond twenty, those counted most."""
    table = rates.table[rates.table["counted"] > 0]
    if len(table) > MOST_LEVELS:
        most = table["counted"].nlargest(MOST_LEVELS).index
        table = table.loc[sorted(most)]
    title = TITLE
    if rates.cross is not None:
        title = f"{shortened(label(rates.by), 15)}, {shortened(label(rates.cross), 15)}: accepted"
    return draw_shares(rate_rows(table), f"{title}, {percent(rates.confidence, 0)} interval")


def draw_several(several: "SeveralRates") -> Figure:
    """The columns one under the other, each row under its column's name."""
    rows = [
        replace(row, label=f"{label(part.by)}: {row.label}")
        for part in several.parts
        for row in rate_rows(part.table[part.table["counted"] > 0])
    ]
    cut = f"; the first {MOST_ROWS} of {len(rows)}" if len(rows) > MOST_ROWS else ""
    confidence = percent(several.parts[0].confidence, 0)
    return draw_shares(rows[:MOST_ROWS], f"{TITLE}, {confidence} interval{cut}")


def rate_rows(table: pd.DataFrame) -> list[Row]:
    """The levels of a rate table as rows of a chart."""
    return [
        Row(
            level_name(row),
            f"{of(row['accepted'], row['counted'])} ({percent(row['rate'], 0)})",
            float(row["rate"]),
            float(row["low"]),
            float(row["high"]),
            row["counted"] < FEW,
        )
        for row in table.to_dict("records")
    ]


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


MOST_DRAWN = 12
NOTHING = "No request counts yet."


def draw_convergence(convergence: "Convergence") -> Figure:
    """A rate with its interval per generation, the first twelve."""
    table = convergence.table[convergence.table["counted"] > 0].head(MOST_DRAWN)
    names = [
        f"{counted(steps, 'step')} on" if steps else "first requests"
        for steps in table["generation"].tolist()
    ]
    if not names:
        return told(NOTHING)
    title = f"{TITLE}, {percent(convergence.confidence, 0)} interval"
    return draw_shares(rate_rows(table.assign(level=names)), title)


def draw_naming(naming: "NamingEffects") -> Figure:
    """A rate with its interval per level of what the contact knew of the referral."""
    table = naming.table[naming.table["counted"] > 0]
    if table.empty:
        return told(NOTHING)
    names = [
        f"{label(by)}: {label(level)}"
        for by, level in zip(table["by"], table["level"], strict=True)
    ]
    title = f"{TITLE}, {percent(naming.confidence, 0)} interval"
    return draw_shares(rate_rows(table.assign(level=names)), title)


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

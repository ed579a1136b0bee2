"""Shares of counted requests: a row per level, step, seeker or generation."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from outreachlab.answers.rates import level_name
from outreachlab.charts.dots import Row, draw_shares
from outreachlab.charts.style import told
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import counted, label, of, percent, share, shortened

if TYPE_CHECKING:
    from outreachlab.answers.against_pool import AgainstPool
    from outreachlab.answers.funnel import Funnel
    from outreachlab.answers.pools import PooledRates
    from outreachlab.answers.rates import AcceptanceRates, SeveralRates
    from outreachlab.chains.convergence import Convergence
    from outreachlab.chains.naming import NamingEffects

MOST_LEVELS = 20
MOST_ROWS = 40
TITLE = "share of counted requests accepted"
MOST_GENERATIONS = 12
NOTHING = "No request counts yet."
MOST_SEEKERS = 24
STEPS_READ = {
    "delivered": "delivered",
    "answered": "answered",
    "accepted": "accepted",
    "held": "meeting held",
    "named_someone": "named someone further",
    "next_asked": "that name was asked",
    "led_on": "led to a lead or more",
}


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


def draw_convergence(convergence: "Convergence") -> Figure:
    """A rate with its interval per generation, the first twelve."""
    table = convergence.table[convergence.table["counted"] > 0].head(MOST_GENERATIONS)
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


def draw_pool(pooled: "PooledRates") -> Figure:
    """Each pooled rate with its interval; of many, those with most requests."""
    table = pooled.table
    cut = ""
    if len(table) > MOST_SEEKERS:
        most = set(table["counted"].nlargest(MOST_SEEKERS).index)
        table = table[table.index.isin(most)]
        cut = f"; the {MOST_SEEKERS} largest"
    rows = [
        Row(
            row["level"],
            share(row["accepted"], row["counted"]),
            row["shrunken"],
            row["shrunken_low"],
            row["shrunken_high"],
            row["counted"] < FEW,
        )
        for row in table.to_dict("records")
    ]
    title = f"pooled share accepted, {percent(pooled.confidence, 0)} interval{cut}"
    return draw_shares(rows, title)


def draw_beside(beside: "AgainstPool") -> Figure:
    """The seeker's rate and that of all others; a third row for the rate drawn to the pool."""
    sides, pooled = beside.sides, beside.pooled
    rows = [
        Row(
            shortened(name),
            share(successes, total),
            rate,
            low,
            high,
            total < FEW,
        )
        for name, successes, total, rate, low, high in zip(
            sides.names,
            sides.successes,
            sides.totals,
            sides.rates,
            sides.lows,
            sides.highs,
            strict=True,
        )
        if total
    ]
    if pooled.estimate is not None:
        name = f"{shortened(sides.names[0], 20)}, drawn to the pool"
        limits = pooled.estimate, pooled.low, pooled.high
        rows.append(Row(name, percent(pooled.estimate, 0), *limits))
    if not rows:
        return told("nobody has a counted request")
    return draw_shares(
        rows, f"share of counted requests accepted, {percent(beside.confidence, 0)} interval"
    )


def draw_funnel(funnel: "Funnel") -> Figure:
    """The share of those who could take each step; steps nobody could take are not drawn."""
    rows = [
        Row(
            STEPS_READ[step.step],
            share(step.count or 0, step.of),
            step.rate,
            step.low,
            step.high,
            step.of < FEW,
        )
        for step in funnel.steps
        if step.of
    ]
    if not rows:
        return told("nobody got as far as to take a step")
    title = f"share of those who could take the step, {percent(funnel.confidence, 0)} interval"
    return draw_shares(rows, title)

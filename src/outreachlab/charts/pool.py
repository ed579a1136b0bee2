"""Rates of many seekers drawn towards each other, and one seeker beside all others."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_shares
from outreachlab.charts.style import told
from outreachlab.vocabulary import FEW
from outreachlab.wording import percent, share, shortened

if TYPE_CHECKING:
    from outreachlab.answers.against_pool import AgainstPool
    from outreachlab.answers.pools import PooledRates

MOST_DRAWN = 24


def draw_pool(pooled: "PooledRates") -> Figure:
    """Each pooled rate with its interval; of many, those with most requests."""
    table = pooled.table
    cut = ""
    if len(table) > MOST_DRAWN:
        most = set(table["counted"].nlargest(MOST_DRAWN).index)
        table = table[table.index.isin(most)]
        cut = f"; the {MOST_DRAWN} largest"
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

"""Estimates beside what is true, which only a simulation knows."""

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.dots import FOOT, ROW, Row, draw_shares, place_rows, zero_line
from outreachlab.charts.style import GREEN, SMALL, chart, looks, panel, strokes, told
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import percent, points, share, shortened

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


KEY, EDGE = 0.26, 0.05  # inches for the words on the truth, and from the figure's sides to them
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # between two lines of the scale
MOST_STEPS = 8


def draw_about_truth(rows: Sequence[Row], truth: float, title: str) -> Figure:
    """Differences of shares on a scale as wide as they are, the true one marked on every row."""
    values = [end for row in rows for end in (row.low, row.estimate, row.high) if end is not None]
    if not values:
        return told("there is no difference to draw")
    with looks():
        figure = chart(ROW * len(rows) + FOOT + KEY)
        axes = panel(figure, bottom=FOOT, top=KEY)
        place_rows(axes, rows, near_ticks([*values, truth, 0.0]), title)
        zero_line(axes, len(rows))
        marks = [((truth, y + 0.54), (truth, y + 0.9)) for y in range(len(rows))]
        strokes(axes, marks, GREEN, 2.4, 1)
        key = f"green: the truth, {points(truth, 0) if truth else 'no difference'}"
        width, height = figure.get_size_inches()
        place = (EDGE / width, 1 - EDGE / height)
        figure.text(*place, key, va="top", fontsize=SMALL, color=GREEN)
    return figure


def near_ticks(values: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """Whole points from just below the smallest share to just above the largest."""
    low, high = min(values), max(values)
    step = next((one for one in STEPS if (high - low) / one <= MOST_STEPS - 2), STEPS[-1])
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    places = range(first, max(last, first + 1) + 1)
    return tuple(
        (place * step, f"{100 * place * step:+.0f}".replace("-", "−") if place else "0")
        for place in places
    )

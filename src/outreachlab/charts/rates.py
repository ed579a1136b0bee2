"""Acceptance rates as dots with their intervals."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from outreachlab.answers.rates_answer import level_name
from outreachlab.charts.rows import Row, draw_shares
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, of, percent, shortened

if TYPE_CHECKING:
    from outreachlab.answers.rates_answer import AcceptanceRates, SeveralRates

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

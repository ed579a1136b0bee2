"""Acceptance rates as dots with their intervals."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_shares
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, of, percent

if TYPE_CHECKING:
    from outreachlab.answers.rates import AcceptanceRates

MOST_LEVELS = 20
TITLE = "share of counted requests accepted"


def draw_rates(rates: "AcceptanceRates") -> Figure:
    """A row per level, pale where few were counted; beyond twenty, those counted most."""
    table = rates.table[rates.table["counted"] > 0]
    if len(table) > MOST_LEVELS:
        most = table["counted"].nlargest(MOST_LEVELS).index
        table = table.loc[sorted(most)]
    return draw_shares(rate_rows(table), f"{TITLE}, {percent(rates.confidence, 0)} interval")


def rate_rows(table: pd.DataFrame) -> list[Row]:
    """The levels of a rate table as rows of a chart."""
    return [
        Row(
            label(row["level"]),
            f"{of(row['accepted'], row['counted'])} ({percent(row['rate'], 0)})",
            float(row["rate"]),
            float(row["low"]),
            float(row["high"]),
            row["counted"] < FEW,
        )
        for row in table.to_dict("records")
    ]

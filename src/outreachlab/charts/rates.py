"""Acceptance rates as dots with their intervals."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from outreachlab.charts.style import BLUE, GREY, ROW, chart, looks, panel
from outreachlab.vocabulary import FEW
from outreachlab.wording import label, of, percent, shortened

if TYPE_CHECKING:
    from outreachlab.answers.rates import AcceptanceRates

MOST_LEVELS = 20


def draw_rates(rates: "AcceptanceRates") -> Figure:
    """A row per level, grey where few were counted; beyond twenty, those counted most."""
    table = rates.table[rates.table["counted"] > 0]
    if len(table) > MOST_LEVELS:
        most = table["counted"].nlargest(MOST_LEVELS).index
        table = table.loc[sorted(most)]
    names = [shortened(label(level), 24) for level in table["level"]]
    with looks():
        figure = chart(ROW * max(len(table), 1) + 0.75)
        axes = panel(figure, 0.25 + 0.085 * max(map(len, names), default=4), 0.6, 1.5, 0.1)
        draw_rows(axes, table, names)
    return figure


def draw_rows(axes: Axes, table: pd.DataFrame, names: list[str]) -> None:
    """Dots and intervals of a rate table on axes, with k of n and the rate at the right."""
    places = range(len(table))
    colours = [BLUE if counted >= FEW else GREY for counted in table["counted"]]
    axes.hlines(places, table["low"], table["high"], colors=colours, linewidth=2)
    axes.scatter(table["rate"], places, s=42, c=colours, zorder=3, clip_on=False)
    for place, row in zip(places, table.to_dict("records"), strict=True):
        text = f"{of(row['accepted'], row['counted'])} ({percent(row['rate'], 0)})"
        axes.text(1.02, place, text, va="center", transform=axes.get_yaxis_transform())
    axes.set_yticks(places, names)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("share of counted requests accepted, with its interval")

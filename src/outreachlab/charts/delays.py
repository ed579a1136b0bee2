"""How many days each step of a referral takes."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import FOOT, ROW, Row, place_rows, round_ticks
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.wording import counted, number

if TYPE_CHECKING:
    from outreachlab.chains.delays import Delays


def draw_delays(delays: "Delays") -> Figure:
    """The middle half of the waits of each step, and their median."""
    table = delays.table[delays.table["links"] > 0]
    if table.empty:
        return told("No referral got as far as a wait that can be counted.")
    rows = [
        Row(
            f"{row['step']} ({counted(row['links'], 'link')})",
            f"{number(row['median'], 1)} days",
            row["median"],
            row["lower_quarter"],
            row["upper_quarter"],
        )
        for row in table.to_dict("records")
    ]
    ticks = round_ticks(max(1.0, float(table["upper_quarter"].max())))
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        axes = panel(figure, bottom=FOOT)
        place_rows(axes, rows, ticks, "days: median and middle half")
    return figure

"""Requests and yeses by generation."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.style import BLUE, GREY, chart, looks, panel
from outreachlab.wording import of

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest


def draw_generations(forest: "ReferralForest") -> Figure:
    """A bar per generation, its accepted part darker."""
    rows = forest.generations()
    places = [row["generation"] for row in rows]
    most = max(row["requests"] for row in rows)
    with looks():
        figure = chart(2.6)
        axes = panel(figure, 0.6, 0.6, 0.2, 0.25)
        axes.bar(places, [row["requests"] for row in rows], color=GREY, alpha=0.45, width=0.7)
        axes.bar(places, [row["accepted"] for row in rows], color=BLUE, width=0.7)
        for row in rows if len(rows) <= 12 else ():
            text = of(row["accepted"], row["requests"])
            axes.text(
                row["generation"], row["requests"] + most * 0.03, text, ha="center", fontsize=9
            )
        axes.set_ylim(0, most * 1.15)
        axes.set_xticks(places if len(places) <= 25 else places[:: len(places) // 20 + 1])
        axes.set_xlabel("steps from a request that nobody in the log led to")
        axes.set_ylabel("requests; dark: accepted")
    return figure

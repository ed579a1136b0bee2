"""Requests and yeses by generation."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import ROW
from outreachlab.charts.style import BLUE, FAINT, chart, looks, panel, strokes
from outreachlab.wording import counted, of

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest

MOST_DRAWN = 12


def draw_generations(forest: "ReferralForest") -> Figure:
    """A bar per generation, its accepted part dark; of many, the first twelve."""
    rows = forest.generations()[:MOST_DRAWN]
    most = max(row["requests"] for row in rows)
    with looks():
        figure = chart(ROW * len(rows) + 0.05)
        axes = panel(figure)
        axes.set_xlim(0, most)
        axes.set_ylim(len(rows), 0)
        for part, colour in (("requests", FAINT), ("accepted", BLUE)):
            ends = [((0, y + 0.72), (row[part], y + 0.72)) for y, row in enumerate(rows)]
            strokes(axes, ends, colour, 8, 1)
        for y, row in enumerate(rows):
            steps = row["generation"]
            name = f"{counted(steps, 'step')} on" if steps else "first requests"
            axes.text(0, y + 0.48, name, va="bottom")
            words = f"{of(row['accepted'], row['requests'])} accepted"
            axes.text(most, y + 0.48, words, ha="right", va="bottom")
    return figure

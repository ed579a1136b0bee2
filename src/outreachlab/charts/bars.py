"""Bars with a dark part: how many there were, and how many of them did."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from outreachlab.charts.rows import MOST_WIDE, ROW, fitted, wide
from outreachlab.charts.style import BLUE, FAINT, chart, looks, panel, strokes

Bar = tuple[str, str, int, int]  # a name, its words, the whole, the dark part


def draw_bars(bars: Sequence[Bar], title: str = "") -> Figure:
    """A bar per row under its name and words, at least one of them longer than nothing."""
    most = max(whole for _, _, whole, _ in bars)
    top = 0.3 if title else 0.0
    with looks():
        figure = chart(ROW * len(bars) + 0.05 + top)
        axes = panel(figure, top=top)
        axes.set_xlim(0, most)
        axes.set_ylim(len(bars), 0)
        for part, colour in ((2, FAINT), (3, BLUE)):
            ends = [((0, y + 0.72), (bar[part], y + 0.72)) for y, bar in enumerate(bars)]
            strokes(axes, ends, colour, 8, 1)
        for y, (name, words, _, _) in enumerate(bars):
            axes.text(0, y + 0.48, fitted(name, MOST_WIDE - wide(words)), va="bottom")
            axes.text(most, y + 0.48, words, ha="right", va="bottom")
        if title:
            axes.text(0, -0.1, title, va="bottom")
    return figure

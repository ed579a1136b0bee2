"""Estimates beside what is true, which only a simulation knows."""

from collections.abc import Sequence
from math import ceil, floor

from matplotlib.figure import Figure

from outreachlab.charts.rows import FOOT, ROW, Row, place_rows, zero_line
from outreachlab.charts.style import GREEN, SMALL, chart, looks, panel, strokes, told
from outreachlab.wording import points

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

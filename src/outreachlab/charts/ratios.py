"""Ratios of odds or chances with their intervals, on a scale where halving mirrors doubling."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outreachlab.charts.rows import FOOT, ROW, Row, place_rows, zero_line
from outreachlab.charts.style import chart, looks, panel

DOUBLINGS = ((-3.0, "⅛"), (-2.0, "¼"), (-1.0, "½"), (0.0, "1"), (1.0, "2"), (2.0, "4"), (3.0, "8"))


def draw_ratios(rows: Sequence[Row], title: str) -> Figure:
    """Rows of ratios about a line at 1."""
    with looks():
        figure = chart(ROW * max(len(rows), 1) + FOOT)
        place_ratios(panel(figure, bottom=FOOT), rows, title)
    return figure


def place_ratios(axes: Axes, rows: Sequence[Row], title: str) -> None:
    """The rows on a scale of doublings; what lies beyond it is cut off, its words remain."""
    place_rows(axes, [_doublings(row) for row in rows], DOUBLINGS, title)
    zero_line(axes, len(rows))


def _doublings(row: Row) -> Row:
    edge = DOUBLINGS[-1][0]
    if not row.estimate:
        return replace(row, estimate=None)
    at = float(np.log2(row.estimate))
    if abs(at) > edge:
        return replace(row, estimate=None)
    if not row.low or not row.high:
        return replace(row, estimate=at, low=None, high=None)
    low, high = np.clip(np.log2([row.low, row.high]), -edge, edge).tolist()
    return replace(row, estimate=at, low=low, high=high)

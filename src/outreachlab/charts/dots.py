"""Labelled rows of dots with their intervals over a common scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PAPER,
    chart,
    looks,
    marks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.wording import shortened


@dataclass(frozen=True, slots=True)
class Row:
    """A label, what it says in words, and what is drawn; `pale` where few stand behind,
    `accent` where it is the one to look at."""

    label: str
    words: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    pale: bool = False
    accent: bool = False


ROW = 0.42  # inches a row takes: its words above, its interval below
GUIDE = (0.56, 0.88)  # where in a row the lines of the scale run, below its words
FOOT = 0.42  # inches for the scale
DIAMOND = {False: "o", True: "D"}  # the one to look at is one
MOST_WIDE = 28.0  # ems of text that fit on a line
SHARES = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
POINTS = ((-1.0, "-100"), (-0.5, "-50"), (0.0, "0"), (0.5, "+50"), (1.0, "+100"))
DOUBLINGS = ((-3.0, "⅛"), (-2.0, "¼"), (-1.0, "½"), (0.0, "1"), (1.0, "2"), (2.0, "4"), (3.0, "8"))


def draw_shares(rows: Sequence[Row], title: str) -> Figure:
    """Shares from 0 to 100%."""
    if not rows:
        return told("no request is counted, so there is no share to draw")
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        place_rows(panel(figure, bottom=FOOT), rows, SHARES, title)
    return figure


def draw_differences(rows: Sequence[Row], title: str) -> Figure:
    """Differences of shares about a line at none."""
    if not rows:
        return told("there is no difference to draw")
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        axes = panel(figure, bottom=FOOT)
        place_rows(axes, rows, POINTS, title)
        zero_line(axes, len(rows))
    return figure


def draw_ratios(rows: Sequence[Row], title: str) -> Figure:
    """Rows of ratios about a line at 1."""
    with looks():
        figure = chart(ROW * max(len(rows), 1) + FOOT)
        place_ratios(panel(figure, bottom=FOOT), rows, title)
    return figure


def zero_line(axes: Axes, rows: int) -> None:
    """No difference, marked on every row without crossing its words."""
    strokes(axes, [((0, y + 0.54), (0, y + 0.9)) for y in range(rows)], INK, 1.1, 1)


def place_rows(
    axes: Axes, rows: Sequence[Row], ticks: Sequence[tuple[float, str]], title: str
) -> None:
    """The rows from the top down, each one unit high, over a common scale."""
    low, high = ticks[0][0], ticks[-1][0]
    axes.set_xlim(low, high)
    axes.set_ylim(len(rows), 0)
    ruler(axes, ticks, title, len(rows))
    guides = [((x, y + GUIDE[0]), (x, y + GUIDE[1])) for x, _ in ticks for y in range(len(rows))]
    strokes(axes, guides, FAINT, 0.8, 0)
    centre = [place + 0.72 for place in range(len(rows))]
    strokes(axes, [((low, y), (high, y)) for y in centre], FAINT, 0.8, 0)
    for row, place, y in zip(rows, range(len(rows)), centre, strict=True):
        _words(axes, row, place, low, high)
        if row.estimate is None:
            continue
        colour = GREY if row.pale else ORANGE if row.accent else BLUE
        if row.low is not None and row.high is not None:
            strokes(axes, [((row.low, y), (row.high, y))], colour, 2.4, 2)
        face = PAPER if row.pale else colour
        marks(axes, [row.estimate], [y], colour, DIAMOND[row.accent], markerfacecolor=face)


def _words(axes: Axes, row: Row, place: int, low: float, high: float) -> None:
    axes.text(low, place + 0.5, fitted(row.label, MOST_WIDE - wide(row.words)), va="bottom")
    axes.text(high, place + 0.5, row.words, ha="right", va="bottom")


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


def round_ticks(top: float) -> tuple[tuple[float, str], ...]:
    """Whole or round numbers from 0 to the first that is not below `top`, three to six of them."""
    size = 10.0 ** np.floor(np.log10(max(top, 1e-9)))
    step = next(size * part for part in (0.25, 0.5, 1, 2) if top <= 5 * size * part)
    last = int(np.ceil(top / step - 1e-9))
    return tuple((place * step, f"{place * step:,g}") for place in range(last + 1))


def fitted(text: str, ems: float) -> str:
    """The text cut to so many ems, by a generous guess at each letter's width."""
    most = len(text)
    while most > 1 and wide(shortened(text, most)) > ems:
        most -= max(1, (most - int(ems)) // 4)
    return shortened(text, most)


def wide(text: str) -> float:
    """The width of a text in ems, as a wide font would set it."""
    return sum(
        1.05 if east_asian_width(letter) in "WF" else 0.85 if letter.isupper() else 0.62
        for letter in text
    )

"""A search over time: requests, yeses and meetings above, the yes rate and its band below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    PAPER,
    SMALL,
    beside,
    chart,
    looks,
    marks,
    panel,
    ruler,
    strokes,
)
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import percent

if TYPE_CHECKING:
    from outreachlab.answers.progress import Progress

MOST = 60  # periods; of more, the last
MOST_TICKS = 5
ABOVE, BELOW, GAP = 1.25, 1.2, 0.62  # inches: the two panels, and the words between them
HEAD, FOOT, LEFT = 0.3, 0.42, 0.46
LEAST = 6  # periods wide: of fewer, the bars would be blocks
WIDE = 0.8  # of a period is bar


def draw_progress(progress: "Progress") -> Figure:
    """Of more than sixty periods the last; a rate over fewer than ten requests is hollow."""
    table = progress.table.tail(MOST).reset_index(drop=True)
    cut = f", the last {MOST} {progress.by}s" if len(progress.table) > MOST else ""
    ticks, size = _ticks(table["start"], progress.by), max(len(table), LEAST)
    with looks():
        figure = chart(HEAD + ABOVE + GAP + BELOW + FOOT)
        bars = panel(figure, left=LEFT, bottom=FOOT + BELOW + GAP, top=HEAD, right=0.1)
        most = max(int(table["requests"].max()), int(table["met"].fillna(0).max()), 1)
        bars.set_xlim(-0.5, size - 0.5)
        bars.set_ylim(0, most)
        ruler(bars, ticks, f"{progress.by} of the request or meeting{cut}", most)
        _levels(bars, [(float(most), f"{most:,}")], size)
        for name, colour, order in (("requests", FAINT, 1), ("accepted", BLUE, 2)):
            _bars(bars, table[name].to_numpy(), colour, order)
        if table["met"].notna().all():
            held = np.flatnonzero(table["met"].to_numpy(int))
            _dots(bars, held, table["met"].to_numpy(int)[held], GREEN, GREEN)
        _key(bars, with_meetings=bool(table["met"].notna().all()))
        rates = panel(figure, left=LEFT, bottom=FOOT, top=HEAD + ABOVE + GAP, right=0.1)
        rates.set_xlim(-0.5, size - 0.5)
        rates.set_ylim(0, 1)
        interval = f"{percent(progress.confidence, 0)} interval"
        ruler(rates, ticks, f"accepted of counted requests, {interval}; hollow: few", 1)
        _levels(rates, [(0.0, "0%"), (0.5, "50%"), (1.0, "100%")], size)
        _rates(rates, table)
    return figure


def _ticks(starts: pd.Series, by: str) -> list[tuple[float, str]]:
    """The first period of some months, named; the year where another begins."""
    by_day = by == "week" and len(starts) < 2 * MOST_TICKS
    first = [place for place in range(len(starts)) if _opens(starts, place, by)]
    step = -(-len(first) // MOST_TICKS)
    named: list[tuple[int, str]] = []
    for place in first[::step]:
        day = starts[place]
        year = not named or day.year != starts[named[-1][0]].year
        words = f"{day.day} {day:%b}" if by_day else f"{day:%b}"
        named.append((place, f"{words} {day:%Y}" if year else words))
    return [(float(place), words) for place, words in named]


def _opens(starts: pd.Series, place: int, by: str) -> bool:
    """Is it the first of its month, or are there too few periods to ask?"""
    if by == "month" or len(starts) < 2 * MOST_TICKS or place == 0:
        return True
    return bool(starts[place].month != starts[place - 1].month)


def _levels(axes: Axes, levels: Sequence[tuple[float, str]], size: int) -> None:
    for height, word in levels:
        strokes(axes, [((-0.5, height), (size - 0.5, height))], FAINT, 0.8, 0)
        side = "center" if height else "bottom"
        beside(axes, word, (-0.5, height), (-5, 0), ha="right", va=side)


def _bars(axes: Axes, heights: np.ndarray, colour: str, order: int) -> None:
    half = WIDE / 2
    outlines = [
        [(x - half, 0), (x - half, tall), (x + half, tall), (x + half, 0)]
        for x, tall in enumerate(heights.tolist())
        if tall
    ]
    shape = PolyCollection(outlines, facecolors=colour, linewidths=0, zorder=order)
    axes.add_collection(shape, autolim=False)


def _dots(axes: Axes, x: np.ndarray, y: np.ndarray, colour: str, face: str) -> None:
    marks(axes, x, y, colour, size=4.5, markerfacecolor=face, zorder=4)


def _rates(axes: Axes, table: pd.DataFrame) -> None:
    """A dot with its interval for each period with a rate."""
    known = table[table["rate"].notna()]
    ends = [((x, low), (x, high)) for x, low, high in known[["low", "high"]].itertuples()]
    strokes(axes, ends, BLUE, 2 if len(table) <= MOST / 2 else 1.2, 2)
    few = (known["counted"] < FEW).to_numpy()
    x, y = known.index.to_numpy(), known["rate"].to_numpy()
    _dots(axes, x[~few], y[~few], BLUE, BLUE)
    _dots(axes, x[few], y[few], BLUE, PAPER)
    if not len(known):
        axes.text(-0.3, 0.25, "No period has a rate yet.", va="center", fontsize=SMALL)


def _key(axes: Axes, with_meetings: bool) -> None:
    """What each mark is, above the bars."""
    words = [(FAINT, "s", "asked"), (BLUE, "s", "of these accepted")]
    words += [(GREEN, "o", "meetings held")] if with_meetings else []
    y = 1 + 0.15 / ABOVE
    for left, (colour, marker, word) in zip((0.0, 0.22, 0.62), words, strict=False):
        marks(axes, [left + 0.015], [y], colour, marker, 7, transform=axes.transAxes)
        axes.text(left + 0.045, y, word, transform=axes.transAxes, va="center", fontsize=SMALL)

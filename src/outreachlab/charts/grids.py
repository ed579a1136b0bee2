"""Who refers to whom: a table of links, the darker the more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from numpy.typing import NDArray

from outreachlab.charts.dots import fitted
from outreachlab.charts.style import BLUE, INK, SMALL, beside, chart, looks, panel, strokes, told
from outreachlab.wording import counted, label, number, percent, share

if TYPE_CHECKING:
    from outreachlab.chains.mixing import Mixing, MixingOf

MOST_LEVELS = 8
CELL, HEAD, FOOT = 0.27, 0.5, 0.58  # inches
NAMES = 1.75  # inches for the names of the levels
DARKEST = 0.45  # so that the numbers can be read on it
SMALLER = 11.5  # ems of small text that fit beside the table
Counts = NDArray[np.int64]


def draw_mixing(mixing: "Mixing") -> Figure:
    """One table per column of the log, below each other."""
    return _tables(mixing.columns)


def draw_mixing_of(one: "MixingOf") -> Figure:
    """The table of one column."""
    return _tables([one])


def _tables(columns: Sequence["MixingOf"]) -> Figure:
    tables = [(one, *lumped(one.matrix, one.book)) for one in columns if one.links]
    if not tables:
        return told("No link has a value at both ends.")
    heights = [HEAD + CELL * len(book) + FOOT for _, _, book in tables]
    below = sum(heights)
    with looks():
        figure = chart(below)
        for (one, matrix, book), tall in zip(tables, heights, strict=True):
            below -= tall
            size = len(book)
            axes = panel(
                figure, NAMES, below + FOOT, 0.05, sum(heights) - below - FOOT - CELL * size
            )
            axes.set_xlim(0, size)
            axes.set_ylim(size, 0)
            _cells(
                axes, matrix, size if size == len(one.book) else size - 1
            )  # others are not alike
            _names(axes, book)
            _words(axes, one)
    return figure


def lumped(matrix: Counts, book: Sequence[str]) -> tuple[Counts, list[str]]:
    """The levels with most links, in the order of the book; of more than eight the rest as one."""
    names = [label(level) for level in book]
    if len(book) <= MOST_LEVELS:
        return matrix, names
    links = matrix.sum(axis=0) + matrix.sum(axis=1)
    most = np.sort(np.argsort(-links, kind="stable")[: MOST_LEVELS - 1])
    place = np.full(len(book), MOST_LEVELS - 1)
    place[most] = np.arange(MOST_LEVELS - 1)
    small = np.zeros((MOST_LEVELS, MOST_LEVELS), np.int64)
    np.add.at(small, (place[:, None], place[None, :]), matrix)
    return small, [*(names[at] for at in most), f"{len(book) - MOST_LEVELS + 1:,} others"]


def _cells(axes: Axes, matrix: Counts, alike: int) -> None:
    """A shaded square per pair, its number in it, the first `alike` of the diagonal framed."""
    used = np.argwhere(matrix)
    counts = matrix[matrix > 0]
    corners = [*(used[:, None, ::-1] + [(0, 0), (1, 0), (1, 1), (0, 1)])]
    shades = [to_rgba(BLUE, DARKEST * count / counts.max()) for count in counts]
    axes.add_collection(PolyCollection(corners, facecolors=shades, linewidths=0), autolim=False)
    for (row, column), count in zip(used, counts, strict=True):
        axes.text(column + 0.5, row + 0.55, f"{count:,}", ha="center", va="center", fontsize=SMALL)
    frames = [[(n, n), (n + 1, n), (n + 1, n + 1), (n, n + 1), (n, n)] for n in range(alike)]
    strokes(axes, frames, INK, 0.8, 3)


def _names(axes: Axes, book: list[str]) -> None:
    """Each level's name and number before its row, the number alone above its column."""
    for place, name in enumerate(book):
        for words, left in ((str(place + 1), -6), (fitted(name, SMALLER), -22)):
            beside(axes, words, (0, place + 0.55), (left, 0), ha="right", va="center")
        beside(axes, str(place + 1), (place + 0.5, 0), (0, 4), ha="center")


def _words(axes: Axes, one: "MixingOf") -> None:
    """Which column this is, how to read it, and what it comes to."""
    same = int(np.trace(one.matrix))
    times = (
        "" if one.homophily.estimate is None else f"; {number(one.homophily.estimate)} times that"
    )
    more = f"; {counted(len(one.book), 'value')} in all" if len(one.book) > MOST_LEVELS else ""
    chance = one.expected_share
    told = "chance is not known" if chance is None else f"by chance alone {percent(chance, 0)}"
    lines = f"links that join like with like: {share(same, one.links)}\n{told}{times}{more}"
    title = f"{fitted(label(one.column), 16)}: rows referred to columns"
    left = -72 * (NAMES - 0.05)
    for words, corner, up, side in ((title, 1, 20, "bottom"), (lines, 0, -4, "top")):
        weight = "bold" if corner else "normal"
        away = (left, up)
        beside(axes, words, (0, corner), away, xycoords="axes fraction", va=side, fontweight=weight)

"""How strongly two columns go together, from the counts of their levels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.codes import BLANK, Book, Codes, merged_books

Counts = NDArray[np.int64]


def cells_of(one: Codes, two: Codes) -> Counts:
    """How many rows have each pair of levels, (levels of one, levels of two); no blanks."""
    both = (one.codes != BLANK) & (two.codes != BLANK)
    size = len(one.book) * len(two.book)
    place = one.codes[both].astype(np.int64) * len(two.book) + two.codes[both]
    return np.bincount(place, minlength=size).reshape(len(one.book), len(two.book))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """How many requests have each pair of two columns' levels; those of two parts add up."""

    names: tuple[str, str]
    books: tuple[Book, Book]
    counts: Counts

    def __add__(self, other: "Cells") -> "Cells":
        rows, *at = merged_books(self.names[0], self.books[0], other.books[0])
        columns, *to = merged_books(self.names[1], self.books[1], other.books[1])
        counts = np.zeros((len(rows), len(columns)), np.int64)
        for row, column, own in zip(at, to, (self, other), strict=True):
            counts[np.ix_(row, column)] += own.counts
        return Cells(self.names, (rows, columns), counts)


def phi(cells: Counts) -> float:
    """
    The correlation of two columns with two levels each, (2, 2): 1 if the first ones go together.

    Yule (1912), Journal of the Royal Statistical Society 75:579-652.
    """
    (both, first), (second, neither) = cells.astype(float)
    margins = np.array([both + first, second + neither, both + second, first + neither])
    return float((both * neither - first * second) / np.sqrt(margins).prod())


def cramers_v(cells: Counts) -> float:
    """
    From 0, no relation, to 1, one column tells the other; every level occurs.

    Cramér (1946), Mathematical Methods of Statistics, section 21.9.
    """
    total = cells.sum()
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / total
    statistic = float(((cells - expected) ** 2 / expected).sum())
    return float(np.sqrt(statistic / (total * (min(cells.shape) - 1))))


def tells(cells: Counts) -> bool:
    """Whether each level of one column comes with a single level of the other."""
    used = cells > 0
    return bool((used.sum(axis=1) <= 1).all() or (used.sum(axis=0) <= 1).all())

"""Links by the values at their two ends: sums over chains, so that parts of a log add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.homophily import Counts, unit_margins
from outreachlab.chains.units import UnitTotals, unit_totals
from outreachlab.codes import codes_of, merged_books
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines
from outreachlab.outcomes import Outcomes

MOST_CELLS = 20_000_000  # of units by values; with more, no limits are computed


@dataclass(frozen=True, slots=True, eq=False)
class MixingSums:
    """
    One column: `matrix[i, j]` links from a contact with level i of `book` to one with level j.

    `units` are the margins of each unit's links, None where they are too many to hold.
    """

    column: str
    book: tuple[str, ...]
    matrix: Counts
    units: UnitTotals | None

    @property
    def links(self) -> int:
        """Links with a value at both ends."""
        return int(self.matrix.sum())

    def __add__(self, other: "MixingSums") -> "MixingSums":
        book, *places = merged_books(self.column, self.book, other.book)
        matrix = np.zeros((len(book), len(book)), np.int64)
        units: list[UnitTotals] = []
        for place, own in zip(places, (self, other), strict=True):
            matrix[np.ix_(place, place)] += own.matrix
            if own.units is not None:
                columns = np.concatenate([[0], 1 + place, 1 + len(book) + place])
                units.append(own.units.widened(columns, 1 + 2 * len(book)))
        total = units[0] + units[1] if len(units) == 2 else None
        if total is not None and total.patterns.units * (1 + 2 * len(book)) > MOST_CELLS:
            total = None
        return MixingSums(self.column, book, matrix, total)


def mixing_sums(log: CheckedLog, outcomes: Outcomes, lines: Lines, name: str) -> MixingSums:
    """The links of a forest by the values of one column at their two ends."""
    codes = codes_of(log, name, outcomes.rows)
    child = np.flatnonzero(lines.parent >= 0)
    child = child[(codes.codes[child] >= 0) & (codes.codes[lines.parent[child]] >= 0)]
    levels, end = np.unique(
        np.concatenate([codes.codes[lines.parent[child]], codes.codes[child]]), return_inverse=True
    )
    size = len(levels)
    start, stop = end[: len(child)], end[len(child) :]
    matrix = np.bincount(start * size + stop, minlength=size * size).reshape(size, size)
    book = tuple(codes.book[level] for level in levels)
    return MixingSums(name, book, matrix, _margins(lines, child, start, stop, size))


def _margins(
    lines: Lines, child: NDArray[np.intp], start: NDArray, stop: NDArray, size: int
) -> UnitTotals | None:
    cells = len(np.unique(lines.seeker[child])) * (1 + 2 * size)
    if cells > MOST_CELLS:
        return None
    return unit_totals(lines, child, lambda units: unit_margins(start, stop, size, units))

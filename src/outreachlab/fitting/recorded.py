"""
Which columns counted requests record together, and with which values: what terms are chosen by.

Everything is a sum over requests: those of two parts of a log add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import (
    BLANK,
    Codes,
    codes_of,
    has,
    is_number,
    merged_books,
    numbers_of,
    refuse_late_columns,
)

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Column = Codes | Floats  # codes with a book, or numbers with nan for a blank
MOST_COLUMNS = 62  # that fit one whole number, a bit each


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Candidate:
    """
    One column by pattern: requests with the same columns recorded are one pattern.

    `known` (p,) says where it is recorded. `levels` (p, levels) counts the values of `book`; of a
    number, without a book, `low` and `high` (p,) are the least and the greatest, `sums` (p,) what
    they add up to.
    """

    name: str
    book: tuple[str, ...] | None
    known: Flags
    levels: Counts
    low: Floats
    high: Floats
    sums: Floats

    def counts(self, patterns: Flags) -> Counts:
        """How many requests of some patterns have each level of the book."""
        return np.asarray(self.levels[patterns].sum(axis=0))

    def values(self, patterns: Flags) -> list[str]:
        """The values in use in some patterns; of a number the least and the greatest."""
        if self.book is not None:
            return [self.book[level] for level in np.flatnonzero(self.counts(patterns))]
        ends = {self.low[patterns].min(initial=np.inf), self.high[patterns].max(initial=-np.inf)}
        return [f"{end:g}" for end in sorted(ends) if np.isfinite(end)]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """
    The patterns of some requests: `keys` (p,) rising, a bit per column; how often, how many yeses.
    """

    keys: Counts
    times: Counts
    yeses: Counts
    candidates: Mapping[str, Candidate]

    def total(self, patterns: Flags) -> int:
        """How many requests have one of some patterns."""
        return int(self.times[patterns].sum())

    def accepted(self, patterns: Flags) -> int:
        """How many of them were accepted."""
        return int(self.yeses[patterns].sum())

    @property
    def every(self) -> Flags:
        """All patterns."""
        return np.ones(len(self.keys), bool)

    def __add__(self, other: "Recorded") -> "Recorded":
        keys = np.union1d(self.keys, other.keys)
        at = [np.searchsorted(keys, own.keys) for own in (self, other)]
        times, yeses = np.zeros((2, len(keys)), np.int64)
        for place, own in zip(at, (self, other), strict=True):
            times[place] += own.times
            yeses[place] += own.yeses
        candidates = {
            name: _sum(keys, number, at, (one, other.candidates[name]))
            for number, (name, one) in enumerate(self.candidates.items())
        }
        return Recorded(keys, times, yeses, candidates)


def column_of(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> Column:
    """A column of the request over some rows of the frame; raises as `codes_of` does."""
    refuse_late_columns(name)
    if has(log, name) and is_number(log, name):
        return numbers_of(log, name, rows)
    return codes_of(log, name, rows)


def known_in(column: Column) -> Flags:
    """Which requests record it."""
    return column.codes != BLANK if isinstance(column, Codes) else ~np.isnan(column)


def rows_of(column: Column, rows: NDArray[np.intp]) -> Column:
    """Some rows of a column."""
    return column.take(rows) if isinstance(column, Codes) else column[rows]


def recorded_of(columns: Mapping[str, Column], success: Flags) -> Recorded:
    """The patterns of requests (n,) by the columns they record."""
    key = np.zeros(len(success), np.int64)
    for number, column in enumerate(columns.values()):
        if (known := known_in(column)).all():
            key |= 1 << number
        else:
            key |= known.astype(np.int64) << number
    keys, place, times = np.unique(key, return_inverse=True, return_counts=True)
    yeses = np.bincount(place[success], minlength=len(keys))
    candidates = {
        name: _candidate(name, column, (keys >> number & 1).astype(bool), place)
        for number, (name, column) in enumerate(columns.items())
    }
    return Recorded(keys, times, yeses, candidates)


def _candidate(name: str, column: Column, known: Flags, place: NDArray[np.intp]) -> Candidate:
    patterns = len(known)
    none = np.zeros((patterns, 0), np.int64)
    low, high, sums = np.full(patterns, np.inf), np.full(patterns, -np.inf), np.zeros(patterns)
    if isinstance(column, Codes):
        width = len(column.book) + 1  # blanks, -1, are counted first
        flat = np.bincount(place * width + column.codes + 1, minlength=patterns * width)
        return Candidate(
            name=name,
            book=column.book,
            known=known,
            levels=flat.reshape(patterns, width)[:, 1:],
            low=low,
            high=high,
            sums=sums,
        )
    told = ~np.isnan(column)
    np.minimum.at(low, place[told], column[told])
    np.maximum.at(high, place[told], column[told])
    np.add.at(sums, place[told], column[told])
    return Candidate(name=name, book=None, known=known, levels=none, low=low, high=high, sums=sums)


def _sum(
    keys: Counts, number: int, at: Iterable[NDArray[np.intp]], both: tuple[Candidate, Candidate]
) -> Candidate:
    one, two = both
    known = (keys >> number & 1).astype(bool)
    low, high, sums = np.full(len(keys), np.inf), np.full(len(keys), -np.inf), np.zeros(len(keys))
    book, *levels = merged_books(one.name, one.book or (), two.book or ())
    counts = np.zeros((len(keys), len(book)), np.int64)
    for place, level, own in zip(at, levels, both, strict=True):
        counts[np.ix_(place, level)] += own.levels
        low[place] = np.minimum(low[place], own.low)
        high[place] = np.maximum(high[place], own.high)
        sums[place] += own.sums
    return Candidate(
        name=one.name,
        book=None if one.book is None else book,
        known=known,
        levels=counts,
        low=low,
        high=high,
        sums=sums,
    )

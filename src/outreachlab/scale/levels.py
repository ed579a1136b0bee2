"""Counts by level, of parts that each have a book of their own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.waits import WaitCounts
from outreachlab.intake.people import folded
from outreachlab.vocabulary import COLUMN, levels_of

Ints = NDArray[np.int64]
Book = tuple[str, ...]


def merged(name: str, one: Book, two: Book) -> tuple[Book, Ints, Ints]:
    """
    One book of two, and the place in it of each level of both.

    Levels stand in vocabulary order, else sorted as text; a person keeps the first spelling.
    """
    if one == two:
        same = np.arange(len(one))
        return one, same, same
    if name in COLUMN and COLUMN[name].kind == "person":
        spelling: dict[str, str] = {}
        for level in sorted({*one, *two}):
            spelling.setdefault(folded(level), level)
        place = {key: at for at, key in enumerate(sorted(spelling, key=spelling.__getitem__))}
        book = tuple(spelling[key] for key in place)
        places = [[place[folded(level)] for level in own] for own in (one, two)]
    else:
        known = levels_of(name)
        levels = {*one, *two}
        book = (
            *(level for level in known if level in levels),
            *sorted(levels.difference(known)),
        )
        place = {level: at for at, level in enumerate(book)}
        places = [[place[level] for level in own] for own in (one, two)]
    return book, *(np.array(at, np.int64) for at in places)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, eq=False)
class LevelCounts:
    """Counts (levels + 1, columns) of a column's levels, the last row the blanks'."""

    name: str
    book: Book
    counts: Ints

    def __add__(self, other: "LevelCounts") -> "LevelCounts":
        book, one, two = merged(self.name, self.book, other.book)
        counts = np.zeros((len(book) + 1, self.counts.shape[1]), np.int64)
        for place, own in ((one, self), (two, other)):
            counts[np.append(place, len(book))] += own.counts
        return LevelCounts(self.name, book, counts)


@dataclass(frozen=True, slots=True, eq=False)
class LevelWaits:
    """The waits by level, day and cause of one part."""

    name: str
    counts: WaitCounts

    def __add__(self, other: "LevelWaits") -> "LevelWaits":
        one, two = self.counts, other.counts
        book: tuple[str | None, ...] = one.book
        places = [np.zeros(1, np.int64)] * 2
        if one.book != (None,):
            book, *places = merged(self.name, _texts(one), _texts(two))
        least = min((int(own.day.min()) for own in (one, two) if len(own.day)), default=0)
        most = max((int(own.day.max()) for own in (one, two) if len(own.day)), default=0)
        span = most - least + 1
        keys = [
            place[own.level] * span + own.day - least
            for place, own in zip(places, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        ended = np.zeros((one.ended.shape[0], len(every)), np.int64)
        undated, delivered = np.zeros((2, len(book)), np.int64)
        for key, place, own in zip(keys, places, (one, two), strict=True):
            ended[:, np.searchsorted(every, key)] += own.ended
            undated[place] += own.undated
            delivered[place] += own.delivered
        level, day = every // span, every % span + least
        blank = one.blank + two.blank
        return LevelWaits(self.name, WaitCounts(book, level, day, ended, undated, delivered, blank))


def _texts(counts: WaitCounts) -> Book:
    return tuple(level for level in counts.book if level is not None)

"""Counts by level, of parts that each have a book of their own."""

from dataclasses import dataclass

import numpy as np

from outreachlab.answers.rates import Tally
from outreachlab.answers.waits import WaitCounts
from outreachlab.codes import merged_books


@dataclass(frozen=True, slots=True, eq=False)
class LevelCounts:
    """The counts of a column's levels, or of pairs of two columns' levels, in one part."""

    tally: Tally

    def __add__(self, other: "LevelCounts") -> "LevelCounts":
        one, two = self.tally, other.tally
        first, *firsts = merged_books(one.by, one.books[0], two.books[0])
        second, *seconds = merged_books(one.cross or "", one.books[1], two.books[1])
        keys = [
            at[own.pairs // len(own.books[1])] * len(second) + to[own.pairs % len(own.books[1])]
            for at, to, own in zip(firsts, seconds, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        counts = np.zeros((len(every) + 1, one.counts.shape[1]), np.int64)
        for key, own in zip(keys, (one, two), strict=True):
            counts[np.append(np.searchsorted(every, key), len(every))] += own.counts
        return LevelCounts(Tally(one.by, one.cross, (first, second), every, counts))


@dataclass(frozen=True, slots=True, eq=False)
class LevelWaits:
    """The waits by level, day and cause of one part, the levels those of a column."""

    name: str
    counts: WaitCounts

    def __add__(self, other: "LevelWaits") -> "LevelWaits":
        one, two = self.counts, other.counts
        book, *places = merged_books(self.name, one.book, two.book)
        days = np.concatenate([one.day, two.day])
        least = int(days.min()) if len(days) else 0
        span = int(days.max(initial=least)) - least + 1
        keys = [
            at[own.level] * span + own.day - least
            for at, own in zip(places, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        ended = np.zeros((len(one.ended), len(every)), np.int64)
        undated, delivered = np.zeros((2, len(book)), np.int64)
        for key, place, own in zip(keys, places, (one, two), strict=True):
            ended[:, np.searchsorted(every, key)] += own.ended
            undated[place] += own.undated
            delivered[place] += own.delivered
        level, day = every // span, every % span + least
        blank = one.blank + two.blank
        return LevelWaits(self.name, WaitCounts(book, level, day, ended, undated, delivered, blank))

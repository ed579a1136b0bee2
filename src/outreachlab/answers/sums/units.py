"""Seekers or chains as units of a contrast, to be left out one at a time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.stats.among import Among, among
from outreachlab.stats.resampling import Patterns, distinct
from outreachlab.stats.two_rates import TwoRates

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """
    The counts of units on two sides; those of two parts, which share no unit, add up.

    `counts` are the distinct vectors (d, 4), counted requests of both sides, then yeses; `names`
    (d,) the first unit that has each, by its rank in `ranks` (d,).
    """

    counts: Patterns
    names: tuple[str, ...]
    ranks: tuple[str | int, ...]

    def __add__(self, other: "Units") -> "Units":
        both = np.concatenate([self.counts.counts, other.counts.counts])
        times = np.concatenate([self.counts.times, other.counts.times])
        return _units(both, times, self.names + other.names, self.ranks + other.ranks)

    @property
    def units(self) -> int:
        """How many there are."""
        return self.counts.units

    def furthest(self) -> list[int]:
        """Which vectors move the difference furthest down and up if a unit that has it is gone."""
        (n, m, a, b), vectors = self.counts.left_out().T, self.counts.vectors
        with np.errstate(divide="ignore", invalid="ignore"):
            gaps = a / n - b / m
        touched = np.flatnonzero(np.isfinite(gaps) & (vectors[:, :2] > 0).any(axis=1))
        if not len(touched):
            return []
        found = []
        for end in (gaps[touched].min(), gaps[touched].max()):
            alike = touched[gaps[touched] == end].tolist()
            found.append(min(alike, key=self.ranks.__getitem__))
        return list(dict.fromkeys(found))

    def without(self, place: int) -> tuple[TwoRates, Among | None]:
        """The four counts without one unit that has a vector, and those of each other unit."""
        n, m, a, b = (int(count) for count in self.counts.left_out()[place])
        times = self.counts.times - (np.arange(len(self.counts.times)) == place)
        used = (self.counts.counts[:, :2] > 0).any(axis=1) & (times > 0)
        several = times[used].sum() > 1
        counted, yes = np.split(self.counts.counts[used], 2, axis=1)
        return TwoRates(a, n, b, m), among(counted, yes, times[used]) if several else None


def seekers_in(log: CheckedLog, outcomes: Outcomes, side: Ints) -> Units:
    """The seekers of some requests, each on a side (n,): 0, 1 or -1; ranked by name."""
    codes = codes_of(log, "seeker", outcomes.rows)
    present, unit = np.unique(codes.codes, return_inverse=True)
    names = tuple(codes.book[code] for code in present)
    return _counted(outcomes, side, unit.reshape(-1), names, names)


def chains_in(log: CheckedLog, outcomes: Outcomes, side: Ints) -> Units:
    """The chains of one seeker, called by whom they begin with, ranked by first request."""
    root = lines_of(log, outcomes.rows).descent.root
    roots, unit = np.unique(root, return_inverse=True)
    people = log.frame["contact"].take(outcomes.rows[roots]).astype(object)
    names = tuple(f"of {one}" for one in people)
    return _counted(outcomes, side, unit.reshape(-1), names, tuple(range(len(roots))))


def _counted(
    outcomes: Outcomes,
    side: Ints,
    unit: NDArray[np.intp],
    names: tuple[str, ...],
    ranks: tuple[str | int, ...],
) -> Units:
    sides = [(side == code) & outcomes.counted for code in (0, 1)]
    masks = (*sides, *(mask & outcomes.accepted for mask in sides))
    four = np.stack([np.bincount(unit[mask], minlength=len(names)) for mask in masks], axis=1)
    return _units(four, np.ones(len(four), np.int64), names, ranks)


def _units(
    vectors: NDArray, times: Ints, names: tuple[str, ...], ranks: tuple[str | int, ...]
) -> Units:
    """Vectors that may repeat, each told by the first unit that has it."""
    found, which = distinct(vectors, times)
    order: Callable[[int], str | int] = ranks.__getitem__
    first: dict[int, int] = {}
    for place in sorted(range(len(ranks)), key=order):
        first.setdefault(int(which[place]), place)
    told = [first[at] for at in range(len(found.times))]
    return Units(found, tuple(names[at] for at in told), tuple(ranks[at] for at in told))

"""How many requests and yeses each seeker has at each level: sums, so that parts add up."""

from dataclasses import dataclass, field
from math import prod
from typing import Self

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.arguments import Found
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.outcomes import FATES, Outcomes
from outreachlab.stats.among import Among, Floats, among, limits_by_level
from outreachlab.stats.intervals import interval_of
from outreachlab.stats.resampling import Patterns, patterns_of
from outreachlab.stats.two_rates import TwoRates

MOST_TOGETHER = 20  # levels whose counts are held side by side for each seeker
DENSE = 4  # a table of seekers by levels may have so many cells for each request
FATED = "seeker", "fates"  # in what a log keeps
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeekerCounts:
    """
    What seekers have at the levels of a book; no seeker of one is in another that is added.

    `by_level` are level, requests and yeses of each seeker at each level they used. `together`
    are the requests of each seeker at each of k levels, then their yeses, (seekers, 2 k); None
    where the levels are too many, or were not asked for. `seekers` is how many there are.
    """

    by_level: Patterns
    together: Patterns | None
    seekers: int

    def __add__(self, other: "SeekerCounts") -> "SeekerCounts":
        one, two = self.together, other.together
        return SeekerCounts(
            by_level=self.by_level + other.by_level,
            together=None if one is None or two is None else one + two,
            seekers=self.seekers + other.seekers,
        )

    def placed(self, places: Ints, size: int) -> "SeekerCounts":
        """The same with each level at its place in a book of `size`."""
        level, *others = self.by_level.counts.T
        counts = np.stack([places[level.astype(np.int64)], *others], axis=1)
        joint = self.together
        if joint is not None and size > MOST_TOGETHER:
            joint = None
        elif joint is not None:
            joint = joint.widened(np.concatenate([places, places + size]), 2 * size)
        return SeekerCounts(
            by_level=Patterns(counts, self.by_level.times), together=joint, seekers=self.seekers
        )

    @property
    def several(self) -> bool:
        """Are there two seekers or more? Of one alone limits are those of separate requests."""
        return self.seekers > 1

    def limits(self, size: int, confidence: float) -> tuple[Floats, Floats]:
        """Limits of the rate of each level, (size,) each; nan without a request."""
        level, counted, yes = self.by_level.vectors.T
        where = level.astype(np.int64)
        return limits_by_level(where, (counted, yes), self.by_level.times, size, confidence)

    def alone(self, size: int) -> NDArray[np.bool_]:
        """Which levels one seeker alone used, (size,)."""
        level = self.by_level.counts[:, 0].astype(np.int64)
        return np.bincount(level, self.by_level.times, minlength=size) == 1

    @property
    def everyone(self) -> Among | None:
        """All levels side by side; None where they were not held together."""
        if self.together is None:
            return None
        counted, yes = np.split(self.together.vectors, 2, axis=1)
        return among(counted, yes, self.together.times)

    @property
    def two(self) -> TwoRates:
        """The four counts of the first two levels, which were held together."""
        assert self.together is not None
        n, m, a, b = (int(total) for total in self.together.totals)
        return TwoRates(a, n, b, m)

    def between(self, one: int, two: int) -> Among | None:
        """
        Two levels side by side, -1 for one that nobody used.

        None where one seeker alone used them, or levels were not held together.
        """
        if self.together is None:
            return None
        vectors = self.together.vectors
        size = vectors.shape[1] // 2
        nobody = np.zeros((len(vectors), 2, 1))
        wide = np.concatenate([vectors.reshape(len(vectors), 2, size), nobody], axis=2)
        counted, yes = np.moveaxis(wide[:, :, [one, two]], 1, 0)
        used = counted.sum(axis=1) > 0
        if self.together.times[used].sum() < 2:
            return None
        return among(counted[used], yes[used], self.together.times[used])


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and the counts of each seeker; None where they are not told apart."""

    count: int
    of: int
    seekers: SeekerCounts | None = field(default=None, compare=False)

    def __add__(self, other: Self) -> Self:
        one, two = self.seekers, other.seekers
        seekers = None if one is None or two is None else one + two
        return type(self)(self.count + other.count, self.of + other.of, seekers)

    @property
    def cluster(self) -> Found:
        """Whose requests are taken as alike."""
        return "seeker" if self.seekers is not None and self.seekers.several else "none"

    def limits(self, confidence: float) -> tuple[float, float]:
        """Wilson limits, among seekers where there are several; nan out of nothing."""
        if self.cluster == "none" or self.seekers is None:
            low, high = interval_of(self.count, self.of, confidence)
            return float(low), float(high)
        lows, highs = self.seekers.limits(1, confidence)
        return float(lows[0]), float(highs[0])


def share_of(
    log: CheckedLog, outcomes: Outcomes, taken: Flags, able: Flags, clustered: bool
) -> Share:
    """How many of those able (n,) took a step (n,)."""
    counts = None
    if clustered:
        one = np.zeros(len(able), np.int64)
        counts = counts_by_seeker(log, outcomes, one, 1, able, taken)
    return Share(int((taken & able).sum()), int(able.sum()), counts)


def seekers_of(log: CheckedLog, rows: Ints) -> Ints:
    """Who asked, as a code per row of the log's frame."""
    return codes_of(log, "seeker", rows).codes.astype(np.int64)


def fates_by_seeker(
    log: CheckedLog, outcomes: Outcomes, level: NDArray[np.integer], size: int
) -> NDArray[np.int64] | None:
    """
    How many requests of each seeker met each fate at each level, (size + 1, fates, seekers).

    `level` (n,) are codes below `size`, -1 for a blank, which comes first. None where the table
    would have many more cells than there are requests.
    """
    who = codes_of(log, "seeker", outcomes.rows)
    shape = size + 1, len(FATES), len(who.book)
    if prod(shape) > DENSE * len(level):
        return None
    if log.kept.get(FATED, (None,))[0] is not outcomes.fate:
        placed = (outcomes.fate.astype(np.intp) + shape[1]) * shape[2] + who.codes
        log.kept[FATED] = outcomes.fate, placed
    _, placed = log.kept[FATED]
    place = level.astype(np.intp)
    place *= shape[1] * shape[2]
    place += placed
    return np.bincount(place, minlength=prod(shape)).reshape(shape)


def seekers_of_fates(fates: NDArray[np.int64], together: bool = False) -> SeekerCounts:
    """The counts of each seeker out of a table of fates: the counted, and of them the yeses."""
    yes = fates[1:, 3]
    counted = fates[1:, 2] + yes
    at, seeker = np.nonzero(counted)
    return _counts(at, seeker, counted[at, seeker], yes[at, seeker], len(counted), together)


def counts_by_seeker(
    log: CheckedLog,
    outcomes: Outcomes,
    level: NDArray[np.integer],
    size: int,
    among: Flags | None = None,
    success: Flags | None = None,
    together: bool = False,
) -> SeekerCounts:
    """
    The counts of a log, or of a part of one.

    `level` (n,) are codes below `size` of the requests looked at, -1 for a blank; `among` which
    of them enter and `success` which are a yes, the counted and the accepted unless given. With
    `together` levels can be held against each other, as far as they are few.
    """
    if among is None and success is None:
        fates = fates_by_seeker(log, outcomes, level, size)
        if fates is not None:
            return seekers_of_fates(fates, together)
    inside = (outcomes.counted if among is None else among) & (level >= 0)
    yes = (outcomes.accepted if success is None else success)[inside]
    who, cells = seekers_of(log, outcomes.rows[inside]), max(size, 1)
    key = who * cells + level[inside]
    if int(who.max(initial=-1) + 1) * cells > DENSE * len(key):
        cell, key = np.unique(key, return_inverse=True)
    else:
        cell = np.arange(int(key.max(initial=-1)) + 1)
    found = np.bincount(key * 2 + yes, minlength=2 * len(cell)).reshape(-1, 2)
    used = np.flatnonzero(found.any(axis=1))
    seeker, at = np.divmod(cell[used], cells)
    return _counts(at, seeker, found[used].sum(axis=1), found[used, 1], size, together)


def _counts(
    at: Ints, seeker: Ints, counted: Ints, yes: Ints, size: int, together: bool
) -> SeekerCounts:
    """What each seeker has at each level they used, all (m,), as sums."""
    present = np.flatnonzero(np.bincount(seeker))
    joint = None
    if together and size <= MOST_TOGETHER:
        wide = np.zeros((len(present), 2 * size), np.int64)
        row = np.searchsorted(present, seeker)
        wide[row, at], wide[row, size + at] = counted, yes
        joint = patterns_of(wide)
    return SeekerCounts(
        by_level=patterns_of(np.stack([at, counted, yes], axis=1)),
        together=joint,
        seekers=len(present),
    )

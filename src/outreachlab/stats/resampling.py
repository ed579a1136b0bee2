"""
Totals of resamples: as many units as there are, drawn with replacement.

Only how often each distinct count vector comes up matters. Three ways to draw it, of one and the
same distribution: a multinomial over the vectors where many units share one; unit by unit; and,
of many units, a Poisson number of times each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from outreachlab.errors import UsageError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """
    The distinct count vectors (d, p) of the units, and how many units have each (d,).

    The whole numbers are held as small as they go: of many units these are most of the memory.
    """

    counts: NDArray[Any]
    times: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Make the counts small."""
        object.__setattr__(self, "counts", _small(self.counts))

    @property
    def vectors(self) -> Floats:
        """The count vectors to compute with."""
        return self.counts.astype(float)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.times.sum())

    @property
    def totals(self) -> Floats:
        """The sum over all units (p,)."""
        return (self.times @ self.counts).astype(float)

    def __add__(self, other: "Patterns") -> "Patterns":
        width = max(self.counts.shape[1], other.counts.shape[1])
        both = [own.widened(range(own.counts.shape[1]), width).counts for own in (self, other)]
        return distinct(np.concatenate(both), np.concatenate([self.times, other.times]))[0]

    def widened(self, places: Sequence[int] | NDArray, width: int) -> "Patterns":
        """The same with each count at its place among `width`, all others 0."""
        counts = np.zeros((len(self.times), width), self.counts.dtype)
        counts[:, places] = self.counts
        return Patterns(counts, self.times)

    def left_out(self) -> Floats:
        """The sum over all units but one (d, p), the one having each vector in turn."""
        return self.totals - self.counts


def _small(counts: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in the smallest type that holds them all."""
    ends = (counts.min(initial=0), counts.max(initial=0))
    return counts.astype(np.result_type(*(np.min_scalar_type(int(end)) for end in ends)))


def patterns_of(vectors: NDArray) -> Patterns:
    """The distinct rows of whole-number vectors (units, p), in sorted order."""
    return distinct(np.ascontiguousarray(vectors))[0]


def distinct(
    vectors: NDArray, times: NDArray[np.int64] | None = None
) -> tuple[Patterns, NDArray[np.intp]]:
    """Vectors that may repeat, `times` (units,) each, as patterns; and which each unit has."""
    times = np.ones(len(vectors), np.int64) if times is None else times
    if len(vectors) < 2:
        return Patterns(vectors, times), np.zeros(len(vectors), np.intp)
    first, which = _alike(_keys(vectors))
    found = vectors[first]
    total = np.rint(np.bincount(which, times)).astype(np.int64)
    return Patterns(found, total), which


def _alike(key: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each distinct key (n,) stands, in rising order; and which of them each is (n,)."""
    if (most := int(key.max()) + 1) <= COUNTED * len(key):
        used = np.flatnonzero(np.bincount(key, minlength=most))
        place = np.empty(most, np.intp)
        place[key] = np.arange(len(key))
        first = place[used]
        place[used] = np.arange(len(used))
        return first, place[key]
    # merging two sorted runs takes a stable order no time, any other several times as long
    order = np.argsort(key, kind="stable" if _in_runs(key) else None)
    ranked = key[order]
    new = np.append(True, ranked[1:] != ranked[:-1])
    which = np.empty(len(key), np.intp)
    which[order] = np.cumsum(new) - 1
    return order[new], which


def _in_runs(key: NDArray[np.int64]) -> bool:
    """Are the keys (n,) two rising runs, as those of two sums are?"""
    return int(np.count_nonzero(key[1:] < key[:-1])) <= 1


def _keys(vectors: NDArray) -> NDArray[np.int64]:
    """One whole number for each row, in the order of the rows and the same for the same ones."""
    key, most = np.zeros(len(vectors), np.int64), 1
    for column in vectors.T:
        low = int(column.min())
        span = int(column.max()) - low + 1
        if most * span > MOST_KEYS:
            key = _alike(key)[1].astype(np.int64)
            most = int(key.max()) + 1
        key = key * span + (column.astype(np.int64) - low)
        most *= span
    return key


MOST_KEYS = 1 << 62
COUNTED = 2  # keys for each vector up to which they are counted and not sorted
RESAMPLES = 2000
SEED = 1
CHUNK = 4_000_000  # weights held at a time
DRAWN = 250_000  # units drawn at a time, few enough to stay in the processor's cache
SPARING = 10  # drawing by vector pays where there are this many units to a vector
SPARING_OF_MANY = 20  # and this many where a unit costs less
MANY = 25_000  # units from which a Poisson number each is quicker
BLOCK = (64, 4096)  # resamples and units whose weights are held at a time
ONE_THREAD = 1 << 18  # multiplications of a product that OpenBLAS does not share out
SAFE = 6.0  # standard deviations by which Poisson draws stay below the number of units
LOOKED_UP = 1 << 16  # equal steps of probability in which most counts are looked up
UNCLEAR = 255  # the count of a step that two counts share
MOST_TIMES = 40  # more draws of one unit have no probability left

Seed = int | np.random.Generator
Spread = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]  # as map
Counts = NDArray[np.int64]


def generator(rng: Seed) -> np.random.Generator:
    """The generator that a seed stands for; UsageError for what is neither."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        raise UsageError(
            f"rng must be a whole number from 0 up or a generator of numpy, not {rng!r}"
        ) from None


def resampled_totals(patterns: Patterns, resamples: int = RESAMPLES, rng: Seed = SEED) -> Floats:
    """Sums (resamples, p) over as many units as there are, drawn with replacement."""
    rng = generator(rng)
    units, kinds = patterns.units, len(patterns.times)
    if units >= (SPARING_OF_MANY if units >= MANY else SPARING) * kinds:
        return _by_vector(patterns, resamples, rng)
    if units >= MANY:
        return _by_poisson(patterns, resamples, rng)
    return _unit_by_unit(patterns, resamples, rng)


def _by_vector(patterns: Patterns, resamples: int, rng: np.random.Generator) -> Floats:
    size = max(1, CHUNK // len(patterns.times))
    shares, vectors = patterns.times / patterns.units, patterns.vectors
    return np.concatenate(
        [
            _product(rng.multinomial(patterns.units, shares, size=count), vectors)
            for count in _pieces(resamples, size)
        ]
    )


def _unit_by_unit(patterns: Patterns, resamples: int, rng: np.random.Generator) -> Floats:
    units, kinds = patterns.units, len(patterns.times)
    kind, vectors = np.repeat(np.arange(kinds), patterns.times), patterns.vectors
    totals = []
    for count in _pieces(resamples, max(1, DRAWN // units)):
        drawn = kind[rng.integers(0, units, (count, units), dtype=np.int32)]
        drawn += np.arange(count)[:, None] * kinds
        weights = np.bincount(drawn.ravel(), minlength=count * kinds).reshape(count, kinds)
        totals.append(_product(weights, vectors))
    return np.concatenate(totals)


def _by_poisson(patterns: Patterns, resamples: int, rng: np.random.Generator) -> Floats:
    """
    Each unit a Poisson number of times, and the few that are then lacking drawn one by one.

    Independent Poisson counts, given their sum, are multinomial; so are they together with further
    draws. Their mean is so far below 1 that their sum does not exceed the number of units.
    """
    units = patterns.units
    kind = np.repeat(np.arange(len(patterns.times)), patterns.times)
    counts = _PoissonCounts(1 - SAFE / np.sqrt(units), rng)
    totals = np.zeros((resamples, 1 + patterns.counts.shape[1]))  # the first counts the draws
    across, down = BLOCK
    for first in range(0, units, down):
        own = patterns.counts[kind[first : first + down]]
        vectors = np.column_stack([np.ones(len(own)), own])
        for top in range(0, resamples, across):
            rows = slice(top, min(top + across, resamples))
            totals[rows] += _product(counts.draw(rows.stop - top, len(vectors)), vectors)
    for total in totals:
        lacking = max(0, units - int(total[0]))
        total[1:] += patterns.counts[kind[rng.integers(0, units, lacking)]].sum(axis=0)
    return totals[:, 1:]


class _PoissonCounts:
    """Poisson counts, most of them looked up by a random number of sixteen bits."""

    def __init__(self, mean: float, rng: np.random.Generator) -> None:
        self.rng = rng
        self.reached = pdtr(np.arange(MOST_TIMES), mean)  # probability of so many or fewer
        steps = np.arange(LOOKED_UP + 1) / LOOKED_UP
        begins = np.searchsorted(self.reached, steps[:-1], side="right")
        ends = np.searchsorted(self.reached, steps[1:], side="left")
        self.table = np.where(begins == ends, begins, UNCLEAR).astype(np.uint8)

    def draw(self, rows: int, columns: int) -> NDArray[np.uint8]:
        """Counts (rows, columns)."""
        size = rows * columns
        wide = self.rng.integers(0, 1 << 64, -(-size // 4), np.uint64)  # four of sixteen bits each
        step = wide.view(np.uint16)[:size]
        found = self.table.take(step)
        unclear = np.flatnonzero(found == UNCLEAR)
        exact = (step[unclear] + self.rng.random(len(unclear))) / LOOKED_UP
        found[unclear] = np.searchsorted(self.reached, exact, side="right")
        return found.reshape(rows, columns)


def _product(weights: NDArray[Any], vectors: Floats) -> Floats:
    """
    Whole weights (rows, units) times vectors (units, p), in steps that one thread does.

    Workers with a pool of threads each would get in each other's way.
    """
    step = max(1, ONE_THREAD // (len(weights) * vectors.shape[1]))
    total = np.zeros((len(weights), vectors.shape[1]))
    for first in range(0, len(vectors), step):
        some = slice(first, first + step)
        total += weights[:, some].astype(float) @ vectors[some]
    return total


def _pieces(total: int, size: int) -> list[int]:
    """A total as pieces of at most a size."""
    return [min(size, total - start) for start in range(0, total, size)]

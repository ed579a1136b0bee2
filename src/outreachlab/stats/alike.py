"""Rows whose predictors and success are alike, counted: far fewer than rows, and they add up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import overload

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.logit import PART_ROWS, Part, parts_of
from outreachlab.stats.predictors import Factor, Term

MOST_CELLS = 1 << 22  # combinations of levels that are counted; of more, hardly two rows are alike
SPARSE = 16  # combinations for each row, from which sorting rows is quicker than counting all
MOST_BUILT = 1 << 19  # kinds that are kept as a fit takes them, which is some 200 bytes each
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """The kinds of rows there are, keys (k,) rising, and how many rows are of each, times (k,)."""

    keys: Ints
    times: Ints

    def __add__(self, other: "Alike") -> "Alike":
        keys = np.concatenate([self.keys, other.keys])
        order = np.argsort(keys, kind="stable")  # which merges two rising runs
        keys = keys[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        times = np.concatenate([self.times, other.times])[order]
        return Alike(keys[first], np.add.reduceat(times, first))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.times.sum())

    @property
    def yeses(self) -> int:
        """How many of them succeeded."""
        return int(self.times @ (self.keys & 1))

    def parts(
        self, terms: Sequence[Term], interactions: Sequence[tuple[int, int]]
    ) -> Sequence[Part]:
        """The kinds as a fit takes them; `terms` say which levels there are, over no rows."""
        factors = tuple(term for term in terms if isinstance(term, Factor))
        found = Kinds(self, factors, tuple(interactions))
        return found if len(self.keys) > MOST_BUILT else [*found]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds(Sequence[Part]):
    """Kinds as parts of at most `PART_ROWS`, each made anew whenever it is asked for."""

    alike: Alike
    factors: tuple[Factor, ...]
    interactions: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return max(-(-len(self.alike.keys) // PART_ROWS), 1)

    @overload
    def __getitem__(self, place: int) -> Part: ...

    @overload
    def __getitem__(self, place: slice) -> list[Part]: ...

    def __getitem__(self, place: int | slice) -> Part | list[Part]:
        if isinstance(place, slice):
            return [self._at(one) for one in range(*place.indices(len(self)))]
        return self._at(range(len(self))[place])

    def _at(self, place: int) -> Part:
        here = slice(place * PART_ROWS, (place + 1) * PART_ROWS)
        keys, times = self.alike.keys[here], self.alike.times[here]
        codes = np.unravel_index(keys >> 1, [1, *(term.cells for term in self.factors)])[1:]
        terms = [replace(term, codes=own) for term, own in zip(self.factors, codes, strict=True)]
        return parts_of(keys & 1, terms, self.interactions, times=times)[0]


def countable(terms: Sequence[Term]) -> bool:
    """Are these factors alone, of few combinations of levels?"""
    factors = [term for term in terms if isinstance(term, Factor)]
    return len(factors) == len(terms) and prod(term.cells for term in factors) <= MOST_CELLS


def alike_rows(terms: Sequence[Term], success: NDArray[np.bool_]) -> Alike:
    """The kinds of some rows: factors over them, and success (n,)."""
    key = np.zeros(len(success), np.intp)
    cells = 2
    for term in terms:
        assert isinstance(term, Factor)
        key = key * term.cells + term.codes
        cells *= term.cells
    key = 2 * key + success
    if cells > SPARSE * len(key):
        return Alike(*np.unique(key, return_counts=True))
    times = np.bincount(key, minlength=cells)
    keys = np.flatnonzero(times)
    return Alike(keys, times[keys])

"""Rows whose predictors and success are alike, counted: far fewer than rows, and they add up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.logit import Part, parts_of
from outreachlab.stats.predictors import Factor, Term

MOST_CELLS = 1 << 22  # combinations of levels that are counted; of more, hardly two rows are alike
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """The kinds of rows there are, keys (k,) rising, and how many rows are of each, times (k,)."""

    keys: Ints
    times: Ints

    def __add__(self, other: "Alike") -> "Alike":
        keys, place = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        times = np.bincount(place, np.concatenate([self.times, other.times]))
        return Alike(keys, times.astype(np.int64))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.times.sum())

    @property
    def yeses(self) -> int:
        """How many of them succeeded."""
        return int(self.times @ (self.keys & 1))

    def parts(self, terms: Sequence[Term], interactions: Sequence[tuple[int, int]]) -> list[Part]:
        """The kinds as a fit takes them; `terms` say which levels there are, over no rows."""
        factors = [term for term in terms if isinstance(term, Factor)]
        codes = np.unravel_index(self.keys >> 1, [1, *(term.cells for term in factors)])[1:]
        told = [replace(term, codes=own) for term, own in zip(factors, codes, strict=True)]
        return parts_of(self.keys & 1, told, interactions, times=self.times)


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
    times = np.bincount(2 * key + success, minlength=cells)
    keys = np.flatnonzero(times)
    return Alike(keys, times[keys])

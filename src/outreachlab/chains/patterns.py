"""Totals of units that are drawn as wholes, each distinct vector of them held once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The distinct count vectors (d, p) of the units, and how many units have each (d,)."""

    vectors: Floats
    times: NDArray[np.int64]

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.times.sum())

    @property
    def totals(self) -> Floats:
        """The sum over all units (p,)."""
        return self.times @ self.vectors

    def __add__(self, other: "Patterns") -> "Patterns":
        width = max(self.vectors.shape[1], other.vectors.shape[1])
        both = [own.widened(range(own.vectors.shape[1]), width).vectors for own in (self, other)]
        return _distinct(np.concatenate(both), np.concatenate([self.times, other.times]))

    def widened(self, places: Sequence[int] | NDArray, width: int) -> "Patterns":
        """The same with each count at its place among `width`, all others 0."""
        vectors = np.zeros((len(self.times), width))
        vectors[:, places] = self.vectors
        return Patterns(vectors, self.times)

    def left_out(self) -> Floats:
        """The sum over all units but one (d, p), the one having each vector in turn."""
        return self.totals - self.vectors


def patterns_of(vectors: NDArray) -> Patterns:
    """The distinct rows of whole-number vectors (units, p), in sorted order."""
    return _distinct(np.ascontiguousarray(vectors), np.ones(len(vectors), np.int64))


def _distinct(vectors: NDArray, times: NDArray[np.int64]) -> Patterns:
    """Vectors that may repeat, `times` (units,) each, as patterns in sorted order."""
    if not len(vectors):
        return Patterns(vectors.astype(float), times)
    key = _single_key(vectors)
    if key is None:
        distinct, which = np.unique(vectors, axis=0, return_inverse=True)
    else:
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        distinct = vectors[first]
    total = np.rint(np.bincount(which.reshape(-1), times)).astype(np.int64)
    return Patterns(distinct.astype(float), total)


def _single_key(vectors: NDArray) -> NDArray[np.int64] | None:
    """One whole number per row, the same for the same rows; None where it would not fit."""
    low = vectors.min(axis=0)
    spans = (vectors.max(axis=0) - low).astype(float) + 1
    if np.log2(spans).sum() >= 62:
        return None
    key = np.zeros(len(vectors), np.int64)
    for column, least, span in zip(vectors.T, low, spans, strict=True):
        key = key * int(span) + (column - least).astype(np.int64)
    return key

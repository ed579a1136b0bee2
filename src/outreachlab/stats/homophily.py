"""Do the ends of links agree more often than their margins alone would have it?"""

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.resampling import Floats

Counts = NDArray[np.int64]


def margins(matrix: Counts) -> Counts:
    """What the statistics need of a matrix (k, k): agreeing links, row sums, column sums."""
    return np.concatenate([[np.trace(matrix)], matrix.sum(axis=1), matrix.sum(axis=0)])


def shares(totals: Floats | Counts) -> tuple[Floats, Floats]:
    """The share of agreeing links and the share expected, from margins (..., 2k + 1)."""
    size = (totals.shape[-1] - 1) // 2
    starts, stops = totals[..., 1 : size + 1], totals[..., size + 1 :]
    links = starts.sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return totals[..., 0] / links, (starts * stops).sum(axis=-1) / links**2


def homophily(totals: Floats | Counts) -> Floats:
    """Observed over expected share of agreeing links; nan where none could agree."""
    same, expected = shares(totals)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, same / expected, np.nan)


def assortativity(totals: Floats | Counts) -> Floats:
    """Newman (2003), equation 2: (same - expected) / (1 - expected); nan for a single level."""
    same, expected = shares(totals)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected < 1, (same - expected) / (1 - expected), np.nan)

"""Cells below k folded into what is not told, so that every cell stands for k rows or for none."""

import numpy as np
from numpy.typing import NDArray

SEED = 20260101
Codes = NDArray[np.int64]


def folded_cells(codes: Codes, untold: int, k: int) -> Codes:
    """
    Codes (n,) from 0 of which each occurs at least k times, or never.

    Parameters
    ----------
    codes : array of int (n,)
        The cell of each row, at most `untold`.
    untold : int
        The cell of rows of which nothing is told.
    k : int
        The fewest rows of a cell.

    Returns
    -------
    array of int (n,)
        Rows of smaller cells are untold, and where these are fewer than k, rows of the largest
        cell join them: drawn, so that rates stay right on average, and always the same ones.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 3 (local suppression).
    """
    codes = codes.copy()
    counts = np.bincount(codes, minlength=untold + 1)
    codes[(counts[codes] < k)] = untold
    counts = np.bincount(codes, minlength=untold + 1)
    lacking = k - counts[untold]
    if not 0 < counts[untold] < k:
        return codes
    rows = np.flatnonzero(codes == np.argmax(counts[:untold]))
    enough = len(rows) >= lacking + k
    moved = np.random.default_rng(SEED).permutation(rows)[:lacking] if enough else rows
    codes[moved] = untold
    return codes

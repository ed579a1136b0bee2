"""A trial as it stood at each of its looks: the requests that count then, and their test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outreachlab.stats.blocks import randomisation_p
from outreachlab.stats.strata import tables_of

Ints = NDArray[np.integer]
FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Look:
    """
    One look: the requests in its blocks, their share of those planned, the exact p.

    `tables` are the counts per block, yeses and total of the first arm, then of the second.
    """

    requests: int
    fraction: float
    p_value: float
    tables: tuple[NDArray[np.float64], ...]


def looks_of(
    block: ArrayLike,
    first: ArrayLike,
    yes: ArrayLike,
    planned: int,
    at: Sequence[float] = FIFTHS,
    over: bool = False,
) -> tuple[Look, ...]:
    """
    The looks that whole blocks have reached, each on the first blocks that reach it.

    Parameters
    ----------
    block : array of int (n,)
        Numbers that rise in the order in which blocks were closed; every row of a block is here.
    first, yes : array of bool (n,)
        The arm drawn, and whether there was a yes.
    planned : int
        Requests planned.
    at : sequence of float
        Of these the shares at which to look.
    over : bool
        Nothing more will come: the last look is on all there are, and they are all there is to
        learn, however many were planned.

    Returns
    -------
    tuple of Look
        In order; one look where a block reaches several at once.
    """
    codes, arm, said = np.asarray(block, np.int64), np.asarray(first, bool), np.asarray(yes, bool)
    ends = np.cumsum(np.bincount(codes)) if len(codes) else np.zeros(0, np.int64)
    reached = [int(np.searchsorted(ends, share * planned - 1e-9)) for share in at]
    if over and len(ends):
        reached = [min(one, len(ends) - 1) for one in reached]
    found = []
    for last in sorted({one for one in reached if one < len(ends)}):
        rows = codes <= last
        tables = tables_of(codes[rows], arm[rows], said[rows])
        n = int(rows.sum())
        fraction = 1.0 if over and last == len(ends) - 1 else min(n / planned, 1.0)
        found.append(Look(n, fraction, randomisation_p(*tables), tables))
    return tuple(found)

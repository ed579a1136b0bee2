"""The posterior's sums over few rows, which are written out: their products are then a matrix's."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from outreachlab.stats.posterior import (
    Evaluate,
    Scored,
    Sums,
    logistic,
    modes,
    softplus,
    sums_of,
    without_intercepts,
)
from outreachlab.stats.predictors import Floats, Ints, dense

WRITTEN_ROWS = 8192  # up to so many, a matrix is summed faster than the groups of its rows


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """
    Columns `x` (k, n) and success (n,) of rows, those of each `seeker` (n,) beside each other.

    `starts` (g,) says where the rows of each seeker begin; `own` (g,) are the intercepts found
    last, from which the next are looked for.
    """

    x: Floats
    success: Floats
    seeker: Ints
    starts: Ints
    own: Floats


def summing(rows: Scored) -> Evaluate:
    """What a posterior over rows, each of them once, is found by."""
    if sum(part.design.rows for part in rows.parts) > WRITTEN_ROWS:
        return partial(sums_of, rows)
    return partial(sums_written, written(rows))


def written(rows: Scored) -> Written:
    """The rows written out; none of them stands for several."""
    order = np.argsort(rows.seeker, kind="stable")
    _, starts, seeker = np.unique(rows.seeker[order], return_index=True, return_inverse=True)
    every = [dense(part.design, np.arange(part.design.rows)) for part in rows.parts]
    x = np.ascontiguousarray((np.concatenate(every)[order] @ rows.scores).T)
    return Written(x, rows.success[order], seeker, starts, np.zeros(len(starts)))


def sums_written(rows: Written, coefficients: Floats, spread: float) -> Sums:
    """As `posterior.sums_of`."""
    index = coefficients @ rows.x
    if spread > 0:
        by_seeker = partial(np.add.reduceat, indices=rows.starts)
        own = modes(index, rows.success, rows.seeker, spread, by_seeker, rows.own)
        rows.own[:] = own
        index += own[rows.seeker]
    chance = logistic(index)
    weight = chance * (1 - chance)
    weighted = rows.x * weight
    value = float(rows.success @ index - softplus(index, chance).sum())
    found = Sums(value, rows.x @ (rows.success - chance), weighted @ rows.x.T, 0.0)
    if spread <= 0:
        return found
    total = np.add.reduceat(weight, rows.starts)
    crossed = np.add.reduceat(weighted, rows.starts, axis=1)
    return without_intercepts(found, own, total, crossed, spread)

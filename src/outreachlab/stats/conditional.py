"""
Conditional logistic regression: what differs within a stratum, whatever its own level of success.

Exact, by the recursion over the rows of a stratum: Gail, Lubin & Rubinstein (1981), Biometrika
68:703-707. The recursion runs on probabilities, shifted so that the stratum's expected successes
are those seen, instead of on symmetric functions of odds: nothing grows, so nothing overflows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any

import numpy as np
from scipy.special import expit

from outreachlab.errors import NothingToComputeError
from outreachlab.stats.logit import Fit, Part, Sums, clusters_of, newton
from outreachlab.stats.predictors import Floats, Ints, dense

# The most numbers a batch of strata holds at once.
BATCH_SIZE = 1 << 21


@dataclass(frozen=True, slots=True)
class Batch:
    """
    Strata of about the same size, each with successes and failures.

    `matrix` (strata, rows, k) has the mean of its stratum taken off, `success` and `real`
    (strata, rows) mark successes and what is no padding, `wanted` (strata,) counts successes.
    """

    matrix: Floats
    success: Floats
    real: np.ndarray
    wanted: Ints


# The sum of what a task makes of all batches, wherever they are; None where there is none.
Strata = Callable[[Callable[[Batch], Any]], Any]


def batches_of(success: np.ndarray, matrix: Floats, strata: np.ndarray) -> list[Batch]:
    """
    The strata that tell something, those with both outcomes, in batches by size.

    `success` (n,) is 0 or 1, `matrix` (n, k) has no intercept, `strata` (n,) are codes from 0.
    """
    rows_in = np.bincount(strata)
    wins = np.bincount(strata, success).astype(np.intp)
    telling = np.flatnonzero((wins > 0) & (wins < rows_in))
    telling = telling[np.lexsort((wins[telling], rows_in[telling]))]
    order = np.argsort(strata, kind="stable")
    firsts = np.concatenate([[0], np.cumsum(rows_in)])
    batches, start = [], 0
    while start < len(telling):
        stop = start + 1
        while stop < len(telling) and _size(
            stop + 1 - start,
            rows_in[telling[stop]],
            int(wins[telling[start : stop + 1]].max()),
            matrix,
        ):
            stop += 1
        chosen = telling[start:stop]
        batches.append(_batch(chosen, rows_in, wins, order, firsts, success, matrix))
        start = stop
    return batches


def batches_in(parts: Sequence[Part]) -> list[Batch]:
    """As `batches_of`, the strata being the clusters of the parts; the intercept is left out."""
    matrix = np.vstack([dense(part.design, np.arange(part.design.rows))[:, 1:] for part in parts])
    success = np.concatenate([part.success for part in parts])
    return batches_of(success, matrix, np.concatenate([clusters_of(part) for part in parts]))


def strata_of(batches: Sequence[Batch]) -> Strata:
    """What is asked of batches that are here."""
    return lambda task: reduce(add, map(task, batches)) if batches else None


def within_gram(batch: Batch) -> Floats:
    """X'X (k, k) of what varies within some strata."""
    return np.asarray(np.einsum("snk,snl->kl", batch.matrix, batch.matrix))


def strata_in(batch: Batch) -> int:
    """How many strata."""
    return len(batch.wanted)


def sums_of(batch: Batch, beta: Floats) -> Sums:
    """Score and information of the conditional likelihood at `beta` (k,), over some strata."""
    index = batch.matrix @ beta
    chance = np.where(batch.real, expit(index + _shift(index, batch)[:, None]), 0.0)
    backward = _backward(chance, batch.wanted)
    total = backward[0][:, 0]
    strata, rows, width = batch.matrix.shape
    before = np.zeros_like(backward[0])
    before[:, 0] = 1.0
    moment = np.zeros((*before.shape, width))
    mean, square = np.zeros((strata, width)), np.zeros((width, width))
    for row in range(rows):
        p, x = chance[:, row, None], batch.matrix[:, row]
        # this row succeeds, and the rows after it bring the rest
        after = p * backward[row + 1][:, 1:] / total[:, None]
        success = (before[:, :-1] * after).sum(axis=1, keepdims=True)
        joint = (after[:, None] @ moment[:, :-1])[:, 0]
        mean += success * x
        cross = joint.T @ x
        square += (x * success).T @ x + cross + cross.T
        moment = _next(moment, moment + before[:, :, None] * x[:, None], p[:, :, None])
        before = _next(before, before, p)
    score = np.einsum("sn,snk->k", batch.success, batch.matrix) - mean.sum(axis=0)
    largest = float(np.abs(index).max(initial=0.0))
    return Sums(int(batch.real.sum()), score, square - mean.T @ mean, largest)


def fit_conditional(strata: Strata, free: np.ndarray) -> Fit:
    """The conditional maximum-likelihood fit; coefficients that are not `free` (k,) are 0."""

    def evaluate(beta: Floats) -> Sums:
        sums: Sums | None = strata(partial(sums_of, beta=beta))
        if sums is None:
            raise NothingToComputeError(
                "nobody has both successes and failures, so nothing compares"
            )
        return sums

    return newton(evaluate, np.zeros(len(free)), free)


def _next(without: Floats, with_one: Floats, p: Floats) -> Floats:
    """One more row: no success with 1-p, or a success with p, which moves one place on."""
    moved = (1 - p) * without
    moved[:, 1:] += p * with_one[:, :-1]
    return moved


def _backward(chance: Floats, wanted: Ints) -> list[Floats]:
    """For each row, by successes so far: how likely the rows from it on bring what is wanted."""
    strata, rows = chance.shape
    here = np.zeros((strata, int(wanted.max()) + 1))
    here[np.arange(strata), wanted] = 1.0
    found = [here]
    for row in range(rows - 1, -1, -1):
        p = chance[:, row, None]
        there = (1 - p) * here
        there[:, :-1] += p * here[:, 1:]
        found.append(here := there)
    return found[::-1]


def _shift(index: Floats, batch: Batch) -> Floats:
    """What to add to each stratum's x'b so that as many successes are expected as were seen."""
    share = batch.wanted / batch.real.sum(axis=1)
    span = np.abs(index).max(axis=1)
    middle = np.log(share / (1 - share))
    low, high = middle - span, middle + span
    for _ in range(30):  # rough is enough: any shift gives the same likelihood
        middle = (low + high) / 2
        expected = (expit(index + middle[:, None]) * batch.real).sum(axis=1)
        low, high = (
            np.where(expected < batch.wanted, middle, low),
            np.where(expected < batch.wanted, high, middle),
        )
    return middle


def _size(strata: int, rows: int, wins: int, matrix: Floats) -> bool:
    """Does a batch of this shape still fit?"""
    return strata * (rows + matrix.shape[1]) * (wins + 1) <= BATCH_SIZE


def _batch(
    chosen: Ints,
    rows_in: Ints,
    wins: Ints,
    order: Ints,
    firsts: Ints,
    success: np.ndarray,
    matrix: Floats,
) -> Batch:
    most = int(rows_in[chosen].max())
    real = np.arange(most) < rows_in[chosen][:, None]
    places = order[np.minimum(firsts[chosen][:, None] + np.arange(most), len(order) - 1)]
    values = np.where(real[:, :, None], matrix[places], 0.0)
    values = values - values.sum(axis=1, keepdims=True) / rows_in[chosen][:, None, None]
    values = np.where(real[:, :, None], values, 0.0)
    return Batch(values, np.where(real, success[places], 0.0), real, wins[chosen])

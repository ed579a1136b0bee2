"""Two arms drawn by lot within blocks: the exact test of their difference, and its limits."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.strata import NO_STRATUM, ROUNDING, sato
from outreachlab.stats.two_rates import Estimate, TwoRates, difference

Floats = NDArray[np.float64]
Tables = Sequence[ArrayLike]
TIED = 1e-12  # differences nearer than this are the same, but for rounding


def randomisation_p(a: ArrayLike, n: ArrayLike, b: ArrayLike, m: ArrayLike) -> float:
    """
    Two-sided p of no effect on anybody, by the lots themselves: exact at any size.

    Parameters
    ----------
    a, n, b, m : array of int (blocks,)
        In each block, a yeses of n in the first arm and b of m in the second.

    Returns
    -------
    float
        The share of all ways to draw the arms within blocks whose Mantel-Haenszel difference is
        at least as far from 0 as the one observed; 1 where the lots leave nothing to chance.

    Notes
    -----
    Had the arm no effect, the yeses would be the same whatever was drawn. The numerator of the
    difference is the first arm's yeses less a constant, so the hypergeometric distributions of the
    blocks are convolved. One block gives Fisher's test with tables ordered by their difference.

    References
    ----------
    Fisher (1935), The Design of Experiments; Rosenberger & Lachin (2016), Randomization in Clinical
    Trials, 2nd ed., chapter 6.
    """
    a, n, b, m = (np.asarray(counts, np.int64).ravel() for counts in (a, n, b, m))
    informative = (n > 0) & (m > 0) & (a + b > 0) & (a + b < n + m)
    a, n, b, m = a[informative], n[informative], b[informative], m[informative]
    if not len(a):
        return 1.0
    lowest, chances = first_arm(n, m, a + b)
    total = n + m
    expected = float((n * (a + b) / total).sum())
    away = np.abs(lowest + np.arange(len(chances)) - expected)
    reached = abs(float(a.sum()) - expected) - TIED * float((n * m / total).sum())
    return min(float(chances[away >= reached].sum()), 1.0)


def first_arm(n: NDArray, m: NDArray, yes: NDArray) -> tuple[int, Floats]:
    """
    How the yeses of the first arm are distributed by the lots alone: the fewest, and chances.

    `n`, `m` (blocks,) sizes of the arms, `yes` (blocks,) of both together. The chances are of
    the fewest, of one more, and so on.
    """
    lowest, chances = 0, np.ones(1)
    for sizes in zip(n.tolist(), m.tolist(), yes.tolist(), strict=True):
        least, own = hypergeometric(*sizes)
        lowest, chances = lowest + least, np.convolve(chances, own)
    return lowest, chances


@lru_cache(maxsize=4096)
def hypergeometric(n: int, m: int, yes: int) -> tuple[int, Floats]:
    """How many of `yes` fall among the first n of n + m: the fewest, and the chance of each."""
    least, most = max(0, yes - m), min(n, yes)
    drawn = np.arange(least, most + 1)
    logs = _log_choose(n, drawn) + _log_choose(m, yes - drawn)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    chances.flags.writeable = False  # kept for whoever asks next
    return least, chances


def block_difference(
    tables: Tables,
    confidence: float = 0.95,
    p_value: float | None = None,
) -> Estimate:
    """
    Mantel-Haenszel difference of shares over blocks, with limits.

    `tables` are four counts a block, each (blocks,): yeses and total of the first arm, then of the
    second.

    The limits hold the differences d for which |estimate - d| is within the normal quantile of
    Sato's standard error at d. They reach to 0 where the exact test, whose `p_value` may be given,
    does not exclude it. Where nobody or everybody says yes they are Newcombe's of the totals.

    References
    ----------
    Sato (1989), Biometrics 45:1323-1324; Klingenberg (2014), Statistics in Medicine 33:2968-2983.
    """
    a, n, b, m = (np.asarray(counts, float).ravel() for counts in tables)
    both = (n > 0) & (m > 0)
    if not both.any():
        return Estimate(None, None, None, NO_STRATUM)
    a, n, b, m = a[both], n[both], b[both], m[both]
    gap, slope, level = sato(a, n, b, m)
    if gap * slope + level <= ROUNDING:
        totals = TwoRates(*(int(counts.sum()) for counts in (a, n, b, m)))
        found = difference(totals, confidence)
        low, high = found.low or 0.0, found.high or 0.0
    else:
        squared = normal_quantile(confidence) ** 2
        middle = gap + squared * slope / 2
        half = float(np.sqrt(max(middle**2 - gap**2 + squared * level, 0.0)))
        low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    return as_tested(Estimate(gap, low, high), p_value, confidence)


def as_tested(found: Estimate, p_value: float | None, confidence: float) -> Estimate:
    """The same, its limits reaching to 0 where the test of that level does not exclude it."""
    if p_value is None or p_value <= 1 - confidence or found.low is None or found.high is None:
        return found
    return replace(found, low=min(found.low, 0.0), high=max(found.high, 0.0))


def _log_choose(n: int, k: NDArray) -> Floats:
    logs: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return logs

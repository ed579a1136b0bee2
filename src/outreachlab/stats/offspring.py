"""The negative binomial for people met per meeting, and whether a chain dies out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln, xlogy

from outreachlab.errors import UsageError

Floats = NDArray[np.float64]
LOWEST_K, HIGHEST_K = 1e-6, 1e6  # above, the distribution is Poisson to four digits


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Mean R and dispersion k; k None is a Poisson, the limit of large k."""

    mean: float
    k: float | None

    def share(self, most: int) -> Floats:
        """The chance of 0, 1, …, `most` (most + 1,)."""
        number = np.arange(most + 1.0)  # by hand: importing scipy.stats takes a third of a second
        if self.k is None:
            log = xlogy(number, self.mean) - self.mean - gammaln(number + 1)
            return np.asarray(np.exp(log))
        log = gammaln(number + self.k) - gammaln(self.k) - gammaln(number + 1)
        log += xlogy(number, self.mean / (self.k + self.mean))
        log -= self.k * np.log1p(self.mean / self.k)
        return np.asarray(np.exp(log))

    def generating(self, s: float) -> float:
        """The generating function at s: Lloyd-Smith et al. (2005), Nature 438:355-359."""
        if self.k is None:
            return float(np.exp(-self.mean * (1 - s)))
        return float(np.exp(-self.k * np.log1p(self.mean * (1 - s) / self.k)))

    def slope(self, s: float) -> float:
        """The derivative of the generating function at s."""
        g = self.generating(s)
        return (
            self.mean * g if self.k is None else self.mean * g / (1 + self.mean * (1 - s) / self.k)
        )


def fit_offspring(counts: ArrayLike) -> NegativeBinomial:
    """
    The negative binomial that fits how many each one led to, by maximum likelihood.

    Parameters
    ----------
    counts : array of int, shape (n,)
        How many further ones each led to; at least one number.

    Returns
    -------
    NegativeBinomial
        `mean` (R) and `k`, None where the counts vary no more than a Poisson's.

    Raises
    ------
    UsageError
        There is no count, or one below 0.

    References
    ----------
    Lloyd-Smith et al. (2005), Nature 438:355-359.
    """
    values, times = np.unique(np.asarray(counts, dtype=np.int64), return_counts=True)
    if not len(values) or values[0] < 0:
        raise UsageError("a fit needs how many each one led to, whole numbers from 0 up")
    return fit_counted(values, times)


def fit_counted(values: NDArray[np.int64], times: NDArray) -> NegativeBinomial:
    """As `fit_offspring`, from distinct whole numbers (d,) and how often each occurs."""
    mean = float(times @ values) / float(times.sum())
    spread = float(dispersions(values, np.asarray(times, float)[None])[0])
    return NegativeBinomial(mean, 1 / spread if spread > 0 else None)


def dispersions(values: NDArray[np.int64], times: Floats) -> Floats:
    """
    1/k of each of b samples, 0 where the variance does not exceed the mean, nan if empty.

    `values` (d,) are distinct whole numbers, `times` (b, d) how often each sample has them. k is
    the maximum-likelihood one at the sample mean; it is finite exactly where the variance with
    denominator n exceeds the mean: Levin & Reeds (1977), Annals of Statistics 5:79-87. The score
    in k has one root there, found by halving log k.
    """
    number = times.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = times @ values / number
        excess = times @ values.astype(float) ** 2 / number - mean**2 - mean
    result = np.where(number > 0, 0.0, np.nan)
    over = np.flatnonzero(excess > 1e-12 * np.maximum(mean, 1))
    if not len(over):
        return result
    times, number, mean = times[over], number[over], mean[over]
    low = np.full(len(over), np.log(LOWEST_K))
    high = np.full(len(over), np.log(HIGHEST_K))
    for _ in range(60):
        middle = (low + high) / 2
        positive = _score(np.exp(middle), values, times, number, mean) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    k = np.exp((low + high) / 2)
    result[over] = np.where(k < 0.999 * HIGHEST_K, 1 / k, 0.0)
    return result


def _score(k: Floats, values: NDArray, times: Floats, number: Floats, mean: Floats) -> Floats:
    """The derivative of the log likelihood in k at the sample mean, per sample (b,)."""
    gain = digamma(values + k[:, None]) - digamma(k)[:, None]
    return np.einsum("bd,bd->b", times, gain) - number * np.log1p(mean / k)


def extinction(first: NegativeBinomial, later: NegativeBinomial) -> float:
    """
    The chance that a chain from one first meeting dies out, in [0, 1].

    The generating function of first meetings at the smallest fixed point of that of later ones:
    Harris (1963), The Theory of Branching Processes, I.6. Newton's steps from 0 climb to it, the
    function being convex.
    """
    if later.mean <= 1:
        return first.generating(1.0)
    q = 0.0
    for _ in range(200):
        step = (later.generating(q) - q) / (1 - later.slope(q))
        q += step
        if step < 1e-15:
            break
    return first.generating(q)

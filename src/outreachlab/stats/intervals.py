"""Limits and p-values from an estimate and its standard error, by the normal or Student's t."""

from statistics import NormalDist
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtr, stdtr, stdtrit

from outreachlab.errors import UsageError
from outreachlab.stats.predictors import Floats

IntervalMethod = Literal["wilson", "jeffreys", "clopper-pearson", "agresti-coull"]
INTERVAL_METHODS: tuple[str, ...] = get_args(IntervalMethod)


def require_confidence(confidence: float) -> None:
    """Raise UsageError unless the confidence is a number between 0 and 1."""
    if not isinstance(confidence, (int, float)) or not 0 < confidence < 1:
        raise UsageError(
            f"confidence must lie between 0 and 1, not {confidence!r}; write 0.95, say"
        )


def normal_quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.959964 for 0.95."""
    require_confidence(confidence)
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def interval_of(
    accepted: ArrayLike, counted: ArrayLike, confidence: float, method: IntervalMethod = "wilson"
) -> tuple[Floats, Floats]:
    """
    Limits (low, high), fractions in [0, 1], for each pair of counts; nan where `counted` is 0.

    Wilson score; Jeffreys, unmodified at the ends; Clopper-Pearson; Agresti-Coull, clipped:
    Brown, Cai & DasGupta (2001), Statistical Science 16:101-133.
    """
    z = normal_quantile(confidence)
    x, n = np.broadcast_arrays(np.asarray(accepted, float), np.asarray(counted, float))
    known = n > 0
    n = np.where(known, n, 1.0)
    x = np.where(known, x, 0.0)
    if method == "wilson":
        low, high = wilson(x, n, z)
    elif method == "jeffreys":
        low, high = _jeffreys(x, n, (1 - confidence) / 2)
    elif method == "clopper-pearson":
        low, high = _clopper_pearson(x, n, (1 - confidence) / 2)
    elif method == "agresti-coull":
        low, high = _agresti_coull(x, n, z)
    else:
        raise UsageError(f"no interval {method!r}; choose {', '.join(INTERVAL_METHODS)}")
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def wilson(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson (1927) score limits; x successes of n, z the normal quantile."""
    share = x / n
    centre = share + z**2 / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = np.where(x == 0, 0.0, (centre - spread) / (1 + z**2 / n))
    high = np.where(x == n, 1.0, (centre + spread) / (1 + z**2 / n))
    return low, high


def _jeffreys(x: Floats, n: Floats, tail: float) -> tuple[Floats, Floats]:
    low, high = (betaincinv(x + 0.5, n - x + 0.5, side) for side in (tail, 1 - tail))
    return low, high


def _clopper_pearson(x: Floats, n: Floats, tail: float) -> tuple[Floats, Floats]:
    low = np.where(x == 0, 0.0, betaincinv(np.where(x == 0, 1, x), n - x + 1, tail))
    high = np.where(x == n, 1.0, betaincinv(x + 1, np.where(x == n, 1, n - x), 1 - tail))
    return low, high


def _agresti_coull(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    total = n + z**2
    share = (x + z**2 / 2) / total
    spread = z * np.sqrt(share * (1 - share) / total)
    return np.clip(share - spread, 0, 1), np.clip(share + spread, 0, 1)


def quantile(confidence: float, freedom: int | None = None) -> float:
    """The two-sided quantile for `confidence`: the normal's, or t's with so many degrees."""
    z = normal_quantile(confidence)
    return z if freedom is None else float(stdtrit(freedom, 0.5 + confidence / 2))


def limits(
    estimate: ArrayLike, error: ArrayLike, confidence: float, freedom: int | None = None
) -> tuple[Floats, Floats]:
    """The estimate minus and plus so many standard errors."""
    width = quantile(confidence, freedom) * np.asarray(error, dtype=float)
    return np.asarray(estimate) - width, np.asarray(estimate) + width


def p_values(estimate: ArrayLike, error: ArrayLike, freedom: int | None = None) -> Floats:
    """Two-sided p of the estimate being 0; 1 where estimate and error are both 0."""
    size, error = np.abs(np.asarray(estimate, dtype=float)), np.asarray(error, dtype=float)
    ratio = np.divide(size, error, out=np.where(size > 0, np.inf, 0.0), where=error > 0)
    return 2 * (ndtr(-ratio) if freedom is None else stdtr(freedom, -ratio))

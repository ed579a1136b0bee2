"""Intervals for statistics of totals over units that were drawn as wholes: seekers or chains."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from outreachlab.stats.resampling import RESAMPLES, SEED, Floats, Patterns, Seed, resampled_totals
from outreachlab.stats.two_rates import Estimate

FEWEST_UNITS = 10
UNDEFINED_SHARE = 0.05  # of the resamples; with more, the limits would be those of something else

Statistic = Callable[[Floats], Floats]


def bootstrap_interval(
    patterns: Patterns,
    statistic: Statistic,
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    rng: Seed = SEED,
) -> Estimate:
    """
    A statistic of totals with its BCa limits; the limits None, with why, where units are few.

    `statistic` maps totals (..., p) to numbers (...), nan where it is not defined.
    """
    if not patterns.units:
        return Estimate(None, None, None, "there is nothing to resample")
    estimate = float(statistic(patterns.totals[None])[0])
    if np.isnan(estimate):
        return Estimate(None, None, None, "a denominator is zero")
    if patterns.units < FEWEST_UNITS:
        return Estimate(estimate, None, None, too_few(patterns.units))
    drawn = statistic(resampled_totals(patterns, resamples, rng))
    known = ~np.isnan(drawn)
    if known.mean() < 1 - UNDEFINED_SHARE:
        return Estimate(estimate, None, None, "too many resamples have a zero denominator")
    limits = bca_limits(
        estimate, drawn[known], statistic(patterns.left_out()), patterns.times, confidence
    )
    if limits is None:
        return Estimate(estimate, None, None, "it hardly varies between resamples")
    return Estimate(estimate, *limits)


def bca_limits(
    estimate: float,
    drawn: Floats,
    left_out: Floats,
    times: NDArray[np.int64],
    confidence: float,
) -> tuple[float, float] | None:
    """
    Bias-corrected and accelerated limits: Efron (1987), JASA 82:171-185.

    `drawn` (b,) are the resampled values, `left_out` (d,) the values without one unit, `times`
    (d,) how many units give each. A resample that equals the estimate counts half as below it.
    None where every resample lies on one side.
    """
    below = float(np.mean(drawn < estimate) + np.mean(drawn == estimate) / 2)
    if not 0 < below < 1:
        return None
    bias = float(ndtri(below))
    pull = acceleration(left_out, times)
    z = ndtri(np.array([(1 - confidence) / 2, (1 + confidence) / 2])) + bias
    low, high = np.quantile(drawn, ndtr(bias + z / (1 - pull * z)))
    return float(low), float(high)


def acceleration(left_out: Floats, times: NDArray[np.int64]) -> float:
    """The jackknife's skewness over 6; units without which the statistic fails are passed over."""
    known = ~np.isnan(left_out)
    left_out, times = left_out[known], times[known]
    pull = np.average(left_out, weights=times) - left_out
    spread = float(times @ pull**2)
    return float(times @ pull**3) / (6 * spread**1.5) if spread > 0 else 0.0


def too_few(units: int) -> str:
    """Why an interval is refused."""
    noun = "unit" if units == 1 else "units"
    return f"only {units:,} {noun}; it takes {FEWEST_UNITS}"

"""Intervals for statistics of totals over units that were drawn as wholes: seekers or chains."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

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
    (found,) = bootstrap_intervals(
        patterns, [statistic], confidence=confidence, resamples=resamples, rng=rng
    )
    return found


def bootstrap_intervals(
    patterns: Patterns,
    statistics: Sequence[Statistic],
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    rng: Seed = SEED,
) -> list[Estimate]:
    """Several statistics of the same totals, as `bootstrap_interval`, from one set of resamples."""
    if not patterns.units:
        return [Estimate(None, None, None, "there is nothing to resample") for _ in statistics]
    totals = None
    if patterns.units >= FEWEST_UNITS and statistics:
        totals = resampled_totals(patterns, resamples, rng)
    return [_interval(patterns, statistic, totals, confidence) for statistic in statistics]


def _interval(
    patterns: Patterns, statistic: Statistic, totals: Floats | None, confidence: float
) -> Estimate:
    estimate = float(statistic(patterns.totals[None])[0])
    if np.isnan(estimate):
        return Estimate(None, None, None, "a denominator is zero")
    if totals is None:
        return Estimate(estimate, None, None, too_few(patterns.units))
    drawn = statistic(totals)
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


def ratio_interval(
    above: NDArray, below: NDArray, confidence: float = 0.95, times: NDArray | None = None
) -> Estimate:
    """
    A ratio of sums over units with log limits from the linearised error and t(units - 1).

    `above`, `below`: totals of each unit (units,), `below` positive; or of `times` units each.
    The error of the log ratio
    is sqrt(U/(U-1) sum(e^2)) / sum(above), e = above - ratio below: Cochran (1977), Sampling
    Techniques, 6.3.
    """
    times = np.ones(len(above)) if times is None else times
    units, total = int(times.sum()), float(times @ above)
    if not units:
        return Estimate(None, None, None, "there is nothing to divide by")
    ratio = total / float(times @ below)
    if units < FEWEST_UNITS:
        return Estimate(ratio, None, None, too_few(units))
    if total == 0:
        return Estimate(ratio, None, None, "the count is zero, so it has no log limits")
    residual = above - ratio * below
    error = float(np.sqrt(units / (units - 1) * (times @ residual**2))) / total
    width = float(stdtrit(units - 1, 0.5 + confidence / 2)) * error
    return Estimate(ratio, ratio * float(np.exp(-width)), ratio * float(np.exp(width)))


def too_few(units: int) -> str:
    """Why an interval is refused."""
    noun = "unit" if units == 1 else "units"
    return f"only {units:,} {noun} to resample; it takes {FEWEST_UNITS}"

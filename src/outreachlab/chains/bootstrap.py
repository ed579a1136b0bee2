"""
Intervals for statistics of totals over units that were drawn as wholes: seekers or chains.

A resample of U units is U draws with replacement. Only how often each distinct count vector
comes up matters, so one multinomial draw over the distinct vectors stands for the whole
resample, with the same distribution.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

from outreachlab.answers.two_rates import Estimate
from outreachlab.wording import counted

RESAMPLES = 2000
SEED = 1
FEWEST_UNITS = 10
UNDEFINED_SHARE = 0.05  # of the resamples; with more, the limits would be those of something else
CHUNK = 4_000_000  # weights held at a time
DRAWN = 250_000  # units drawn at a time, few enough to stay in the processor's cache
SPARING = 10  # drawing by vector pays where there are this many units to a vector

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
Seed = int | np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The distinct count vectors (d, p) of the units, and how many units have each (d,)."""

    vectors: Floats
    times: NDArray[np.int64]

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.times.sum())

    @property
    def totals(self) -> Floats:
        """The sum over all units (p,)."""
        return self.times @ self.vectors

    def __add__(self, other: "Patterns") -> "Patterns":
        width = max(self.vectors.shape[1], other.vectors.shape[1])
        both = [own.widened(range(own.vectors.shape[1]), width).vectors for own in (self, other)]
        return _distinct(np.concatenate(both), np.concatenate([self.times, other.times]))

    def widened(self, places: Sequence[int] | NDArray, width: int) -> "Patterns":
        """The same with each count at its place among `width`, all others 0."""
        vectors = np.zeros((len(self.times), width))
        vectors[:, places] = self.vectors
        return Patterns(vectors, self.times)

    def left_out(self) -> Floats:
        """The sum over all units but one (d, p), the one having each vector in turn."""
        return self.totals - self.vectors


def patterns_of(vectors: NDArray) -> Patterns:
    """The distinct rows of whole-number vectors (units, p), in sorted order."""
    return _distinct(np.ascontiguousarray(vectors), np.ones(len(vectors), np.int64))


def _distinct(vectors: NDArray, times: NDArray[np.int64]) -> Patterns:
    """Vectors that may repeat, `times` (units,) each, as patterns in sorted order."""
    if not len(vectors):
        return Patterns(vectors.astype(float), times)
    key = _single_key(vectors)
    if key is None:
        distinct, which = np.unique(vectors, axis=0, return_inverse=True)
    else:
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        distinct = vectors[first]
    total = np.rint(np.bincount(which.reshape(-1), times)).astype(np.int64)
    return Patterns(distinct.astype(float), total)


def _single_key(vectors: NDArray) -> NDArray[np.int64] | None:
    """One whole number per row, the same for the same rows; None where it would not fit."""
    low = vectors.min(axis=0)
    spans = (vectors.max(axis=0) - low).astype(float) + 1
    if np.log2(spans).sum() >= 62:
        return None
    key = np.zeros(len(vectors), np.int64)
    for column, least, span in zip(vectors.T, low, spans, strict=True):
        key = key * int(span) + (column - least).astype(np.int64)
    return key


def resampled_totals(patterns: Patterns, resamples: int = RESAMPLES, rng: Seed = SEED) -> Floats:
    """Sums (resamples, p) over as many units as there are, drawn with replacement."""
    rng = np.random.default_rng(rng)
    units, kinds = patterns.units, len(patterns.times)
    by_vector = units >= SPARING * kinds
    size = max(1, CHUNK // kinds if by_vector else DRAWN // units)
    parts = []
    for start in range(0, resamples, size):
        count = min(size, resamples - start)
        if by_vector:
            weights = rng.multinomial(units, patterns.times / units, size=count)
        else:
            weights = _drawn_one_by_one(patterns.times, count, rng)
        parts.append(weights.astype(float) @ patterns.vectors)
    return np.concatenate(parts)


def _drawn_one_by_one(
    times: NDArray[np.int64], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """How often each vector comes up in `count` resamples, unit by unit: quicker for few alike."""
    units, kinds = int(times.sum()), len(times)
    kind = np.repeat(np.arange(kinds), times)
    drawn = kind[rng.integers(0, units, (count, units), dtype=np.int32)]
    drawn += np.arange(count)[:, None] * kinds
    return np.bincount(drawn.ravel(), minlength=count * kinds).reshape(count, kinds)


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
    return f"only {counted(units, 'unit')} to resample; it takes {FEWEST_UNITS}"

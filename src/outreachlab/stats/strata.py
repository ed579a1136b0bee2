"""Two sides compared within strata, as seekers or referrers, from codes alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from outreachlab.stats.among import Among, kish_freedom, t_quantile
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

Flags = NDArray[np.bool_]
Sums = NDArray[np.float64]
ROUNDING = 1e-15  # a variance that is 0 but for it
NO_STRATUM = "no stratum has both sides"
NO_SPREAD = "in every stratum all or none succeeded on a side, so there is no error to go by"
ONE_SIDED = "nowhere do both sides stand side by side"


@dataclass(frozen=True, slots=True)
class Within:
    """A pooled difference, its test, and on how many strata and rows with both sides it rests."""

    difference: Estimate
    p_value: float | None
    strata: int
    rows: int


def strata_sums(stratum: NDArray[np.integer], side: Flags, success: Flags) -> Sums:
    """
    What `within` takes, (8,); those of two parts of a log that share no stratum add up.

    `stratum` (n,) whole-number codes, `side` true for the first side, `success`.
    """
    return _sums(*tables_of(stratum, side, success))


def within(sums: Sums, confidence: float = 0.95) -> Within:
    """
    The difference of two success rates within strata, pooled by Mantel and Haenszel.

    The test is that of Mantel & Haenszel (1959), JNCI 22:719-748, without a continuity correction.
    """
    strata, rows = (int(count) for count in sums[:2])
    if not strata:
        return Within(Estimate(None, None, None, ONE_SIDED), None, 0, 0)
    excess, variance = sums[6:].tolist()
    p = float(chdtrc(1, excess**2 / variance)) if variance else 1.0  # margins leave no chance
    return Within(_difference(sums, confidence), p, strata, rows)


def pooled_difference(
    a: ArrayLike, n: ArrayLike, b: ArrayLike, m: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    Mantel-Haenszel difference of shares, a of n minus b of m, over strata (strata,).

    Strata with one side only say nothing. The variance holds for few large strata and for many
    small ones: Greenland & Robins (1985), Biometrics 41:55-68, and Sato (1989), Biometrics
    45:1323-1324; limits are normal and end at -1 and 1.
    """
    return _difference(_sums(*(np.asarray(counts, float) for counts in (a, n, b, m))), confidence)


def _sums(a: Sums, n: Sums, b: Sums, m: Sums) -> Sums:
    """Strata with both sides and their rows; what the difference is made of, then its test."""
    both = (n > 0) & (m > 0)
    a, n, b, m = a[both], n[both], b[both], m[both]
    total, yes = n + m, a + b
    summed = (
        np.ones(len(total)),
        total,
        n * m / total,
        (a * m - b * n) / total,
        (n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2,
        (a * (m - b) + b * (n - a)) / (2 * total),
        a - n * yes / total,
        n * m * yes * (total - yes) / (total**2 * (total - 1)),
    )
    return np.array([one.sum() for one in summed])


def _difference(sums: Sums, confidence: float) -> Estimate:
    """The pooled difference; none without a stratum that has both sides."""
    if not sums[0]:
        return Estimate(None, None, None, NO_STRATUM)
    gap, slope, level = _line(sums)
    variance = gap * slope + level
    if variance <= ROUNDING:
        return Estimate(gap, None, None, NO_SPREAD)
    width = normal_quantile(confidence) * float(np.sqrt(variance))
    return Estimate(gap, max(gap - width, -1.0), min(gap + width, 1.0))


def sato(a: Sums, n: Sums, b: Sums, m: Sums) -> tuple[float, float, float]:
    """
    The Mantel-Haenszel difference over strata (strata,), all with both sides, and its variance.

    The variance is linear in the true difference: `slope` times it, plus `level`; Sato (1989).
    """
    return _line(_sums(a, n, b, m))


def _line(sums: Sums) -> tuple[float, float, float]:
    weight, gaps, p, q = sums[2:6].tolist()
    return gaps / weight, p / weight**2, q / weight**2


def pooled_among(found: Among, confidence: float = 0.95) -> Estimate:
    """
    The same difference with limits among seekers, never inside those of separate requests.

    Counts (g, 2 k): the first side of each of k strata, then the second of each. Each seeker's
    pulls on the rates of the strata, weighed as these are pooled, are one sum; Student's t has
    Kish's effective number of seekers, less one, degrees of freedom.
    """
    counted, yes = (total.reshape(2, -1) for total in found.totals)
    plain = pooled_difference(yes[0], counted[0], yes[1], counted[1], confidence)
    if plain.estimate is None or plain.low is None or plain.high is None:
        return plain
    weight = counted.prod(axis=0) / np.maximum(counted.sum(axis=0), 1)
    pulls = found.pulls.reshape(len(found.pulls), 2, -1)
    moved = (pulls[:, 0] - pulls[:, 1]) @ (weight / weight.sum())
    freedom = kish_freedom(found.counted.sum(axis=1), found.times)
    error = float(np.sqrt(found.times @ moved**2))
    width = float(t_quantile(confidence, freedom)) * error
    low, high = max(plain.estimate - width, -1.0), min(plain.estimate + width, 1.0)
    return Estimate(plain.estimate, min(low, plain.low), max(high, plain.high))


def tables_of(
    stratum: NDArray[np.integer], side: Flags, success: Flags
) -> tuple[NDArray[np.float64], ...]:
    """Per stratum: successes and total of the first side, then of the second."""
    _, code = np.unique(stratum, return_inverse=True)
    code = code.reshape(-1)
    size = int(code.max(initial=-1)) + 1
    parts = (side & success, side, ~side & success, ~side)
    return tuple(np.bincount(code[part], minlength=size).astype(float) for part in parts)

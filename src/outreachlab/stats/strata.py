"""Two sides compared within strata, as seekers or referrers, from codes alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from outreachlab.stats.among import Among, kish_freedom, t_quantile
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
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


def within(
    stratum: NDArray[np.integer], side: Flags, success: Flags, confidence: float = 0.95
) -> Within:
    """
    The difference of two success rates within strata, pooled by Mantel and Haenszel.

    `stratum` (n,) whole-number codes, `side` true for the first side, `success`. The test is
    that of Mantel & Haenszel (1959), JNCI 22:719-748, without a continuity correction.
    """
    a, n, c, m = tables_of(stratum, side, success)
    both = (n > 0) & (m > 0)
    a, n, c, m = a[both], n[both], c[both], m[both]
    if not len(a):
        return Within(Estimate(None, None, None, ONE_SIDED), None, 0, 0)
    difference = pooled_difference(a, n, c, m, confidence)
    return Within(difference, _test(a, n, c, m), len(a), int((n + m).sum()))


def pooled_difference(
    a: ArrayLike, n: ArrayLike, b: ArrayLike, m: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    Mantel-Haenszel difference of shares, a of n minus b of m, over strata (strata,).

    Strata with one side only say nothing. The variance holds for few large strata and for many
    small ones: Greenland & Robins (1985), Biometrics 41:55-68, and Sato (1989), Biometrics
    45:1323-1324; limits are normal and end at -1 and 1.
    """
    a, n, b, m = (np.asarray(counts, dtype=float) for counts in (a, n, b, m))
    both = (n > 0) & (m > 0)
    if not both.any():
        return Estimate(None, None, None, NO_STRATUM)
    gap, slope, level = sato(a[both], n[both], b[both], m[both])
    variance = gap * slope + level
    if variance <= ROUNDING:
        return Estimate(gap, None, None, NO_SPREAD)
    width = normal_quantile(confidence) * float(np.sqrt(variance))
    return Estimate(gap, max(gap - width, -1.0), min(gap + width, 1.0))


def sato(a: Floats, n: Floats, b: Floats, m: Floats) -> tuple[float, float, float]:
    """
    The Mantel-Haenszel difference over strata (strata,), all with both sides, and its variance.

    The variance is linear in the true difference: `slope` times it, plus `level`; Sato (1989).
    """
    total = n + m
    weight = float((n * m / total).sum())
    gap = float(((a * m - b * n) / total).sum()) / weight
    slope = float(((n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2).sum())
    level = float(((a * (m - b) + b * (n - a)) / (2 * total)).sum())
    return gap, slope / weight**2, level / weight**2


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


def tables_of(stratum: NDArray[np.integer], side: Flags, success: Flags) -> tuple[Floats, ...]:
    """Per stratum: successes and total of the first side, then of the second."""
    _, code = np.unique(stratum, return_inverse=True)
    code = code.reshape(-1)
    size = int(code.max(initial=-1)) + 1
    parts = (side & success, side, ~side & success, ~side)
    return tuple(np.bincount(code[part], minlength=size).astype(float) for part in parts)


def _test(a: NDArray, n: NDArray, c: NDArray, m: NDArray) -> float:
    """Two-sided p of no difference in any stratum; 1 where the margins leave nothing to chance."""
    total, yes = n + m, a + c
    wide = total > 1
    variance = float(np.sum((n * m * yes * (total - yes))[wide] / (total**2 * (total - 1))[wide]))
    if variance == 0:
        return 1.0
    return float(chdtrc(1, float(np.sum(a - n * yes / total)) ** 2 / variance))

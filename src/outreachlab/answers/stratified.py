"""The difference of two shares within strata, pooled: arrays of counts in, one estimate out."""

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.two_rates import Estimate

NO_STRATUM = "no stratum has both sides"
NO_SPREAD = "in every stratum all or none succeeded on a side, so there is no error to go by"


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
    a, n, b, m = a[both], n[both], b[both], m[both]
    total = n + m
    weight = float((n * m / total).sum())
    gap = float(((a * m - b * n) / total).sum()) / weight
    p = ((n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2).sum()
    q = ((a * (m - b) + b * (n - a)) / (2 * total)).sum()
    variance = float(gap * p + q) / weight**2
    if variance <= 1e-15:  # rounding of 0
        return Estimate(gap, None, None, NO_SPREAD)
    width = normal_quantile(confidence) * float(np.sqrt(variance))
    return Estimate(gap, max(gap - width, -1.0), min(gap + width, 1.0))

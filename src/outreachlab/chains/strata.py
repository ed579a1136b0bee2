"""Two sides compared within strata, as seekers or referrers, from codes alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.two_rates import Estimate

Flags = NDArray[np.bool_]
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

    `stratum` (n,) whole-number codes, `side` true for the first side, `success`. Limits use
    Sato's variance, which holds for few large strata and for many small ones alike: Sato (1989),
    Biometrics 45:1323. The test is that of Mantel & Haenszel (1959), JNCI 22:719-748, without a
    continuity correction.
    """
    a, n, c, m = _tables(stratum, side, success)
    both = (n > 0) & (m > 0)
    a, n, c, m = a[both], n[both], c[both], m[both]
    if not len(a):
        return Within(Estimate(None, None, None, ONE_SIDED), None, 0, 0)
    total = n + m
    weight = float(np.sum(n * m / total))
    gap = float(np.sum((a * m - c * n) / total)) / weight
    p = (n**2 * c - m**2 * a + n * m * (m - n) / 2) / total**2
    q = (a * (m - c) + c * (n - a)) / (2 * total)
    error = np.sqrt(max(0.0, gap * float(p.sum()) + float(q.sum()))) / weight
    rows, strata = int(total.sum()), len(a)
    if error == 0:
        why = "all strata agree to the last request, so there is no error to go by"
        return Within(Estimate(gap, None, None, why), _test(a, n, c, m), strata, rows)
    width = normal_quantile(confidence) * float(error)
    limits = Estimate(gap, max(-1.0, gap - width), min(1.0, gap + width))
    return Within(limits, _test(a, n, c, m), strata, rows)


def _tables(
    stratum: NDArray[np.integer], side: Flags, success: Flags
) -> tuple[NDArray[np.float64], ...]:
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

"""p-values adjusted for how many were looked at."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.errors import UsageError
from outreachlab.stats.predictors import Floats

Adjustment = Literal["holm", "benjamini-hochberg"]


def holm(p: ArrayLike) -> Floats:
    """
    Holm's adjusted p-values, (m,); a nan stays nan and counts as no test.

    Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    return _adjusted(p, lambda ordered, m: np.maximum.accumulate((m - np.arange(m)) * ordered))


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """
    Adjusted p-values that hold the false discovery rate, (m,); a nan stays nan.

    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300.
    """

    def step_up(ordered: Floats, m: int) -> Floats:
        return np.minimum.accumulate((m / np.arange(1, m + 1) * ordered)[::-1])[::-1]

    return _adjusted(p, step_up)


ADJUSTMENTS = {"holm": holm, "benjamini-hochberg": benjamini_hochberg}


def adjusted(p: ArrayLike, how: Adjustment) -> Floats:
    """The p-values (m,) adjusted by one of the two; raises UsageError for any other name."""
    if how not in ADJUSTMENTS:
        raise UsageError(f"no adjustment {how!r}; choose {' or '.join(ADJUSTMENTS)}")
    return ADJUSTMENTS[how](p)


def _adjusted(p: ArrayLike, rule: Callable[[Floats, int], Floats]) -> Floats:
    p = np.asarray(p, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    adjusted[order] = np.minimum(rule(p[order], len(order)), 1.0)
    return adjusted

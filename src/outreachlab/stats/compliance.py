"""What doing a thing brings, where not all did what was drawn for them."""

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

WEAKEST = 0.2  # a smaller difference in doing makes a ratio that means nothing
NO_ARM = "an arm has fewer than two"


def complier_effect(
    drawn: ArrayLike, did: ArrayLike, yes: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    The effect on those who do what is drawn, (n,) each 0 or 1.

    The difference in yeses by `drawn` over the difference in doing; limits by the delta method.
    None where the arms differ by less than 0.2 in what was done.

    References
    ----------
    Angrist, Imbens & Rubin (1996), Journal of the American Statistical Association 91:444-455.
    """
    z, d, y = (np.asarray(one, float).ravel() for one in (drawn, did, yes))
    first, second = z == 1, z == 0
    if min(first.sum(), second.sum()) < 2:
        return Estimate(None, None, None, NO_ARM)
    doing = float(d[first].mean() - d[second].mean())
    if abs(doing) < WEAKEST:
        return Estimate(
            None, None, None, "the arms differ by less than 20 points in what was really done"
        )
    effect = float(y[first].mean() - y[second].mean()) / doing
    left = y - effect * d
    variance = sum(float(left[arm].var(ddof=1)) / int(arm.sum()) for arm in (first, second))
    half = normal_quantile(confidence) * variance**0.5 / abs(doing)
    return Estimate(effect, max(effect - half, -1.0), min(effect + half, 1.0))

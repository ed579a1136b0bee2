"""Numbers per meeting among units that differ: a ratio of sums, with log limits."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.among import kish_freedom, left_without, t_quantile

Floats = NDArray[np.float64]


def ratio_limits(
    above: NDArray, below: NDArray, times: NDArray, squares: float, confidence: float = 0.95
) -> tuple[float, float] | None:
    """
    Log limits of Σ above / Σ below over units; None where the count above is 0.

    Parameters
    ----------
    above, below : array, (u,)
        Of each unit, a seeker or a chain: names, or people met; and its meetings.
    times : array of int, (u,)
        How many units have these.
    squares : float
        The sum over all single meetings of the squared count above: the error never falls below
        that of as many separate meetings.
    confidence : float in (0, 1)
        How often intervals made this way should cover the truth.

    References
    ----------
    Cochran (1977), Sampling Techniques, 6.3. Kish (1965), Survey Sampling.
    """
    total, meetings = float(times @ above), float(times @ below)
    if total <= 0:
        return None
    ratio = total / meetings
    residual = (above - ratio * below) ** 2 / left_without(below / meetings)
    single = max(squares - meetings * ratio**2, 0.0)
    error = np.sqrt(max(float(times @ residual), single)) / total
    freedom = kish_freedom(np.asarray(below, float), np.asarray(times, float))
    width = np.exp(float(t_quantile(confidence, freedom)) * error)
    return float(ratio / width), float(ratio * width)

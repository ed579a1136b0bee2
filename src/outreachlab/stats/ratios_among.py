"""Numbers per meeting among units that differ: a ratio of sums, with log limits."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.among import kish_freedom, left_without, t_quantile

Floats = NDArray[np.float64]


def mean_limits(
    above: NDArray, below: NDArray, times: NDArray, squares: float, confidence: float = 0.95
) -> tuple[float, float]:
    """
    Limits of Σ above / Σ below over units, on its own scale; arguments as in `ratio_limits`.

    The mean of something that has no zero to be a multiple of, as a rating.
    """
    mean = float(times @ above) / float(times @ below)
    error, freedom = _error(above, below, times, squares)
    width = float(t_quantile(confidence, freedom)) * error / float(times @ below)
    return mean - width, mean + width


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
    error, freedom = _error(above, below, times, squares)
    width = np.exp(float(t_quantile(confidence, freedom)) * error / total)
    return float(total / meetings / width), float(total / meetings * width)


def _error(above: NDArray, below: NDArray, times: NDArray, squares: float) -> tuple[float, NDArray]:
    """The error of Σ above at given Σ below, and the degrees of freedom of its t."""
    meetings = float(times @ below)
    ratio = float(times @ above) / meetings
    residual = (above - ratio * below) ** 2 / left_without(below / meetings)
    single = max(squares - meetings * ratio**2, 0.0)
    error = float(np.sqrt(max(float(times @ residual), single)))
    return error, kish_freedom(np.asarray(below, float), np.asarray(times, float))

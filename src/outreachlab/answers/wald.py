"""Limits and p-values from an estimate and its standard error, by the normal or Student's t."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtr, stdtrit

from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.predictors import Floats


def quantile(confidence: float, freedom: int | None = None) -> float:
    """The two-sided quantile for `confidence`: the normal's, or t's with so many degrees."""
    z = normal_quantile(confidence)
    return z if freedom is None else float(stdtrit(freedom, 0.5 + confidence / 2))


def limits(
    estimate: ArrayLike, error: ArrayLike, confidence: float, freedom: int | None = None
) -> tuple[Floats, Floats]:
    """The estimate minus and plus so many standard errors."""
    width = quantile(confidence, freedom) * np.asarray(error, dtype=float)
    return np.asarray(estimate) - width, np.asarray(estimate) + width


def p_values(estimate: ArrayLike, error: ArrayLike, freedom: int | None = None) -> Floats:
    """Two-sided p of the estimate being 0; 1 where estimate and error are both 0."""
    size, error = np.abs(np.asarray(estimate, dtype=float)), np.asarray(error, dtype=float)
    ratio = np.divide(size, error, out=np.where(size > 0, np.inf, 0.0), where=error > 0)
    return 2 * (ndtr(-ratio) if freedom is None else stdtr(freedom, -ratio))

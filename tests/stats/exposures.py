"""Waits as arrays, a request each, and the ratio of daily chances found from them."""

import numpy as np

from outreachlab.stats.among import error_among, error_sums
from outreachlab.stats.exposure import (
    ONE_SIDED,
    Silences,
    exposure_of,
    hazard_of,
    ratio_of,
    score_residuals,
)
from outreachlab.stats.two_rates import Estimate


def silences(days, answered, followed, observed=0):
    """Each request stands for itself."""
    observed = np.full(len(days), observed)
    return Silences(days, answered, followed, observed, np.ones(len(days), np.int64))


def hazard_ratio(days, answered, followed, confidence, seeker=None):
    """The ratio and its p, among seekers if they are given."""
    waits = silences(days, answered, followed)
    exposure = exposure_of(waits)
    hazard, p = hazard_of(exposure)
    if hazard is None:
        return Estimate(None, None, None, ONE_SIDED), p
    if seeker is None:
        return ratio_of(hazard, confidence)
    pull = score_residuals(waits, exposure, hazard.beta) / hazard.information
    some = np.count_nonzero(pull)
    return ratio_of(hazard, confidence, error_among(error_sums(pull, seeker, some), some))

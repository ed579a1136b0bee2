"""Two rates against each other: among seekers where there are several, else of separate people."""

import numpy as np

from outreachlab.stats import two_rates
from outreachlab.stats.among import Among, Floats, limits_among
from outreachlab.stats.intervals import interval_of
from outreachlab.stats.two_among import (
    difference_limits,
    odds_ratio_limits,
    p_among,
    risk_ratio_limits,
    two_among,
)
from outreachlab.stats.two_rates import Estimate, TwoRates

CLUSTERED = "clustered t"


def rate_limits(
    counts: TwoRates, found: Among | None, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper limits of both rates, (2,) each; nan for a side without a request."""
    if found is not None:
        return limits_among(found, confidence)
    low, high = interval_of([counts.a, counts.b], [counts.n, counts.m], confidence)
    return np.asarray(low), np.asarray(high)


def difference(counts: TwoRates, found: Among | None, confidence: float = 0.95) -> Estimate:
    """Newcombe's difference, or MOVER's of the limits among seekers, as `difference_limits`."""
    plain = two_rates.difference(counts, confidence)
    if found is None or plain.estimate is None:
        return plain
    return Estimate(plain.estimate, *difference_limits(found, confidence))


def risk_ratio(counts: TwoRates, found: Among | None, confidence: float = 0.95) -> Estimate:
    """Katz's ratio of the rates, among seekers as `risk_ratio_limits`."""
    plain = two_rates.risk_ratio(counts, confidence)
    if found is None or plain.estimate is None:
        return plain
    return Estimate(plain.estimate, *risk_ratio_limits(two_among(found), confidence))


def odds_ratio(counts: TwoRates, found: Among | None, confidence: float = 0.95) -> Estimate:
    """Woolf's ratio of the odds, among seekers as `odds_ratio_limits`."""
    plain = two_rates.odds_ratio(counts, confidence)
    if found is None or plain.estimate is None:
        return plain
    return Estimate(plain.estimate, *odds_ratio_limits(two_among(found), confidence))


def p_value_of(
    counts: TwoRates, found: Among | None
) -> tuple[float | None, str | None, str | None]:
    """Two-sided p-value, the test's name, and why it is None; among seekers `p_among`."""
    p, test, why = two_rates.p_value_of(counts)
    if found is None or p is None:
        return p, test, why
    return p_among(two_among(found)), CLUSTERED, None

"""Limits and p-values against scipy's distributions."""

import numpy as np
import pytest
from scipy import stats

from outreachlab.errors import UsageError
from outreachlab.stats.intervals import limits, p_values, quantile


def test_quantiles_are_those_of_scipy():
    assert quantile(0.95) == pytest.approx(stats.norm.ppf(0.975))
    assert quantile(0.9, 19) == pytest.approx(stats.t.ppf(0.95, 19))


def test_p_values_are_those_of_scipy():
    assert p_values([1.5, -3.0], [1.0, 1.0]) == pytest.approx(2 * stats.norm.sf([1.5, 3.0]))
    assert p_values(2.1, 1.0, 24) == pytest.approx(2 * stats.t.sf(2.1, 24))


def test_estimate_without_error_is_certain_or_nothing():
    assert p_values([0.0, 2.0], [0.0, 0.0]).tolist() == [1.0, 0.0]


def test_limits_lie_on_both_sides():
    low, high = limits(np.array([1.0]), np.array([0.5]), 0.95)
    assert (low[0], high[0]) == pytest.approx((1 - 0.9799820, 1 + 0.9799820))


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_confidence_outside_its_range_is_refused(confidence):
    with pytest.raises(UsageError, match="between 0 and 1"):
        quantile(confidence)

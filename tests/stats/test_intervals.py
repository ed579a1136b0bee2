"""Intervals for one proportion against R, statsmodels and a published table."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st
from statsmodels.stats.proportion import proportion_confint

from outreachlab.errors import UsageError
from outreachlab.stats.intervals import INTERVAL_METHODS, interval_of

CLOSED_FORM = 1e-12  # the same formula in double precision
QUANTILE = 1e-9  # statsmodels finds its beta quantiles by another routine

# Newcombe (1998), Statistics in Medicine 17:857-872, Table I, method 3 (score), four decimals
NEWCOMBE_SCORE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
STATSMODELS_NAME = {
    "wilson": "wilson",
    "jeffreys": "jeffreys",
    "clopper-pearson": "beta",
    "agresti-coull": "agresti_coull",
}


@pytest.mark.parametrize(("accepted", "counted", "low", "high"), NEWCOMBE_SCORE)
def test_wilson_interval_agrees_with_the_published_table(accepted, counted, low, high):
    found = interval_of(accepted, counted, 0.95, "wilson")
    assert np.allclose(found, (low, high), atol=5e-5, rtol=0)


@pytest.mark.parametrize("method", INTERVAL_METHODS)
@pytest.mark.parametrize(("accepted", "counted"), [(0, 7), (3, 7), (7, 7), (235, 2435), (1, 1)])
def test_intervals_agree_with_statsmodels(method, accepted, counted):
    expected = proportion_confint(accepted, counted, 0.1, STATSMODELS_NAME[method])
    expected = np.clip(expected, 0, 1)
    found = interval_of(accepted, counted, 0.9, method)
    assert np.allclose(found, expected, atol=QUANTILE, rtol=0)


def test_intervals_agree_with_r_on_the_audit(reference):
    stored = json.loads((reference / "resume_audit" / "reference.json").read_text())
    for group in ("rates_by_race", "rates_by_firstname", "rates_by_city_race"):
        for cell in stored[group].values():
            for method, name in (
                ("wilson", "wilson"),
                ("jeffreys", "jeffreys"),
                ("clopper-pearson", "clopper_pearson"),
                ("agresti-coull", "agresti_coull_unclipped"),
            ):
                found = interval_of(cell["successes"], cell["n"], 0.95, method)
                expected = np.clip(cell[name], 0, 1)
                tolerance = CLOSED_FORM if method in ("wilson", "agresti-coull") else QUANTILE
                assert np.allclose(found, expected, atol=tolerance, rtol=0), (group, method)


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from(INTERVAL_METHODS))
def test_limits_hold_the_rate_and_stay_between_0_and_1(accepted, more, method):
    counted = max(accepted, more)
    low, high = interval_of(accepted, counted, 0.95, method)
    assert 0 <= low <= high <= 1
    if method in ("wilson", "clopper-pearson"):
        assert low <= accepted / counted <= high


@given(st.integers(0, 200), st.integers(1, 200), st.sampled_from(INTERVAL_METHODS))
def test_swapping_yes_and_no_mirrors_the_interval(accepted, more, method):
    counted = max(accepted, more)
    low, high = interval_of(accepted, counted, 0.95, method)
    other_low, other_high = interval_of(counted - accepted, counted, 0.95, method)
    assert np.allclose((low, high), (1 - other_high, 1 - other_low), atol=QUANTILE)


def test_no_observation_has_no_interval():
    low, high = interval_of([0, 1], [0, 2], 0.95)
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] < 0.5 < high[1]


@pytest.mark.parametrize("confidence", [0, 1, 1.5, -0.2])
def test_confidence_outside_0_to_1_is_refused(confidence):
    with pytest.raises(UsageError, match="between 0 and 1"):
        interval_of(1, 2, confidence)

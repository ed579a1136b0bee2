"""Two proportions against R's figures, statsmodels, scipy and published examples."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from outreachlab.stats.two_rates import (
    TwoRates,
    difference,
    fisher_p,
    n_minus_1_p,
    number_needed_to_ask,
    odds_ratio,
    p_value_of,
    risk_ratio,
)

CLOSED_FORM = 1e-12
RELATIVE = 1e-9  # p-values run over many orders of magnitude

# Newcombe (1998), Statistics in Medicine 17:873-890, Table II, method 10, four decimals
NEWCOMBE_HYBRID = [
    ((56, 70, 48, 80), 0.0524, 0.3339),
    ((9, 10, 3, 10), 0.1705, 0.8090),
    ((10, 10, 0, 20), 0.6791, 1.0),
    ((0, 10, 0, 20), -0.1611, 0.2775),
]
counts = st.tuples(*[st.integers(0, 60)] * 4).map(
    lambda t: TwoRates(t[0], t[0] + t[1], t[2], t[2] + t[3])
)
full = counts.filter(lambda c: c.n and c.m)


@pytest.mark.parametrize(("cells", "low", "high"), NEWCOMBE_HYBRID)
def test_difference_agrees_with_the_published_table(cells, low, high):
    found = difference(TwoRates(*cells))
    assert np.allclose((found.low, found.high), (low, high), atol=5e-5, rtol=0)


def test_contrasts_agree_with_r_on_the_audit(reference):
    stored = json.loads((reference / "resume_audit" / "reference.json").read_text())
    cells = [
        stored["white_vs_black"],
        *stored["within_gender"].values(),
        *stored["within_city"].values(),
    ]
    for cell in cells:
        two = TwoRates(cell["x1"], cell["n1"], cell["x2"], cell["n2"])
        gap, ratio, odds = difference(two), risk_ratio(two), odds_ratio(two)
        assert np.allclose(
            (gap.low, gap.high), cell["newcombe_hybrid_score"], atol=CLOSED_FORM, rtol=0
        )
        assert np.allclose((ratio.low, ratio.high), cell["risk_ratio_katz_log"], rtol=CLOSED_FORM)
        assert np.allclose((odds.low, odds.high), cell["odds_ratio_woolf_log"], rtol=CLOSED_FORM)
        assert fisher_p(two) == pytest.approx(cell["fisher_p_two_sided"], rel=RELATIVE)


@given(full)
def test_fisher_p_agrees_with_scipy(two):
    table = [[two.a, two.n - two.a], [two.b, two.m - two.b]]
    assert fisher_p(two) == pytest.approx(fisher_exact(table).pvalue, rel=1e-7)


@pytest.mark.parametrize(
    "two",
    [
        TwoRates(101_000, 300_000, 99_500, 300_000),
        TwoRates(30, 4_000_000, 9, 4_000_000),
        TwoRates(900, 30_000, 200, 500_000),
    ],
)
def test_fisher_p_agrees_with_scipy_for_many_requests(two):
    table = [[two.a, two.n - two.a], [two.b, two.m - two.b]]
    # logs of factorials of a million have six digits fewer after the point
    assert fisher_p(two) == pytest.approx(fisher_exact(table).pvalue, rel=1e-6)


def test_fisher_p_of_sides_beyond_comparison_is_zero_at_once():
    assert fisher_p(TwoRates(90_000_000, 200_000_000, 10_000_000, 200_000_000)) == 0.0


@given(full.filter(lambda c: 0 < c.a + c.b < c.n + c.m))
def test_the_n_minus_1_statistic_is_pearsons_times_n_minus_1_over_n(two):
    table = [[two.a, two.n - two.a], [two.b, two.m - two.b]]
    total = two.n + two.m
    statistic = chi2_contingency(table, correction=False).statistic * (total - 1) / total
    from scipy.stats import chi2

    assert n_minus_1_p(two) == pytest.approx(chi2.sf(statistic, 1), rel=1e-8, abs=1e-300)


@given(full)
def test_swapping_the_sides_flips_the_difference_and_keeps_the_test(two):
    other = TwoRates(two.b, two.m, two.a, two.n)
    gap, turned = difference(two), difference(other)
    assert gap.estimate == -turned.estimate
    assert gap.low == pytest.approx(-turned.high, abs=CLOSED_FORM)
    assert p_value_of(two)[0] == pytest.approx(p_value_of(other)[0], rel=RELATIVE)


@pytest.mark.parametrize(
    ("cells", "test"), [((5, 10, 1, 10), "n-1 chi-squared"), ((1, 10, 0, 10), "fisher")]
)
def test_the_test_is_chosen_by_the_smallest_expected_count(cells, test):
    assert p_value_of(TwoRates(*cells))[1] == test


def test_zero_cells_have_no_ratio_and_say_why():
    two = TwoRates(0, 10, 5, 10)
    assert risk_ratio(two).estimate is None
    assert odds_ratio(two).why


def test_number_needed_to_ask_keeps_the_sign_and_needs_an_interval_off_0():
    needed, why = number_needed_to_ask(difference(TwoRates(157, 2435, 235, 2435)))
    assert needed == pytest.approx(-31.2, abs=0.05)
    assert why is None
    assert number_needed_to_ask(difference(TwoRates(5, 10, 4, 10))) == (
        None,
        "the interval of the difference holds 0",
    )


def test_an_empty_side_has_nothing_to_estimate():
    two = TwoRates(0, 0, 3, 10)
    assert difference(two).why == risk_ratio(two).why == odds_ratio(two).why
    assert p_value_of(two)[0] is None

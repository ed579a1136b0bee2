"""Adjusted p-values against R's p.adjust (resume audit) and statsmodels."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st
from statsmodels.stats.multitest import multipletests

from outreachlab.stats.multiplicity import benjamini_hochberg, holm

EXACT = 1e-12
p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_audit_agrees_with_r(reference):
    path = reference / "resume_audit" / "reference.json"
    wanted = json.loads(path.read_text())["logit"]["p_adjusted_CR1_without_intercept"]
    np.testing.assert_allclose(holm(wanted["raw"]), wanted["holm"], rtol=EXACT)
    np.testing.assert_allclose(benjamini_hochberg(wanted["raw"]), wanted["BH"], rtol=EXACT)


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_statsmodels_agrees(count):
    rng = np.random.default_rng(count)
    p = rng.uniform(0, 1, count) ** 3
    p[rng.integers(0, count)] = p[0]  # a tie
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], atol=EXACT)
    wanted = multipletests(p, method="fdr_bh")[1]
    np.testing.assert_allclose(benjamini_hochberg(p), wanted, atol=EXACT)


def test_p_that_is_missing_counts_as_no_test():
    assert holm([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


def test_no_tests_at_all_are_no_trouble():
    assert holm([]).shape == benjamini_hochberg([]).shape == (0,)


@given(p_lists)
def test_adjusting_never_lowers_a_p_value(p):
    assert (holm(p) >= np.array(p)).all()
    assert (benjamini_hochberg(p) >= np.array(p) - EXACT).all()

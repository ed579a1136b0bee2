"""Logistic regression against R (resume audit), statsmodels, and itself in parts."""

import json
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.errors import NothingToComputeError
from outreachlab.stats import logit, predictors
from outreachlab.stats.logit import (
    cluster_sums,
    clustered_covariance,
    fit,
    gram_of,
    independent,
    made_of,
    model_covariance,
    newton,
    over,
    parts_of,
    start_at,
    sums_of,
)
from outreachlab.stats.predictors import Factor, Number
from tests.stats import designs

COEFFICIENT = 1e-9  # as the reference states it
STD_ERROR = 1e-8
PARTS = 1e-10  # what the design asks of parts that are merged, relative
JUDGE = 1e-10  # statsmodels at a tolerance of 1e-14 against ours
CR1S = "CR1S_G_over_Gm1_times_nm1_over_nmk"


def codes(values) -> np.ndarray:
    return np.unique(np.asarray(values).astype(str), return_inverse=True)[1]


def clustered(parts, fitted):
    sums = reduce(add, (cluster_sums(part, fitted.coefficients) for part in parts))
    return clustered_covariance(fitted, sums)


def errors(covariance):
    return np.sqrt(np.diag(covariance))


@pytest.fixture(params=["rows", "groups", "parts"])
def form(request, monkeypatch):
    """The three ways a log of some size is held."""
    if request.param != "rows":
        monkeypatch.setattr(predictors, "DENSE_ROWS", 0)
    if request.param == "parts":
        monkeypatch.setattr(logit, "PART_ROWS", 700)


@pytest.fixture(scope="module")
def audit(reference):
    data = pd.read_csv(reference / "resume_audit" / "data.csv")
    results = json.loads((reference / "resume_audit" / "reference.json").read_text())
    return data, results["logit"]


def test_audit_agrees_with_r(audit, form):
    data, results = audit
    terms = [
        Factor(codes(data["race"]), 2),
        Factor(codes(data["gender"]), 2),
        Number(data["years_experience"].to_numpy(float)),
        Factor(codes(data["honors"]), 2),
        Factor(codes(data["job_city"]), 2),
    ]
    parts = parts_of(data["received_callback"].to_numpy(), terms, (), codes(data["job_ad_id"]))
    fitted = fit(parts)
    assert fitted.arrived
    wanted = list(results["coef"].values())
    np.testing.assert_allclose(fitted.coefficients, wanted, rtol=0, atol=COEFFICIENT)
    for found, name in [
        (model_covariance(fitted), "classical"),
        (clustered(parts, fitted), CR1S),
    ]:
        wanted = [row["se"] for row in results[name]]
        np.testing.assert_allclose(errors(found), wanted, rtol=0, atol=STD_ERROR)


def test_survey_that_statsmodels_ships_agrees_with_statsmodels(form):
    import statsmodels.api as sm

    data = sm.datasets.fair.load_pandas().data  # Fair (1978): 6,366 women
    names = ["rate_marriage", "religious", "occupation"]
    terms = [*(Factor(codes(data[name]), data[name].nunique()) for name in names)]
    terms += [Number(data[name].to_numpy()) for name in ("age", "yrs_married")]
    success = (data["affairs"] > 0).to_numpy(float)
    clusters = codes(data["educ"].astype(str) + data["occupation_husb"].astype(str))
    parts = parts_of(success, terms, [(1, 3)], clusters)
    judge = sm.Logit(success, designs.by_hand(terms, [(1, 3)], len(data))).fit(
        disp=False,
        tol=1e-13,
        warn_convergence=False,
        cov_type="cluster",
        cov_kwds={"groups": clusters},
    )
    fitted = fit(parts)
    np.testing.assert_allclose(fitted.coefficients, judge.params, rtol=0, atol=JUDGE)
    np.testing.assert_allclose(errors(clustered(parts, fitted)), judge.bse, rtol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 199))
def test_parts_add_up_to_the_whole(seed, cut):
    terms = designs.predictors(200, seed)
    success = designs.outcomes(terms, 200, seed)
    clusters = np.random.default_rng(seed).integers(0, 9, 200)
    beta = np.random.default_rng(seed).normal(size=9)

    def part(rows):
        return parts_of(
            success[rows], [logit._cut(term, rows) for term in terms], (), clusters[rows]
        )[0]

    whole, halves = part(slice(0, 200)), [part(slice(0, cut)), part(slice(cut, 200))]
    one, two = sums_of(whole, beta), reduce(add, (sums_of(half, beta) for half in halves))
    size = np.abs(one.information).max()
    np.testing.assert_allclose(two.score, one.score, atol=PARTS * size)
    np.testing.assert_allclose(two.information, one.information, atol=PARTS * size)
    assert (two.rows, two.largest) == (one.rows, one.largest)
    one, two = cluster_sums(whole, beta), reduce(add, (cluster_sums(p, beta) for p in halves))
    np.testing.assert_array_equal(two.keys, one.keys)
    np.testing.assert_allclose(two.scores, one.scores, atol=PARTS * size)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_shuffling_rows_changes_nothing(seed):
    terms = designs.predictors(300, seed)
    success = designs.outcomes(terms, 300, seed)
    order = np.random.default_rng(seed).permutation(300)
    shuffled = [
        Number(term.values[order])
        if isinstance(term, Number)
        else Factor(term.codes[order], term.levels, term.baseline)
        for term in terms
    ]
    one, two = fit(parts_of(success, terms)), fit(parts_of(success[order], shuffled))
    np.testing.assert_allclose(two.coefficients, one.coefficients, atol=1e-9)


def test_swapping_the_baseline_flips_the_sign():
    rng = np.random.default_rng(5)
    yes_no, success = rng.integers(0, 2, 90), rng.integers(0, 2, 90)
    one, two = (fit(parts_of(success, [Factor(yes_no, 2, base)])) for base in (0, 1))
    assert one.coefficients[1] == pytest.approx(-two.coefficients[1], abs=JUDGE)


def test_one_yes_no_term_gives_the_log_odds_ratio_of_its_table():
    # 235 of 2,435 against 157 of 2,435: Bertrand & Mullainathan (2004), Table 1
    white = np.repeat([1, 0], 2435)
    success = np.concatenate([np.arange(2435) < 235, np.arange(2435) < 157])
    fitted = fit(parts_of(success, [Factor(white, 2)]))
    assert fitted.coefficients[1] == pytest.approx(np.log(235 * 2278 / (157 * 2200)), abs=1e-12)
    woolf = np.sqrt(1 / 235 + 1 / 2200 + 1 / 157 + 1 / 2278)
    assert errors(model_covariance(fitted))[1] == pytest.approx(woolf, rel=1e-12)


@pytest.mark.parametrize("far", [-30.0, 3.0, 30.0])
def test_newton_comes_back_from_a_bad_start(far):
    terms = designs.predictors(400, 8)
    parts = parts_of(designs.outcomes(terms, 400, 8), terms)
    good = fit(parts)
    bad = newton(over(parts), np.where(np.arange(9) == 1, far, good.coefficients))
    if bad.arrived:
        np.testing.assert_allclose(bad.coefficients, good.coefficients, atol=1e-8)
    else:
        assert abs(far) == 30  # nobody's start, and it says that it did not arrive


def test_success_of_everyone_is_told_by_the_size_of_the_index():
    fitted = fit(parts_of(np.ones(40), [Factor(np.arange(40) % 2, 2)]))
    assert not fitted.arrived or fitted.sums.largest > logit.INDEX_LIMIT


def test_held_coefficients_stay_and_have_no_error():
    terms = designs.predictors(300, 1)
    free = np.array([True] * 8 + [False])
    success = designs.outcomes(terms, 300, 1)
    one, two = fit(parts_of(success, terms), free), fit(parts_of(success, terms[:4]))
    np.testing.assert_allclose(one.coefficients, [*two.coefficients, 0], atol=JUDGE)
    np.testing.assert_allclose(errors(model_covariance(one))[:8], errors(model_covariance(two)))
    assert errors(model_covariance(one))[8] == 0


def test_column_that_is_a_sum_of_others_is_found_and_explained():
    rng = np.random.default_rng(4)
    three = rng.integers(0, 3, 250)
    same = Factor((three > 0).astype(int), 2)
    terms = [Factor(three, 3), Number(rng.normal(20_240_101, 300, 250)), same]
    gram = gram_of(parts_of(np.zeros(250), terms))
    kept = independent(gram)
    assert kept.tolist() == [True, True, True, True, False]
    assert made_of(gram, kept, 4).tolist() == [1, 2]


def test_number_that_never_changes_is_the_intercept_again():
    gram = gram_of(parts_of(np.zeros(50), [Number(np.full(50, 7.3))]))
    assert independent(gram).tolist() == [True, False]


def test_one_cluster_has_no_clustered_error():
    terms = designs.predictors(300, 1)
    parts = parts_of(designs.outcomes(terms, 300, 1), terms, (), np.zeros(300, dtype=int))
    with pytest.raises(NothingToComputeError, match="two clusters"):
        clustered(parts, fit(parts))


def test_start_is_the_overall_share():
    assert start_at(49.5, 99, 2) == pytest.approx([0, 0])

"""Firth's regression against R (endometrial) and firthmodels."""

import json

import numpy as np
import pandas as pd
import pytest

from outreachlab.stats import logit, predictors
from outreachlab.stats.firth import fit_firth, height_of, profile
from outreachlab.stats.logit import parts_of
from outreachlab.stats.predictors import Factor, Number
from outreachlab.stats.rows import Here
from tests.stats import designs

COEFFICIENT = 1e-9
STD_ERROR = 1e-8
PROFILE = 1e-6  # R's uniroot stops there
JUDGE = 1e-5  # firthmodels, whose own steps end at 1e-6; its errors are of another kind


def errors(fitted):
    return np.sqrt(np.diag(fitted.covariance))


def test_endometrial_agrees_with_r(reference):
    data = pd.read_csv(reference / "endometrial" / "data.csv")
    wanted = json.loads((reference / "endometrial" / "reference.json").read_text())["firth"]
    table = pd.DataFrame(wanted["terms"])
    terms = [
        Factor(data["NV"].to_numpy(), 2),
        Number(data["PI"].to_numpy(float)),
        Number(data["EH"].to_numpy()),
    ]
    parts = Here(parts_of(data["HG"].to_numpy(), terms))
    fitted = fit_firth(parts)
    found = profile(parts, fitted)
    np.testing.assert_allclose(fitted.coefficients, table["coef"], atol=COEFFICIENT)
    np.testing.assert_allclose(errors(fitted), table["se_fisher_information"], atol=STD_ERROR)
    assert fitted.height == pytest.approx(wanted["penalised_log_lik"], abs=COEFFICIENT)
    np.testing.assert_allclose(found.low, table["profile_lower"], atol=PROFILE)
    np.testing.assert_allclose(found.high, table["profile_upper"], atol=PROFILE)
    np.testing.assert_allclose(found.p_values, table["plr_p"], rtol=PROFILE)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("grouped", [False, True])
def test_small_logs_agree_with_firthmodels(seed, grouped, monkeypatch):
    from firthmodels import FirthLogisticRegression

    if grouped:
        monkeypatch.setattr(predictors, "DENSE_ROWS", 0)
        monkeypatch.setattr(logit, "PART_ROWS", 20)
    terms = designs.predictors(60, seed)
    success = designs.outcomes(terms, 60, seed)
    success[terms[0].codes == 1] = 1.0  # separated
    judge = FirthLogisticRegression(max_iter=500, gtol=1e-6, xtol=1e-6, backend="numpy")
    judge.fit(designs.by_hand(terms, [], 60)[:, 1:], success)
    judge.lrt()
    limits = np.roll(judge.conf_int(method="pl", max_iter=500, tol=1e-6), 1, axis=0)
    parts = Here(parts_of(success, terms))
    fitted = fit_firth(parts)
    found = profile(parts, fitted)
    assert fitted.arrived
    wanted = [judge.intercept_, *judge.coef_]
    np.testing.assert_allclose(fitted.coefficients, wanted, atol=JUDGE)
    np.testing.assert_allclose(found.low, limits[:, 0], atol=JUDGE)
    np.testing.assert_allclose(found.high, limits[:, 1], atol=JUDGE)
    np.testing.assert_allclose(found.p_values, np.roll(judge.lrt_pvalues_, 1), atol=JUDGE)


def test_intercept_alone_shrinks_the_share_by_half_a_row_each_way():
    # Firth's intercept-only estimate has the closed form log((x + 1/2) / (n - x + 1/2))
    success = np.arange(30) < 3
    fitted = fit_firth(Here(parts_of(success, [])))
    assert fitted.coefficients[0] == pytest.approx(np.log(3.5 / 27.5), abs=COEFFICIENT)


def test_two_by_two_table_adds_half_to_every_cell():
    # a saturated model: as log odds with one half added to each cell (Haldane 1956)
    yes_no, success = np.repeat([1, 0], [8, 12]), np.r_[np.ones(8), np.arange(12) < 5]
    fitted = fit_firth(Here(parts_of(success, [Factor(yes_no, 2)])))
    wanted = np.log(8.5 / 0.5) - np.log(5.5 / 7.5)
    assert fitted.coefficients[1] == pytest.approx(wanted, abs=COEFFICIENT)


def test_heights_of_parts_add_up():
    terms = designs.predictors(90, 4)
    success = designs.outcomes(terms, 90, 4)
    beta = np.linspace(-1, 1, 9)
    pieces = [
        parts_of(success[rows], [logit._cut(term, rows) for term in terms])[0]
        for rows in (slice(0, 90), slice(0, 31), slice(31, 90))
    ]
    whole, one, two = (height_of(part, beta) for part in pieces)
    assert (one + two).log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-12)
    np.testing.assert_allclose((one + two).information, whole.information, rtol=1e-10, atol=1e-10)


def test_column_outside_the_model_changes_nothing():
    terms = designs.predictors(60, 6)
    success = designs.outcomes(terms, 60, 6)
    model = np.array([True] * 8 + [False])
    with_it, without = (Here(parts_of(success, some)) for some in (terms, terms[:4]))
    one, two = fit_firth(with_it, model), fit_firth(without)
    np.testing.assert_allclose(one.coefficients, [*two.coefficients, 0], atol=COEFFICIENT)
    limits = profile(with_it, one)
    np.testing.assert_allclose(limits.low[:8], profile(without, two).low, atol=PROFILE)
    assert np.isnan(limits.low[8])


@pytest.mark.parametrize("rows", [14, 20, 40, 80])
def test_every_small_log_arrives_at_a_top(rows):
    # whole Newton steps leap to and fro for ever in some of these
    for seed in range(12):
        terms = designs.predictors(rows, seed)
        success = designs.outcomes(terms, rows, seed)
        success[terms[0].codes == 1] = 1.0
        parts = parts_of(success, terms)
        if logit.independent(logit.gram_of(parts)).all():
            fitted = fit_firth(Here(parts))
            assert fitted.arrived
            np.testing.assert_allclose(fitted.score, 0, atol=1e-7)


def test_limits_follow_the_profile_past_a_lower_top():
    # with 20 rows and 9 coefficients the penalised likelihood has several tops
    terms = designs.predictors(20, 9)
    success = designs.outcomes(terms, 20, 9)
    success[terms[0].codes == 1] = 1.0
    parts = Here(parts_of(success, terms))
    fitted = fit_firth(parts)
    found = profile(parts, fitted)
    assert np.isfinite([found.low, found.high]).all()
    assert (found.low < fitted.coefficients).all()
    assert (fitted.coefficients < found.high).all()


def test_fewer_rows_than_coefficients_still_give_a_penalised_fit_of_what_is_free():
    terms = [Factor(np.array([0, 1, 0, 1]), 2), Factor(np.array([0, 0, 1, 1]), 2)]
    fitted = fit_firth(Here(parts_of(np.array([0, 0, 0, 1]), terms)))
    assert fitted.arrived
    assert np.isfinite(fitted.coefficients).all()

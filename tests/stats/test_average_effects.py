"""Average effects against R (resume audit) and statsmodels; E-values against the paper."""

import json
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest

from outreachlab.stats import logit, predictors
from outreachlab.stats.average_effects import (
    average_effects,
    e_value,
    e_value_limit,
    level_sums,
    slope_sums,
)
from outreachlab.stats.logit import (
    cluster_sums,
    clustered_covariance,
    fit,
    model_covariance,
    parts_of as parts,
)
from outreachlab.stats.predictors import Factor, Number
from outreachlab.stats.rows import Here
from tests.stats import designs
from tests.stats.test_logit import codes

CLOSE = 1e-9
STD_ERROR = 1e-8


@pytest.fixture(params=["rows", "groups"])
def form(request, monkeypatch):
    if request.param == "groups":
        monkeypatch.setattr(predictors, "DENSE_ROWS", 0)
        monkeypatch.setattr(logit, "PART_ROWS", 900)


def test_audit_agrees_with_r(reference, form):
    data = pd.read_csv(reference / "resume_audit" / "data.csv")
    results = json.loads((reference / "resume_audit" / "reference.json").read_text())["logit"]
    wanted = results["average_marginal_effects"]
    terms = [
        Factor(codes(data["race"]), 2),
        Factor(codes(data["gender"]), 2),
        Number(data["years_experience"].to_numpy(float)),
        Factor(codes(data["honors"]), 2),
        Factor(codes(data["job_city"]), 2),
    ]
    pieces = parts(data["received_callback"].to_numpy(), terms, (), codes(data["job_ad_id"]))
    fitted = fit(pieces)
    sums = reduce(add, (cluster_sums(part, fitted.coefficients) for part in pieces))
    covariance = clustered_covariance(fitted, sums)
    # the stored error is CR1; ours has the (n-1)/(n-k) of CR1S
    widen = np.sqrt((len(data) - 1) / (len(data) - 6))
    names = ["race=white", "gender=m", "years_experience", "honors=1", "job_city=Chicago"]
    effects = average_effects(Here(pieces), fitted.coefficients, covariance, terms)
    for name, found in zip(names, effects, strict=True):
        (effect,) = found.values()
        assert effect.estimate == pytest.approx(wanted[name]["ame"], abs=CLOSE)
        error = wanted[name]["se_delta_CR1"] * widen
        assert effect.error == pytest.approx(error, abs=STD_ERROR)
        if ratio := wanted[name].get("standardised_risk_ratio"):
            assert np.exp(effect.log_ratio) == pytest.approx(ratio, abs=CLOSE)


def test_slope_and_yes_no_effects_agree_with_statsmodels(form):
    import statsmodels.api as sm

    terms = designs.predictors(2500, 1)
    terms[0], terms[2], terms[3] = terms[0], Number(terms[4].values ** 2), Factor(terms[0].codes, 2)
    terms = terms[:3]
    success = designs.outcomes(terms, 2500, 1)
    judge = sm.Logit(success, designs.by_hand(terms, [], 2500)).fit(disp=False, tol=1e-14)
    margins = judge.get_margeff(dummy=True)
    pieces = parts(success, terms)
    fitted = fit(pieces)
    covariance = model_covariance(fitted)
    effects = average_effects(Here(pieces), fitted.coefficients, covariance, terms)
    for term, found in enumerate(effects):
        (effect,) = found.values()
        assert effect.estimate == pytest.approx(margins.margeff[term], abs=CLOSE)
        assert effect.error == pytest.approx(margins.margeff_se[term], abs=STD_ERROR)


INTERACTIONS = [(0, 2), (2, 1), (4, 3)]


def test_errors_are_those_of_numeric_derivatives_with_interactions_too(form):
    terms = designs.predictors(1500, 2)
    pieces = parts(designs.outcomes(terms, 1500, 2), terms, INTERACTIONS)
    fitted = fit(pieces)
    beta = fitted.coefficients

    def total(beta, term, level):
        if isinstance(terms[term], Number):
            return reduce(add, (slope_sums(part, beta, term) for part in pieces))
        return reduce(add, (level_sums(part, beta, term)[level] for part in pieces))

    for term, level in [(2, 3), (3, 0), (0, 1), (1, 0), (4, 0)]:
        found = total(beta, term, level).gradient
        steps = 1e-5 * np.eye(len(beta))
        numeric = [
            (total(beta + h, term, level).total - total(beta - h, term, level).total) / 2e-5
            for h in steps
        ]
        np.testing.assert_allclose(found, numeric, rtol=1e-5, atol=1e-5)


def test_effect_of_the_only_yes_no_term_is_the_difference_of_two_shares():
    # 235 of 2,435 against 157 of 2,435: Bertrand & Mullainathan (2004), Table 1
    white = np.repeat([1, 0], 2435)
    success = np.concatenate([np.arange(2435) < 235, np.arange(2435) < 157])
    pieces = parts(success, [Factor(white, 2)])
    fitted = fit(pieces)
    covariance = model_covariance(fitted)
    (found,) = average_effects(Here(pieces), fitted.coefficients, covariance, [Factor(white, 2)])
    effect = found[1]
    p, q = 235 / 2435, 157 / 2435
    assert effect.estimate == pytest.approx(p - q, abs=1e-12)
    wald = np.sqrt(p * (1 - p) / 2435 + q * (1 - q) / 2435)
    assert effect.error == pytest.approx(wald, rel=1e-9)
    katz = np.sqrt(1 / 235 - 1 / 2435 + 1 / 157 - 1 / 2435)
    assert effect.log_ratio_error == pytest.approx(katz, rel=1e-9)


def test_baseline_swapped_flips_the_sign():
    terms = designs.predictors(400, 3)
    success = designs.outcomes(terms, 400, 3)
    found = []
    for baseline, level in ((0, 1), (1, 0)):
        terms[0] = Factor(terms[0].codes, 2, baseline)
        pieces = parts(success, terms)
        fitted = fit(pieces)
        covariance = model_covariance(fitted)
        effects = average_effects(Here(pieces), fitted.coefficients, covariance, terms)
        found.append(effects[0][level])
    assert found[0].estimate == pytest.approx(-found[1].estimate, abs=CLOSE)
    assert found[0].error == pytest.approx(found[1].error, abs=CLOSE)


def test_e_values_are_those_of_the_paper():
    # VanderWeele & Ding (2017): a risk ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_limit(1.8, 8.7) == pytest.approx(3.0)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value_limit(1 / 8.7, 1 / 1.8) == pytest.approx(3.0)


def test_e_value_limit_of_an_interval_over_one_is_one():
    assert e_value_limit(0.8, 2.0) == 1
    assert e_value(1.0) == 1

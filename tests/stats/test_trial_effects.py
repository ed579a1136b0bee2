"""Complier effect, weighted lots and the standardised difference against other libraries."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit
from statsmodels.sandbox.regression.gmm import IV2SLS

from outreachlab.stats.adjusted_arms import standardised_difference
from outreachlab.stats.compliance import complier_effect
from outreachlab.stats.weighted_lots import replayed_p, weighted_difference

CLOSED_FORM = 1e-9


def some_arms(seed, n=200):
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.arange(n) % 2)
    strata, age = rng.integers(0, 3, n), rng.standard_normal(n)
    y = rng.random(n) < expit(-0.6 + 0.7 * arm + 0.4 * (strata == 1) + 0.5 * age)
    return arm, y, np.column_stack([strata == 1, strata == 2, age]).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_standardised_difference_is_that_of_statsmodels(seed):
    """Its margins from its own fit; HC2 from its weighted least squares at the same optimum."""
    arm, y, beside = some_arms(seed)
    x = np.column_stack([np.ones(len(y)), arm, beside])
    fit = sm.Logit(y.astype(float), x).fit(disp=0, tol=1e-12)
    chance = fit.predict(x)
    weight = chance * (1 - chance)
    working = x @ fit.params + (y - chance) / weight
    covariance = sm.WLS(working, x, weights=weight).fit(cov_type="HC2").cov_params()
    gap, gradient = 0.0, 0.0
    for side, sign in ((1, 1), (0, -1)):
        there = x.copy()
        there[:, 1] = side
        p = fit.predict(there)
        gap += sign * p.mean()
        gradient = gradient + sign * (there * (p * (1 - p))[:, None]).mean(0)
    half = 1.959963984540054 * np.sqrt(gradient @ covariance @ gradient)
    found = standardised_difference(arm, y, beside)
    assert found.estimate == pytest.approx(gap, abs=1e-7)
    assert (found.low, found.high) == pytest.approx((gap - half, gap + half), abs=1e-6)


def test_a_model_that_runs_away_has_no_number():
    arm = np.arange(20) % 2
    assert standardised_difference(arm, arm == 1, np.zeros((20, 0))).estimate is None
    twice = standardised_difference(arm, np.arange(20) < 9, arm[:, None])
    assert twice.estimate is None


def some_doing(seed, share=0.7, n=400):
    rng = np.random.default_rng(seed)
    drawn = np.arange(n) % 2
    willing = rng.random(n) < share
    did = np.where(willing, drawn, rng.random(n) < 0.3)
    return drawn, did, rng.random(n) < 0.25 + 0.25 * did


@pytest.mark.parametrize("seed", range(5))
def test_complier_effect_is_two_stage_least_squares(seed):
    drawn, did, yes = some_doing(seed)
    fit = IV2SLS(
        yes.astype(float), sm.add_constant(did.astype(float)), sm.add_constant(drawn)
    ).fit()
    found = complier_effect(drawn, did, yes)
    assert found.estimate == pytest.approx(fit.params[1], abs=CLOSED_FORM)
    half = (found.high - found.low) / 2
    assert half == pytest.approx(1.96 * fit.bse[1], rel=0.05)  # robust against pooled error


def test_complier_limits_cover_the_truth():
    found = [complier_effect(*some_doing(seed)) for seed in range(1000)]
    assert np.mean([one.low <= 0.25 <= one.high for one in found]) >= 0.93


def test_a_difference_in_doing_too_small_has_no_ratio():
    assert complier_effect(*some_doing(0, share=0.05)).estimate is None
    assert complier_effect([1], [1], [1]).estimate is None


def urn(rng, n=80, effect=0.0):
    """An adaptive trial in miniature: the chance follows the arms' shares so far."""
    said, seen = np.ones(2), np.full(2, 2.0)
    rows = []
    for _ in range(n):
        shares = said / seen
        chance = np.clip(shares[1] / shares.sum(), 0.1, 0.9)
        arm = int(rng.random() < chance)
        yes = rng.random() < 0.3 + effect * arm
        said[arm], seen[arm] = said[arm] + yes, seen[arm] + 1
        rows.append((arm, yes, chance))
    return np.array(rows, float).T


@pytest.mark.parametrize("effect", [0.0, 0.25])
def test_weighted_difference_is_unbiased_and_covers(effect):
    rng = np.random.default_rng(4)
    found = [weighted_difference(*urn(rng, effect=effect)) for _ in range(1500)]
    estimates = np.array([one.estimate for one in found])
    assert abs(estimates.mean() - effect) < 3 * estimates.std() / 1500**0.5
    assert np.mean([one.low <= effect <= one.high for one in found]) >= 0.94


def test_too_few_lots_have_no_estimate():
    assert weighted_difference([1, 0], [1, 0], [0.5, 0.5]).estimate is None


def test_replayed_p_counts_the_trial_itself():
    assert replayed_p(0.3, [0.1, -0.3, 0.2]) == 0.5
    assert replayed_p(9, np.zeros(9999)) == 1e-4

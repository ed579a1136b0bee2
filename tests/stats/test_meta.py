"""Random effects against a published worked set, statsmodels, and the likelihood itself."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize_scalar

from outreachlab.errors import UsageError
from outreachlab.stats.meta import random_effects, restricted

# The thirteen BCG trials of Colditz et al. (1994), JAMA 271:698-702: cases and others among
# vaccinated, cases and others among controls.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    float,
)
# Viechtbauer (2010), Journal of Statistical Software 36(3), section 4: REML on the log risk ratio.
PUBLISHED = {"tau2": 0.3132, "mean": -0.7145, "i2": 0.9222}
FOUR_DIGITS = 5e-5
# R 4.2.2, metafor 3.8-1 on dat.bcg: escalc(measure = "RR"), rma(method = "REML", test = "knha",
# control = list(threshold = 1e-12, stepadj = .5, maxiter = 1000)), predict()
METAFOR = {
    "tau2": 0.3132432581,
    "mean": -0.7145323422,
    "std_error": 0.1807917441,
    "low": -1.1084437137,
    "high": -0.3206209706,
    "i2": 0.9222138452,
    "prediction_low": -1.9960168342,
    "prediction_high": 0.5669521499,
}
PRINTED = 1e-9
CLOSED_FORM = 1e-9


def log_risk_ratios(counts=BCG):
    a, b, c, d = counts.T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def some_set(seed, k):
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.01, 0.3, k)
    return rng.normal(0.2, np.sqrt(v + rng.choice([0, 0.1]))), v


def test_agrees_with_the_published_bcg_set():
    found = random_effects(*log_risk_ratios())
    assert {name: getattr(found, name) for name in PUBLISHED} == pytest.approx(
        PUBLISHED, abs=FOUR_DIGITS
    )


def test_agrees_with_metafor_on_the_bcg_set():
    found = random_effects(*log_risk_ratios())
    assert {name: getattr(found, name) for name in METAFOR} == pytest.approx(METAFOR, abs=PRINTED)


@pytest.mark.parametrize("seed", range(12))
def test_limits_are_those_of_weighted_least_squares(seed):
    """Hartung and Knapp's limits are those of a weighted mean whose scale is estimated."""
    y, v = some_set(seed, 3 + seed)
    found = random_effects(y, v)
    fit = sm.WLS(y, np.ones(len(y)), weights=1 / (v + found.tau2)).fit()
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[0]), abs=CLOSED_FORM)


@pytest.mark.parametrize("seed", range(12))
def test_tau2_maximises_the_restricted_likelihood(seed):
    y, v = some_set(seed, 3 + seed)
    found = minimize_scalar(
        lambda tau2: -restricted(y, v, tau2)[0],
        bounds=(0, 2),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert random_effects(y, v).tau2 == pytest.approx(found.x, abs=1e-6)


def test_restricted_likelihood_is_the_normal_one_of_all_contrasts():
    """Patterson and Thompson: the likelihood of any k - 1 contrasts, up to a constant."""
    y, v = some_set(3, 6)
    contrasts = np.diff(np.eye(6), axis=0)

    def by_contrasts(tau2):
        cov = contrasts @ np.diag(v + tau2) @ contrasts.T
        z = contrasts @ y
        return -(np.linalg.slogdet(cov)[1] + z @ np.linalg.solve(cov, z)) / 2

    gaps = [by_contrasts(t) - restricted(y, v, t)[0] for t in (0.0, 0.05, 0.4)]
    assert np.ptp(gaps) < CLOSED_FORM


def test_estimates_that_agree_claim_no_certainty():
    found = random_effects([0.1, 0.1, 0.1], [0.02, 0.03, 0.01])
    assert found.tau2 == 0.0
    assert found.high - found.low > 0.1


@pytest.mark.parametrize(
    ("y", "v"), [([0.1], [0.2]), ([0.1, 0.2], [0.1]), ([0, 1], [0, 1]), ([np.nan, 1], [1, 1])]
)
def test_what_cannot_be_pooled_is_refused(y, v):
    with pytest.raises(UsageError, match="estimates"):
        random_effects(y, v)


def test_mean_is_covered_as_often_as_said():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(400):
        v = rng.uniform(0.01, 0.1, 8)
        found = random_effects(rng.normal(0.1, np.sqrt(v + 0.03)), v)
        hits += found.low <= 0.1 <= found.high
    assert hits / 400 >= 0.92  # 95 % less three Monte-Carlo errors

"""Differences pooled over strata, against published trials and R's metafor."""

import numpy as np
import pytest

from outreachlab.stats.among import among, t_quantile
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.strata import NO_SPREAD, NO_STRATUM, pooled_among, pooled_difference
from outreachlab.stats.two_rates import TwoRates, difference

CLOSED_FORM = 1e-12  # the same formula in another order of sums
PRINTED = 5e-7  # half of the last digit printed
MONTE_CARLO = 4  # standard errors of a share over the draws

# Trials of the BCG vaccine, Colditz et al. (1994), JAMA 271:698-702: tuberculosis and none, with
# the vaccine and without. metafor in R: rma.mh(measure = "RD", tpos, tneg, cpos, cneg), dat.bcg
BCG = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ]
)
BCG_ESTIMATE, BCG_ERROR = -3.288181832613e-03, 2.866567485273736e-04
# rma.mh(measure = "RD", ai = c(21,14,11), bi = c(20,17,12), ci = c(2,12,9), di = c(10,22,7))
SMALL = np.array([[21, 20, 2, 10], [14, 17, 12, 22], [11, 12, 9, 7]])
SMALL_ESTIMATE, SMALL_LOW, SMALL_HIGH = 0.114863, -0.047325, 0.277052


def pooled(cells: np.ndarray):
    a, others, b, rest = cells.T
    return pooled_difference(a, a + others, b, b + rest)


def test_bcg_trials_agree_with_metafor():
    found = pooled(BCG)
    error = (found.high - found.low) / 2 / normal_quantile(0.95)
    assert found.estimate == pytest.approx(BCG_ESTIMATE, abs=CLOSED_FORM)
    assert error == pytest.approx(BCG_ERROR, abs=CLOSED_FORM)


def test_three_small_strata_agree_with_metafor():
    found = pooled(SMALL)
    expected = (SMALL_ESTIMATE, SMALL_LOW, SMALL_HIGH)
    assert (found.estimate, found.low, found.high) == pytest.approx(expected, abs=PRINTED)


def test_one_stratum_is_the_difference_itself():
    found = pooled_difference([12], [30], [5], [40])
    assert found.estimate == pytest.approx(difference(TwoRates(12, 30, 5, 40)).estimate)


def test_swapping_the_sides_turns_the_sign():
    one, two = pooled(SMALL), pooled(SMALL[:, [2, 3, 0, 1]])
    assert (one.estimate, one.low) == pytest.approx((-two.estimate, -two.high))


def test_a_stratum_with_one_side_says_nothing():
    alone = np.vstack([SMALL, [[5, 5, 0, 0]]])
    assert pooled(alone) == pooled(SMALL)
    assert pooled_difference([1, 0], [2, 0], [0, 1], [0, 2]).why == NO_STRATUM


def test_without_any_spread_there_are_no_limits():
    found = pooled_difference([0, 0], [5, 9], [0, 0], [7, 3])
    assert (found.estimate, found.low, found.why) == (0.0, None, NO_SPREAD)


@pytest.mark.parametrize(("strata", "size"), [(2, 80), (40, 4)])
def test_limits_cover_a_common_difference_in_large_strata_and_in_sparse_ones(strata, size):
    rng = np.random.default_rng(20260101)
    base = np.linspace(0.15, 0.6, strata)
    draws, inside = 2000, 0
    for _ in range(draws):
        a = rng.binomial(size, base + 0.15)
        b = rng.binomial(2 * size, base)
        found = pooled_difference(a, np.full(strata, size), b, np.full(strata, 2 * size))
        inside += found.low <= 0.15 <= found.high
    error = np.sqrt(0.95 * 0.05 / draws)
    assert abs(inside / draws - 0.95) < MONTE_CARLO * error


def test_among_seekers_the_error_is_that_of_a_weighted_sum_of_cell_means():
    # The pooled difference at its weights is linear in the cells' means, so leaving the factor
    # for a seeker's own share aside its error is the cluster-robust one of their regression.
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    seeker = np.repeat(np.arange(200), 6)
    cell = rng.integers(0, 4, 1200)
    sided = np.where(cell < 2, 0.3, -0.3) * rng.normal(size=200)[seeker]  # what works differs
    success = rng.random(1200) < np.clip(0.5 + sided, 0.05, 0.95)
    key = seeker * 4 + cell
    counted = np.bincount(key, minlength=800).reshape(200, 4)
    yes = np.bincount(key, success, minlength=800).reshape(200, 4)
    n, a = counted.sum(axis=0), yes.sum(axis=0)
    weight = n[:2] * n[2:] / (n[:2] + n[2:])
    contrast = np.concatenate([weight, -weight]) / weight.sum()
    fit = sm.OLS(success.astype(float), np.eye(4)[cell]).fit(
        cov_type="cluster",
        cov_kwds={"groups": seeker, "use_correction": False},
    )
    error = np.sqrt(contrast @ fit.cov_params() @ contrast)
    found = pooled_among(among(counted, yes))
    assert found.estimate == pytest.approx(contrast @ (a / n), rel=CLOSED_FORM)
    width = t_quantile(0.95, 1200**2 / (200 * 36) - 1) * error
    assert found.high - found.estimate == pytest.approx(width, rel=0.01)
    plain = pooled_difference(a[:2], n[:2], a[2:], n[2:])
    assert found.low <= plain.low < plain.high <= found.high

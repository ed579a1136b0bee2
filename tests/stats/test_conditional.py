"""Conditional logit against statsmodels, an enumeration, and closed forms."""

from functools import reduce
from itertools import combinations
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.errors import NothingToComputeError
from outreachlab.stats import conditional
from outreachlab.stats.conditional import (
    batches_of,
    fit_conditional,
    strata_of,
    sums_of,
    within_gram,
)
from outreachlab.stats.logit import independent, model_covariance
from tests.stats import designs

JUDGE = 1e-9
NUMERIC = 1e-6  # statsmodels differentiates its likelihood numerically for the errors
PARTS = 1e-10


def strata(rows, count, seed):
    rng = np.random.default_rng(seed + 100)  # not the numbers the predictors come from
    terms = designs.predictors(rows, seed)
    matrix = designs.by_hand(terms, [], rows)[:, 1:]
    return designs.outcomes(terms, rows, seed), matrix, rng.integers(0, count, rows)


def fitted(success, matrix, groups):
    total = strata_of(batches_of(success, matrix, groups))
    return fit_conditional(total, np.ones(matrix.shape[1], dtype=bool))


@pytest.mark.parametrize("size", [1 << 21, 900])
def test_statsmodels_agrees(size, monkeypatch):
    from statsmodels.discrete.conditional_models import ConditionalLogit

    monkeypatch.setattr(conditional, "BATCH_SIZE", size)
    success, matrix, groups = strata(240, 18, 1)
    judge = ConditionalLogit(success, matrix, groups=groups).fit(
        method="newton", tol=1e-13, disp=False
    )
    found = fitted(success, matrix, groups)
    assert found.arrived
    np.testing.assert_allclose(found.coefficients, judge.params, atol=JUDGE)
    errors = np.sqrt(np.diag(model_covariance(found)))
    np.testing.assert_allclose(errors, judge.bse, rtol=NUMERIC)


def test_pairs_with_a_yes_no_column_give_the_ratio_of_discordant_pairs():
    # McNemar (1947): pairs whose success has the column, 14, against those whose failure has it, 5
    success = np.tile([1, 0], 30)
    column = np.concatenate([np.tile([1, 0], 14), np.tile([0, 1], 5), np.ones(22)])
    found = fitted(success, column[:, None], np.repeat(np.arange(30), 2))
    assert found.coefficients[0] == pytest.approx(np.log(14 / 5), abs=JUDGE)
    error = np.sqrt(np.diag(model_covariance(found)))[0]
    assert error == pytest.approx(np.sqrt(1 / 14 + 1 / 5), abs=JUDGE)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_sums_are_those_over_all_ways_to_place_the_successes(seed):
    success, matrix, _ = strata(9, 1, seed)
    success = (np.arange(9) < 1 + seed % 8).astype(float)
    beta = np.random.default_rng(seed).normal(size=8)
    ways = np.array([matrix[list(w)].sum(0) for w in combinations(range(9), int(success.sum()))])
    weights = np.exp(ways @ beta - (ways @ beta).max())
    weights /= weights.sum()
    mean = weights @ ways
    spread = (ways - mean).T @ ((ways - mean) * weights[:, None])
    (batch,) = batches_of(success, matrix, np.zeros(9, dtype=int))
    found = sums_of(batch, beta)
    scale = np.abs(matrix).max() ** 2 * 100
    np.testing.assert_allclose(found.score, success @ matrix - mean, atol=1e-12 * scale)
    np.testing.assert_allclose(found.information, spread, atol=1e-12 * scale)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_parts_that_split_no_stratum_add_up(seed):
    success, matrix, groups = strata(150, 10, seed)
    beta = np.random.default_rng(seed).normal(size=8)

    def total(rows):
        batches = batches_of(success[rows], matrix[rows], groups[rows])
        return reduce(add, (sums_of(batch, beta) for batch in batches))

    whole, halves = total(groups >= 0), total(groups < 4) + total(groups >= 4)
    size = np.abs(whole.information).max()
    np.testing.assert_allclose(halves.score, whole.score, atol=PARTS * size)
    np.testing.assert_allclose(halves.information, whole.information, atol=PARTS * size)


def test_a_shift_of_a_whole_stratum_changes_nothing():
    success, matrix, groups = strata(200, 12, 3)
    moved = matrix.copy()
    moved[:, 1] += np.random.default_rng(3).normal(0, 50, 12)[groups]
    one, two = fitted(success, matrix, groups), fitted(success, moved, groups)
    np.testing.assert_allclose(two.coefficients, one.coefficients, atol=1e-8)


def test_a_long_stratum_does_not_overflow():
    # 1,500 rows of one person: the number of ways to place the successes has hundreds of digits
    success, matrix, groups = strata(1500, 1, 5)
    found = fitted(success, matrix[:, :2], groups)
    assert found.arrived
    assert np.isfinite(model_covariance(found)).all()


def test_column_without_variety_inside_strata_is_no_column():
    success, matrix, groups = strata(200, 12, 3)
    matrix[:, 0] = groups % 2
    total = strata_of(batches_of(success, matrix, groups))
    kept = independent(total(within_gram))
    assert kept.tolist() == [False, *[True] * 7]


def test_strata_of_one_outcome_tell_nothing():
    with pytest.raises(NothingToComputeError, match="both"):
        fitted(np.array([1, 1, 0, 0]), np.arange(4.0)[:, None], np.array([0, 0, 1, 1]))


def test_separated_strata_do_not_arrive_or_show_it():
    success = np.tile([1, 0], 10)
    found = fitted(success, success[:, None].astype(float), np.repeat(np.arange(10), 2))
    assert not found.arrived or found.sums.largest > 5

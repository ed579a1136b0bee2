"""Comparisons within groups, against statsmodels with a dummy for each group."""

import numpy as np
import pytest

from outreachlab.stats.logit import parts_of
from outreachlab.stats.predictors import Number
from outreachlab.stats.rows import Here
from outreachlab.stats.within import within_ps

EXACT = 1e-9  # the same normal equations, solved after the means were taken off


def ps_of(matrix, success, groups):
    columns = [Number(column) for column in matrix.T]
    return within_ps(Here(parts_of(success, columns, (), groups)))


def test_p_values_are_those_of_least_squares_with_a_dummy_for_each_group() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    groups = rng.integers(0, 9, 240)
    x = (rng.random((240, 3)) < 0.3 + 0.05 * groups[:, None]).astype(float)
    y = (rng.random(240) < 0.2 + 0.05 * groups + 0.1 * x[:, 0]).astype(float)
    dummies = (groups[:, None] == np.arange(9)).astype(float)
    judge = sm.OLS(y, np.hstack([x, dummies])).fit(cov_type="HC1", use_t=True)
    assert ps_of(x, y, groups) == pytest.approx(judge.pvalues[:3], rel=EXACT)


def test_what_does_not_change_within_a_group_or_is_told_already_has_no_p() -> None:
    rng = np.random.default_rng(6)
    groups = np.repeat([0, 1, 2], 20)
    one, noise = (rng.random((2, 60)) < 0.5).astype(float)
    p = ps_of(np.column_stack([one, groups * 0.1, 1 - one]), noise, groups)
    assert np.isfinite(p).tolist() == [True, False, False]


def test_groups_of_one_leave_nothing_to_compare() -> None:
    assert np.isnan(ps_of(np.eye(4)[:, :1], np.array([1.0, 0, 1, 0]), np.arange(4))).all()

"""The implicit design matrix and its products, against the matrix written out by hand."""

import numpy as np
import pytest

from outreachlab.errors import UsageError
from outreachlab.stats import predictors as module
from outreachlab.stats.predictors import Number, columns_of, dense, design_of, slope, switched
from outreachlab.stats.products import column_sums, grouped_sums, linear, quadratic, weighted_gram
from tests.stats.designs import by_hand, predictors

ROWS = 500
ROUNDING = 1e-12  # both sides add the same few hundred numbers in another order
INTERACTIONS = [(0, 2), (2, 1), (4, 3)]  # two factors; number and factor, both ways round
RNG = np.random.default_rng(11)
V = RNG.normal(size=ROWS)


@pytest.fixture(params=["rows", "one group", "many groups"])
def form(request, monkeypatch):
    """How the design is held: as its rows, or as one or several groups of merged factors."""
    if request.param != "rows":
        monkeypatch.setattr(module, "DENSE_ROWS", 0)
    if request.param == "many groups":
        monkeypatch.setattr(module, "GROUP_CELLS", 4)
    return request.param


@pytest.fixture(params=[[], INTERACTIONS], ids=["plain", "interactions"])
def pair(request, form):
    """A design and the matrix it stands for."""
    terms = predictors(ROWS, 3)
    return design_of(ROWS, terms, request.param), by_hand(terms, request.param, ROWS)


def close(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=ROUNDING, atol=ROUNDING * np.abs(wanted).max())


def test_columns_come_in_the_order_of_terms_and_then_of_interactions():
    terms = predictors(ROWS, 3)
    assert columns_of(terms[:3], [(0, 2)]) == (
        (),
        ((0, 1),),
        ((1, 0),),
        ((2, 0),),
        ((2, 1),),
        ((2, 3),),
        ((0, 1), (2, 0)),
        ((0, 1), (2, 1)),
        ((0, 1), (2, 3)),
    )


def test_written_out_rows_are_those_of_the_matrix(pair):
    design, matrix = pair
    rows = np.array([0, 7, 499])
    close(dense(design, rows), matrix[rows])


def test_products_are_those_of_the_matrix(pair):
    design, matrix = pair
    beta = RNG.normal(size=design.width)
    symmetric = matrix.T @ matrix
    close(linear(design, beta), matrix @ beta)
    close(column_sums(design, V), matrix.T @ V)
    close(weighted_gram(design, V), (matrix * V[:, None]).T @ matrix)
    close(quadratic(design, symmetric), np.einsum("ij,jk,ik->i", matrix, symmetric, matrix))


def test_sums_within_groups_of_rows_are_those_of_the_matrix(pair):
    design, matrix = pair
    groups = RNG.integers(0, 7, ROWS)
    wanted = [matrix[groups == group].T @ V[groups == group] for group in range(7)]
    close(grouped_sums(design, V, groups, 7), np.array(wanted))


@pytest.mark.parametrize("interactions", [[], INTERACTIONS])
def test_switching_a_level_changes_every_column_it_is_in(form, interactions):
    terms = predictors(ROWS, 3)
    design = switched(design_of(ROWS, terms, interactions), 2, 3)
    terms[2] = module.Factor(np.full(ROWS, 3), 4, baseline=2)
    close(dense(design, np.arange(ROWS)), by_hand(terms, interactions, ROWS))


@pytest.mark.parametrize("interactions", [[], INTERACTIONS])
def test_slope_is_the_difference_one_unit_makes(form, interactions):
    terms = predictors(ROWS, 3)
    beta = RNG.normal(size=len(columns_of(terms, interactions)))
    design = slope(design_of(ROWS, terms, interactions), 1)
    more = [*terms]
    more[1] = Number(terms[1].values + 1)
    step = by_hand(more, interactions, ROWS) - by_hand(terms, interactions, ROWS)
    np.testing.assert_allclose(linear(design, beta), step @ beta, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(column_sums(design, V), step.T @ V, rtol=1e-9, atol=1e-9)


def test_design_without_terms_is_an_intercept(form):
    design = design_of(ROWS, [])
    assert (dense(design, np.arange(ROWS)) == 1).all()
    assert weighted_gram(design, np.ones(ROWS)) == ROWS


def test_design_of_numbers_alone_needs_no_factor(form):
    terms = [term for term in predictors(ROWS, 3) if isinstance(term, Number)]
    matrix = by_hand(terms, [], ROWS)
    close(weighted_gram(design_of(ROWS, terms), np.ones(ROWS)), matrix.T @ matrix)


def test_two_numbers_do_not_interact():
    with pytest.raises(UsageError, match="groups first"):
        design_of(ROWS, predictors(ROWS, 3), [(1, 4)])

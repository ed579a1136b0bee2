"""Cells that are withheld: what can be worked out of them, by brute force and by the audit."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.stats.folded_cells import folded_cells
from outreachlab.stats.withheld import ranges, shown_cells

K = 5


def margins_of(rows: int, columns: int) -> np.ndarray:
    """The sums of the rows and of the columns of a table."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    every = [*cells, *cells.T]
    return np.array([np.isin(np.arange(rows * columns), one) for one in every], float)


# Cox (1980) and every textbook since: a lone withheld cell is its row's total less the others.
def test_a_lone_small_cell_takes_others_with_it():
    counts = np.array([20, 30, 3, 40, 25, 60, 12, 50, 70])
    margins = margins_of(3, 3)
    shown = shown_cells(counts, margins, K)
    assert not shown[2]
    assert (~shown).sum() == 4  # a rectangle is the fewest that hide each other
    low, high = ranges(counts, shown, margins)[~shown].T
    assert (high - low >= K).all()


def test_the_audit_finds_what_brute_force_finds():
    counts, margins = np.array([2, 7, 3, 6]), margins_of(2, 2)
    shown = np.array([False] * 4)
    fitting = [
        cells
        for cells in product(range(19), repeat=4)
        if np.array_equal(margins @ np.array(cells), margins @ counts)
    ]
    by_hand = np.stack([np.min(fitting, axis=0), np.max(fitting, axis=0)], axis=1)
    assert np.allclose(ranges(counts, shown, margins), by_hand)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=12, max_size=12))
def test_every_withheld_cell_keeps_k_values(cells):
    counts, margins = np.array(cells), margins_of(3, 4)
    shown = shown_cells(counts, margins, K)
    assert (counts[shown] >= K).all()
    if shown.any():
        low, high = ranges(counts, shown, margins).T
        hidden = ~shown & (counts > 0)
        assert (high - low)[hidden].min(initial=K) >= K - 1e-6


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=80))
def test_folded_cells_stand_for_k_rows_or_none(codes):
    codes = np.array(codes)
    folded = folded_cells(codes, 4, K)
    counts = np.bincount(folded, minlength=5)
    assert ((counts == 0) | (counts >= K) | (counts == len(codes))).all()
    assert ((folded == codes) | (folded == 4)).all()


def test_nothing_is_folded_where_all_cells_are_large():
    codes = np.repeat([0, 1, 2], [5, 9, 30])
    assert np.array_equal(folded_cells(codes, 2, K), codes)


def test_the_same_rows_are_folded_every_time():
    codes = np.repeat([0, 1, 2], [50, 40, 2])
    assert np.array_equal(folded_cells(codes, 2, K), folded_cells(codes, 2, K))
    assert (np.bincount(folded_cells(codes, 2, K)) == [47, 40, 5]).all()


@pytest.mark.parametrize("counts", [[1], [3, 0], [2, 2]])
def test_too_few_to_hide_each_other_are_all_withheld(counts):
    assert not shown_cells(np.array(counts), np.ones((1, len(counts))), K).any()

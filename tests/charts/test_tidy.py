"""Tidy trees: nobody stands on anybody else, and each below the one who led there."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from outreachlab.chains.forest import ForestCounts
from outreachlab.charts.tidy import ACROSS, MOST_DRAWN, MOST_STEPS, placed
from outreachlab.charts.trees import chosen, left_out, nothing_drawn
from outreachlab.log.forest import Lines
from outreachlab.log.lineage import descent

ROUNDING = 1e-9  # sums of shifts that are no powers of two


def lines_of(parent: list[int]) -> Lines:
    """Just enough of a forest to be drawn."""
    above = np.array(parent, dtype=np.int64)
    found = descent(above)
    nothing = np.zeros(len(above), np.int64)
    return Lines(
        above,
        found,
        np.bincount(above[above >= 0], minlength=len(above)),
        np.bincount(found.root, minlength=len(above))[found.root],
        nothing > 0,
        nothing.astype(np.int32),
        np.arange(len(above)),
        nothing - 1,
    )


def counted(lines: Lines) -> ForestCounts:
    """How many chains there are of each size; nothing else of the counts is asked."""
    none = np.zeros(0, np.int64)
    return ForestCounts(
        people=0,
        outside=0,
        by_generation=none[:, None],
        sizes=np.bincount(lines.chain_size[lines.parent < 0]),
        offspring=none,
        top=(),
        largest=(),
    )


def not_drawn(lines: Lines, rows: np.ndarray) -> str:
    return left_out(SimpleNamespace(lines=lines, tally=counted(lines)), rows)


@st.composite
def forests(draw: st.DrawFn) -> list[int]:
    """Up to 120 requests, bushy or lanky, up to a hub to whom all go back."""
    size, reach = draw(st.integers(1, 120)), draw(st.sampled_from([1, 3, 120]))
    return [draw(st.integers(max(-1, place - 1 - reach), place - 1)) for place in range(size)]


HUB = [-1] + [0] * 350
COMB = [-1] + [0] * 150 + list(range(1, 151))
FAN_OF_FANS = [-1] + [0] * 6 + [1 + place % 6 for place in range(300)]


def assert_tidy(parent: list[int]) -> None:
    places = placed(np.array(parent, dtype=np.int64), np.arange(len(parent)))
    assert sorted(places.rows.tolist()) == list(range(len(parent)))
    order = np.lexsort((places.x, places.y))
    assert order.tolist() == list(range(len(parent)))
    same_line = np.diff(places.y) == 0
    assert (np.diff(places.x)[same_line] >= 1 - ROUNDING).all()
    assert places.x.min() >= -ROUNDING
    assert places.x.max() <= ACROSS + ROUNDING
    assert places.y.max() == places.depth - 1
    child = np.flatnonzero(places.above >= 0)
    assert places.rows[places.above[child]].tolist() == [parent[r] for r in places.rows[child]]
    assert (places.y[child] > places.y[places.above[child]]).all()


@given(forests())
def test_marks_keep_their_distance_within_the_page_and_below_their_parents(parent):
    assert_tidy(parent)


@pytest.mark.parametrize("parent", [HUB, COMB, FAN_OF_FANS], ids=["hub", "comb", "fan of fans"])
def test_a_chain_wider_than_the_page_goes_on_in_lines_below(parent):
    assert_tidy(parent)


def test_a_small_tree_stands_in_the_room_beside_a_large_one():
    # A lone leaf of the root fits beside the top of its sibling's wide fan.
    parent = np.array([-1, 0, 0, 1, 1, 1, 1, 1, 1])
    places = placed(parent, np.arange(len(parent)))
    wide = places.x.max() - places.x.min()
    assert wide == 5


def test_a_parent_stands_over_the_middle_of_its_children():
    places = placed(np.array([-1, 0, 0, 0]), np.arange(4))
    assert places.x.tolist() == [1, 0, 1, 2]


def test_a_pool_too_large_for_one_picture_draws_its_largest_chains():
    parent = [-1] * 60
    for chain in range(60):
        parent += [chain] * (10 if chain else 20)
    lines = lines_of(parent)
    rows = chosen(lines)
    assert MOST_DRAWN - 11 < len(rows) <= MOST_DRAWN
    assert lines.chain_size[rows].max() == 21
    chains = 60 - (1 + (len(rows) - 21) // 11)
    assert not_drawn(lines, rows) == f"Not drawn: {chains} smaller chains."


def test_of_a_chain_too_long_the_first_steps_are_drawn():
    lines = lines_of([-1, *range(99)])
    rows = chosen(lines)
    assert rows.tolist() == list(range(MOST_STEPS))
    assert not_drawn(lines, rows) == "Not drawn: 60 requests further on in the chains drawn."


def test_of_a_chain_too_large_the_generations_that_fit_are_drawn():
    lines = lines_of([-1, 0, 0, *([1] * 500), -1])
    rows = chosen(lines)
    assert rows.tolist() == [0, 1, 2]
    said = not_drawn(lines, rows)
    assert said == "Not drawn: 500 requests further on in the chains drawn and 1 lone request."


def test_a_chain_of_which_nothing_fits_leaves_the_room_to_others():
    lines = lines_of([-1] + [0] * 5_000 + [-1, 5_001, 5_002])
    rows = chosen(lines)
    assert rows.tolist() == [5_001, 5_002, 5_003]
    assert not_drawn(lines, rows) == "Not drawn: 1 other chain."


def test_a_forest_without_a_tree_to_draw_says_why():
    assert (
        nothing_drawn(counted(lines_of([-1])))
        == "No request led to another: 1 request stands alone."
    )
    assert "2 requests stand alone" in nothing_drawn(counted(lines_of([-1, -1])))
    hub = lines_of([-1] + [0] * 10_000)
    assert not len(chosen(hub))
    assert nothing_drawn(counted(hub)) == "A chain of 10,001 requests is too large to draw."

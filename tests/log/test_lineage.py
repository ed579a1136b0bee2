"""Parents, circles and generations against slow loops that follow the design word for word."""

import re

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.log.lineage import (
    NEVER,
    circles,
    descent,
    generations_and_roots,
    natural_rank,
    parents_of,
)

Row = tuple[int, int, int, int, int, int]


def literal_parent(rows: list[Row], child: int) -> int:
    """The sentence of the design; a row is seeker, contact, referrer, asked, held, id."""
    seeker, _, referrer, asked, _, own_id = rows[child]
    if referrer < 0:
        return -1
    candidates = [
        place
        for place, row in enumerate(rows)
        if place != child and row[0] == seeker and row[1] == referrer and row[3] <= asked
    ]
    candidates = [place for place in candidates if rows[place][4] <= asked] or candidates
    if not candidates:
        return -1
    latest = max(rows[place][3] for place in candidates)
    tied = [place for place in candidates if rows[place][3] == latest]
    before = [place for place in tied if (rows[place][5], place) < (own_id, child)]
    if before:
        return max(before, key=lambda place: (rows[place][5], place))
    return min(tied, key=lambda place: (rows[place][5], place))


def fast_parents(rows: list[Row]) -> np.ndarray:
    seeker, contact, referrer, asked, held, ids = np.array(rows, dtype=np.int64).T
    return parents_of(seeker, contact, referrer, asked, held, lambda part: ids[part])


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Logs with as many ties as possible: few people, few days, ids in any order."""
    people = draw(st.integers(1, 5))
    days = draw(st.integers(1, 4))
    row = st.tuples(
        st.integers(0, 2),
        st.integers(0, people),
        st.integers(-1, people),
        st.integers(0, days),
        st.one_of(st.just(NEVER), st.integers(0, days + 1)),
        st.integers(0, 12),
    )
    return draw(st.lists(row, min_size=1, max_size=25))


@settings(max_examples=300, deadline=None)
@given(logs())
def test_parents_are_those_of_the_sentence_in_the_design(rows: list[Row]) -> None:
    assert fast_parents(rows).tolist() == [literal_parent(rows, i) for i in range(len(rows))]


@settings(max_examples=100, deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(rows: list[Row], shuffler) -> None:
    rows = [(*row[:5], place) for place, row in enumerate(rows)]
    parents = fast_parents(rows)
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    moved = fast_parents([rows[place] for place in order])
    back = np.argsort(order)
    expected = np.where(parents[order] < 0, -1, back[parents[order]])
    assert moved.tolist() == expected.tolist()


def test_codes_and_days_too_large_for_one_key_give_the_same_parents() -> None:
    rows = [
        (0, 0, -1, 0, NEVER, 0),
        (0, 1, 0, 3, 5, 1),
        (1, 0, -1, 2, 2, 2),
        (1, 2, 0, 9, NEVER, 3),
    ]
    far = [
        (
            s * 10**7,
            c * 10**7,
            r * 10**7 if r > 0 else r,
            a * 10**6,
            h if h == NEVER else h * 10**6,
            i,
        )
        for s, c, r, a, h, i in rows
    ]
    assert fast_parents(far).tolist() == fast_parents(rows).tolist() == [-1, 0, -1, 2]


def test_ids_are_ranked_only_where_requests_tie() -> None:
    def never(rows: np.ndarray) -> np.ndarray:
        raise AssertionError("nothing ties here")

    columns = np.array([[0, 0, -1, 1, NEVER], [0, 1, 0, 2, NEVER], [0, 2, 0, 3, NEVER]]).T
    assert parents_of(*columns, never).tolist() == [-1, 0, 0]


def test_a_person_with_ten_thousand_referrals_asked_ten_thousand_times_in_one_day() -> None:
    size = 10_000
    contact = np.repeat([0, 1], size)
    referrer = np.repeat([-1, 0], size)
    same = np.zeros(2 * size, dtype=np.int64)
    rank = np.concatenate([2 * np.arange(size), 2 * np.arange(size) + 1])
    found = parents_of(same, contact, referrer, same, same + NEVER, lambda rows: rank[rows])
    assert found[size:].tolist() == list(range(size))


def test_natural_order_reads_digits_as_numbers() -> None:
    ids = ["r10", "r2", "r1", "a", "r02", "10", "9", "r" + "9" * 5000]
    order = np.argsort(natural_rank(ids))
    assert [ids[place] for place in order[:-1]] == ["9", "10", "a", "r1", "r02", "r2", "r10"]


@given(st.lists(st.text(alphabet="ab019", max_size=5)))
def test_natural_order_is_the_order_of_text_and_number_pieces(ids: list[str]) -> None:
    def pieces(text: str) -> list:
        found = re.split(r"([0-9]+)", text)
        return [int(part) if place % 2 else part for place, part in enumerate(found)]

    expected = sorted(ids, key=lambda text: (pieces(text), text))
    assert [ids[place] for place in np.argsort(natural_rank(ids))] == expected


@st.composite
def forests(draw: st.DrawFn) -> np.ndarray:
    """A parent array without circles, in shuffled order."""
    size = draw(st.integers(1, 40))
    above = [draw(st.integers(-1, place - 1)) for place in range(size)]
    order = np.array(draw(st.permutations(range(size))))
    parent = np.full(size, -1)
    parent[order] = np.where(np.array(above) < 0, -1, order[above])
    return parent


def climb(parent: np.ndarray, row: int) -> list[int]:
    path = [row]
    while parent[path[-1]] >= 0:
        path.append(int(parent[path[-1]]))
    return path


@given(forests())
def test_generations_roots_and_descendants_are_those_of_climbing_up(parent: np.ndarray) -> None:
    paths = [climb(parent, row) for row in range(len(parent))]
    found = descent(parent)
    assert found.generation.tolist() == [len(path) - 1 for path in paths]
    assert found.root.tolist() == [path[-1] for path in paths]
    below = [sum(row in path[1:] for path in paths) for row in range(len(parent))]
    assert found.descendants.tolist() == below
    assert circles(parent) == []


@given(st.lists(st.integers(-1, 15), min_size=16, max_size=16))
def test_circles_are_found_whole_and_nothing_that_hangs_from_them(above: list[int]) -> None:
    parent = np.array(above)

    def returns(row: int) -> bool:
        at = row
        for _ in range(len(above)):
            at = above[at]
            if at in (row, -1):
                break
        return at == row

    found = circles(parent)
    assert sorted(np.concatenate([*found, []]).tolist()) == [r for r in range(16) if returns(r)]
    for circle in found:
        assert parent[circle].tolist() == np.roll(circle, 1).tolist()
        assert circle[0] == circle.min()
    if found:
        with pytest.raises(ValueError, match="circle"):
            generations_and_roots(parent)


def test_a_chain_of_a_hundred_thousand_is_followed_to_its_end() -> None:
    size = 100_000
    found = descent(np.arange(size) - 1)
    assert found.generation[-1] == found.descendants[0] == size - 1
    assert not found.root.any()
    ring = np.roll(np.arange(size), 1)
    assert circles(ring)[0].tolist() == list(range(size))

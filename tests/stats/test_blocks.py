"""The lots' own test against every way to draw them, and against Fisher's."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import hypergeom

from outreachlab.stats.blocks import block_difference, first_arm, randomisation_p

ROUNDING = 1e-12
COVERED = 0.94  # asked of 95% limits


def every_draw(n, m, yes):
    """All ways to draw n of n + m for the first arm: how many yeses each gives it."""
    people = [1] * yes + [0] * (n + m - yes)
    return [sum(people[one] for one in drawn) for drawn in combinations(range(n + m), n)]


def by_enumeration(a, n, b, m):
    """The same p by going through all draws of all blocks."""
    weight = sum(k * q / (k + q) for k, q in zip(n, m, strict=True))

    def gap(yeses):
        parts = zip(yeses, n, b, m, a, strict=True)
        return sum((x * q - (y + z - x) * k) / (k + q) for x, k, y, q, z in parts) / weight

    seen = abs(gap(a))
    blocks = [every_draw(k, q, y + x) for x, k, y, q in zip(a, n, b, m, strict=True)]
    draws = [abs(gap(yeses)) >= seen - ROUNDING for yeses in product(*blocks)]
    return sum(draws) / len(draws)


def some_blocks(seed, most=4):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 4, (2, rng.integers(1, most)))
    return rng.binomial(n, 0.5), n, rng.binomial(m, 0.3), m


@pytest.mark.parametrize("seed", range(40))
def test_p_is_the_share_of_all_draws(seed):
    tables = some_blocks(seed)
    assert randomisation_p(*tables) == pytest.approx(by_enumeration(*tables), abs=ROUNDING)


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_one_block_is_fishers_test_by_the_difference(n, m, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    x = np.arange(max(0, a + b - m), min(n, a + b) + 1)
    away = np.abs(x / n - (a + b - x) / m)
    chances = hypergeom(n + m, a + b, n).pmf(x)
    expected = chances[away >= abs(a / n - b / m) - ROUNDING].sum()
    assert randomisation_p([a], [n], [b], [m]) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_the_order_of_blocks_and_the_names_of_arms_change_nothing(seed):
    a, n, b, m = some_blocks(seed, most=12)
    order = np.random.default_rng(seed).permutation(len(a))
    p = randomisation_p(a, n, b, m)
    assert randomisation_p(a[order], n[order], b[order], m[order]) == pytest.approx(p)
    assert randomisation_p(b, m, a, n) == pytest.approx(p)


def test_chances_of_ten_thousand_pairs_add_up_to_one():
    n = np.full(10_000, 1)
    lowest, chances = first_arm(n, n, n)
    assert lowest == 0
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert chances @ np.arange(len(chances)) == pytest.approx(5000)


@pytest.mark.parametrize("tables", [([0], [5], [0], [5]), ([3], [3], [0], [0]), ([], [], [], [])])
def test_where_nothing_was_left_to_chance_p_is_one(tables):
    assert randomisation_p(*tables) == 1.0


def trial(rng, pairs, p, q):
    """Blocks of four: the counts of one simulated trial."""
    blocks = -(-pairs // 2)
    n = np.full(blocks, 2)
    return rng.binomial(n, p), n, rng.binomial(n, q), n


@pytest.mark.parametrize(("pairs", "p", "q"), [(30, 0.5, 0.3), (30, 0.1, 0.05), (93, 0.3, 0.3)])
def test_limits_cover_the_truth_as_often_as_they_say(pairs, p, q):
    rng = np.random.default_rng([pairs, int(100 * p)])
    found = [block_difference(trial(rng, pairs, p, q)) for _ in range(1500)]
    covered = np.mean([one.low <= p - q <= one.high for one in found])
    assert covered >= COVERED - 2 * (COVERED * (1 - COVERED) / 1500) ** 0.5


def test_limits_solve_their_own_equation():
    """Within the limits |estimate - d| is at most z standard errors at d, by Sato's formula."""
    a, n, b, m = (np.array(one, float) for one in ([3, 2, 4], [4, 5, 5], [1, 2, 2], [4, 4, 6]))
    found = block_difference((a, n, b, m))
    total, weight = n + m, (n * m / (n + m)).sum()
    slope = ((n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2).sum()
    level = ((a * (m - b) + b * (n - a)) / (2 * total)).sum()
    for limit in (found.low, found.high):
        error = np.sqrt(slope * limit + level) / weight
        assert abs(found.estimate - limit) == pytest.approx(1.959963984540054 * error)


def test_limits_never_claim_what_the_test_does_not():
    tables = ([5, 4], [6, 6], [2, 1], [6, 6])
    assert block_difference(tables).low > 0
    assert block_difference(tables, p_value=0.08).low == 0


def test_limits_stay_wide_where_nobody_says_yes():
    found = block_difference(([0, 0], [10, 10], [0, 0], [10, 10]))
    assert found.low < -0.1
    assert found.high > 0.1

"""Differences within strata, against statsmodels, a single table, and a confounder by design."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.stats.strata import strata_sums, within

EXACT = 1e-12  # the same sums in another order


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_the_test_is_the_mantel_haenszel_test_of_statsmodels(seed: int) -> None:
    from statsmodels.stats.contingency_tables import StratifiedTable

    rng = np.random.default_rng(seed)
    size = int(rng.integers(20, 80))
    stratum, side = rng.integers(0, 4, size), rng.random(size) < 0.5
    success = rng.random(size) < 0.2 + 0.1 * stratum
    tables = []
    for one in range(4):
        here = stratum == one
        a, b = (here & side & success).sum(), (here & side & ~success).sum()
        c, d = (here & ~side & success).sum(), (here & ~side & ~success).sum()
        if a + b and c + d:
            tables.append([[a, b], [c, d]])
    if not tables or not any(0 < sum(r[0] for r in t) < np.sum(t) for t in tables):
        return
    judge = StratifiedTable(np.array(tables).transpose(1, 2, 0).astype(float))
    found = within(strata_sums(stratum, side, success))
    p = float(judge.test_null_odds(correction=False).pvalue)
    assert found.p_value == pytest.approx(p, rel=1e-9)
    assert found.strata == len(tables)


def test_one_stratum_is_the_plain_difference() -> None:
    side = np.repeat([True, False], [40, 50])
    success = np.concatenate([np.arange(40) < 20, np.arange(50) < 10])
    found = within(strata_sums(np.zeros(90, np.int64), side, success))
    assert found.difference.estimate == pytest.approx(0.3, rel=EXACT)
    error = np.sqrt(0.5 * 0.5 / 40 + 0.2 * 0.8 / 50)
    half = (found.difference.high - found.difference.low) / 2
    assert half / 1.959964 == pytest.approx(error, rel=0.02)


def test_a_good_referrer_is_not_taken_for_a_good_tactic() -> None:
    # Referrer 0 gets 80 % and is mostly named, referrer 1 gets 20 % and mostly not.
    stratum = np.repeat([0, 0, 1, 1], [80, 20, 20, 80])
    side = np.repeat([True, False, True, False], [80, 20, 20, 80])
    success = np.concatenate(
        [np.arange(n) < n * p for n, p in ((80, 0.8), (20, 0.8), (20, 0.2), (80, 0.2))]
    )
    found = within(strata_sums(stratum, side, success))
    crude = success[side].mean() - success[~side].mean()
    assert crude == pytest.approx(0.36)
    assert found.difference.estimate == pytest.approx(0, abs=EXACT)
    assert found.p_value == pytest.approx(1)


def test_swapping_the_sides_flips_the_sign() -> None:
    rng = np.random.default_rng(3)
    stratum, side = rng.integers(0, 30, 120), rng.random(120) < 0.4
    success = rng.random(120) < 0.5
    one, other = (within(strata_sums(stratum, one, success)) for one in (side, ~side))
    assert one.difference.estimate == pytest.approx(-other.difference.estimate, rel=EXACT)
    assert one.difference.low == pytest.approx(-other.difference.high, rel=EXACT)
    assert one.p_value == pytest.approx(other.p_value, rel=EXACT)


def test_strata_with_one_side_only_do_not_enter() -> None:
    found = within(strata_sums(np.array([0, 1]), np.array([True, False]), np.array([True, False])))
    assert (found.difference.estimate, found.p_value, found.strata) == (None, None, 0)
    assert "side by side" in str(found.difference.why)


def test_limits_cover_the_truth_in_many_small_strata() -> None:
    # 400 logs of 40 seekers with 6 requests each; 95 % limits, so 380 are awaited, give or take 9.
    rng = np.random.default_rng(5)
    stratum = np.repeat(np.arange(40), 6)
    covered = 0
    for _ in range(400):
        base = np.repeat(rng.uniform(0.1, 0.6, 40), 6)
        side = rng.random(240) < np.clip(base + 0.2, 0, 1)
        success = rng.random(240) < base + 0.15 * side
        found = within(strata_sums(stratum, side, success)).difference
        covered += found.low <= 0.15 <= found.high
    assert 365 <= covered <= 395

"""Resampling by multinomial weights, against resampling unit by unit and published limits."""

import warnings

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from outreachlab.stats.bootstrap import acceleration, bca_limits, bootstrap_interval
from outreachlab.stats.resampling import patterns_of, resampled_totals

# Efron & Tibshirani (1993), An Introduction to the Bootstrap, Table 14.1: 26 children, test A.
SPATIAL = np.array([
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
    0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
])  # fmt: skip
MONTE_CARLO = 0.03  # relative: two sets of 20,000 resamples differ by about 1 % at these quantiles
EXACT = 1e-12  # the same sums in another order


def variance(totals: np.ndarray) -> np.ndarray:
    """The plug-in variance from totals of (1, x, x squared)."""
    return totals[..., 2] / totals[..., 0] - (totals[..., 1] / totals[..., 0]) ** 2


def mean(totals: np.ndarray) -> np.ndarray:
    return totals[..., 1] / totals[..., 0]


def spatial_vectors() -> np.ndarray:
    return np.stack([np.ones_like(SPATIAL), SPATIAL, SPATIAL**2], axis=1)


def test_acceleration_is_that_of_a_published_example() -> None:
    # Efron & Tibshirani (1993), page 186: theta = 171.5, a = 0.061.
    patterns = patterns_of(spatial_vectors())
    assert variance(patterns.totals) == pytest.approx(171.5, abs=0.05)
    pull = acceleration(variance(patterns.left_out()), patterns.times)
    assert pull == pytest.approx(0.061, abs=5e-4)


def test_bca_limits_are_those_of_a_published_example() -> None:
    # Efron & Tibshirani (1993), Table 14.2: 90% BCa limits 115.8 and 259.6 from 2,000 resamples.
    found = bootstrap_interval(
        patterns_of(spatial_vectors()), variance, confidence=0.9, resamples=20_000
    )
    assert found.low == pytest.approx(115.8, rel=MONTE_CARLO)
    assert found.high == pytest.approx(259.6, rel=MONTE_CARLO)


def test_bca_limits_agree_with_scipy() -> None:
    rng = np.random.default_rng(3)
    above, below = rng.poisson(3, 40), 1 + rng.poisson(4, 40)
    ours = bootstrap_interval(patterns_of(np.stack([below, above], axis=1)), mean, resamples=20_000)
    judge = stats.bootstrap(
        (above, below),
        lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(4),
    ).confidence_interval
    assert ours.low == pytest.approx(judge.low, rel=MONTE_CARLO)
    assert ours.high == pytest.approx(judge.high, rel=MONTE_CARLO)


@given(
    st.lists(st.tuples(st.integers(-2, 3), st.integers(0, 2)), min_size=1, max_size=30),
    st.integers(0, 99),
)
def test_patterns_keep_the_totals_and_every_jackknife_value(units: list, seed: int) -> None:
    vectors = np.array(units)
    patterns = patterns_of(vectors)
    assert patterns.units == len(vectors)
    assert patterns.totals.tolist() == vectors.sum(axis=0).tolist()
    ours = np.repeat(patterns.left_out(), patterns.times, axis=0)
    assert sorted(ours.tolist()) == sorted((vectors.sum(axis=0) - vectors).tolist())


@pytest.mark.parametrize("kinds", [3, 300])
def test_weights_have_the_moments_of_drawing_unit_by_unit(kinds: int) -> None:
    # Drawing U units with replacement: the total has mean sum(x) and variance U var(x).
    rng = np.random.default_rng(5)
    vectors = rng.permutation(np.arange(300) % kinds)[:, None] ** 1
    totals = resampled_totals(patterns_of(vectors), 20_000, rng=6)[:, 0]
    spread = np.sqrt(300 * vectors.var())
    assert totals.mean() == pytest.approx(vectors.sum(), abs=5 * spread / np.sqrt(20_000))
    assert totals.std() == pytest.approx(spread, rel=MONTE_CARLO)


def test_the_same_seed_gives_the_same_limits_and_another_seed_others() -> None:
    patterns = patterns_of(spatial_vectors())
    first, again = (bootstrap_interval(patterns, variance, rng=7) for _ in range(2))
    assert first == again
    assert first != bootstrap_interval(patterns, variance, rng=8)


def test_few_units_get_an_estimate_but_no_limits() -> None:
    found = bootstrap_interval(patterns_of(spatial_vectors()[:9]), variance)
    assert found.estimate is not None
    assert (found.low, found.high) == (None, None)
    assert "only 9 units" in str(found.why)


def test_what_hardly_varies_or_has_no_denominator_says_so_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same = bootstrap_interval(patterns_of(np.ones((20, 2), np.int64)), mean)
        none = bootstrap_interval(
            patterns_of(np.zeros((20, 2), np.int64)), lambda t: np.where(t[..., 0] > 0, 1.0, np.nan)
        )
    assert same.estimate == 1
    assert none.estimate is None
    assert "zero" in str(none.why)
    assert bca_limits(1.0, np.full(9, 2.0), np.ones(3), np.ones(3, np.int64), 0.95) is None

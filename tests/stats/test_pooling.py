import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.stats.pooling import places, shrink

# a grid of Gauss-Legendre nodes against adaptive integration
QUADRATURE = 1e-5
# fixing the spread at its likeliest value instead of averaging: one part in the number of groups
ONE_VALUE = 0.02

groups = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=12,
)


def by_integration(accepted, counted):
    """Mean, weight kept and pooled rates by adaptive integration over the unit square."""
    from scipy.integrate import dblquad
    from scipy.special import betaln

    x, n = np.array(accepted, float), np.array(counted, float)
    typical = len(n) / (1 / n).sum()

    def log_likelihood(shrinkage, mean):
        strength = typical * shrinkage / (1 - shrinkage)
        a, b = mean * strength, (1 - mean) * strength
        return (betaln(x + a, n - x + b) - betaln(a, b)).sum()

    top = max(
        log_likelihood(s, m)
        for s in np.linspace(0.02, 0.98, 49)
        for m in np.linspace(0.02, 0.98, 49)
    )

    def average(value):
        def weighted(s, m):
            return (1 - s) * np.exp(log_likelihood(s, m) - top) * value(s, m)

        return dblquad(weighted, 0, 1, 0, 1, epsabs=1e-8, epsrel=1e-8)[0]

    total = average(lambda s, m: 1.0)
    first = average(lambda s, m: s * m + (1 - s) * x[0] / n[0]) if len(set(counted)) == 1 else None
    return (
        average(lambda s, m: m) / total,
        1 - average(lambda s, m: s) / total,
        None if first is None else first / total,
    )


@pytest.mark.parametrize(
    ("accepted", "counted"), [([3, 5, 1, 9], [10, 12, 8, 20]), ([0, 4, 9], [15, 15, 15])]
)
def test_the_averages_agree_with_adaptive_integration(accepted, counted):
    pool = shrink(np.array(accepted), np.array(counted))
    mean, kept, first = by_integration(accepted, counted)
    assert pool.mean == pytest.approx(mean, rel=QUADRATURE)
    assert pool.kept == pytest.approx(kept, rel=QUADRATURE)
    if first is not None:  # groups of one size: each keeps the same share of its own rate
        assert pool.rate[0] == pytest.approx(first, rel=QUADRATURE)


# Efron & Morris (1975), JASA 70:311-319, Table 1: hits of 18 batters in their first 45 times at
# bat in 1970, and their averages over the rest of the season, which nobody knew then.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
SEASON = [
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269,
    0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.200,
]  # fmt: skip


def test_pooled_batting_averages_foretell_the_season_far_better_than_raw_ones():
    raw = np.array(HITS) / 45
    pool = shrink(np.array(HITS), np.full(18, 45))
    missed = [((guess - np.array(SEASON)) ** 2).sum() for guess in (raw, pool.rate)]
    # the James-Stein estimate, 0.212 y + 0.788 * 0.265 as Efron & Morris (1977), Scientific
    # American 236:119-127, print it, misses by 0.021, the raw averages by 0.075
    stein = ((0.212 * raw + 0.788 * 0.265 - np.array(SEASON)) ** 2).sum()
    assert missed[1] < 1.2 * stein < 0.4 * missed[0]
    assert ((pool.low <= SEASON) & (pool.high >= SEASON)).mean() > 0.9


def test_a_large_pool_agrees_with_maximum_likelihood_by_scipy():
    from scipy.optimize import minimize
    from scipy.stats import betabinom

    rng = np.random.default_rng(5)
    counted = rng.integers(5, 60, 500)
    accepted = rng.binomial(counted, rng.beta(6, 14, 500))

    def minus_log(logs):
        return -betabinom.logpmf(accepted, counted, *np.exp(logs)).sum()

    a, b = np.exp(minimize(minus_log, np.zeros(2), method="Nelder-Mead").x)
    pool = shrink(accepted, counted)
    assert pool.mean == pytest.approx(a / (a + b), rel=ONE_VALUE)
    spread = np.sqrt(a * b / (a + b + 1)) / (a + b)
    assert pool.spread == pytest.approx(spread, rel=ONE_VALUE)
    assert pool.rate == pytest.approx((accepted + a) / (counted + a + b), abs=ONE_VALUE)


def test_limits_cover_the_true_rates_as_often_as_they_say():
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(100):
        counted = rng.integers(5, 40, 20)
        true = rng.beta(6, 14, 20)
        pool = shrink(rng.binomial(counted, true), counted)
        covered.append(((pool.low <= true) & (true <= pool.high)).mean())
    # 2,000 intervals, those of one pool alike: two Monte-Carlo errors
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


@settings(max_examples=30)
@given(groups)
def test_pooled_rates_lie_between_the_own_rate_and_the_pool(pairs):
    accepted, counted = np.array(pairs).T
    pool = shrink(accepted, counted)
    own = accepted / counted
    slack = 0.05  # the mean and the weight are averaged together, not one after the other
    assert (pool.rate >= np.minimum(own, pool.mean) - slack).all()
    assert (pool.rate <= np.maximum(own, pool.mean) + slack).all()
    assert ((pool.low <= pool.rate) & (pool.rate <= pool.high)).all()
    assert (pool.low >= 0).all()
    assert (pool.high <= 1).all()


@settings(max_examples=20)
@given(groups, st.randoms())
def test_the_order_of_groups_changes_nothing(pairs, random):
    mixed = list(pairs)
    random.shuffle(mixed)
    pools = [shrink(*np.array(rows).T) for rows in (pairs, mixed)]
    rates = [
        {tuple(pair): rate for pair, rate in zip(rows, pool.rate, strict=True)}
        for rows, pool in zip((pairs, mixed), pools, strict=True)
    ]
    assert rates[0] == rates[1]


def test_nothing_is_told_apart_without_need():
    first, last = places(np.array([3, 5, 4]), np.array([12, 14, 15]))
    assert first.tolist() == [1, 1, 1]
    assert last.tolist() == [3, 3, 3]


def test_what_is_plainly_apart_gets_its_place():
    first, last = places(np.array([90, 10, 50, 52]), np.array([100, 100, 100, 100]))
    assert first.tolist() == [1, 4, 2, 2]
    assert last.tolist() == [1, 4, 3, 3]


def test_all_places_are_right_together_as_often_as_they_say():
    rng = np.random.default_rng(11)
    true = np.array([0.2, 0.25, 0.3, 0.5, 0.7])
    place = np.argsort(np.argsort(-true)) + 1
    right = []
    for _ in range(400):
        first, last = places(rng.binomial(60, true), np.full(5, 60))
        right.append(((first <= place) & (place <= last)).all())
    assert np.mean(right) >= 0.95 - 0.03  # less three Monte-Carlo errors

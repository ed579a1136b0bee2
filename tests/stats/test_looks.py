"""The bounds of several looks against the published ones, simulation, and Holm by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from outreachlab.errors import UsageError
from outreachlab.stats.looks import bounds, conditional_power, nominal, over_looks, spent
from outreachlab.stats.multiplicity import holm

FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
# Reboussin, DeMets, Kim & Lan (2000), Controlled Clinical Trials 21:190-207, for five equal looks.
PUBLISHED = (4.877, 3.357, 2.680, 2.290, 2.031)
THREE_DIGITS = 1e-3
PATHS = 200_000
UNEVEN = (0.11, 0.35, 0.38, 0.9, 1.0)


def crossed(fractions, alpha, seed=0):
    """The share of simulated Brownian paths beyond the bounds by each look."""
    rng = np.random.default_rng(seed)
    steps = np.diff((0.0, *fractions)) ** 0.5
    z = np.cumsum(rng.standard_normal((PATHS, len(fractions))) * steps, 1) / np.sqrt(fractions)
    beyond = np.abs(z) >= bounds(fractions, alpha)
    return np.logical_or.accumulate(beyond, axis=1).mean(axis=0)


def test_five_looks_have_the_published_bounds():
    assert bounds(FIFTHS) == pytest.approx(PUBLISHED, abs=THREE_DIGITS)


@pytest.mark.parametrize("fractions", [FIFTHS, UNEVEN, (0.5, 1.0), (1.0,)])
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 7, 0.2])
def test_as_many_paths_cross_as_may(fractions, alpha):
    share = crossed(fractions, alpha)
    allowed = np.array([spent(one, alpha) for one in fractions])
    noise = 4 * np.sqrt(allowed * (1 - allowed) / PATHS) + 1e-5
    assert (np.abs(share - allowed) < noise).all()


def test_one_look_at_the_end_is_the_plain_test():
    assert bounds((1.0,)) == pytest.approx((norm.ppf(0.975),))
    assert over_looks([0.031], (1.0,)) == pytest.approx(0.031, rel=1e-6)


def test_more_than_was_planned_counts_as_all():
    assert bounds((0.5, 1.07)) == bounds((0.5, 1.0))


@pytest.mark.parametrize("fractions", [(), (0.5, 0.4), (0, 1), (1.0, 1.2)])
def test_looks_that_do_not_come_one_after_the_other_are_refused(fractions):
    with pytest.raises(UsageError, match="one after the other"):
        bounds(fractions)


def passing_on(tables, alpha=0.05):
    """Maurer & Bretz by hand: each left has an equal share, and each rejection starts anew."""
    left, rejected = dict(enumerate(tables)), set()
    while left:
        share = alpha / len(left)
        now = {
            name
            for name, (ps, fractions) in left.items()
            if any(p <= most for p, most in zip(ps, nominal(fractions, share), strict=True))
        }
        if not now:
            break
        rejected |= now
        left = {name: table for name, table in left.items() if name not in now}
    return rejected


@pytest.mark.parametrize("seed", range(25))
def test_holm_over_all_looks_is_passing_on_the_level(seed):
    rng = np.random.default_rng(seed)
    tables = []
    for looks in rng.integers(1, 6, 5):
        tables.append((np.exp(-rng.uniform(0, 9, looks)), FIFTHS[:looks]))
    together = holm([over_looks(*table) for table in tables])
    assert set(np.flatnonzero(together <= 0.05)) == passing_on(tables)


def test_a_larger_level_never_has_a_farther_bound():
    """What Maurer & Bretz ask of a spending function before levels may be passed on."""
    levels = [nominal(UNEVEN, alpha) for alpha in (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3)]
    assert (np.diff(levels, axis=0) >= 0).all()


def test_conditional_power_agrees_with_simulated_ends():
    rng, z, fraction, drift, bound = np.random.default_rng(1), 1.1, 0.6, 2.8, 2.031
    ends = z * fraction**0.5 + drift * 0.4 + 0.4**0.5 * rng.standard_normal(PATHS)
    found = conditional_power(z, fraction, bound, drift)
    assert found == pytest.approx((np.abs(ends) >= bound).mean(), abs=0.005)


def test_at_the_end_power_is_whether_it_rejects():
    assert conditional_power(2.5, 1.0, 2.03, 3) == 1
    assert conditional_power(1.5, 1.0, 2.03, 3) == 0

"""Limits that hold at every moment: their formula, their level, their pairs."""

import numpy as np
import pytest

from outreachlab.stats.confidence_sequence import FIRST, confidence_sequence, pairs_of

TRIALS = 2000


def test_limits_by_hand():
    """Theorem 2.2 at one moment, term by term."""
    d = np.array([1, 0, 0, 1, -1, 0, 1, 0, 0, 1, 0, 1], float)
    low, high = confidence_sequence(d, tuned_at=30)
    t, mean = 12, d.mean()
    sd = np.sqrt((((d - mean) ** 2).sum() + 2) / (t + 2))
    rho = np.sqrt((-2 * np.log(0.05) + np.log(-2 * np.log(0.05) + 1)) / 30)
    top = 2 * (t * rho**2 + 1) / (t**2 * rho**2) * np.log(np.sqrt(t * rho**2 + 1) / 0.05)
    assert (low[-1], high[-1]) == pytest.approx((mean - sd * top**0.5, mean + sd * top**0.5))


def test_nothing_is_claimed_before_the_tenth_pair():
    low, _ = confidence_sequence(np.ones(20), 30)
    assert np.isnan(low[: FIRST - 1]).all()
    assert not np.isnan(low[FIRST - 1 :]).any()


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_they_ever_miss_in_at_most_a_twentieth_of_trials(rate):
    rng = np.random.default_rng(int(100 * rate))
    one, two = rng.random((2, TRIALS, 150)) < rate
    missed = 0
    for d in one.astype(float) - two:
        low, high = confidence_sequence(d, 75)
        missed += bool(((low > 0) | (high < 0)).any())
    assert missed / TRIALS <= 0.05 + 2 * (0.05 * 0.95 / TRIALS) ** 0.5


def test_pairs_are_made_within_blocks_as_they_fill():
    block = [0, 0, 1, 0, 0, 1]
    first = [True, False, True, False, True, False]
    yes = [1, 0, 0, 1, 0, 1]
    assert pairs_of(block, first, yes).tolist() == [1, -1, -1]

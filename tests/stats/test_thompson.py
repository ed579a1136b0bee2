"""Adaptive lots: the posterior of choices, kept from 0 and 1, the same for the same state."""

from functools import partial

import numpy as np
import pytest
from scipy.stats import norm

from outreachlab.stats.posterior import posterior_of, separate_prior, sums_of
from outreachlab.stats.thompson import first_chances, is_first
from tests.stats.scored import scored

NEWTON = 1e-6  # both stop where another step would gain 1e-10 of log likelihood


def some_state(seed, trials=3, n=25, k=3):
    rng = np.random.default_rng(seed)
    return rng.choice([-0.5, 0, 0.5], (trials, n, k)), rng.random((trials, n)) < 0.4


@pytest.mark.parametrize("seed", range(5))
def test_chances_are_those_of_the_posterior_of_choices(seed):
    signs, yes = some_state(seed)
    found = first_chances(signs, yes, 0.2, 0.5, 0.01)
    prior = separate_prior(np.array([-0.5, 0.2, 0.2, 0.2]), np.array([2.0, 0.5, 0.5, 0.5]))
    for own, x, y in zip(found, signs, yes, strict=True):
        wide = np.column_stack([np.ones(len(x)), x])
        judge = posterior_of(partial(sums_of, scored(wide, y, None)), prior, seekers=False)
        expected = norm.cdf(judge.mean[1:] / judge.errors[1:])
        assert own == pytest.approx(np.clip(expected, 0.01, 0.99), abs=NEWTON)


def test_one_trial_is_as_among_many():
    signs, yes = some_state(9)
    many = first_chances(signs, yes, 0.2, 0.5, 0.1)
    assert first_chances(signs[1], yes[1], 0.2, 0.5, 0.1) == pytest.approx(many[1], abs=NEWTON)


def test_nothing_known_is_the_prior():
    nothing = first_chances(np.zeros((0, 2)), np.zeros(0), 0.2, 0.5, 0.1)
    assert nothing == pytest.approx([norm.cdf(0.4)] * 2)


def test_a_side_that_always_wins_keeps_to_the_floor():
    signs = np.repeat([0.5, -0.5], 100)[:, None]
    assert first_chances(signs, signs[:, 0] > 0, 0.2, 0.5, 0.1) == pytest.approx([0.9])
    assert first_chances(signs, signs[:, 0] < 0, 0.2, 0.5, 0.1) == pytest.approx([0.1])


def test_lots_can_be_replayed_and_fall_as_often_as_said():
    drawn = [is_first(0.3, 5, number, place) for number in range(1000) for place in range(2)]
    assert drawn == [is_first(0.3, 5, n, place) for n in range(1000) for place in range(2)]
    assert np.mean(drawn) == pytest.approx(0.3, abs=0.03)
    assert np.corrcoef(drawn[::2], drawn[1::2])[0, 1] == pytest.approx(0, abs=0.1)

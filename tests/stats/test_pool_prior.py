"""A prior from a pool, against a simulation whose differences between seekers are known."""

from functools import partial

import numpy as np
import pytest
from scipy.special import expit

from outreachlab.stats.pool_prior import LEAST_DIFFERENCE, differences, prior_from, slopes_of
from outreachlab.stats.posterior import posterior_at, posterior_of, separate_prior, sums_of
from tests.stats.scored import scored

PRIOR = separate_prior(np.array([-0.5, 0.2]), np.array([2.0, 0.5]))


def draw(rng, seekers, own_slope, rows=60):
    seeker = np.repeat(np.arange(seekers), rows)
    x = np.column_stack([np.ones(len(seeker)), rng.choice([-0.5, 0.5], size=len(seeker))])
    slope = 0.5 + own_slope * rng.normal(size=seekers)
    index = -0.3 + 0.6 * rng.normal(size=seekers)[seeker] + slope[seeker] * x[:, 1]
    return x, (rng.random(len(seeker)) < expit(index)).astype(float), seeker


@pytest.mark.parametrize("own_slope", [0.0, 0.6])
def test_differences_between_seekers_are_found(own_slope):
    rng = np.random.default_rng(1)
    found = []
    for _ in range(20):
        x, y, seeker = draw(rng, 60, own_slope)
        fitted = posterior_at(partial(sums_of, scored(x, y, seeker)), PRIOR, 0.6, PRIOR.mean)
        slopes = slopes_of(scored(x, y, seeker), fitted)
        beyond = slopes.squares - slopes.information
        found.append(beyond[1] / slopes.squared_information[1])
    assert np.mean(found) == pytest.approx(own_slope**2, abs=0.06)


def test_parts_add_up():
    x, y, seeker = draw(np.random.default_rng(2), 10, 0.5)
    fitted = posterior_of(partial(sums_of, scored(x, y, seeker)), PRIOR, True)
    whole, one = slopes_of(scored(x, y, seeker), fitted), seeker < 4
    both = slopes_of(scored(x[one], y[one], seeker[one]), fitted) + slopes_of(
        scored(x[~one], y[~one], seeker[~one] - 4), fitted
    )
    for name in ("squares", "information", "squared_information"):
        assert getattr(both, name) == pytest.approx(getattr(whole, name), abs=1e-9)


def test_the_prior_of_one_more_is_the_posterior_widened():
    x, y, seeker = draw(np.random.default_rng(3), 40, 0.5)
    fitted = posterior_of(partial(sums_of, scored(x, y, seeker)), PRIOR, True)
    slopes = slopes_of(scored(x, y, seeker), fitted)
    prior = prior_from(fitted, slopes)
    width = np.linalg.inv(prior.precision) - fitted.covariance
    assert width.diagonal() == pytest.approx([fitted.spread**2, differences(slopes)[1]])
    assert (prior.mean == fitted.mean).all()
    assert differences(slopes)[1] >= LEAST_DIFFERENCE**2

"""The posterior of a logit and what choices gain, against quadrature, scipy and simulation."""

from functools import partial

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from scipy.stats import norm

from outreachlab.errors import UsageError
from outreachlab.stats.gains import (
    Gain,
    chance_of,
    drawn,
    gains_of,
    sides_chosen,
    to_try,
)
from outreachlab.stats.posterior import (
    Prior,
    posterior_at,
    posterior_of,
    separate_prior,
    sums_of,
)
from outreachlab.stats.random_intercept import fit_random_intercept
from outreachlab.stats.written import WRITTEN_ROWS, Written, summing
from tests.stats.scored import scored


def draw(rng, rows=200, seekers=20, spread=0.8):
    x = np.column_stack([np.ones(rows), rng.choice([-0.5, 0.0, 0.5], size=(rows, 2))])
    seeker = rng.integers(0, seekers, rows)
    own = rng.normal(0, spread, seekers)[seeker]
    y = (rng.random(rows) < expit(x @ [-0.3, 0.8, -0.2] + own)).astype(float)
    return x, y, seeker


PRIOR = separate_prior(np.array([-0.5, 0.2, 0.2]), np.array([2.0, 0.5, 0.5]))


def minus_log(theta, x, y, seeker, spread):
    beta, own = theta[:3], theta[3:]
    index = x @ beta + own[seeker]
    away = beta - PRIOR.mean
    value = (y * index + log_expit(-index)).sum() - away @ PRIOR.precision @ away / 2
    return -(value - own @ own / (2 * spread**2))


def test_mode_and_covariance_are_those_of_the_joint_density():
    x, y, seeker = draw(np.random.default_rng(1))
    found = posterior_at(partial(sums_of, scored(x, y, seeker)), PRIOR, 0.7, PRIOR.mean)
    start = np.zeros(3 + seeker.max() + 1)
    judge = minimize(minus_log, start, (x, y, seeker, 0.7), tol=1e-12)
    assert found.mean == pytest.approx(judge.x[:3], abs=1e-5)
    both = np.column_stack([x, seeker[:, None] == np.arange(20)])
    chance = expit(both @ judge.x)
    information = (both * (chance * (1 - chance))[:, None]).T @ both
    information += np.diag([*PRIOR.precision.diagonal(), *[0.7**-2] * 20])
    assert found.covariance == pytest.approx(np.linalg.inv(information)[:3, :3], abs=1e-5)


def test_marginal_likelihood_is_near_the_integral():
    rng = np.random.default_rng(2)
    y, seeker = (rng.random(30) < 0.4).astype(float), np.repeat(np.arange(3), 10)
    x, prior = np.ones((30, 1)), separate_prior(np.array([-0.5]), np.array([1.0]))
    yeses = np.bincount(seeker, y)

    def integral(spread):
        def one(beta, g):
            if not spread:
                return expit(beta) ** yeses[g] * expit(-beta) ** (10 - yeses[g])
            return quad(
                lambda u: (
                    expit(beta + u) ** yeses[g]
                    * expit(-beta - u) ** (10 - yeses[g])
                    * norm.pdf(u, 0, spread)
                ),
                -6 * spread,
                6 * spread,
            )[0]

        whole = quad(
            lambda beta: norm.pdf(beta, -0.5, 1) * one(beta, 0) * one(beta, 1) * one(beta, 2), -5, 4
        )
        return np.log(whole[0])

    at = {
        s: posterior_at(partial(sums_of, scored(x, y, seeker)), prior, s, prior.mean)
        for s in (0.0, 0.8)
    }
    gap = at[0.8].marginal - at[0.0].marginal
    assert gap == pytest.approx(integral(0.8) - integral(0.0), abs=0.05)


def test_spread_is_near_maximum_likelihood_by_quadrature():
    x, y, seeker = draw(np.random.default_rng(3), rows=3000, seekers=60)
    flat = Prior(np.zeros(3), np.eye(3) * 1e-6)
    found = posterior_of(partial(sums_of, scored(x, y, seeker)), flat, True)
    judge = fit_random_intercept(x, y, seeker)
    assert found.spread == pytest.approx(judge.spread, abs=0.03)
    assert found.mean == pytest.approx(judge.coefficients, abs=0.02)
    assert found.errors == pytest.approx(np.sqrt(judge.covariance.diagonal()), rel=0.05)


def test_parts_add_up():
    x, y, seeker = draw(np.random.default_rng(4), seekers=10)
    whole = sums_of(scored(x, y, seeker), PRIOR.mean, 0.5)
    one = seeker < 4
    parts = sums_of(scored(x[one], y[one], seeker[one]), PRIOR.mean, 0.5) + sums_of(
        scored(x[~one], y[~one], seeker[~one] - 4), PRIOR.mean, 0.5
    )
    assert parts.value == pytest.approx(whole.value)
    assert parts.volume == pytest.approx(whole.volume)
    assert parts.score == pytest.approx(whole.score)
    assert parts.information == pytest.approx(whole.information)


def test_without_seekers_there_is_no_spread():
    x, y, _ = draw(np.random.default_rng(5), rows=50)
    found = posterior_of(partial(sums_of, scored(x, y, None)), PRIOR, False)
    assert found.spread == 0
    alike = posterior_of(partial(sums_of, scored(x, y, np.zeros(50, int))), PRIOR, True)
    assert np.isfinite(alike.mean).all()


@pytest.mark.parametrize("yes", [0.0, 1.0])
def test_all_one_answer_leaves_a_number(yes):
    x, _, seeker = draw(np.random.default_rng(6), rows=40, seekers=2)
    found = posterior_of(partial(sums_of, scored(x, np.full(40, yes), seeker)), PRIOR, True)
    assert np.isfinite(found.covariance).all()
    assert (found.errors > 0).all()


@pytest.mark.parametrize("sd", [0.0, -1.0, np.nan, np.inf, 1e-9])
def test_a_prior_without_width_is_refused(sd):
    with pytest.raises(UsageError, match="between 0"):
        separate_prior(np.zeros(1), np.array([sd]))


@pytest.fixture(scope="module")
def chosen():
    x, y, _ = draw(np.random.default_rng(7), rows=80, spread=0)
    posterior = posterior_of(partial(sums_of, scored(x, y, None)), PRIOR, False)
    sides = sides_chosen(posterior, [1, 2])
    return x, posterior, sides, *gains_of(x, np.zeros(80), posterior, [1, 2], sides)


def test_chance_is_that_of_the_normal_posterior(chosen):
    _, posterior, sides, gains, _ = chosen
    for place, side, one in zip([1, 2], sides, gains, strict=True):
        below = norm.cdf(0, posterior.mean[place], posterior.errors[place])
        assert one.chance == pytest.approx(1 - below if side else below)
        assert one.chance >= 0.5
        assert chance_of(posterior, place, not side) == pytest.approx(1 - one.chance)


def test_gain_and_loss_are_the_integrals_they_stand_for(chosen):
    x, posterior, sides, gains, _ = chosen
    rng = np.random.default_rng(8)
    betas = rng.multivariate_normal(posterior.mean, posterior.covariance, size=20_000)
    index, moved = betas @ x.T, x[:, 1] != 0
    side = 0.5 if sides[0] else -0.5
    ends = []
    for at in (side, -side):
        there = index + np.where(moved, betas[:, [1]] * (at - x[:, 1]), 0)
        ends.append(expit(there).mean(axis=1))
    wanted = 100 * (ends[0] - expit(index).mean(axis=1)).mean()
    # 400 mirrored draws against 20,000
    assert gains[0].gain == pytest.approx(wanted, abs=0.15)
    assert gains[0].loss == pytest.approx(100 * np.maximum(ends[1] - ends[0], 0).mean(), abs=0.15)
    assert gains[0].information == pytest.approx(gains[0].loss, abs=1e-9)
    assert gains[0].lots == pytest.approx(50 * (ends[0] - ends[1]).mean(), abs=0.15)


def test_together_gains_about_what_each_does(chosen):
    *_, gains, together = chosen
    assert together.low < together.gain < together.high
    assert together.gain == pytest.approx(sum(one.gain for one in gains), rel=0.15)


def test_a_tactic_nobody_could_choose_gains_nothing(chosen):
    x, posterior, sides, _, _ = chosen
    never = x.copy()
    never[:, 2] = 0
    gains, _ = gains_of(never, np.zeros(80), posterior, [1, 2], sides)
    assert (gains[1].gain, gains[1].loss, gains[1].information) == (0, 0, 0)


def test_the_same_draws_every_time(chosen):
    _, posterior, *_ = chosen
    assert (drawn(posterior) == drawn(posterior)).all()
    assert drawn(posterior).mean(axis=0) == pytest.approx(posterior.mean)


def test_try_is_unsure_and_cheap():
    def gain(chance, information, lots):
        return Gain(True, chance, 0.0, 0.0, information, lots)

    sure, dear = gain(0.9, 3.0, 0.5), gain(0.6, 2.0, 1.5)
    assert to_try([sure, dear, gain(0.7, 0.5, 0.9), gain(0.6, 0.4, 0.1)]) == 2
    assert to_try([sure, dear]) is None
    assert to_try([]) is None


def test_chances_are_kept_where_the_prior_is_the_truth():
    rng = np.random.default_rng(9)
    said, kept = [], []
    for _ in range(400):
        beta = rng.normal([-0.5, 0.2, 0.2], [2.0, 0.5, 0.5])
        x = np.column_stack([np.ones(60), rng.choice([-0.5, 0.5], size=(60, 2))])
        y = (rng.random(60) < expit(x @ beta)).astype(float)
        posterior = posterior_of(partial(sums_of, scored(x, y, None)), PRIOR, False)
        for place, side in zip([1, 2], sides_chosen(posterior, [1, 2]), strict=True):
            said.append(chance_of(posterior, place, side))
            kept.append((beta[place] > 0) == side)
    # three Monte-Carlo errors of 800 choices
    assert np.mean(kept) == pytest.approx(np.mean(said), abs=0.045)


@pytest.mark.parametrize("spread", [0.0, 0.4, 1.5])
def test_rows_written_out_sum_to_the_same(spread):
    rows = scored(*draw(np.random.default_rng(4)))
    evaluate = summing(rows)  # begins each search for intercepts where the last one ended
    for coefficients in (np.zeros(3), np.array([-0.4, 0.9, 0.1])):
        one, other = sums_of(rows, coefficients, spread), evaluate(coefficients, spread)
        for name in ("value", "score", "information", "volume"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-11, abs=1e-11)


def test_many_rows_are_not_written_out():
    rows = scored(*draw(np.random.default_rng(5), rows=WRITTEN_ROWS + 1))
    assert summing(rows).func is sums_of
    assert isinstance(summing(scored(*draw(np.random.default_rng(5)))).args[0], Written)

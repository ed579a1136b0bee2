import numpy as np
import pytest

from outreachlab.stats.random_intercept import fit_random_intercept

# our quadrature and BFGS against scipy's adaptive integration and Nelder-Mead
INTEGRATION = 2e-3
# variational Bayes with wide priors is close to the likeliest values, not at them
VARIATIONAL = 0.06
# its prior draws the spread towards 1, by a part of the standard error of about 0.3
VARIATIONAL_SPREAD = 0.15
NEWTON = 1e-6


def pool(seed, groups=40, size=12, spread=0.8, effect=0.8):
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), size)
    x = np.column_stack([np.ones(groups * size), rng.integers(0, 2, groups * size)]).astype(float)
    eta = -1 + effect * x[:, 1] + spread * rng.standard_normal(groups)[group]
    return x, (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype(float), group


def likelihood_by_integration(x, y, group, theta):
    from scipy.integrate import quad

    total = 0.0
    for one in np.unique(group):
        mine = group == one
        index = x[mine] @ theta[:-1]

        def density(z, index=index, mine=mine):
            eta = index + theta[-1] * z
            return np.exp((y[mine] * eta - np.logaddexp(0, eta)).sum() - z**2 / 2)

        total += np.log(quad(density, -8, 8, epsabs=0, epsrel=1e-10)[0] / np.sqrt(2 * np.pi))
    return total


def test_the_likelihood_at_the_fit_agrees_with_adaptive_integration_and_is_the_highest():
    x, y, group = pool(1, groups=8, size=10)
    found = fit_random_intercept(x, y, group)
    theta = np.append(found.coefficients, found.spread)
    here = likelihood_by_integration(x, y, group, theta)
    assert found.log_likelihood == pytest.approx(here, rel=1e-8)
    for place in range(3):
        for step in (-0.02, 0.02):
            moved = theta.copy()
            moved[place] += step
            assert likelihood_by_integration(x, y, group, moved) < here


def test_the_fit_agrees_with_a_simplex_search_over_adaptive_integrals():
    from scipy.optimize import minimize

    x, y, group = pool(2, groups=5, size=8, spread=1.2)
    found = fit_random_intercept(x, y, group)
    judge = minimize(
        lambda theta: -likelihood_by_integration(x, y, group, theta),
        np.array([-1.0, 0.5, 1.0]),
        method="Nelder-Mead",
    )
    assert found.coefficients == pytest.approx(judge.x[:2], abs=INTEGRATION)
    assert found.spread == pytest.approx(abs(judge.x[2]), abs=INTEGRATION)


def test_estimates_lie_beside_those_of_statsmodels():
    from scipy.sparse import csr_matrix
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    x, y, group = pool(3, groups=30)
    found = fit_random_intercept(x, y, group)
    members = csr_matrix((np.ones(len(y)), (np.arange(len(y)), group)))
    model = BinomialBayesMixedGLM(y, x, members, np.zeros(members.shape[1], int), vcp_p=1, fe_p=2)
    size = model.k_fep + model.k_vcp + model.k_vc
    judge = model.fit_vb(mean=np.zeros(size), sd=np.full(size, 0.3))
    assert found.coefficients == pytest.approx(judge.fe_mean, abs=VARIATIONAL)
    assert np.log(found.spread) == pytest.approx(judge.vcp_mean[0], abs=VARIATIONAL_SPREAD)


def test_groups_that_do_not_differ_give_the_plain_logit_of_statsmodels():
    from statsmodels.discrete.discrete_model import Logit

    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(200), rng.integers(0, 2, 200)]).astype(float)
    group = np.repeat(np.arange(20), 10)
    # three yeses of ten in every group: less variation than chance would bring
    y = np.tile([1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0], 20)
    found = fit_random_intercept(x, y, group)
    judge = Logit(y, x).fit(disp=False)
    assert found.spread == 0
    assert found.coefficients == pytest.approx(judge.params, abs=1e-4)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(judge.bse, rel=1e-4)


def test_limits_cover_the_truth_about_as_often_as_they_say():
    covered = []
    for seed in range(25):
        x, y, group = pool(seed + 100, groups=25, size=8)
        found = fit_random_intercept(x, y, group)
        error = np.sqrt(np.diag(found.covariance))
        covered.append(np.abs(found.coefficients - [-1, 0.8]) < 1.96 * error)
    # 25 fits: two Monte-Carlo errors are 9 points
    assert (np.mean(covered, axis=0) > 0.86).all()


def test_what_runs_away_or_repeats_itself_is_not_estimated():
    x, y, group = pool(5)
    assert fit_random_intercept(x, x[:, 1], group) is None
    assert fit_random_intercept(np.column_stack([x, x[:, 1]]), y, group) is None


def test_the_numbering_of_groups_changes_nothing():
    x, y, group = pool(6)
    one, other = (fit_random_intercept(x, y, codes) for codes in (group, group.max() - group))
    assert one.coefficients == pytest.approx(other.coefficients, abs=NEWTON)
    assert one.deviation == pytest.approx(other.deviation[::-1], abs=1e-4)

"""The test of a verdict, against other libraries and worlds in which nothing works."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import t as student

from outreachlab.stats.power import power_of_test, requests_to_tell
from outreachlab.stats.predictors import Factor, Number, design_of
from outreachlab.stats.two_rates import TwoRates
from outreachlab.stats.verdict_test import (
    columns_allowed,
    intraclass,
    line_of,
    products_of,
    spread_of,
    verdict_alpha,
    verdict_test,
)

CLOSED_FORM = 1e-9


def world(rng, rows=120, seekers=3, chains=40, effect=0.0, columns=2, own=0.0):
    seeker = np.sort(rng.integers(0, seekers, rows))
    chain = np.unique(seeker * chains + rng.integers(0, chains, rows), return_inverse=True)[1]
    alike = rng.normal(size=chain.max() + 1)[chain]
    z = rng.normal(size=(rows, columns))
    x = (0.5 * alike + z @ np.full(columns, 0.3) + rng.normal(size=rows) > 0).astype(float)
    slope = effect + own * rng.normal(size=seekers)[seeker]
    chance = 1 / (1 + np.exp(-(slope * x + 0.4 * z[:, 0])))
    return x, (rng.random(rows) < chance).astype(float), z, seeker, chain


def design(x, y, z):
    return design_of(len(x), [Number(np.asarray(one, float)) for one in (x, y, *z.T)])


def told(x, y, z, seeker, chain):
    products = products_of(design(x, y, z), seeker)
    line = line_of(products)
    spread = spread_of(design(x, y, z), seeker, chain, line)
    return products, line, spread, verdict_test(products, line, spread)


def with_dummies(x, z, seeker):
    return np.column_stack([x, z, seeker[:, None] == np.unique(seeker)])


def test_without_chains_it_is_the_t_of_a_regression_with_an_intercept_a_seeker():
    x, y, z, seeker, _ = world(np.random.default_rng(1))
    *_, found = told(x, y, z, seeker, np.arange(len(x)))
    judge = sm.OLS(y, with_dummies(x, z, seeker)).fit()
    assert found.statistic == pytest.approx(judge.tvalues[0], rel=CLOSED_FORM)
    # the judge has one degree more: the design takes x itself into account, as the judge does
    assert found.freedom == judge.df_resid
    assert found.p_for == pytest.approx(student.sf(judge.tvalues[0], judge.df_resid))


def donner(residual, chain):
    """The intraclass correlation by analysis of variance written out, the grand mean being 0."""
    sizes = np.bincount(chain)
    means = np.bincount(chain, residual) / sizes
    between = (sizes * means**2).sum() / (len(sizes) - 1)
    within = ((residual - means[chain]) ** 2).sum() / (len(chain) - len(sizes))
    size = (len(chain) - (sizes**2).sum() / len(chain)) / (len(sizes) - 1)
    return max((between - within) / (between + (size - 1) * within), 0)


def test_chains_widen_it_by_moultons_factor():
    x, _, z, seeker, chain = world(np.random.default_rng(2), rows=200)
    alike = np.random.default_rng(3).normal(size=chain.max() + 1)[chain]
    y = (alike + x > 0.5).astype(float)
    *_, spread, found = told(x, y, z, seeker, chain)
    judge = sm.OLS(y, with_dummies(x, z, seeker)).fit()
    inside = with_dummies(x, z, seeker)[:, 1:]
    rho = [donner(sm.OLS(v, inside).fit().resid, chain) for v in (x, y)]
    assert intraclass(200, spread) == pytest.approx(rho)
    effect = 1 + ((np.bincount(chain) ** 2).sum() / 200 - 1) * rho[0] * rho[1]
    assert effect > 1.1
    assert found.statistic == pytest.approx(judge.tvalues[0] / np.sqrt(effect), rel=CLOSED_FORM)


def test_from_eight_seekers_on_a_cluster_jackknife_counts_where_its_p_is_larger():
    x, y, z, seeker, chain = world(np.random.default_rng(3), rows=600, seekers=25, effect=0.4)
    *_, found = told(x, y, z, seeker, chain)
    inside = with_dummies(x, z, seeker)[:, 1:]
    rx, ry = (sm.OLS(v, inside).fit().resid for v in (x, y))
    slope = rx @ ry / (rx @ rx)
    total = 0.0
    for one in range(25):
        rows = seeker == one
        score = rx[rows] @ (ry - slope * rx)[rows]
        total += (score / (1 - rx[rows] @ rx[rows] / (rx @ rx))) ** 2
    wanted = rx @ ry / np.sqrt(24 / 25 * total)
    assert found.statistic == pytest.approx(wanted, rel=CLOSED_FORM)
    assert found.freedom == 24


def test_parts_add_up():
    x, y, z, seeker, chain = world(np.random.default_rng(4), rows=600, seekers=25)
    products, _, spread, found = told(x, y, z, seeker, chain)
    halves = [np.flatnonzero(side) for side in (seeker < 11, seeker >= 11)]
    cut = [
        (x[r], y[r], z[r], seeker[r] - seeker[r].min(), chain[r] - chain[r].min()) for r in halves
    ]
    one, two = (products_of(design(*part[:3]), part[3]) for part in cut)
    total = one + two
    assert (total.rows, total.seekers) == (products.rows, products.seekers)
    assert total.gram == pytest.approx(products.gram)
    again = line_of(total)
    first, second = (spread_of(design(*part[:3]), *part[3:], again) for part in cut)
    both = verdict_test(total, again, first + second)
    assert both.statistic == pytest.approx(found.statistic, rel=1e-10)
    assert (first + second).chains == spread.chains


def test_four_fifths_of_the_error_go_where_the_advice_points():
    x, y, z, seeker, chain = world(np.random.default_rng(5), effect=1.0)
    *_, found = told(x, y, z, seeker, chain)
    *_, other = told(1 - x, y, z, seeker, chain)
    assert other.statistic == pytest.approx(-found.statistic)
    assert found.p_value == pytest.approx(found.p_for / 0.8)
    assert other.p_value == pytest.approx(found.p_for / 0.2)


def test_a_column_made_of_others_changes_nothing():
    x, y, z, seeker, chain = world(np.random.default_rng(6))
    *_, found = told(x, y, z, seeker, chain)
    *_, more = told(x, y, np.column_stack([z, z.sum(axis=1), seeker == 1]), seeker, chain)
    assert more.statistic == pytest.approx(found.statistic)
    assert more.freedom == found.freedom


@pytest.mark.parametrize("perfect", [True, False])
def test_what_cannot_be_told_has_no_test(perfect):
    seeker = np.zeros(20, int)
    y = np.tile([0.0, 1.0], 10)
    z = y[:, None] if perfect else np.zeros((20, 0))
    x = np.ones(20) if not perfect else y
    assert line_of(products_of(design(x, y, z), seeker)) is None
    few = slice(0, 6)
    x = np.array([0.0, 0, 1, 1, 0, 1])
    assert told(x, y[few], np.zeros((6, 0)), np.arange(6) // 3, np.arange(6))[-1] is None


def test_a_perfect_fit_counts_as_if_one_row_were_off():
    side, nothing, one = np.repeat([1.0, 0.0], 6), np.zeros((12, 0)), np.zeros(12, int)
    *_, found = told(side, side, nothing, one, np.arange(12))
    off = side.copy()
    off[-1] = 1
    *_, other = told(side, off, nothing, one, np.arange(12))
    assert found.statistic == pytest.approx(other.statistic)


def test_a_request_in_which_a_term_is_blank_has_its_mean_in_every_column():
    rng = np.random.default_rng(11)
    x, y, _, seeker, chain = world(rng, rows=400)
    codes = rng.integers(0, 4, 400)  # the last is a blank
    shares = np.bincount(codes)[:3] / (codes < 3).sum()
    z = np.stack([np.where(codes == 3, shares[one], codes == one) for one in (1, 2)], axis=1)
    terms = [Factor(one.astype(int), 2) for one in (x, y)]
    held = design_of(400, [*terms, Factor(codes, 3, shares=tuple(shares))])
    products = products_of(held, seeker)
    line = line_of(products)
    found = verdict_test(products, line, spread_of(held, seeker, chain, line))
    assert found.statistic == pytest.approx(told(x, y, z, seeker, chain)[-1].statistic, rel=1e-10)
    assert columns_allowed(74) == 2


def share_found(runs, **kinds):
    rng = np.random.default_rng(8)
    tests = [told(*world(rng, **kinds))[-1] for _ in range(runs)]
    return np.mean([one.p_value < 0.05 for one in tests])


@pytest.mark.parametrize(
    "kinds",
    [
        {"rows": 60, "seekers": 1, "chains": 20},
        {"rows": 150, "seekers": 5, "chains": 10},
        {"rows": 300, "seekers": 10, "own": 0.5},
        {"rows": 600, "seekers": 30, "own": 0.8},
    ],
)
def test_where_nothing_works_it_finds_something_in_one_of_twenty(kinds):
    # three Monte-Carlo errors of 800 runs above 5 %
    assert share_found(800, **kinds) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 800)


def test_requests_to_tell_at_the_level_of_the_verdict():
    # 0.045 over nine contrasts, four fifths of it upwards: one-sided 0.004
    alpha = verdict_alpha(9, 0.045, favourable=True)
    assert alpha / 2 == pytest.approx(0.004)
    assert verdict_alpha(9, 0.045, favourable=False) / 2 == pytest.approx(0.001)
    counts = TwoRates(15, 50, 30, 50)
    more, _ = requests_to_tell(counts, alpha=alpha)
    lax, _ = requests_to_tell(counts)
    assert more > lax
    p, q = (15 + 4.5) / 60, (30 + 4.5) / 60
    assert power_of_test(p, q, 50 + more, 50 + more, alpha) >= 0.8
    assert power_of_test(p, q, 49 + more, 49 + more, alpha) < 0.8

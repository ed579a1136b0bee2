"""Negative binomial and extinction: published outbreaks, statsmodels, and branching by hand."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.stats.offspring import NegativeBinomial, dispersions, extinction, fit_offspring

# Ebola in Conakry 2014, further cases per case: Faye et al. (2015), Lancet Infectious Diseases
# 15:320-326, by index case or not as in Althaus (2015), same journal 15:507-508; 152 cases.
INDEX = [2, 17, 5, 1, 8, 2, 14]
LATER = [1, 2, 1, 4, 4, 1, 3, 3, 1, 1, 4, 9, 9, 1, 2, 1, 1, 1, 4, 3, 3, 4, 2, 5, 1, 2, 2, 1, 9]
LATER += [1, 3, 1, 2, 1, 1, 2] + [0] * 109
# The R package superspreading 0.3.0 prints these to four digits, from a loose numerical search.
PUBLISHED = [(INDEX, 7.0008, 1.5966), (LATER, 0.6620, 0.1937)]
LOOSE = 2e-4
# New York jazz musicians, recruits per respondent: Heckathorn & Jeffri (2001), Poetics 28:307-329.
JAZZ = {0: 146, 1: 54, 2: 26, 3: 19, 4: 12, 5: 4, 6: 2, 8: 1}
OPTIMISER = 1e-4  # statsmodels' search stops there


@pytest.mark.parametrize(("counts", "mean", "k"), PUBLISHED)
def test_published_outbreaks_have_their_published_r_and_k(counts, mean, k) -> None:
    found = fit_offspring(counts)
    assert found.mean == pytest.approx(mean, rel=LOOSE)
    assert found.k == pytest.approx(k, rel=2 * LOOSE)


def test_recruits_of_jazz_musicians_sum_to_those_who_were_recruited() -> None:
    counts = np.repeat(list(JAZZ), list(JAZZ.values()))
    found = fit_offspring(counts)
    assert len(counts) == 264
    assert found.mean == counts.mean() == 251 / 264
    assert found.share(60).sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_k_is_the_one_statsmodels_finds(seed: int) -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(0.8, 0.8 / 2.3, 200)
    judge = sm.NegativeBinomial(counts, np.ones(200)).fit(disp=0, method="bfgs", gtol=1e-8)
    found = fit_offspring(counts)
    assert found.mean == pytest.approx(np.exp(judge.params[0]), rel=OPTIMISER)
    assert found.k == pytest.approx(1 / judge.params[1], rel=OPTIMISER)


def test_a_known_k_is_found_again() -> None:
    # 40,000 draws: the error of log k is about 1.5 %.
    counts = np.random.default_rng(9).negative_binomial(0.5, 0.5 / 1.7, 40_000)
    found = fit_offspring(counts)
    assert found.k == pytest.approx(0.5, rel=0.05)
    assert found.mean == pytest.approx(1.2, rel=0.05)


def test_counts_that_vary_no_more_than_a_poissons_have_no_k() -> None:
    assert fit_offspring([1, 1, 1, 1]).k is None
    assert fit_offspring([0, 0, 0]).k is None
    assert fit_offspring([0, 1, 2, 1]).k is None


def test_many_samples_at_once_are_the_samples_one_by_one() -> None:
    values = np.array([0, 1, 3, 7])
    times = np.random.default_rng(1).integers(0, 9, (20, 4)).astype(float)
    times[0] = 0
    found = dispersions(values, times)
    assert np.isnan(found[0])
    for sample, spread in zip(times[1:], found[1:], strict=True):
        k = fit_offspring(np.repeat(values, sample.astype(int))).k
        assert spread == pytest.approx(0.0 if k is None else 1 / k, rel=1e-9)


@given(st.floats(0.05, 3), st.floats(0.1, 5), st.floats(0.05, 4), st.floats(0.05, 10))
@settings(max_examples=30)
def test_extinction_is_where_plain_iteration_ends(r0: float, k0: float, r1: float, k1: float):
    first, later = NegativeBinomial(r0, k0), NegativeBinomial(r1, k1)
    q = 0.0
    for _ in range(3_000):
        q = later.generating(q)
    # near R = 1 plain iteration creeps
    assert extinction(first, later) == pytest.approx(first.generating(q), abs=1e-3)


def test_extinction_of_a_critical_or_lesser_chain_is_certain() -> None:
    assert extinction(NegativeBinomial(5, 1), NegativeBinomial(1.0, 1)) == 1
    assert extinction(NegativeBinomial(0.0, None), NegativeBinomial(3.0, None)) == 1


def test_extinction_of_a_geometric_chain_is_one_over_its_mean() -> None:
    # k = 1: the smallest root of s = 1 / (1 + R (1 - s)) is 1/R.
    part = NegativeBinomial(1.6, 1.0)
    assert extinction(part, part) == pytest.approx(1 / 1.6, rel=1e-12)


def test_shares_are_those_of_the_generating_function() -> None:
    for part in (NegativeBinomial(1.3, 0.4), NegativeBinomial(1.3, None)):
        shares = part.share(200)
        assert float(shares @ 0.7 ** np.arange(201)) == pytest.approx(part.generating(0.7), 1e-9)


# Logarithms of factorials near a million leave about ten digits.
PMF = 1e-8


@pytest.mark.parametrize(("mean", "k"), [(0.8, 0.4), (2.5, 1e6), (0.0, 1.0), (3.0, None)])
def test_the_chances_agree_with_scipy(mean, k):
    from scipy.stats import nbinom, poisson

    numbers = np.arange(12)
    theirs = poisson.pmf(numbers, mean) if k is None else nbinom.pmf(numbers, k, k / (k + mean))
    assert NegativeBinomial(mean, k).share(11) == pytest.approx(theirs, rel=PMF)

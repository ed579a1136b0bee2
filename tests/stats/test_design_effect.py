"""What lots within seekers save: published figures, statsmodels' sums of squares, and units."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

from outreachlab.errors import UsageError
from outreachlab.stats.arms_power import power_of_arms
from outreachlab.stats.design_effect import alike, design_effect
from outreachlab.stats.power import power_of_test

SIMULATED = 0.012  # three standard errors of a chance near .8 in 20,000 trials, with their bias


def test_design_effects_of_the_design():
    """Eldridge, Ashby & Kerry (2006): clusters of 10 of one size, correlation .05."""
    assert design_effect("request", 0.05, 10) == pytest.approx(0.95)
    assert design_effect("seeker", 0.05, 10) == pytest.approx(1.45)
    assert design_effect("seeker", 0.05, 10, 0.5) == pytest.approx(1 + (1.25 * 10 - 1) * 0.05)


@pytest.mark.parametrize("given", [("seeker", 1.0, 10), ("seeker", 0.1, 0.5), ("week", 0.1, 2)])
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(UsageError):
        design_effect(*given)


@pytest.mark.parametrize("seed", range(5))
def test_correlation_is_that_of_an_analysis_of_variance(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 30, 12)
    seeker = np.repeat(np.arange(12), sizes)
    y = rng.random(len(seeker)) < rng.beta(2, 2, 12)[seeker]
    table = anova_lm(smf.ols("y ~ C(seeker)", pd.DataFrame({"y": y * 1.0, "seeker": seeker})).fit())
    between, within = table["mean_sq"]
    n0 = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / 11
    expected = (between - within) / (between + (n0 - 1) * within)
    yes = np.bincount(seeker, y)
    assert alike(yes, sizes) == pytest.approx(max(expected, 0), abs=1e-12)


@pytest.mark.parametrize(
    ("yes", "sizes"), [([3], [9]), ([1, 0], [1, 1]), ([0, 0], [5, 5]), ([5, 5], [5, 5]), ([], [])]
)
def test_nothing_to_compare_has_no_correlation(yes, sizes):
    assert alike(yes, sizes) is None


def test_two_arms_have_the_power_of_two_rates():
    found = power_of_arms([0.3, 0.5], 93)
    assert found.named == found.any_pair == found.all_pairs
    assert found.named == pytest.approx(power_of_test(0.3, 0.5, 93, 93), abs=SIMULATED)


def test_idle_arms_are_no_pairs_that_differ():
    found = power_of_arms([0.3, 0.3, 0.3], 93)
    assert found.any_pair == 0
    assert found.named <= 0.05


def test_several_arms_against_a_count_with_statsmodels():
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportions_ztest

    rng, rates, n = np.random.default_rng(4), [0.2, 0.45, 0.6], 60
    hits = np.zeros(3)
    for _ in range(600):
        yes = rng.binomial(n, rates)
        p = [proportions_ztest(yes[[i, j]], [n, n])[1] for i, j in ((0, 1), (0, 2), (1, 2))]
        found = multipletests(p, 0.05, "holm")[0]
        hits += [found[0], found.any(), found.all()]
    named, any_pair, all_pairs = hits / 600
    ours = power_of_arms(rates, n)
    assert (ours.named, ours.any_pair, ours.all_pairs) == pytest.approx(
        (named, any_pair, all_pairs), abs=0.06
    )

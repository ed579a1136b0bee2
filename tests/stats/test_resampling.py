"""Three ways to draw a resample, of one and the same distribution."""

import numpy as np
import pytest
from scipy import stats

from outreachlab.stats import resampling
from outreachlab.stats.resampling import patterns_of, resampled_totals

UNLIKELY = 1e-4  # a p-value that a sound draw falls below once in ten thousand seeds
RESAMPLES = 4000


@pytest.fixture(params=["by vector", "unit by unit", "by poisson"])
def way(request, monkeypatch) -> str:
    """Each way in turn, whatever the number of units."""
    few, never = 0, 10**9
    monkeypatch.setattr(resampling, "MANY", few if request.param == "by poisson" else never)
    monkeypatch.setattr(resampling, "SPARING", few if request.param == "by vector" else never)
    monkeypatch.setattr(resampling, "SPARING_OF_MANY", never)
    monkeypatch.setattr(resampling, "BLOCK", (64, 100))  # so that a resample takes several
    return request.param


@pytest.mark.parametrize(("width", "most"), [(1, 5), (4, 60), (24, 60), (40, 2), (9, 10**8)])
def test_patterns_are_the_distinct_rows_however_they_were_added_up(width, most):
    rng = np.random.default_rng(width)
    rows = rng.integers(-most, most + 1, (500, width))[rng.integers(0, 500, 3000)]
    counts, times = np.unique(rows, axis=0, return_counts=True)
    added = sum(map(patterns_of, np.split(rows[1000:], 20)), start=patterns_of(rows[:1000]))
    for found in (patterns_of(rows), added):
        np.testing.assert_array_equal(found.counts, counts)
        np.testing.assert_array_equal(found.times, times)


def vectors(units: int) -> np.ndarray:
    """A one, which counts the draws, a mark of the first unit, and two counts that go together."""
    rng = np.random.default_rng(5)
    one, two = rng.poisson(2, (2, units))
    return np.stack([np.ones(units, int), np.arange(units) == 0, one, one + two], axis=1)


@pytest.mark.usefixtures("way")
def test_every_resample_has_as_many_units_as_there_are():
    totals = resampled_totals(patterns_of(vectors(700)), RESAMPLES, rng=2)
    assert (totals[:, 0] == 700).all()


@pytest.mark.usefixtures("way")
def test_a_unit_comes_up_as_often_as_a_binomial_says():
    units = 700
    times = resampled_totals(patterns_of(vectors(units)), RESAMPLES, rng=3)[:, 1]
    seen = np.bincount(np.minimum(times.astype(int), 4), minlength=5)
    chance = stats.binom.pmf(np.arange(4), units, 1 / units)
    expected = RESAMPLES * np.append(chance, 1 - chance.sum())
    assert stats.chisquare(seen, expected).pvalue > UNLIKELY


@pytest.mark.usefixtures("way")
def test_means_and_covariances_are_those_of_drawing_with_replacement():
    """Of U draws: U times the mean, and U times the covariance of one draw."""
    units, own = 700, vectors(700)[:, 2:]
    totals = resampled_totals(patterns_of(vectors(units)), RESAMPLES, rng=4)[:, 2:]
    one_draw = np.cov(own.T, bias=True)
    error = np.sqrt(units * one_draw.diagonal() / RESAMPLES)
    assert (np.abs(totals.mean(axis=0) - own.sum(axis=0)) < 4 * error).all()
    assert np.cov(totals.T) == pytest.approx(units * one_draw, rel=0.1)  # 4 errors of 4,000


def test_poisson_counts_are_looked_up_right():
    """The share of every count, against the distribution itself, in four million draws."""
    mean = 0.9
    counts = resampling._PoissonCounts(mean, np.random.default_rng(6))
    seen = np.bincount(counts.draw(2000, 2000).ravel(), minlength=9)
    chance = stats.poisson.pmf(np.arange(8), mean)
    expected = seen.sum() * np.append(chance, 1 - chance.sum())
    assert stats.chisquare(np.append(seen[:8], seen[8:].sum()), expected).pvalue > UNLIKELY

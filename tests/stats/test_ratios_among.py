"""Ratios among units against their formula written out, and a simulation."""

import numpy as np
import pytest
from scipy.stats import t as student

from outreachlab.stats.ratios_among import ratio_limits


def test_limits_are_the_formula_written_out():
    above, below = np.array([3.0, 0, 5, 2]), np.array([2.0, 1, 2, 3])
    ratio, total = 10 / 8, 10
    terms = [(a - ratio * b) ** 2 / (1 - b / 8) for a, b in zip(above, below, strict=True)]
    error = np.sqrt(sum(terms)) / total
    freedom = max(64 / (4 + 1 + 4 + 9) - 1, 2)
    width = np.exp(student.ppf(0.975, freedom) * error)
    found = ratio_limits(above, below, np.ones(4, int), squares=14)
    assert found == pytest.approx((ratio / width, ratio * width))


def test_units_alike_by_chance_are_no_surer_than_single_meetings():
    above, below = np.full(12, 2), np.full(12, 2)
    # every unit 2 of 2, yet single meetings gave 0 or 2
    found = ratio_limits(above, below, np.ones(12, int), squares=12 * 4)
    error = np.sqrt(48 - 24) / 24
    assert found[1] == pytest.approx(np.exp(student.ppf(0.975, 11) * error))


def test_no_count_has_no_log_limits():
    assert ratio_limits(np.zeros(12), np.ones(12), np.ones(12, int), squares=0) is None


def test_coverage_among_unlike_units():
    rng = np.random.default_rng(6)
    hits = 0
    for _ in range(1000):
        meetings = rng.integers(1, 6, 20)
        mean = rng.gamma(2, 0.5, 20)
        names = [rng.poisson(m, n) for m, n in zip(mean, meetings, strict=True)]
        above = np.array([one.sum() for one in names])
        squares = float(sum((one**2).sum() for one in names))
        low, high = ratio_limits(above, meetings, np.ones(20, int), squares)
        hits += low <= 1.0 <= high
    assert hits > 930 - 3 * np.sqrt(1000 * 0.93 * 0.07)

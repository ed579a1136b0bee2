"""Effects drawn together, against a textbook's example and a quadrature of another kind."""

import numpy as np
import pytest
from scipy import integrate, stats

from outreachlab.stats.pooling import draw_together

# Rubin (1981), Journal of Educational Statistics 6:377-401; Gelman et al. (2013), Bayesian Data
# Analysis, 3rd ed., tables 5.2 and 5.3: eight schools, posterior medians of 200 draws, rounded.
EFFECTS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
MEDIANS = np.array([10.0, 8, 7, 8, 5, 6, 10, 8])
LOWEST = np.array([-2.0, -5, -11, -7, -9, -7, -1, -6])
OF_200_DRAWS = 2.0  # points: a mean for a median, from 200 draws, printed in whole points
QUADRATURE = 1e-5  # relative: two rules for the same integral


def test_eight_schools_are_drawn_together_as_in_the_textbook():
    found = draw_together(EFFECTS, ERRORS)
    assert np.abs(found.estimate - MEDIANS).max() < OF_200_DRAWS
    assert np.abs(found.low - LOWEST).max() < OF_200_DRAWS
    assert found.mean == pytest.approx(8, abs=1)


def test_the_integral_over_the_spread_agrees_with_adaptive_quadrature():
    def given(spread: float) -> tuple[float, float, float]:
        """Likelihood, mean and school A's mean given the spread, by scipy's densities."""
        total = spread**2 + ERRORS**2
        mean = np.average(EFFECTS, weights=1 / total)
        logs = stats.norm.logpdf(EFFECTS, mean, np.sqrt(total)).sum()
        logs -= 0.5 * np.log((1 / total).sum())
        kept = spread**2 / total[0]
        return float(np.exp(logs)) * 1e12, float(mean), float(kept * EFFECTS[0] + (1 - kept) * mean)

    def integral(of) -> float:
        parts = [(0, 5), (5, 20), (20, 100), (100, np.inf)]
        return sum(integrate.quad(of, *part, epsabs=0, epsrel=1e-9)[0] for part in parts)

    whole = integral(lambda spread: given(spread)[0])
    mean = integral(lambda spread: given(spread)[0] * given(spread)[1]) / whole
    first = integral(lambda spread: given(spread)[0] * given(spread)[2]) / whole
    found = draw_together(EFFECTS, ERRORS)
    assert (found.mean, found.estimate[0]) == pytest.approx((mean, first), rel=QUADRATURE)


def test_the_scale_of_the_effects_does_not_matter():
    small = draw_together(EFFECTS / 100, ERRORS / 100)
    assert 100 * small.estimate == pytest.approx(draw_together(EFFECTS, ERRORS).estimate)


def test_precise_effects_keep_their_own_and_vague_ones_take_the_others():
    effects = np.array([0.3, 0.0, -0.2, 0.1, 0.5])
    found = draw_together(effects, np.array([0.01, 0.01, 0.01, 0.01, 5.0]))
    assert found.estimate[:4] == pytest.approx(effects[:4], abs=0.01)
    assert abs(found.estimate[4] - found.mean) < 0.02


def test_limits_cover_true_effects_that_come_from_one_distribution():
    rng = np.random.default_rng(20260101)
    errors = np.array([0.05, 0.08, 0.1, 0.12, 0.2, 0.08, 0.1])
    draws, inside = 300, 0
    for _ in range(draws):
        true = rng.normal(0.05, 0.1, len(errors))
        found = draw_together(rng.normal(true, errors), errors)
        inside += int(((found.low <= true) & (true <= found.high)).sum())
    # a flat prior on the spread is cautious for seven effects: never below the stated level
    assert inside / (draws * len(errors)) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / draws)


def test_two_effects_are_too_few():
    with pytest.raises(ValueError, match="2 effects"):
        draw_together(np.array([0.1, 0.2]), np.array([0.1, 0.1]))

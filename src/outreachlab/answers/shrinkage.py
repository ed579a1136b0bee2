"""
Several effects drawn towards each other as far as they ask for it.

Numbers only. True effects are taken to come from one normal distribution; its mean and spread are
averaged over what the estimates support, so that the limits carry what is not known about them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

NODES = 200
HALVINGS = 50
FEWEST = 3  # of two effects the spread is anybody's guess: its distribution has no finite area
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Effects (k,) after shrinking, with limits; `mean` and `spread` of what they come from."""

    estimate: Floats
    low: Floats
    high: Floats
    mean: float
    spread: float


def draw_together(estimates: Floats, errors: Floats, confidence: float = 0.95) -> Drawn:
    """
    Posterior means and limits of effects (k,), k at least 3, with known standard errors.

    The normal model with a flat prior on the mean and on the spread (the standard deviation)
    of the true effects: Rubin (1981), Journal of Educational Statistics 6:377-401. Given the
    spread all is normal, so only the spread is integrated, by Gauss-Legendre quadrature.
    """
    if len(estimates) < FEWEST:
        raise ValueError(f"{len(estimates)} effects cannot show how far they differ")
    spread, weight = _spreads(estimates, errors)
    mean, variance = _means(estimates, errors, spread)
    kept = spread[:, None] ** 2 / (spread[:, None] ** 2 + errors**2)
    centre = kept * estimates + (1 - kept) * mean[:, None]
    width = np.sqrt(kept * errors**2 + (1 - kept) ** 2 * variance[:, None])
    tail = (1 - confidence) / 2
    return Drawn(
        weight @ centre,
        _quantile(centre, width, weight, tail),
        _quantile(centre, width, weight, 1 - tail),
        float(weight @ mean),
        float(weight @ spread),
    )


def _spreads(estimates: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Nodes (nodes,) of the spread from 0 to infinity, and how much each counts."""
    knots, widths = np.polynomial.legendre.leggauss(NODES)
    share = (knots + 1) / 2
    scale = float(np.median(errors))
    spread = scale * share / (1 - share)
    mean, variance = _means(estimates, errors, spread)
    total = spread[:, None] ** 2 + errors**2
    logs = 0.5 * np.log(variance) - 0.5 * np.log(total).sum(axis=1)
    logs -= 0.5 * ((estimates - mean[:, None]) ** 2 / total).sum(axis=1)
    logs -= 2 * np.log1p(-share)  # the nodes lie thinner the further out they are
    weight = widths * np.exp(logs - logs.max())
    return spread, weight / weight.sum()


def _means(estimates: Floats, errors: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """The common mean given each spread, and its variance, (nodes,)."""
    precision = 1 / (spread[:, None] ** 2 + errors**2)
    variance = 1 / precision.sum(axis=1)
    return variance * (precision @ estimates), variance


def _quantile(centre: Floats, width: Floats, weight: Floats, share: float) -> Floats:
    """The quantile (k,) of each effect's mixture of normals over the nodes, by bisection."""
    low, high = (centre - 10 * width).min(axis=0), (centre + 10 * width).max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = weight @ ndtr((middle - centre) / width) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2

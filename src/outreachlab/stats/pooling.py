"""
Several effects drawn towards each other as far as they ask for it.

Numbers only. True effects are taken to come from one normal distribution; its mean and spread are
averaged over what the estimates support, so that the limits carry what is not known about them.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln, ndtr

from outreachlab.stats.intervals import interval_of

NODES = 24
ROUNDS = 4
NEGLIGIBLE = 1e-7  # weight, against the heaviest node, below which a corner of the grid is cut off
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """
    The rates (groups,) after pooling, with limits, and the beta distribution they come from.

    `mean` is the average of the groups' true rates, `spread` their standard deviation, and
    `kept` the weight a typical group's own rate keeps: 0 is the pool's rate, 1 its own.
    """

    rate: Floats
    low: Floats
    high: Floats
    mean: float
    spread: float
    kept: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Nodes of the mean and of the shrinkage of a typical group, with normalised weights."""

    mean: Floats
    shrinkage: Floats
    weight: Floats


def shrink(accepted: Ints, counted: Ints, confidence: float = 0.95) -> Shrunken:
    """
    Beta-binomial empirical Bayes over groups with counts (groups,), each `counted` above 0.

    Deely & Lindley (1981), JASA 76:833-841, with a flat prior on the mean and, on the shrinkage
    B = s / (s + n) for a typical group's size n, one that falls evenly to 0 at B = 1; the flat one
    of Christiansen & Morris (1997), JASA 92:618-632, makes limits that cover too seldom in small
    pools. Limits are quantiles of the beta distribution with the averaged mean and variance.
    """
    pairs, mine, times = np.unique(
        np.stack([accepted, counted]), axis=1, return_inverse=True, return_counts=True
    )
    x, n = pairs[:, :, None].astype(float)
    typical = times.sum() / float((times / pairs[1]).sum())
    grid = _grid(pairs, times, typical)
    strength = typical * grid.shrinkage / (1 - grid.shrinkage)
    total = strength + n
    each = (grid.mean * strength + x) / total
    rate = each @ grid.weight
    variance = (each * (1 - each) / (total + 1)) @ grid.weight
    variance += ((each - rate[:, None]) ** 2) @ grid.weight
    size = rate * (1 - rate) / variance - 1
    tail = (1 - confidence) / 2
    low, high = (betaincinv(rate * size, (1 - rate) * size, q) for q in (tail, 1 - tail))
    mean = float(grid.mean @ grid.weight)
    between = float((grid.mean * (1 - grid.mean) / (strength + 1)) @ grid.weight)
    mine = mine.reshape(-1)
    kept = 1 - float(grid.shrinkage @ grid.weight)
    return Shrunken(
        rate=rate[mine],
        low=low[mine],
        high=high[mine],
        mean=mean,
        spread=float(np.sqrt(between)),
        kept=kept,
    )


def places(accepted: Ints, counted: Ints, confidence: float = 0.95) -> tuple[Ints, Ints]:
    """
    First and last place each group may hold, so that all are right together with `confidence`.

    A group is placed before another only if their limits, each at the level that makes all of
    them hold at once, do not overlap: Klein, Wright & Wieczorek (2020), Journal of the Royal
    Statistical Society C 69:589-606. Clopper-Pearson limits keep the level for small groups.
    """
    each = confidence ** (1 / max(len(counted), 1))
    low, high = interval_of(accepted, counted, each, "clopper-pearson")
    surely_above = len(low) - np.searchsorted(np.sort(low), high, side="right")
    surely_below = np.searchsorted(np.sort(high), low, side="left")
    return 1 + surely_above, len(low) - surely_below


def _grid(pairs: Ints, times: Ints, typical: float) -> Grid:
    """Gauss-Legendre nodes over the corner of the unit square where the likelihood lies."""
    knots, widths = knots_of(NODES)
    box = np.array([[0.0, 1.0], [0.0, 1.0]])
    for _ in range(ROUNDS):
        nodes = [low + (high - low) * (knots + 1) / 2 for low, high in box]
        mean, shrinkage = (axis.ravel() for axis in np.meshgrid(*nodes, indexing="ij"))
        logs = _log_likelihood(pairs, times, mean, typical * shrinkage / (1 - shrinkage))
        logs += np.log1p(-shrinkage)  # the prior
        weight = np.exp(logs - logs.max()) * np.outer(widths, widths).ravel()
        heavy = weight.reshape(NODES, NODES) > NEGLIGIBLE * weight.max()
        box = np.array(
            [_cut(nodes[0], box[0], heavy.any(axis=1)), _cut(nodes[1], box[1], heavy.any(axis=0))]
        )
    return Grid(mean, shrinkage, weight / weight.sum())


@cache
def knots_of(count: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes (count,) from -1 to 1 and their weights, which take long to find."""
    knots, widths = np.polynomial.legendre.leggauss(count)
    return knots, widths


def _cut(nodes: Floats, ends: Floats, heavy: NDArray[np.bool_]) -> tuple[float, float]:
    """The part of one axis that holds the heavy nodes, up to the neighbours beside them."""
    first, last = np.flatnonzero(heavy)[[0, -1]]
    low = ends[0] if first == 0 else nodes[first - 1]
    high = ends[1] if last == len(nodes) - 1 else nodes[last + 1]
    return float(low), float(high)


def _log_likelihood(pairs: Ints, times: Ints, mean: Floats, strength: Floats) -> Floats:
    """Beta-binomial log likelihood (nodes,) of distinct pairs of counts, less its constant."""
    x, n = pairs
    a, b = mean * strength, (1 - mean) * strength
    total = -times.sum() * (gammaln(a) + gammaln(b) - gammaln(strength))
    for values, base, sign in ((x, a, 1), (n - x, b, 1), (n, strength, -1)):
        often = np.bincount(values, times)
        for value in np.flatnonzero(often):
            total = total + sign * often[value] * gammaln(value + base)
    return total


GRID = 200
HALVINGS = 50
FEWEST = 3  # of two effects the spread is anybody's guess: its distribution has no finite area


@dataclass(frozen=True, slots=True, kw_only=True)
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
        estimate=weight @ centre,
        low=_quantile(centre, width, weight, tail),
        high=_quantile(centre, width, weight, 1 - tail),
        mean=float(weight @ mean),
        spread=float(weight @ spread),
    )


def _spreads(estimates: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Nodes (nodes,) of the spread from 0 to infinity, and how much each counts."""
    knots, widths = knots_of(GRID)
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

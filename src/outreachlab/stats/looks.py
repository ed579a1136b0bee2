"""Looking at a trial more than once: the bounds that keep its level, and when to give up."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from outreachlab.errors import UsageError

Floats = NDArray[np.float64]
ALPHA = 0.05
NODES = 64
STEPS = 30
ARRIVED = 1e-12
HALVINGS = 24


def spent(fraction: float, alpha: float = ALPHA) -> float:
    """
    How much of a two-sided level may be spent by a fraction of the information.

    Lan & DeMets (1983), Biometrika 70:659-663, the function like O'Brien and Fleming's: each side
    has half of `alpha` and spends 2(1 - Φ(z/√t)) of it, z the normal quantile 1 - alpha/4.
    """
    return float(4 * ndtr(ndtri(alpha / 4) / sqrt(min(fraction, 1.0))))


def bounds(fractions: Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """
    The z beyond which each look rejects, two-sided, so that all together err in `alpha`.

    Parameters
    ----------
    fractions : sequence of float
        Of the planned information at each look, rising; more than all of it counts as all.
    alpha : float in (0, 1)
        The level of all looks together.

    Returns
    -------
    tuple of float
        One z a look. At .2 .4 .6 .8 1: 4.877 3.357 2.680 2.290 2.031.

    Raises
    ------
    UsageError
        The fractions do not rise above 0.

    References
    ----------
    Armitage, McPherson & Rowe (1969), JRSS A 132:235-244, for the integration; Jennison & Turnbull
    (2000), Group Sequential Methods, chapter 19.
    """
    times = tuple(min(float(one), 1.0) for one in fractions)
    if not times or times[0] <= 0 or any(b <= a for a, b in pairwise(times)):
        raise UsageError(f"the looks must come one after the other, not at {list(fractions)}")
    return _bounds(times, float(alpha))


@lru_cache(maxsize=65536)
def _bounds(times: tuple[float, ...], alpha: float) -> tuple[float, ...]:
    """Look by look: the density of a Brownian motion that was inside at all looks before."""
    at, weighed = np.zeros(1), np.ones(1)
    before, used, found = 0.0, 0.0, []
    points, weights = _gauss(NODES)
    for time in times:
        step, upto = sqrt(time - before), spent(time, alpha)
        # what is spent now alone cannot lie nearer than all of it in one look would
        alone = float(-ndtri((upto - used) / 2)) * sqrt(time)
        edge = _edge(at, weighed, step, upto - used, alone)
        found.append(edge / sqrt(time))
        nodes = edge * points
        kernel = np.exp(-(((nodes[:, None] - at) / step) ** 2) / 2) / (step * sqrt(2 * np.pi))
        at, weighed = nodes, edge * weights * (kernel @ weighed)
        before, used = time, upto
    return tuple(found)


@lru_cache
def _gauss(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights on -1 to 1, which take longer to find than all else here."""
    points, weights = np.polynomial.legendre.leggauss(nodes)
    return points, weights


def _edge(at: Floats, weighed: Floats, step: float, wanted: float, start: float) -> float:
    """How far out the motion leaves with the wanted chance, by Newton's method on its log."""
    edge = start  # beyond the answer; the log of the chance is concave, so no step overshoots
    for _ in range(STEPS):
        beyond = (np.concatenate([at, -at]) - edge) / step
        twice = np.concatenate([weighed, weighed])
        leaves = float(twice @ ndtr(beyond))
        density = float(twice @ np.exp(-(beyond**2) / 2)) / (step * sqrt(2 * np.pi))
        move = leaves / density * log(leaves / wanted)
        edge += move
        if abs(move) < ARRIVED:
            break
    return edge


def nominal(fractions: Sequence[float], alpha: float = ALPHA) -> tuple[float, ...]:
    """The two-sided p at which each look rejects."""
    return tuple(float(2 * ndtr(-z)) for z in bounds(fractions, alpha))


def over_looks(p: Sequence[float], fractions: Sequence[float]) -> float:
    """
    The smallest level at which the looks so far reject: one p-value for all of them.

    `p` (looks,) two-sided p-values at `fractions` of the information. Of one look at the whole
    it is that look's own. Holm's method over several contrasts' values is the procedure in which
    each spends its share of the level and a rejection passes its share on.

    References
    ----------
    Liu & Anderson (2008), Journal of the American Statistical Association 103:1621-1630; Maurer &
    Bretz (2013), Statistics in Biopharmaceutical Research 5:311-320.
    """

    def rejects(alpha: float) -> bool:
        return any(own <= most for own, most in zip(p, nominal(fractions, alpha), strict=True))

    low, high = float(ndtri(1e-12)), 0.0  # of half the level, on the scale of z
    if not len(p) or not rejects(1.0):
        return 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rejects(float(2 * ndtr(middle))) else (middle, high)
    return float(2 * ndtr(high))


def conditional_power(z: float, fraction: float, bound: float, drift: float) -> float:
    """
    Chance that the last look rejects, given `z` at a `fraction` of the information.

    `bound` is the last look's z, `drift` the mean of that z under the planned effect, in
    either direction: the larger of the two chances counts.

    References
    ----------
    Lan & Wittes (1988), Biometrics 44:579-585.
    """
    left = 1 - min(fraction, 1.0)
    if left <= 0:
        return float(abs(z) >= bound)
    so_far, spread = z * sqrt(fraction), sqrt(left)
    means = (so_far + drift * left, so_far - drift * left)
    return max(
        float(ndtr((mean - bound) / spread) + ndtr((-mean - bound) / spread)) for mean in means
    )

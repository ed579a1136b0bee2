"""How often several arms are told apart: one pair, any pair, all pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from outreachlab.stats.power import ALPHA

TRIALS = 20_000
SEED = 20260103


@dataclass(frozen=True, slots=True)
class ArmsPower:
    """Chances to find the named pair, at least one pair that differs, and all that differ."""

    named: float
    any_pair: float
    all_pairs: float


def power_of_arms(
    rates: Sequence[float], n: int, pair: tuple[int, int] = (0, 1), alpha: float = ALPHA
) -> ArmsPower:
    """
    Power over all pairs of arms with n requests each, by simulation with a fixed seed.

    Parameters
    ----------
    rates : sequence of float, (k,)
        True rates of the arms.
    pair : (int, int)
        The places of the named pair.
    alpha : float
        Level over all pairs: tests with the common variance of each pair, adjusted by Holm.

    Notes
    -----
    Pairs whose true rates are equal count neither as found nor as missed. 20,000 trials: a chance
    of .8 is right to 0.6 points.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    rng = np.random.default_rng(SEED)
    yes = rng.binomial(n, rates, (TRIALS, len(rates)))
    pairs = list(combinations(range(len(rates)), 2))
    one, two = (yes[:, [pair[side] for pair in pairs]] / n for side in (0, 1))
    common = (one + two) / 2
    error = np.sqrt(2 * common * (1 - common) / n)
    z = np.divide(np.abs(one - two), error, out=np.zeros_like(error), where=error > 0)
    p = 2 * ndtr(-z)
    order = np.argsort(p, axis=1)
    steps = np.take_along_axis(p, order, axis=1) * np.arange(len(pairs), 0, -1)
    adjusted = np.empty_like(p)
    np.put_along_axis(adjusted, order, np.maximum.accumulate(steps, axis=1), axis=1)
    found = adjusted <= alpha
    differ = np.array([rates[a] != rates[b] for a, b in pairs])
    return ArmsPower(
        named=float(found[:, pairs.index((min(pair), max(pair)))].mean()),
        any_pair=float(found[:, differ].any(axis=1).mean()),
        all_pairs=float(found[:, differ].all(axis=1).mean()),
    )

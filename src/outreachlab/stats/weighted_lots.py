"""Lots whose chances changed with what was learned: an estimate, and a p-value by replaying."""

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

FEWEST = 10


def weighted_difference(
    first: ArrayLike, yes: ArrayLike, probability: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    The difference of two arms from lots of known, changing chances, (n,) in the order drawn.

    `probability` is the chance that the first arm had. Augmented inverse weighting: each request
    is set against the arms' shares before it, so that the estimate is unbiased; its limits are
    those of a mean and rough where few were drawn.

    References
    ----------
    Robins, Rotnitzky & Zhao (1994), JASA 89:846-866; Hadad, Hirshberg, Zhan, Wager & Athey (2021),
    PNAS 118(15):e2014602118.
    """
    w, y, chance = (np.asarray(one, float).ravel() for one in (first, yes, probability))
    if len(w) < FEWEST:
        return Estimate(None, None, None, f"fewer than {FEWEST} were drawn")

    def worth(arm: np.ndarray, own: np.ndarray) -> np.ndarray:
        seen, said = (np.concatenate([[0.0], np.cumsum(one)[:-1]]) for one in (arm, arm * y))
        share = (said + 0.5) / (seen + 1)
        return share + arm / own * (y - share)

    each = worth(w, chance) - worth(1 - w, 1 - chance)
    mean = float(each.mean())
    half = normal_quantile(confidence) * float(each.std(ddof=1)) / len(each) ** 0.5
    return Estimate(mean, max(mean - half, -1.0), min(mean + half, 1.0))


def replayed_p(observed: float, replays: ArrayLike) -> float:
    """
    Two-sided p of a statistic among those of lots drawn again, (1 + b) / (1 + B).

    Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1):39.
    """
    again = np.abs(np.asarray(replays, float))
    return float(1 + (again >= abs(observed) - 1e-12).sum()) / (1 + again.size)

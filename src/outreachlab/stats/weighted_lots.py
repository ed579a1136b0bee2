"""Lots whose chances changed with what was learned: an estimate, and a p-value by replaying."""

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.stats.intervals import quantile
from outreachlab.stats.two_rates import Estimate

FEWEST = 10


def weighted_difference(
    first: ArrayLike, yes: ArrayLike, probability: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    The difference of two arms from lots of known, changing chances, (n,) in the order drawn.

    `probability` is the chance that the first arm had. Augmented inverse weighting: each request
    is set against the arms' shares before it, so that the estimate is unbiased. Where few were
    drawn for an arm their scatter says too little: the variance is at least that of the arms'
    shares with a yes and a no added to each, weighed by the chances, and t has as many degrees of
    freedom as the rarer arm has requests.

    References
    ----------
    Agresti & Caffo (2000), The American Statistician 54:280-288, for the yes and the no added;
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
    least = sum(
        p * (1 - p) * float((1 / own).sum())
        for arm, own in ((w, chance), (1 - w, 1 - chance))
        for p in [float((arm @ y + 1) / (arm.sum() + 2))]
    )
    error = max(float(each.var(ddof=1)) * len(each), least) ** 0.5 / len(each)
    rarer = max(int(min(w.sum(), (1 - w).sum())), 1)
    half = quantile(confidence, rarer) * error
    return Estimate(mean, max(mean - half, -1.0), min(mean + half, 1.0))


def replayed_p(observed: float, replays: ArrayLike) -> float:
    """
    Two-sided p of a statistic among those of lots drawn again, (1 + b) / (1 + B).

    Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1):39.
    """
    again = np.abs(np.asarray(replays, float))
    return float(1 + (again >= abs(observed) - 1e-12).sum()) / (1 + again.size)

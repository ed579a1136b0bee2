"""Limits that hold at every moment, for a trial without an end that was planned."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
FIRST = 10  # pairs below which nothing is claimed


def confidence_sequence(
    differences: ArrayLike, tuned_at: float, alpha: float = 0.05
) -> tuple[Floats, Floats]:
    """
    Limits of a mean after each pair, which err at any time in `alpha` of trials.

    Parameters
    ----------
    differences : array of float (pairs,)
        First arm less second, in the order in which the pairs closed: -1, 0 or 1.
    tuned_at : float
        The number of pairs at which the limits are to be narrowest.
    alpha : float in (0, 1)
        The chance that they ever miss the truth.

    Returns
    -------
    (low, high)
        After each pair (pairs,); nan before the tenth.

    Notes
    -----
    Asymptotic: the level is approached as the first pair that counts comes later. The variance
    has one pair of each sign added, so that pairs all alike leave room for doubt.

    References
    ----------
    Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics 52:2613-2640,
    theorem 2.2 and its appendix on the tuning.
    """
    d = np.asarray(differences, float).ravel()
    pairs = np.arange(1, len(d) + 1)
    mean = np.cumsum(d) / pairs
    variance = (np.cumsum(d**2) + 2 - pairs * mean**2) / (pairs + 2)
    doubt = -2 * np.log(alpha)
    rho2 = (doubt + np.log(doubt + 1)) / max(tuned_at, 1.0)
    grown = pairs * rho2 + 1
    half = np.sqrt(variance * 2 * grown / (pairs**2 * rho2) * np.log(np.sqrt(grown) / alpha))
    early = pairs < FIRST
    low, high = (np.where(early, np.nan, np.clip(mean + side * half, -1, 1)) for side in (-1, 1))
    return low, high


def pairs_of(block: ArrayLike, first: ArrayLike, yes: ArrayLike) -> Floats:
    """
    The difference of each pair, in the order in which the pairs are complete.

    `block` (n,) codes, `first` (n,) whether it is the first arm, `yes` (n,), in the order of the
    lots: the i-th of one arm in a block is set against the i-th of the other.
    """
    waiting: dict[tuple[int, bool], list[bool]] = {}
    found = []
    for where, arm, said in zip(
        *(np.asarray(one).tolist() for one in (block, first, yes)), strict=True
    ):
        other = waiting.get((where, not arm))
        if other:
            against = other.pop(0)
            found.append((said - against) if arm else (against - said))
        else:
            waiting.setdefault((where, arm), []).append(said)
    return np.array(found, float)

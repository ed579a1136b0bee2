"""What choosing one side of a tactic would gain, averaged over a posterior."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.posterior import Posterior, logistic

Floats = NDArray[np.float64]

DRAWS = 400
SEED = 20260101
ENOUGH_CHANCE = 0.8
DEAREST_TRY = 1.0


@dataclass(frozen=True, slots=True)
class Gain:
    """
    One tactic; yeses per hundred requests, all of the side chosen.

    `first` says whether it is the first side; `chance` that it is the better one; `gain` over how
    was asked so far; `loss` what it costs if it is the worse; `information` what knowing the better
    would add; `lots` what drawing lots between the two would cost.
    """

    first: bool
    chance: float
    gain: float
    loss: float
    information: float
    lots: float


@dataclass(frozen=True, slots=True)
class Together:
    """What all choices at once would gain, yeses per hundred requests, with limits."""

    gain: float
    low: float
    high: float


def normal_share(z: float) -> float:
    """The share of a standard normal below z."""
    return (1 + erf(z / sqrt(2))) / 2


def chance_of(posterior: Posterior, place: int, first: bool) -> float:
    """How likely the side chosen is the better one."""
    mean, error = float(posterior.mean[place]), float(posterior.errors[place])
    return normal_share((mean if first else -mean) / error)


def sides_chosen(posterior: Posterior, places: Sequence[int]) -> list[bool]:
    """Of each tactic, whether its first side has the better posterior mean."""
    return [bool(posterior.mean[place] >= 0) for place in places]


def drawn(posterior: Posterior, draws: int = DRAWS) -> Floats:
    """Coefficients (draws, k), half of them mirrored at the mode; always the same ones."""
    half = np.random.default_rng(SEED).standard_normal((draws // 2, len(posterior.mean)))
    away = half @ np.linalg.cholesky(posterior.covariance).T
    return posterior.mean + np.concatenate([away, -away])


def gains_of(
    x: NDArray,
    own: Floats,
    posterior: Posterior,
    places: Sequence[int],
    first: Sequence[bool],
    confidence: float = 0.95,
) -> tuple[list[Gain], Together]:
    """
    What each choice gains, and all of them.

    Parameters
    ----------
    x : array, (n, k)
        Predictors of counted requests; a tactic is +1/2 on its first side, -1/2 on its second
        and 0 where there is no choice, and such a row is not moved.
    own : array, (n,)
        Each row's seeker's own intercept, 0 where there are none.
    posterior : Posterior
        Of the k coefficients.
    places : sequence of int
        The columns of the tactics.
    first : sequence of bool
        Which side of each is chosen.
    """
    betas = drawn(posterior)
    index = betas @ x.T + own
    asked = logistic(index)
    gains, moved = [], index.copy()
    for place, chosen in zip(places, first, strict=True):
        here = np.flatnonzero(x[:, place])
        slope, at = betas[:, place, None], x[here, place]
        side = 0.5 if chosen else -0.5
        moved[:, here] += slope * (side - at)
        # each was asked in one of the two ways, so only the other has to be worked out
        so, else_so = asked[:, here], logistic(index[:, here] - 2 * slope * at)
        chosen_so = (at == side) / len(x)
        other_so = (at != side) / len(x)
        do, instead = so @ chosen_so + else_so @ other_so, so @ other_so + else_so @ chosen_so
        before = so.sum(axis=1) / len(x)
        better = np.maximum(do, instead).mean() - max(do.mean(), instead.mean())
        gains.append(
            Gain(
                chosen,
                chance_of(posterior, place, chosen),
                100 * float((do - before).mean()),
                100 * float(np.maximum(instead - do, 0.0).mean()),
                100 * float(max(better, 0.0)),
                50 * float((do - instead).mean()),
            )
        )
    return gains, _together((logistic(moved) - asked).mean(axis=1), confidence)


def to_try(gains: Sequence[Gain]) -> int | None:
    """
    The place of the tactic between whose sides lots would teach most at little cost, if any.

    Among those whose chance is below 0.8, and where lots cost at most one yes per hundred.
    """
    unsure = [
        place
        for place, one in enumerate(gains)
        if one.chance < ENOUGH_CHANCE and one.lots <= DEAREST_TRY and one.information > 0
    ]
    return max(unsure, key=lambda place: gains[place].information, default=None)


def _together(difference: Floats, confidence: float) -> Together:
    low, high = np.quantile(difference, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Together(100 * float(difference.mean()), 100 * float(low), 100 * float(high))

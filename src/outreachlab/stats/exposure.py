"""Answers before and after a follow-up, an exposure that changes in time: the arrays behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.curves import log_rank_of
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

NEVER = 2**40  # a day that no log reaches, far from the end of the number line
MOST_NEWTON_STEPS = 50
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ONE_SIDED = "answers came on one side only, so no ratio can be estimated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """
    Per day t since asking: of requests silent at t, those followed up on t and those not yet.

    Arrays (days,): how many, and how many of them answered within the horizon from t on.
    `influence` (n,) is the share of each request in the error of the pooled `difference`.
    """

    day: Ints
    followed: Ints
    followed_answered: Ints
    waiting: Ints
    waiting_answered: Ints
    difference: float | None
    influence: Floats


def landmarks_of(
    days: Ints, answered: NDArray[np.bool_], followed: Ints, observed: Ints, horizon: int
) -> Landmarks:
    """
    The two sides on every day on which somebody was followed up.

    Arrays (n,): days waited, whether the wait ended in an answer, days until the follow-up (or
    `NEVER`), days until `as_of`. Only requests watched for the whole horizon after t enter, so
    none is censored. Days are pooled as Mantel and Haenszel pool tables; a request that enters
    on several days is one unit of the error.
    """
    at = np.unique(followed[(followed <= days) & (followed + horizon <= observed)])
    counts = np.zeros((4, len(at)), np.int64)
    influence, weights, gap = np.zeros(len(days)), 0.0, 0.0
    for place, t in enumerate(at.tolist()):
        ready = (days >= t) & (followed >= t) & (observed - t >= horizon)
        now = ready & (followed == t)
        later = ready & ~now
        hit = answered & (days - t <= horizon)
        n, m = int(now.sum()), int(later.sum())
        a, b = int((now & hit).sum()), int((later & hit).sum())
        counts[:, place] = n, a, m, b
        if n and m:
            weight = n * m / (n + m)
            weights += weight
            gap += weight * (a / n - b / m)
            influence += weight * (now * (hit - a / n) / n - later * (hit - b / m) / m)
    difference = gap / weights if weights else None
    followed_up, its_answers, not_yet, their_answers = counts
    unit = influence / (weights or 1.0)
    return Landmarks(
        day=at,
        followed=followed_up,
        followed_answered=its_answers,
        waiting=not_yet,
        waiting_answered=their_answers,
        difference=difference,
        influence=unit,
    )


def hazard_ratio(
    days: Ints, answered: NDArray[np.bool_], followed: Ints, confidence: float
) -> tuple[Estimate, float | None]:
    """
    Cox model with the one time-varying exposure "followed up by now", Breslow ties, Wald limits.

    Also the p of its log-rank (Mantel-Byar) test. Arrays as in `landmarks_of`.
    """
    events, at_risk = exposure_counts(days, answered, followed)
    _, _, p = log_rank_of(events, at_risk)
    if events.sum(axis=1).min() == 0 or p is None:
        return Estimate(None, None, None, ONE_SIDED), p
    total, beta, information = events.sum(axis=0), 0.0, 0.0
    for _ in range(MOST_NEWTON_STEPS):
        share = at_risk[1] * np.exp(beta) / (at_risk[0] + at_risk[1] * np.exp(beta))
        information = float((total * share * (1 - share)).sum())
        if information <= 0:
            return Estimate(None, None, None, ONE_SIDED), p
        step = float((events[1] - total * share).sum()) / information
        beta += float(np.clip(step, -1, 1))
        if abs(step) < 1e-12:
            break
    else:
        return Estimate(None, None, None, ONE_SIDED), p
    width = normal_quantile(confidence) / np.sqrt(information)
    low, high = np.exp([beta - width, beta + width]).tolist()
    return Estimate(float(np.exp(beta)), low, high), p


def exposure_counts(
    days: Ints, answered: NDArray[np.bool_], followed: Ints
) -> tuple[Floats, Floats]:
    """Answers and numbers at risk, each (2, days): not followed up, followed up, by answer day."""
    at = np.unique(days[answered])
    ordered, switch = np.sort(days), np.sort(followed[followed <= days])
    ended = np.sort(days[followed <= days])
    at_risk = len(days) - np.searchsorted(ordered, at, side="left")
    exposed = np.searchsorted(switch, at, side="right") - np.searchsorted(ended, at, side="left")
    after = answered & (followed <= days)
    places = np.searchsorted(at, days)
    events = [np.bincount(places[side], minlength=len(at)) for side in (answered & ~after, after)]
    return np.array(events, float), np.array([at_risk - exposed, exposed], float)

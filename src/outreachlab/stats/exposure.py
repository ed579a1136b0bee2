"""Answers before and after a follow-up, an exposure that changes in time: the arrays behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from outreachlab.stats.among import error_among, t_quantile
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
    days: Ints,
    answered: NDArray[np.bool_],
    followed: Ints,
    confidence: float,
    seeker: NDArray | None = None,
) -> tuple[Estimate, float | None]:
    """
    Cox model with the one time-varying exposure "followed up by now", Breslow ties, Wald limits.

    Also the p of its log-rank (Mantel-Byar) test. Arrays as in `landmarks_of`. With `seeker` (n,)
    the error is at least that of the score residuals summed by seeker, and so is the p: Lin & Wei
    (1989), JASA 84:1074-1078.
    """
    events, at_risk = exposure_counts(days, answered, followed)
    _, _, p = log_rank_of(events, at_risk)
    if events.sum(axis=1).min() == 0 or p is None:
        return Estimate(None, None, None, ONE_SIDED), p
    fitted = _fitted(events, at_risk)
    if fitted is None:
        return Estimate(None, None, None, ONE_SIDED), p
    beta, information = fitted
    width = normal_quantile(confidence) / float(np.sqrt(information))
    if seeker is not None:
        residuals = score_residuals(days, answered, followed, beta)
        error, freedom = error_among(residuals / information, seeker)
        width = max(width, float(t_quantile(confidence, freedom)) * error)
        p = max(p, float(2 * stdtr(freedom, -abs(beta) / error))) if error else p
    low, high = np.exp([beta - width, beta + width]).tolist()
    return Estimate(float(np.exp(beta)), low, high), p


def _fitted(events: Floats, at_risk: Floats) -> tuple[float, float] | None:
    """The log ratio and its information by Newton's steps; None where there is none."""
    total, beta = events.sum(axis=0), 0.0
    for _ in range(MOST_NEWTON_STEPS):
        share = at_risk[1] * np.exp(beta) / (at_risk[0] + at_risk[1] * np.exp(beta))
        information = float((total * share * (1 - share)).sum())
        if information <= 0:
            return None
        step = float((events[1] - total * share).sum()) / information
        beta += float(np.clip(step, -1, 1))
        if abs(step) < 1e-12:
            return beta, information
    return None


def score_residuals(days: Ints, answered: NDArray[np.bool_], followed: Ints, beta: float) -> Floats:
    """What each request (n,) adds to the score: its exposure against that of those at risk."""
    events, at_risk = exposure_counts(days, answered, followed)
    at, ratio = np.unique(days[answered]), float(np.exp(beta))
    scale = at_risk[0] + at_risk[1] * ratio
    share, hazard = at_risk[1] * ratio / scale, events.sum(axis=0) / scale
    before, after = (
        np.append(0.0, (weight * hazard).cumsum()) for weight in (-share, ratio * (1 - share))
    )
    until = np.searchsorted(at, days, side="right")
    since = np.minimum(np.searchsorted(at, followed, side="left"), until)
    exposed = answered & (followed <= days)
    own = np.where(answered, exposed - np.append(share, 0.0)[np.searchsorted(at, days)], 0.0)
    return np.asarray(own - before[since] - (after[until] - after[since]))


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

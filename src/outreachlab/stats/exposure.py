"""Answers before and after a follow-up, an exposure that changes in time: the arrays behind it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from outreachlab.stats.among import t_quantile
from outreachlab.stats.curves import log_rank_of
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

NEVER = 2**24  # a day that no log reaches, far from the end of the number line
MOST_NEWTON_STEPS = 50
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ONE_SIDED = "answers came on one side only, so no ratio can be estimated"


@dataclass(frozen=True, slots=True, eq=False)
class Silences:
    """
    Requests, arrays (n,), each standing for `times` (n,) that are alike.

    `days` waited, whether the wait was `answered`, days until the follow-up (or `NEVER`), days
    until `as_of`.
    """

    days: Ints
    answered: Flags
    followed: Ints
    observed: Ints
    times: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """
    Per day t since asking: of requests silent at t, those followed up on t and those not yet.

    Arrays (days,): how many, and how many of them answered within `horizon` days from t on.
    """

    horizon: int
    day: Ints
    followed: Ints
    followed_answered: Ints
    waiting: Ints
    waiting_answered: Ints

    @property
    def weights(self) -> Floats:
        """How much each day tells, as Mantel and Haenszel pool tables."""
        n, m = self.followed, self.waiting
        return np.asarray(n * m / np.maximum(n + m, 1), float)

    @property
    def shares(self) -> tuple[Floats, Floats]:
        """The share answered of either side."""
        return (
            self.followed_answered / np.maximum(self.followed, 1),
            self.waiting_answered / np.maximum(self.waiting, 1),
        )

    @property
    def difference(self) -> float | None:
        """The pooled difference; None where no day has both sides."""
        one, two = self.shares
        total = float(self.weights.sum())
        return float(self.weights @ (one - two)) / total if total else None


def landmarks_of(silences: Silences, horizon: int) -> Landmarks:
    """
    The two sides on every day on which somebody was followed up.

    Only requests watched for the whole horizon after that day enter, so none is censored.
    """
    s = silences
    some = (s.followed <= s.days) & (s.followed + horizon <= s.observed)
    at = np.unique(s.followed[some])
    counts = np.zeros((4, len(at)), np.int64)
    for place, day in enumerate(at.tolist()):
        counts[:, place] = [
            s.times[some].sum()
            for ready, hit in _sides_on(s, day, horizon)
            for some in (ready, ready & hit)
        ]
    followed, its_answers, waiting, their_answers = counts
    return Landmarks(
        horizon=horizon,
        day=at,
        followed=followed,
        followed_answered=its_answers,
        waiting=waiting,
        waiting_answered=their_answers,
    )


def influences(silences: Silences, found: Landmarks) -> Floats:
    """
    The share of each request (n,) in the error of the pooled difference.

    A request that enters on several days is one unit of the error.
    """
    total, weights = np.zeros(len(silences.days)), found.weights
    for place in np.flatnonzero(weights).tolist():
        sides = _sides_on(silences, int(found.day[place]), found.horizon)
        sizes = found.followed[place], found.waiting[place]
        now, later = (
            ready * (hit - share[place]) / size
            for (ready, hit), share, size in zip(sides, found.shares, sizes, strict=True)
        )
        total += weights[place] * (now - later)
    return total / (float(weights.sum()) or 1.0)


def _sides_on(s: Silences, day: int, horizon: int) -> tuple[tuple[Flags, Flags], ...]:
    """Who was followed up on a day and who could yet be, and which of them answered."""
    ready = (s.days >= day) & (s.followed >= day) & (s.observed - day >= horizon)
    now, hit = s.followed == day, s.answered & (s.days - day <= horizon)
    return (ready & now, hit), (ready & ~now, hit)


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Answers and numbers at risk, each (2, days): not followed up, followed up, by answer day."""

    day: Ints
    events: Floats
    at_risk: Floats


def exposure_of(silences: Silences) -> Exposure:
    """How many answered, and how many could have, on each day of an answer."""
    days, answered, followed, times = (
        getattr(silences, name) for name in ("days", "answered", "followed", "times")
    )
    at = np.unique(days[answered])
    switched = followed <= days

    def before(values: Ints, weights: Ints, side: str) -> Ints:
        order = np.argsort(values, kind="stable")
        total = np.append(0, weights[order].cumsum())
        return np.asarray(total[np.searchsorted(values[order], at, side=side)])  # type: ignore[call-overload]

    at_risk = times.sum() - before(days, times, "left")
    exposed = before(followed[switched], times[switched], "right")
    exposed = exposed - before(days[switched], times[switched], "left")
    places = np.searchsorted(at, days)
    sides = (answered & ~switched, answered & switched)
    events = [np.bincount(places[side], times[side], minlength=len(at)) for side in sides]
    return Exposure(at, np.array(events, float), np.array([at_risk - exposed, exposed], float))


@dataclass(frozen=True, slots=True)
class Hazard:
    """The log of the ratio of daily chances, its information, and the p of its log-rank test."""

    beta: float
    information: float
    p_value: float


def hazard_of(exposure: Exposure) -> tuple[Hazard | None, float | None]:
    """
    Cox model with the one time-varying exposure "followed up by now", Breslow ties.

    None where there is no ratio; also the p of its log-rank (Mantel-Byar) test.
    """
    events, at_risk = exposure.events, exposure.at_risk
    _, _, p = log_rank_of(events, at_risk)
    if p is None or events.sum(axis=1).min() == 0 or (fitted := _fitted(events, at_risk)) is None:
        return None, p
    return Hazard(*fitted, p), p


def ratio_of(
    hazard: Hazard, confidence: float, among: tuple[float, float] | None = None
) -> tuple[Estimate, float]:
    """
    The ratio with Wald limits, and the p of no ratio.

    With `among`, the error from score residuals summed by seeker and its freedom, the error is at
    least that, and so is the p: Lin & Wei (1989), JASA 84:1074-1078.
    """
    beta, p = hazard.beta, hazard.p_value
    width = normal_quantile(confidence) / float(np.sqrt(hazard.information))
    if among is not None:
        error, freedom = among
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


def score_residuals(silences: Silences, exposure: Exposure, beta: float) -> Floats:
    """What each request (n,) adds to the score: its exposure against that of those at risk."""
    days, answered, followed = silences.days, silences.answered, silences.followed
    at, ratio = exposure.day, float(np.exp(beta))
    scale = exposure.at_risk[0] + exposure.at_risk[1] * ratio
    share, hazard = exposure.at_risk[1] * ratio / scale, exposure.events.sum(axis=0) / scale
    before, after = (
        np.append(0.0, (weight * hazard).cumsum()) for weight in (-share, ratio * (1 - share))
    )
    until = np.searchsorted(at, days, side="right")
    since = np.minimum(np.searchsorted(at, followed, side="left"), until)
    exposed = answered & (followed <= days)
    own = np.where(answered, exposed - np.append(share, 0.0)[np.searchsorted(at, days)], 0.0)
    return np.asarray(own - before[since] - (after[until] - after[since]))

"""
What a follow-up does, given that only the silent are followed up.

Comparing followed-up requests with all others is a trap: whoever answers early is never followed
up. Here a request counts as not followed up until the day it is, and is compared on that very day
with the requests that are as old, as silent, and not followed up yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import INTERVALS
from outreachlab.answers.sums.seekers import seekers_of
from outreachlab.answers.sums.waits import waits_of
from outreachlab.display import Charted, Column, Grounded
from outreachlab.log.arguments import Cluster, Found, by_seeker, whole
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import require_column
from outreachlab.log.outcomes import NONE, Outcomes
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.among import error_among, error_sums, t_quantile
from outreachlab.stats.exposure import (
    NEVER,
    ONE_SIDED,
    Exposure,
    Hazard,
    Landmarks,
    Silences,
    exposure_of,
    hazard_of,
    influences,
    landmarks_of,
    ratio_of,
    score_residuals,
)
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.resampling import Patterns, distinct, patterns_of
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import (
    counted,
    number,
    number_interval,
    of,
    p_equals,
    percent,
    points,
    points_interval,
)

FEWEST_UNITS = 5
READ = ("seeker", "followed_up_on")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TOO_FEW = f"fewer than {FEWEST_UNITS} comparable requests on a side"
NO_SPREAD = "on one side nobody answered, or everybody did, so there is no error to go by"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class FollowUpEffect(Charted, Grounded):
    """
    Answers after a follow-up against answers at the same age without one.

    `.table` has a row per day of follow-up (days since asking) with the counts of both sides.
    `difference` pools its days (shares, within `horizon_days`); `hazard_ratio` compares the daily
    chance of an answer after a follow-up with that before one; `p_value` is its log-rank test.
    """

    table: pd.DataFrame
    horizon_days: int
    confidence: float
    difference: Estimate
    hazard_ratio: Estimate
    p_value: float | None
    why: str | None
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cluster: Found = "none"

    _json = "horizon_days cluster confidence days=table difference hazard_ratio p_value"

    def _headline(self) -> str:
        return (
            f"Follow-ups: answers within {counted(self.horizon_days, 'day')} among requests silent "
            f"on the day of the follow-up, {percent(self.confidence, 0)} "
            f"{INTERVALS[self.cluster]}"
        )

    def _records(self) -> Iterable[tuple[str, int, int]]:
        sums = {name: int(self.table[name].sum()) for name in self.table if name != "day"}
        yield "followed up", sums["followed_answered"], sums["followed"]
        yield "as old, not yet", sums["waiting_answered"], sums["waiting"]

    def _shown_columns(self) -> tuple[Column, ...]:
        return (
            Column("", lambda row: row[0]),
            Column("answered", lambda row: of(*row[1:])),
            Column("share", lambda row: percent(row[1] / row[2] if row[2] else None)),
        )

    def _remarks(self) -> Iterable[str]:
        gap, ratio = self.difference, self.hazard_ratio
        if gap.low is None:
            yield f"difference at the same age: {gap.why}"
        else:
            spread = points_interval(gap.low, gap.high)
            yield f"difference at the same age: {points(gap.estimate)} ({spread})"
        if ratio.estimate is None:
            yield f"ratio of daily chances: {ratio.why}"
        else:
            yield (
                f"daily chance of an answer, after a follow-up to before: "
                f"{number(ratio.estimate)} ({number_interval(ratio.low, ratio.high)}), "
                f"{p_equals(self.p_value)}"
            )
        yield "a request can stand in the second row on several days"
        yield from self.notes


def follow_up_effect(
    log: Log,
    *,
    horizon_days: int = 14,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> FollowUpEffect:
    """
    Whether a follow-up brings answers, among requests that were silent until then.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either, with `followed_up_on`.
    horizon_days : int
        How many days after the follow-up an answer is looked for.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Changes nothing here but the totals.

    Returns
    -------
    FollowUpEffect
        The pooled difference (shares) and the ratio of daily chances, each None with a `why`
        where it cannot be estimated.

    Raises
    ------
    UnknownColumnError
        The log has no `followed_up_on`.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    An answer on the day of the follow-up counts as coming after it. Who is followed up was
    chosen: the ones one hopes for most, perhaps. It is observed, not an effect.

    References
    ----------
    Mantel & Byar (1974), JASA 69:81-86; Hernán & Robins (2016), American Journal of Epidemiology
    183:758-764; Cox (1972), Journal of the Royal Statistical Society B 34:187-220; Lin & Wei
    (1989), JASA 84:1074-1078, among seekers.
    """
    horizon_days = whole(horizon_days, "horizon_days")
    view = view_of(log, as_of, window_days)
    require_column(view.header, "followed_up_on")
    patterns, seekers = view.total(_counted, READ)
    silences = _told(patterns)
    found, exposure = landmarks_of(silences, horizon_days), exposure_of(silences)
    hazard, p = hazard_of(exposure)
    several = by_seeker(cluster) and seekers > 1
    among = _among(view, silences, found, exposure, hazard) if several else (None, None)
    ratio = Estimate(None, None, None, ONE_SIDED)
    if hazard is not None:
        ratio, p = ratio_of(hazard, confidence, among[1])
    days = ("day", "followed", "followed_answered", "waiting", "waiting_answered")
    return FollowUpEffect(
        table=pd.DataFrame({name: getattr(found, name) for name in days}),
        horizon_days=horizon_days,
        confidence=confidence,
        difference=_pooled(silences, found, among[0], confidence),
        hazard_ratio=ratio,
        p_value=p,
        why=ratio.why,
        ground=view.facts(),
        notes=view.notes,
        cluster="seeker" if several else "none",
    )


def _counted(log: CheckedLog, outcomes: Outcomes) -> tuple[Patterns, int]:
    """The requests whose wait is known, those alike together, and how many seekers they have."""
    rows, silences = _silences(log, outcomes)
    return patterns_of(silences), len(np.unique(seekers_of(log, outcomes.rows[rows])))


def _silences(log: CheckedLog, outcomes: Outcomes) -> tuple[Ints, Ints]:
    """The places of requests whose wait is known, and what `Silences` holds of each, (n, 4)."""
    waits = waits_of(outcomes)
    rows = np.flatnonzero(waits.known)
    asked, followed = outcomes.asked[rows].astype(np.int64), outcomes.followed_up[rows]
    until = np.where(followed == NONE, NEVER, followed - asked)
    answered = waits.cause[rows] > 0
    return rows, np.stack([waits.days[rows], answered, until, outcomes.as_of_day - asked], axis=1)


def _told(patterns: Patterns) -> Silences:
    days, answered, followed, observed = patterns.vectors.astype(np.int64).T
    return Silences(days, answered > 0, followed, observed, patterns.times)


Influence = Callable[[Silences], Floats]


def _among(
    view: View, silences: Silences, found: Landmarks, exposure: Exposure, hazard: Hazard | None
) -> list[tuple[float, float] | None]:
    """The error among seekers of the difference and of the log ratio, and the freedom of each."""
    asked: list[Influence] = [partial(influences, found=found)]
    if hazard is not None:
        asked.append(partial(_pull, exposure=exposure, hazard=hazard))
    requests = [int(silences.times @ (one(silences) != 0)) for one in asked]
    sums = view.total(partial(_errors, tuple(zip(asked, requests, strict=True))), READ)
    errors = [error_among(one, many) for one, many in zip(sums, requests, strict=True)]
    return [*errors, None]


def _pull(silences: Silences, exposure: Exposure, hazard: Hazard) -> Floats:
    """How far each request moves the log ratio."""
    return score_residuals(silences, exposure, hazard.beta) / hazard.information


def _errors(
    asked: tuple[tuple[Influence, int], ...], log: CheckedLog, outcomes: Outcomes
) -> tuple[Floats, ...]:
    rows, silences = _silences(log, outcomes)
    alike, which = distinct(silences)
    who, told = seekers_of(log, outcomes.rows[rows]), _told(alike)
    return tuple(error_sums(one(told)[which], who, many) for one, many in asked)


def _pooled(
    silences: Silences, found: Landmarks, among: tuple[float, float] | None, confidence: float
) -> Estimate:
    gap = found.difference
    if gap is None or min(found.followed.sum(), found.waiting.sum()) < FEWEST_UNITS:
        return Estimate(None, None, None, TOO_FEW)
    for answered, total in (
        (found.followed_answered.sum(), found.followed.sum()),
        (found.waiting_answered.sum(), found.waiting.sum()),
    ):
        if answered in (0, total):
            return Estimate(gap, None, None, NO_SPREAD)
    error = float(np.sqrt(silences.times @ influences(silences, found) ** 2))
    width = normal_quantile(confidence) * error
    if among is not None:
        error, freedom = among
        width = max(width, float(t_quantile(confidence, freedom)) * error)
    return Estimate(gap, max(gap - width, -1.0), min(gap + width, 1.0))

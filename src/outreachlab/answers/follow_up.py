"""
What a follow-up does, given that only the silent are followed up.

Comparing followed-up requests with all others is a trap: whoever answers early is never followed
up. Here a request counts as not followed up until the day it is, and is compared on that very day
with the requests that are as old, as silent, and not followed up yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import INTERVALS
from outreachlab.answers.sums.seekers import seekers_of
from outreachlab.answers.sums.waits import waits_of
from outreachlab.display import Charted, Column, Grounded
from outreachlab.log.arguments import Cluster, Found, by_seeker, whole
from outreachlab.log.codes import require_column
from outreachlab.log.outcomes import NONE
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.among import error_among, t_quantile
from outreachlab.stats.exposure import NEVER, Landmarks, hazard_ratio, landmarks_of
from outreachlab.stats.intervals import normal_quantile
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
    log : CheckedLog
        One row per request, with `followed_up_on`.
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
    log, outcomes = view.whole("follow_up_effect")
    waits = waits_of(outcomes)
    known = waits.known
    followed = np.where(
        outcomes.followed_up == NONE, NEVER, outcomes.followed_up.astype(np.int64) - outcomes.asked
    )
    observed = (outcomes.as_of_day - outcomes.asked).astype(np.int64)
    found = landmarks_of(
        waits.days[known], waits.cause[known] > 0, followed[known], observed[known], horizon_days
    )
    several = by_seeker(cluster) and len(np.unique(seekers_of(log, outcomes.rows[known]))) > 1
    who = seekers_of(log, outcomes.rows) if several else None
    whose = None if who is None else who[known]
    ratio, p = hazard_ratio(
        waits.days[known], waits.cause[known] > 0, followed[known], confidence, whose
    )
    return FollowUpEffect(
        table=pd.DataFrame(
            {
                name: getattr(found, name)
                for name in ("day", "followed", "followed_answered", "waiting", "waiting_answered")
            }
        ),
        horizon_days=horizon_days,
        confidence=confidence,
        difference=_pooled(found, whose, confidence),
        hazard_ratio=ratio,
        p_value=p,
        why=ratio.why,
        ground=outcomes.facts(),
        notes=outcomes.notes,
        cluster="none" if who is None else "seeker",
    )


def _pooled(found: Landmarks, who: NDArray[np.int64] | None, confidence: float) -> Estimate:
    if found.difference is None or min(found.followed.sum(), found.waiting.sum()) < FEWEST_UNITS:
        return Estimate(None, None, None, TOO_FEW)
    for answered, total in (
        (found.followed_answered.sum(), found.followed.sum()),
        (found.waiting_answered.sum(), found.waiting.sum()),
    ):
        if answered in (0, total):
            return Estimate(found.difference, None, None, NO_SPREAD)
    width = normal_quantile(confidence) * float(np.sqrt((found.influence**2).sum()))
    if who is not None:
        error, freedom = error_among(found.influence, who)
        width = max(width, float(t_quantile(confidence, freedom)) * error)
    return Estimate(
        found.difference, max(found.difference - width, -1.0), min(found.difference + width, 1.0)
    )

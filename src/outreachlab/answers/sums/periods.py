"""What happened in each week or month, and lately against before: sums, so that parts add up."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import Tally, count_by
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker, seekers_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes
from outreachlab.log.outcomes import DECLINED, Outcomes, days_in

Period = Literal["week", "month"]
PERIODS: tuple[str, ...] = get_args(Period)
MONDAY = -3  # 1970-01-01 was a Thursday
NOW_DAYS = 28
ANSWERED, MET, NOT_LOOKED_AT = 5, 6, 7  # columns of a tally of periods after the five counts
Days = NDArray[np.integer]


def first_days(days: Days, by: str) -> NDArray[np.int64]:
    """The first day of the week (a Monday, as ISO 8601 has it) or month of each day (n,)."""
    days = days.astype(np.int64)
    if by == "week":
        return days - (days - MONDAY) % 7
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def periods_between(first: int, last: int, by: str) -> NDArray[np.int64]:
    """The first days of all periods from one to another, both included."""
    if by == "week":
        return np.arange(first, last + 1, 7)
    ends = np.array([first, last]).astype("datetime64[D]").astype("datetime64[M]")
    start, end = ends.astype(np.int64).tolist()
    months = np.arange(start, end + 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def periods_of(log: CheckedLog, outcomes: Outcomes, by: str, clustered: bool) -> Tally:
    """
    The counts of each period, whose levels are the ISO texts of their first days.

    After the five of the requests asked in it stand how many of those counted were answered, the
    meetings held in it (those without a day with the blanks), and what the same seekers asked in
    it and is not looked at, since a span of days leaves it out.
    """
    asked = first_days(outcomes.asked, by)
    met = first_days(outcomes.met[outcomes.dated], by)
    beside = first_days(_not_looked_at(log, outcomes), by)
    starts = np.unique(np.concatenate([asked, met, beside]))
    level, met, beside = (np.searchsorted(starts, days) for days in (asked, met, beside))
    size = len(starts)
    answered = outcomes.counted & (outcomes.accepted | (outcomes.outcome == DECLINED))
    further = [np.bincount(one, minlength=size + 1) for one in (level[answered], met, beside)]
    further[1][size] = int((outcomes.held & ~outcomes.dated).sum())
    counts = count_by(Codes(level, ("",) * size), outcomes)
    return Tally(
        by="period",
        cross=None,
        books=(tuple(np.datetime_as_string(starts.astype("datetime64[D]")).tolist()), (None,)),
        pairs=np.arange(size),
        counts=np.column_stack([counts, *further]),
        seekers=counts_by_seeker(log, outcomes, level, size) if clustered else None,
    )


def _not_looked_at(log: CheckedLog, outcomes: Outcomes) -> Days:
    """The days on which seekers looked at asked what is not."""
    asked = days_in(log, "asked_on")
    if log.selected.all():
        return asked[:0]
    who = seekers_of(log, np.arange(len(asked)))
    mine = np.isin(who, who[outcomes.rows])
    return asked[mine & ~log.selected & (asked <= outcomes.as_of_day)]


def span_of_now(as_of_day: int, window_days: int) -> tuple[int, int]:
    """The first and the last day of the last four weeks whose windows are over."""
    last = as_of_day - window_days
    return last - NOW_DAYS + 1, last


def lately_of(
    log: CheckedLog, outcomes: Outcomes, clustered: bool
) -> tuple[NDArray[np.int64], SeekerCounts | None]:
    """The five counts of the requests asked lately and before (2, 5), and those of each seeker."""
    first, last = span_of_now(outcomes.as_of_day, outcomes.window_days)
    side = np.where(outcomes.asked > last, BLANK, outcomes.asked < first).astype(np.int8)
    counts = count_by(Codes(side, ("now", "before")), outcomes)[:2]
    if not clustered:
        return counts, None
    return counts, counts_by_seeker(log, outcomes, side, 2, together=True)

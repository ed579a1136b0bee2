"""What became of each request as of a day: the one denominator of every rate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.days import EPOCH, NO_DAY, day_numbers, day_of
from outreachlab.log.vocabulary import OUTCOMES, WINDOW_DAYS

if TYPE_CHECKING:
    from outreachlab.log.checked import CheckedLog

NONE = NO_DAY
ACCEPTED, DECLINED, NO_REPLY, PENDING, UNDELIVERED = range(len(OUTCOMES))
# Where a request goes: every one has one of these fates.
FATES = ("undelivered", "too young", "counted, no yes", "counted, a yes")
LONE_DATE_DAYS = 90
Days = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Ground(Protocol):
    """What an answer stands on: the day, the window and the totals, and what is noted of them."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences beside the answer."""
        ...

    def facts(self) -> dict[str, Any]:
        """What every JSON object says of its ground."""
        ...


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcomes:
    """
    The requests an answer looks at, and what had become of each by `as_of`.

    `rows` are places in the log's frame; every array is aligned with it. Dates are days since
    1970-01-01, `NONE` where there is none or it lies after `as_of`. `outcome` holds codes into
    `vocabulary.OUTCOMES`; a pending request whose window is over stays pending there and is
    counted as no reply. `accepted` says whether there was a yes by that day, counted or not.
    `fate` holds codes into `FATES`. A meeting is held if its day has come, or if the log says so
    without a day. `read` and `reading` are how the log was read, as data and in notes.
    """

    judged: "Judged"
    window_days: int
    rows: NDArray[np.int64]
    asked: Days
    responded: Days
    met: Days
    followed_up: Days
    outcome: NDArray[np.int8]
    undelivered: Flags
    too_young: Flags
    counted: Flags
    accepted: Flags
    held: Flags
    fate: NDArray[np.int8]
    totals: dict[str, int]
    read: dict[str, Any] | list[dict[str, Any]]
    reading: tuple[str, ...]

    @property
    def as_of(self) -> date:
        """The day of judgement."""
        return self.judged.as_of

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on that day."""
        return self.judged.notes

    @property
    def dated(self) -> Flags:
        """Meetings held on a day that is known (n,)."""
        return self.held & (self.met != NONE)

    @property
    def as_of_day(self) -> int:
        """`as_of` as days since 1970-01-01."""
        return (self.as_of - EPOCH).days

    def facts(self) -> dict[str, Any]:
        """What every JSON object says of its ground: the day, the window, the totals."""
        notes = (*self.reading, *self.notes)
        return ground_facts(self.as_of, self.window_days, self.totals, self.read, notes)


def ground_facts(
    as_of: date,
    window_days: int,
    totals: dict[str, int],
    read: dict[str, Any] | list[dict[str, Any]],
    notes: tuple[str, ...],
) -> dict[str, Any]:
    """What every JSON object says of its ground."""
    return {
        "as_of": as_of.isoformat(),
        "window_days": window_days,
        "totals": dict(totals),
        "read": read,
        "notes": list(notes),
    }


ONLY_YESES = (
    "only yeses count here: requests that were refused or never answered are missing, so no rate "
    "says how often people agree"
)
NO_YES = "nobody has said yes yet: there is no rate before the first yes"


def no_rate(totals: Mapping[str, int]) -> str | None:
    """Why a log with yeses alone, or with none, has no rate; None where it has one."""
    counted, accepted = totals["counted"], totals["accepted"]
    if not counted or 0 < accepted < counted:
        return None
    return ONLY_YESES if accepted else NO_YES


def decide(
    log: "CheckedLog", *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> Outcomes:
    """
    Judge every request of a log as of one day.

    Parameters
    ----------
    log : CheckedLog
        One row per request.
    as_of : date, optional
        The day of judgement; the latest day of asking, answering or reminding unless given.
    window_days : int
        Days after which silence is an answer.

    Returns
    -------
    Outcomes
        Arrays aligned with the selected requests asked by that day.

    Raises
    ------
    UsageError
        The window is no whole number of days from 1 up.
    NothingToComputeError
        Nothing had been asked by that day.
    """
    require_window(window_days)
    as_of = day_of(as_of)
    judged = judge(latest_of(log, as_of), as_of, window_days)
    outcomes = outcomes_on(log, judged, window_days)
    if not len(outcomes.rows):
        raise nothing_asked(log.source, judged.as_of)
    return outcomes


@dataclass(frozen=True, slots=True)
class Latest:
    """
    What the day of judgement is settled by; of two parts of a log it adds up.

    `days` are the two latest days of asking, answering or reminding; `unanswered` is the latest
    day of asking of a request that is pending, `NONE` without one.
    """

    days: tuple[int, ...]
    unanswered: int

    def __add__(self, other: "Latest") -> "Latest":
        days = sorted({*self.days, *other.days})
        return Latest(tuple(days[-2:]), max(self.unanswered, other.unanswered))


@dataclass(frozen=True, slots=True)
class Judged:
    """
    The day of judgement, and whether any request of the whole file is open on it.

    `unanswered` is the latest day of asking of a request that is pending on it, `given` says that
    the day was asked for, and is not merely the latest of the log.
    """

    as_of: date
    any_open: bool
    notes: tuple[str, ...] = ()
    given: bool = False
    unanswered: int = NONE

    @property
    def quiet(self) -> "Judged":
        """The same without what is noted of the day."""
        return replace(self, notes=())


def latest_of(log: "CheckedLog", as_of: date | None = None) -> Latest:
    """The latest days of a log, or of a part of one."""
    asked, responded, followed_up = (
        days_in(log, name) for name in ("asked_on", "responded_on", "followed_up_on")
    )
    tops = {top for days in (asked, responded, followed_up) for top in _two_latest(days)} - {NONE}
    outcome = log.frame["outcome"].cat.codes.to_numpy()
    pending = outcome == PENDING
    if as_of is not None:
        today = (as_of - EPOCH).days
        answered = (outcome == ACCEPTED) | (outcome == DECLINED)
        pending = (pending | (answered & (responded > today))) & (asked <= today)
    return Latest(tuple(sorted(tops)[-2:]), int(asked[pending].max(initial=NONE)))


def _two_latest(days: Days) -> tuple[int, int]:
    last = days.max(initial=NONE)
    return int(np.where(days == last, NONE, days).max(initial=NONE)), int(last)


def judge(latest: Latest, as_of: date | None, window_days: int) -> Judged:
    """The day of judgement of a whole log."""
    given = as_of is not None
    notes: tuple[str, ...] = ()
    if as_of is None:
        as_of, notes = _last_day(latest.days)
    return Judged(
        as_of, _is_open(latest.unanswered, as_of, window_days), notes, given, latest.unanswered
    )


def _is_open(unanswered: int, day: date, window_days: int) -> bool:
    return unanswered > (day - EPOCH).days - window_days


def later(log: "CheckedLog", outcomes: Outcomes, day: date) -> Outcomes:
    """Every request as of a day after the latest of the log, when no more has become of any."""
    if day == outcomes.as_of:
        return outcomes
    unanswered, window = outcomes.judged.unanswered, outcomes.window_days
    judged = Judged(day, _is_open(unanswered, day, window), (), True, unanswered)
    return outcomes_on(log, judged, window)


def require_window(window_days: int) -> None:
    """Raise UsageError unless the window is a whole number of days from 1 up."""
    whole = isinstance(window_days, (int, np.integer)) and not isinstance(window_days, bool)
    if not whole or window_days < 1:
        raise UsageError(f"the window must be at least 1 day, and whole days, not {window_days!r}")


def nothing_asked(source: str, as_of: date) -> NothingToComputeError:
    """The error of a log in which nothing had been asked by that day."""
    return NothingToComputeError(f"{source}: no request had been asked by {as_of}")


def outcomes_on(log: "CheckedLog", judged: Judged, window_days: int) -> Outcomes:
    """Every request of a log, or of a part of one, as of a day that is settled already."""
    frame, today = log.frame, (judged.as_of - EPOCH).days
    asked, responded, followed_up, met = (
        days_in(log, name) for name in ("asked_on", "responded_on", "followed_up_on", "met_on")
    )
    outcome = frame["outcome"].cat.codes.to_numpy().astype(np.int8)
    answered = (outcome == ACCEPTED) | (outcome == DECLINED)
    outcome = np.where(answered & (responded > today), np.int8(PENDING), outcome)
    young = today - asked < window_days
    looked_at = (asked <= today) & log.selected
    every, rows = looked_at.all(), np.flatnonzero(looked_at)

    def taken(values: NDArray[Any]) -> NDArray[Any]:
        return values if every else values[rows]

    outcome = taken(outcome)
    undelivered = outcome == UNDELIVERED
    too_young = taken(young) & ~undelivered & judged.any_open
    counted = ~undelivered & ~too_young
    accepted = outcome == ACCEPTED
    fate = (2 + accepted - too_young * (1 + accepted)).astype(np.int8)
    fate[undelivered] = 0
    undated = _met_undated(log, met)
    responded, met, followed_up = (
        taken(np.where(days > today, np.int32(NONE), days))
        for days in (responded, met, followed_up)
    )
    return Outcomes(
        judged=judged,
        window_days=window_days,
        rows=rows,
        asked=taken(asked),
        responded=responded,
        met=met,
        followed_up=followed_up,
        outcome=outcome,
        undelivered=undelivered,
        too_young=too_young,
        counted=counted,
        accepted=accepted,
        held=accepted & ((met != NONE) | taken(undated)),
        fate=fate,
        totals=_totals(undelivered, too_young, counted, accepted, log.faulty),
        read=log.read,
        reading=log.notes,
    )


def _met_undated(log: "CheckedLog", met_on: Days) -> Flags:
    """Requests that led to a meeting whose day the log does not say (n,)."""
    if "met" not in log.frame:
        return np.zeros(len(log.frame), bool)
    return (log.frame["met"] == "yes").to_numpy(bool) & (met_on == NONE)


def _totals(
    undelivered: Flags, too_young: Flags, counted: Flags, accepted: Flags, faulty: int
) -> dict[str, int]:
    return {
        "requests": len(counted),
        "undelivered": int(undelivered.sum()),
        "too_young": int(too_young.sum()),
        "counted": int(counted.sum()),
        "accepted": int((accepted & counted).sum()),
        "faulty": faulty,
    }


def days_in(log: "CheckedLog", name: str) -> Days:
    """A date column as day numbers, found once per log; `NONE` where it is blank or absent."""
    if (name, "days") not in log.kept:
        known = name in log.frame
        days = day_numbers(log.frame[name]) if known else np.full(len(log.frame), NONE, np.int32)
        days.flags.writeable = False  # as others will be given it too
        log.kept[name, "days"] = days
    found: Days = log.kept[name, "days"]
    return found


def _last_day(days: tuple[int, ...]) -> tuple[date, tuple[str, ...]]:
    """The latest day of the file, and a note where it stands far from all others."""
    before, last = (EPOCH + timedelta(days=day) for day in (days[0], days[-1]))
    if (gap := (last - before).days) > LONE_DATE_DAYS:
        return last, (
            f"the last date of the log, {last}, comes {gap} days after the one "
            f"before it, {before}; if it is a slip, correct it or give `as_of`",
        )
    return last, ()

"""What became of each request as of a day: the one denominator of every rate."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.intake.facts import NO_DAY, day_numbers
from outreachlab.vocabulary import OUTCOMES, WINDOW_DAYS

EPOCH = date(1970, 1, 1)
NONE = NO_DAY
ACCEPTED, DECLINED, NO_REPLY, PENDING, UNDELIVERED = range(len(OUTCOMES))
LONE_DATE_DAYS = 90
Days = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """
    The requests an answer looks at, and what had become of each by `as_of`.

    `rows` are places in the log's frame; every array is aligned with it. Dates are days since
    1970-01-01, `NONE` where there is none or it lies after `as_of`. `outcome` holds codes into
    `vocabulary.OUTCOMES`; a pending request whose window is over stays pending there and is
    counted as no reply. `accepted` says whether there was a yes by that day, counted or not.
    """

    as_of: date
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
    totals: dict[str, int]
    notes: tuple[str, ...]

    @property
    def as_of_day(self) -> int:
        """`as_of` as days since 1970-01-01."""
        return (self.as_of - EPOCH).days

    def facts(self) -> dict[str, object]:
        """What every JSON object says of its ground: the day, the window, the totals."""
        return {
            "as_of": self.as_of.isoformat(),
            "window_days": self.window_days,
            "totals": dict(self.totals),
        }


def decide(
    log: CheckedLog, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
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
    if window_days < 1:
        raise UsageError(f"the window must be at least 1 day, not {window_days}")
    frame = log.frame
    asked, responded, followed_up, met = (
        _days(frame, name) for name in ("asked_on", "responded_on", "followed_up_on", "met_on")
    )
    notes: tuple[str, ...] = ()
    if as_of is None:
        today, notes = _last_day(asked, responded, followed_up)
    else:
        today = (as_of - EPOCH).days
    outcome = frame["outcome"].cat.codes.to_numpy().astype(np.int8)
    answered = (outcome == ACCEPTED) | (outcome == DECLINED)
    outcome = np.where(answered & (responded > today), np.int8(PENDING), outcome)
    present = asked <= today
    young = today - asked < window_days
    any_open = bool((present & young & (outcome == PENDING)).any())

    rows = np.flatnonzero(present & log.selected)
    if not len(rows):
        raise NothingToComputeError(
            f"{log.source}: no request had been asked by {EPOCH + timedelta(days=today)}"
        )
    outcome = outcome[rows]
    undelivered = outcome == UNDELIVERED
    too_young = young[rows] & ~undelivered & any_open
    counted = ~undelivered & ~too_young
    accepted = outcome == ACCEPTED
    responded, met, followed_up = (
        np.where(days > today, NONE, days)[rows].astype(np.int32)
        for days in (responded, met, followed_up)
    )
    return Outcomes(
        EPOCH + timedelta(days=today),
        window_days,
        rows,
        asked[rows],
        responded,
        met,
        followed_up,
        outcome,
        undelivered,
        too_young,
        counted,
        accepted,
        accepted & (met != NONE),
        _totals(undelivered, too_young, counted, accepted, log.faulty),
        notes,
    )


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


def _days(frame: pd.DataFrame, name: str) -> Days:
    return day_numbers(frame[name]) if name in frame else np.full(len(frame), NONE, np.int32)


def _last_day(*columns: Days) -> tuple[int, tuple[str, ...]]:
    """The latest day of the file, and a note where it stands far from all others."""
    tops = [np.unique(days)[-2:] for days in columns]
    days = np.unique(np.concatenate(tops))
    days = days[days != NONE]
    last = int(days[-1])
    if len(days) > 1 and last - int(days[-2]) > LONE_DATE_DAYS:
        lone, before = (EPOCH + timedelta(days=int(day)) for day in (days[-1], days[-2]))
        return last, (
            f"the last date of the log, {lone}, comes {last - int(days[-2])} days after the one "
            f"before it, {before}; if it is a slip, correct it or give --as-of",
        )
    return last, ()

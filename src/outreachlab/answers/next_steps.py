"""What to do next: a line a person, ranked by what it is worth, and a few first requests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from outreachlab.answers.due import LET_GO_AFTER, NEEDS, Due, lacking
from outreachlab.answers.due_before import LAST_REMINDER
from outreachlab.answers.due_lines import DOING, rank
from outreachlab.answers.habits import REMINDER_DAY, Habits
from outreachlab.answers.pace import WEEK, Pace
from outreachlab.answers.planned import planned
from outreachlab.answers.sums.habits import has_meetings
from outreachlab.answers.sums.week import (
    MOST,
    MOST_FURTHER,
    READ,
    Acting,
    Week,
    acting_on,
    decide,
    week_in,
)
from outreachlab.display import Column, Grounded, table_of
from outreachlab.errors import UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import FEW, WINDOW_DAYS
from outreachlab.wording import counted, day_near, listed, sentence, shortened, told_as

STALE_DAYS = 14


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class NextSteps(Grounded):
    """
    What to do next, as of a day.

    `.table` has a row per line: `action`, `seeker`, `contact` (texts), `due_on`, `since` (days),
    `why`, `worth`. `older` counts loose ends of more than sixty days, `left` further lines that
    are worth less than those shown, `loose` the people whom loose ends are about; `further` are
    these lines, then those of the loose ends, forty at most. `habits` and `pace` say how people
    answer the seekers whom lines are about, and what keeps the wished pace of a seeker alone, or
    of `every` one; `log_as_of` is the day of the rates behind them. `warnings` are those of
    `notes` to know before acting.
    """

    due: tuple[Due, ...]
    older: int
    left: int
    log_as_of: date
    habits: dict[str, Habits]
    pace: dict[str, Pace]
    ground: dict[str, Any]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    further: tuple[Due, ...] = ()
    loose: int = 0

    @property
    def as_of(self) -> date:
        """The day acted on."""
        return date.fromisoformat(self.ground["as_of"])

    @property
    def table(self) -> pd.DataFrame:
        """A row per line."""
        days = "due_on:datetime64[s] since:datetime64[s]"
        return table_of(self.due, f"action seeker contact {days} why worth:float64")

    _json = "due older left log_as_of"
    _each = "due"

    def _headline(self) -> str:
        things = counted(len(self.due), "thing") if self.due else f"nothing{self._why_nothing()}"
        return f"To do as of {self.as_of}: {things}"

    def _shown_columns(self) -> tuple[Column, ...]:
        several = len({one.seeker for one in self.due}) > 1
        return (
            Column("", DOING.__getitem__, "action"),
            *((Column("seeker", _name, "seeker"),) if several else ()),
            Column("contact", _name, "contact"),
            Column("day", lambda day: day_near(day, self.as_of), "day"),
            Column("why", sentence, "why"),
        )

    def _remarks(self) -> Iterable[str]:
        if self.left:
            yield f"{counted(self.left, 'further line')} worth less; `every=True` lists all"
        if self._long_ago:
            yield (
                f"what is due is let go after {LET_GO_AFTER} days; "
                f"`as_of='{self.log_as_of}'` lists what was due when the log ended"
            )
        yield from self.notes

    @property
    def _long_ago(self) -> bool:
        """Is nothing due since all that was is let go by now?"""
        return not self.due and (self.as_of - self.log_as_of).days > LET_GO_AFTER

    def _why_nothing(self) -> str:
        if not self._long_ago:
            return ", for nobody is to be reminded, thanked or asked"
        return f", for the log ends {counted((self.as_of - self.log_as_of).days, 'day')} earlier"


def next_steps(
    log: Log,
    *,
    every: bool = False,
    meetings_a_week: float = 1,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> NextSteps:
    """
    What to do next, a line a person, ranked by what it is worth.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    every : bool
        All that is due, older loose ends one by one, rather than five lines at most.
    meetings_a_week : float
        The wished pace, which says how many first requests to send.
    as_of : date, optional
        The day acted on and of the rates. Unless given, one acts today, by the rates as of the
        latest day of the log.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    NextSteps
        `.table` has a row per line: `action`, `seeker`, `contact`, `due_on`, `since` (days),
        `why`, `worth` (expected yeses).

    Raises
    ------
    UsageError
        The window or the pace makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    A reminder is due once, after the day by which three in four of the answers had come, and never
    after day 21 nor after a second silence. A day is to be agreed on from two days after a yes
    until sixty, while the log has none and tells of no meeting. Thanks are due within two days of
    a meeting, an update in their place after 14, and after 60 nothing. What is worth how much
    comes from the log: the share of the silent that gets a yes later, of requests on a name and of
    first requests that get one, names a meeting; what goes back to a meeting or to a yes fades to
    nothing within 60 days. A meeting is prepared on the day before, and listed from a week before
    on. What is due is spread over the days to come, three a day, from tomorrow on. Below ten cases
    those of all seekers stand in, then 3 in 10. A blank is never a no.

    References
    ----------
    Kaplan & Meier (1958), JASA 53:457-481; Aalen & Johansen (1978), Scandinavian Journal of
    Statistics 5:141-150, for the yeses still to come.
    """
    pace = _pace_wished(meetings_a_week)
    view = view_of(log, as_of, window_days)
    acting = acting_on(view)
    week: Week = view.total(partial(week_in, acting, every, pace), READ)[0]
    standing = list(week.firsts)
    if week.older.count and not every:
        standing.append(decide(acting, week.older))
    kept = week.due if every else week.due[: MOST - len(standing)]
    last = view.judged.as_of
    warnings = (*_stale(last, acting.day), *_enough(acting, week))
    due = sorted([*kept, *standing], key=rank)
    days = planned(due, acting.day)
    further = () if every else (*week.due[len(kept) :], *week.older.first)[:MOST_FURTHER]
    return NextSteps(
        due=tuple(replace(one, day=day) for one, day in zip(due, days, strict=True)),
        older=week.older.count,
        left=week.people - len(kept),
        log_as_of=last,
        habits=week.habits,
        pace=week.pace,
        ground={**view.facts(), "as_of": acting.day.isoformat()},
        warnings=warnings,
        notes=(*warnings, *_notes(view.header, acting, week), *view.notes),
        further=further,
        loose=0 if every else week.older.people,
    )


def _pace_wished(meetings: float) -> float:
    known = isinstance(meetings, int | float) and not isinstance(meetings, bool)
    if not known or not 0 <= meetings <= WEEK:
        raise UsageError(f"`meetings_a_week` is a number from 0 to {WEEK}, not {meetings!r}")
    return float(meetings)


def _stale(last: date, acted: date) -> Iterator[str]:
    """That the log ends long before the day acted on."""
    if (gap := (acted - last).days) > STALE_DAYS:
        yield (
            f"the log ends on {last}, {counted(gap, 'day')} ago: enter what has happened "
            "since, for this list knows nothing of it"
        )


def _notes(header: CheckedLog, acting: Acting, week: Week) -> Iterator[str]:
    """How the list was judged, and what it does not look at."""
    if week.pooled:
        are = "is" if week.pooled == 1 else "are"
        yield (
            f"{counted(week.pooled, 'seeker')} with fewer than {FEW} dated answers {are} judged by "
            "the answers of all seekers"
        )
    if not acting.everyone.told:
        yield (
            f"fewer than {FEW} answers have a day, so reminders go by a stated default: due "
            f"after {counted(REMINDER_DAY, 'day')} of silence"
        )
    if week.late:
        whose = "" if acting.alone else f" of {counted(week.late, 'seeker')}"
        yield (
            f"three in four answers{whose} take longer than {LAST_REMINDER} days, after which no "
            "reminder is sent, so none is due"
        )
    if not has_meetings(header):
        yield "the log tells no meetings, so a yes stands in for one"
    unseen = [f"“{DOING[action]}”" for action in NEEDS if lacking(header, action)]
    if unseen:
        missing = dict.fromkeys(name for action in NEEDS for name in lacking(header, action))
        are = "is" if len(unseen) == 1 else "are"
        yield (
            f"{listed(unseen)} {are} not looked at: the log has no column "
            f"{listed(map(told_as, missing), 'or')}"
        )


def _enough(acting: Acting, week: Week) -> Iterator[str]:
    """That a log's one seeker needs no first request this week."""
    if not acting.alone:
        return
    (pace,) = week.pace.values()
    if pace.meetings and not pace.first:
        named = [f"{counted(pace.named, 'person')} named and to be asked"] if pace.named else []
        asked = [f"{pace.asked:,} asked in the last {WEEK} days"] if pace.asked else []
        enough = listed([*named, *asked])
        yield f"nobody new needs asking this week: {enough} are enough for {pace.goal}"


def _name(name: str | None) -> str:
    return "" if name is None else shortened(name)

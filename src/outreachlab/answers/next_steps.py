"""What to do next: a line a person, ranked by what it is worth, and a few first requests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.due import NEEDS, Action, Due, Found, Ground, lacking
from outreachlab.answers.due_after import names_to_ask_for, people_to_ask, thanks
from outreachlab.answers.due_before import (
    LAST_REMINDER,
    days_to_agree_on,
    meetings_ahead,
    reminders,
)
from outreachlab.answers.habits import DEFAULT, POOL, Habits, habits_of, has_meetings
from outreachlab.answers.pace import WEEK, Pace, paces_of
from outreachlab.answers.planned import planned
from outreachlab.answers.sums.waits import waits_of
from outreachlab.display import Column, Grounded, table_of
from outreachlab.errors import UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.days import EPOCH, today
from outreachlab.log.forest import lines_of
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import FEW, WINDOW_DAYS
from outreachlab.wording import counted, day_near, listed, sentence, shortened

KINDS = (
    reminders,
    days_to_agree_on,
    meetings_ahead,
    thanks,
    names_to_ask_for,
    people_to_ask,
)
MOST = 5
STALE_DAYS = 14
DOING: dict[Action, str] = {
    "follow_up": "send one reminder",
    "agree_day": "agree on a day",
    "prepare": "prepare the meeting",
    "thank": "say thank you",
    "update": "send an update",
    "ask_for_names": "ask for further names",
    "ask_named_person": "ask the people named",
    "first_requests": "send first requests",
    "decide_older": "decide on loose ends",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class NextSteps(Grounded):
    """
    What to do next, as of a day.

    `.table` has a row per line: `action`, `seeker`, `contact` (texts), `due_on`, `since` (days),
    `why`, `worth`. `older` counts loose ends of more than sixty days, `left` further lines that
    are worth less than those shown; `further` are these lines, then the loose ends. `habits` and
    `pace` say, per seeker, how people answer and what keeps the wished pace; `log_as_of` is the
    day of the rates behind them. `warnings` are those of `notes` to know before acting.
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
        things = counted(len(self.due), "thing") if self.due else "nothing"
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
        yield from self.notes


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
        A checked log, or a view of one.
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
        The window or the pace makes no sense, or the log is in parts.
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
    log, then = view.whole("next_steps")
    acted = then.as_of if then.day_given else max(then.as_of, today())
    now = then
    if acted != then.as_of:
        _, now = view.as_of(acted, then.window_days).whole("next_steps")
    codes = codes_of(log, "seeker", now.rows)
    present, seeker = np.unique(codes.codes, return_inverse=True)
    seeker = seeker.reshape(-1).astype(np.int64)
    names = [codes.book[code] for code in present]
    habits = habits_of(log, then, waits_of(then), seeker, len(names))
    ground = Ground(log, now, lines_of(log, now.rows), seeker, habits)
    found = [one for kind in KINDS for one in kind(ground)]
    named = np.zeros(len(names), np.int64)
    for one in found:
        if one.action == "ask_named_person" and not one.older:
            named[seeker[one.place]] += one.people
    paces = paces_of(log, now, seeker, habits, named, pace)
    recent = [one for one in found if not one.older]
    older = [one for one in found if one.older]
    people = _by_person(ground, [*recent, *(older if every else ())])
    firsts = list(_first_requests(names, paces, acted))
    standing = firsts if len(names) == 1 or every else []
    if older and not every:
        standing.append(_decide(names, older, acted))
    warnings = (*_stale(then.as_of, acted), *_enough(paces))
    kept = people if every else people[: MOST - len(standing)]
    further = [] if every else [*people[len(kept) :], *_by_person(ground, older)]
    due = sorted([*kept, *standing], key=_rank)
    days = planned(due, acted)
    return NextSteps(
        due=tuple(replace(one, day=day) for one, day in zip(due, days, strict=True)),
        older=len(older),
        left=len(people) - len(kept),
        log_as_of=then.as_of,
        habits=dict(zip(names, habits, strict=True)),
        pace=dict(zip(names, paces, strict=True)),
        ground={**then.facts(), "as_of": acted.isoformat()},
        warnings=warnings,
        notes=(*warnings, *_notes(log, habits), *then.notes),
        further=tuple(further),
    )


def _pace_wished(meetings: float) -> float:
    known = isinstance(meetings, int | float) and not isinstance(meetings, bool)
    if not known or not 0 <= meetings <= WEEK:
        raise UsageError(f"`meetings_a_week` is a number from 0 to {WEEK}, not {meetings!r}")
    return float(meetings)


def _by_person(ground: Ground, found: list[Found]) -> list[Due]:
    """A line a person: what is worth most, and beside it what else is due; ranked by worth."""
    who, whom, ids = (
        ground.log.frame[name].astype("str").to_numpy()[ground.now.rows]
        for name in ("seeker", "contact", "request_id")
    )

    def person(one: Found) -> int:
        return int(ground.lines.person[one.place])

    lines = []
    for _, group in groupby(sorted(found, key=person), key=person):
        first, *rest = sorted(group, key=lambda one: (-one.worth, one.action))
        beside = f"; besides, {listed([DOING[one.action] for one in rest])}" if rest else ""
        lines.append(
            Due(
                action=first.action,
                seeker=str(who[first.place]),
                contact=str(whom[first.place]),
                due_on=_day(min(one.by for one in (first, *rest))),
                since=_day(first.since),
                why=first.why + beside,
                worth=first.worth,  # the rest is often worth the same names, and counts once
                last=None if first.last is None else _day(first.last),
                about=str(ids[first.place]),
            )
        )
    return sorted(lines, key=_rank)


def _first_requests(names: list[str], paces: list[Pace], acted: date) -> Iterator[Due]:
    for name, pace in zip(names, paces, strict=True):
        if pace.first:
            year, week, _ = acted.isocalendar()
            yield Due(
                action="first_requests",
                seeker=name,
                contact=None,
                due_on=acted + timedelta(days=WEEK - 1),
                since=acted,
                why=pace.why,
                worth=pace.worth,
                about=f"{year}-W{week}",
            )


def _decide(names: list[str], older: list[Found], acted: date) -> Due:
    """One line for all that has been open for more than sixty days."""
    kinds = {
        "ask_named_person": sum(one.people for one in older if one.action == "ask_named_person"),
        "ask_for_names": sum(one.action == "ask_for_names" for one in older),
    }
    told = {
        "ask_named_person": f"{counted(kinds['ask_named_person'], 'person')} named and never asked",
        "ask_for_names": f"{counted(kinds['ask_for_names'], 'meeting')} without a name asked for",
    }
    what = listed([told[kind] for kind, times in kinds.items() if times])
    return Due(
        action="decide_older",
        seeker=names[0] if len(names) == 1 else None,
        contact=None,
        due_on=acted + timedelta(days=WEEK - 1),
        since=_day(min(one.since for one in older)),
        why=f"{what}, more than two months ago: decide once what to let go",
        worth=0.0,
    )


def _stale(last: date, acted: date) -> Iterator[str]:
    """That the log ends long before the day acted on."""
    if (gap := (acted - last).days) > STALE_DAYS:
        yield (
            f"the log ends on {last}, {counted(gap, 'day')} ago: enter what has happened "
            "since, for this list knows nothing of it"
        )


def _notes(log: CheckedLog, habits: list[Habits]) -> Iterator[str]:
    """How the list was judged, and what it does not look at."""
    if pooled := sum(one.source == POOL for one in habits):
        are = "is" if pooled == 1 else "are"
        yield (
            f"{counted(pooled, 'seeker')} with fewer than {FEW} dated answers {are} judged by the "
            "answers of all seekers"
        )
    if habits[0].source == DEFAULT:
        yield (
            f"fewer than {FEW} answers have a day, so reminders go by a stated default: due "
            f"after {counted(habits[0].reminder_day, 'day')} of silence"
        )
    if late := sum(one.reminder_day > LAST_REMINDER for one in habits):
        whose = "" if len(habits) == 1 else f" of {counted(late, 'seeker')}"
        yield (
            f"three in four answers{whose} take longer than {LAST_REMINDER} days, after which no "
            "reminder is sent, so none is due"
        )
    if not has_meetings(log):
        yield "the log tells no meetings, so a yes stands in for one"
    for action in NEEDS:
        if missing := lacking(log, action):
            columns = listed(missing, "or")
            yield f"“{DOING[action]}” is not looked at: the log has no column {columns}"


def _enough(paces: list[Pace]) -> Iterator[str]:
    """That a seeker needs no first request this week."""
    if len(paces) == 1 and not paces[0].first and (pace := paces[0]).meetings:
        named = [f"{counted(pace.named, 'person')} named and to be asked"] if pace.named else []
        asked = [f"{pace.asked:,} asked in the last {WEEK} days"] if pace.asked else []
        enough = listed([*named, *asked])
        yield f"nobody new needs asking this week: {enough} are enough for {pace.goal}"


def _name(name: str | None) -> str:
    return "" if name is None else shortened(name)


def _day(days: int) -> date:
    return EPOCH + timedelta(days=days)


def _rank(one: Due) -> tuple[float, date, str, str, str]:
    return -one.worth, one.due_on, one.seeker or "", one.contact or "", one.about

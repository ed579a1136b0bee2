"""What is due in a log, or in a part of one: the lines worth most and counts of the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.due import ALWAYS, Due, Found, Ground
from outreachlab.answers.due_after import names_to_ask_for, people_to_ask, thanks
from outreachlab.answers.due_before import (
    LAST_REMINDER,
    days_to_agree_on,
    meetings_ahead,
    reminders,
)
from outreachlab.answers.due_lines import day_of, people_of, rank
from outreachlab.answers.habits import Habits
from outreachlab.answers.pace import WEEK, Pace, paces_of
from outreachlab.answers.sums.habits import Everyone, everyone_in, habits_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.days import today
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes, later, no_rate
from outreachlab.log.view import FOREST, View
from outreachlab.wording import counted, listed

KINDS = (
    reminders,
    days_to_agree_on,
    meetings_ahead,
    thanks,
    names_to_ask_for,
    people_to_ask,
)
MOST = 5
MOST_FURTHER = 40  # lines beside those
READ = (
    "seeker", *FOREST, "referrals_given", "names_given", "thanked_on", "thanked", "minutes_met",
    "usefulness", "asked_for_referrals",
)  # fmt: skip
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Acting:
    """The day acted on, what the requests of all seekers show, and whether they have a rate."""

    day: date
    everyone: Everyone
    rated: bool

    @property
    def alone(self) -> bool:
        """Is it one seeker's log?"""
        return self.everyone.seekers == 1


def acting_on(view: View) -> Acting:
    """The day asked for, else today, or the last of the log if that is later."""
    (everyone,) = view.total(_everyone, ("seeker", "referrer", "referrals_given"))
    judged = view.judged
    day = judged.as_of if judged.given else max(judged.as_of, today())
    return Acting(day, everyone, no_rate(view.facts()["totals"]) is None)


def _everyone(log: CheckedLog, outcomes: Outcomes) -> tuple[Everyone]:
    return (everyone_in(log, outcomes),)


def found_in(acting: Acting, log: CheckedLog, then: Outcomes) -> tuple[Ground, list[Found]]:
    """All that is due; found once where several ask, as the list of things and that of clients."""
    known = log.kept.get(("", "due"))
    if known is None or known[0] is not then or known[1] != acting.day:
        now = later(log, then, acting.day)
        codes = codes_of(log, "seeker", now.rows)
        seeker, size = codes.codes.astype(np.int64), len(codes.book)
        habits = habits_of(log, then, seeker, size, acting.everyone, acting.rated)
        ground = Ground(log, now, lines_of(log, now.rows), seeker, habits)
        found = [one for kind in KINDS for one in kind(ground)]
        known = log.kept["", "due"] = then, acting.day, ground, found
    ground, found = known[2:]
    return ground, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """
    Loose ends of more than sixty days.

    How many, and with how many people; the people named and never asked, the meetings without a
    name asked for, and the first day (a number) since which any is due. `first` are the lines
    worth most.
    """

    count: int
    people: int
    first: tuple[Due, ...]
    named: int
    unasked: int
    since: int

    def __add__(self, other: "Older") -> "Older":
        return Older(
            count=self.count + other.count,
            people=self.people + other.people,
            first=tuple(sorted([*self.first, *other.first], key=rank)[:MOST_FURTHER]),
            named=self.named + other.named,
            unasked=self.unasked + other.unasked,
            since=min(self.since, other.since),
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Week:
    """
    The first `most` lines to do, of `people` in all; None for all of them.

    `firsts` are first requests, `habits` and `pace` those of the seekers that lines are about.
    `pooled` counts seekers judged by the answers of all, `late` those too slow to be reminded.
    """

    due: tuple[Due, ...]
    people: int
    older: Older
    firsts: tuple[Due, ...]
    habits: dict[str, Habits]
    pace: dict[str, Pace]
    pooled: int
    late: int
    most: int | None

    def __add__(self, other: "Week") -> "Week":
        due = tuple(sorted([*self.due, *other.due], key=rank)[: self.most])
        older, habits = self.older + other.older, self.habits | other.habits
        if self.most is not None:
            about = {one.seeker for one in (*due, *older.first)}
            habits = {name: one for name, one in habits.items() if name in about}
        return Week(
            due=due,
            people=self.people + other.people,
            older=older,
            firsts=self.firsts + other.firsts,
            habits=habits,
            pace=self.pace | other.pace,
            pooled=self.pooled + other.pooled,
            late=self.late + other.late,
            most=self.most,
        )


def week_in(
    acting: Acting, every: bool, meetings: float, log: CheckedLog, then: Outcomes
) -> tuple[Week]:
    """What is due in a log or a part of one; `meetings` a week are wished."""
    ground, found = found_in(acting, log, then)
    habits, book = ground.habits, codes_of(log, "seeker", ground.now.rows).book
    people = people_of(ground, found, lately=True, older=every)
    most = None if every else MOST + MOST_FURTHER
    due, older = people.first(most), _older(ground, found, every)
    present = np.unique(ground.seeker).tolist()
    told = _paced(ground, found, meetings) if acting.alone or every else {}
    pace = {book[code]: told[code] for code in present if code in told}
    about = {one.seeker for one in (*due, *older.first)}
    shown = [code for code in present if code in told or book[code] in about]
    return (
        Week(
            due=tuple(due),
            people=len(people),
            older=older,
            firsts=tuple(_first_requests(pace, acting.day)),
            habits={book[code]: habits.of(code) for code in shown},
            pace=pace,
            pooled=int(habits.pooled[present].sum()) if acting.everyone.told else 0,
            late=int((habits.reminder_day[present] > LAST_REMINDER).sum()),
            most=most,
        ),
    )


def _paced(ground: Ground, found: Sequence[Found], meetings: float) -> dict[int, Pace]:
    """The pace of every seeker, people named to them being asked first."""
    named = np.zeros(len(ground.habits), np.int64)
    for one in found:
        if one.action == "ask_named_person":
            lately = ~one.older
            np.add.at(named, ground.seeker[one.place[lately]], one.people[lately])
    habits = [ground.habits.of(code) for code in range(len(named))]
    paces = paces_of(ground.log, ground.now, ground.seeker, habits, named, meetings)
    return dict(enumerate(paces))


def _older(ground: Ground, found: Sequence[Found], every: bool) -> Older:
    """The loose ends, whose lines are among all others where `every` one is asked for."""
    people = people_of(ground, found, lately=False, older=True)
    many = {one.action: int(one.people[one.older].sum()) for one in found}
    return Older(
        count=len(people.place),
        people=len(people),
        first=() if every else tuple(people.first(MOST_FURTHER)),
        named=many.get("ask_named_person", 0),
        unasked=many.get("ask_for_names", 0),
        since=int(people.since.min(initial=ALWAYS)),
    )


def _first_requests(paces: dict[str, Pace], acted: date) -> Iterator[Due]:
    for name, pace in paces.items():
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


def decide(acting: Acting, older: Older) -> Due:
    """One line for all that has been open for more than sixty days."""
    kinds = (
        (older.named, f"{counted(older.named, 'person')} named and never asked"),
        (older.unasked, f"{counted(older.unasked, 'meeting')} without a name asked for"),
    )
    what = listed([told for times, told in kinds if times])
    return Due(
        action="decide_older",
        seeker=acting.everyone.name if acting.alone else None,
        contact=None,
        due_on=acting.day + timedelta(days=WEEK - 1),
        since=day_of(older.since),
        why=f"{what}, more than two months ago: decide once what to let go",
        worth=0.0,
    )

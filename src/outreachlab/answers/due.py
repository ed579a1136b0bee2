"""What a thing that is due is made of, and what all such things are told from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.habits import Habits
from outreachlab.answers.sums.habits import ManyHabits
from outreachlab.display import Record
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.days import EPOCH, day_numbers
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import NONE, Outcomes
from outreachlab.wording import day_near, number

Action = Literal[
    "follow_up",
    "agree_day",
    "prepare",
    "thank",
    "update",
    "ask_for_names",
    "ask_named_person",
    "first_requests",
    "decide_older",
]
NEEDS: dict[Action, tuple[str, ...]] = {
    "agree_day": ("met_on",),
    "prepare": ("met_on",),
    "thank": ("met_on", "thanked_on"),
    "ask_for_names": ("met_on", "asked_for_referrals"),
    "ask_named_person": ("met_on", "referrals_given", "referrer"),
}
LET_GO_AFTER = 60  # days since the meeting, or the yes
ALWAYS = np.iinfo(np.int64).max  # the last day of what makes sense on any
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
Days = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """
    Things of one kind to do, about requests at some places (k,) among those looked at.

    Days are numbers since 1970-01-01: `since` when it is due, `by` when it should be done, `last`
    on which it still makes sense, `ALWAYS` where it always does. `worth` is in expected yeses, a
    name being worth those that names bring; `older` marks loose ends of more than sixty days,
    `people` is how many are to be asked. `why` tells it of one of them.
    """

    action: Action
    place: Places
    since: Places
    by: Places
    worth: Floats
    last: Places
    older: Flags
    people: Places
    why: Callable[[int], str]


def found_at(
    action: Action,
    place: Places,
    *,
    since: Days,
    by: Days | int,
    worth: Floats,
    why: Callable[[int], str],
    last: Days | int = ALWAYS,
    older: Flags | bool = False,
    people: Places | int = 1,
) -> Found:
    """What is due at some places, one value for all where it is the same."""
    size = len(place)
    return Found(
        action=action,
        place=place,
        since=np.asarray(since, np.int64),
        by=np.broadcast_to(np.asarray(by, np.int64), size),
        worth=worth,
        last=np.broadcast_to(np.asarray(last, np.int64), size),
        older=np.broadcast_to(older, size),
        people=np.broadcast_to(np.asarray(people, np.int64), size),
        why=why,
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What all that is due is told from: the log as of the day acted on, and who answers how."""

    log: CheckedLog
    now: Outcomes
    lines: Lines
    seeker: Places
    habits: ManyHabits

    @property
    def today(self) -> int:
        """The day acted on."""
        return self.now.as_of_day

    def of(self, place: int) -> Habits:
        """The habits of those whom the seeker of a request asks."""
        return self.habits.of(int(self.seeker[place]))

    def ago(self, place: Places) -> Places:
        """Days since some meetings."""
        return self.today - self.now.met[place].astype(np.int64)

    def yeses_a_meeting(self, place: Places) -> Floats:
        """The yeses expected from the names that a meeting brings the seeker of some requests."""
        return self.habits.yeses_a_meeting[self.seeker[place]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Record):
    """
    One thing to do: for whom, by when, since when it is due, why, and what it is worth.

    `day` is when it is to be done, as page, command and calendar say; `due_on` is the latest good
    day. `worth` is in expected yeses; a name is worth those that names bring. `contact` is None
    for first requests and older loose ends, `seeker` too where these are several seekers'. `last`
    is the day after which it makes no sense any more, `about` the request it goes back to or the
    week it is for.
    """

    action: Action
    seeker: str | None
    contact: str | None
    due_on: date
    since: date
    why: str
    worth: float
    last: date | None = None
    about: str = ""
    day: date | None = None

    _json = "action seeker contact due_on since why worth"

    def to_json(self) -> dict[str, Any]:
        """The line as plain data; its `why` is always there."""
        return {**Record.to_json(self), "why": self.why}


def lacking(log: CheckedLog, action: Action) -> list[str]:
    """The columns without which the log cannot tell what is due."""
    return [name for name in NEEDS.get(action, ()) if name not in log.frame]


def dated(day: int, today: int) -> str:
    """`on Fri 28 Aug`: a list that is kept for a week stays true."""
    return f"on {day_near(*(EPOCH + timedelta(days=one) for one in (day, today)))}"


def names_of(log: CheckedLog, outcomes: Outcomes) -> NDArray[np.float64]:
    """Names given, nan where the log does not say."""
    if not has(log, "referrals_given"):
        return np.full(len(outcomes.rows), np.nan)
    return numbers_of(log, "referrals_given", outcomes.rows)


def names_told(habits: Habits) -> str:
    """What a meeting brings, where ten or more tell it."""
    if not habits.names.known or not habits.names.successes:
        return ""
    return f"a meeting brought {number(habits.names.value, 1)} names on average"


def more(told: str) -> str:
    """What is said after the rest of a sentence, if anything."""
    return f"; {told}" if told else ""


def fading(ago: Places) -> Floats:
    """What is left of the worth of meetings some days ago: all on their day, nothing after 60."""
    return np.maximum(1 - ago / (LET_GO_AFTER + 1), 0.0)


def thanked(ground: Ground) -> Flags:
    """Were thanks sent by the day acted on, on whatever day?"""
    frame, rows = ground.log.frame, ground.now.rows
    done = np.zeros(len(rows), bool)
    if "thanked_on" in frame:
        thanked = day_numbers(frame["thanked_on"])[rows]
        done |= (thanked != NONE) & (thanked <= ground.today)
    if "thanked" in frame:
        done |= (frame["thanked"] == "yes").to_numpy(bool)[rows]
    return done

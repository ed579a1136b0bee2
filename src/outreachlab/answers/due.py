"""What is due between two people: reminders, meetings to prepare, thanks, names to ask for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.habits import Habits
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.days import day_numbers
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import ACCEPTED, NO_REPLY, NONE, PENDING, Outcomes, days_in
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import ADVICE, NAMES_APART
from outreachlab.wording import counted, in_ten, listed, number, shortened

Action = Literal[
    "follow_up",
    "prepare",
    "thank",
    "update",
    "ask_for_names",
    "ask_named_person",
    "first_requests",
    "decide_older",
]
NEEDS: dict[Action, tuple[str, ...]] = {
    "prepare": ("met_on",),
    "thank": ("met_on", "thanked_on"),
    "ask_for_names": ("met_on", "asked_for_referrals"),
    "ask_named_person": ("met_on", "referrals_given", "referrer"),
}
LAST_REMINDER = 21  # days of silence
THANKS_WITHIN, UPDATE_AFTER, LET_GO_AFTER = 2, 14, 60  # days since the meeting
MOST_NAMED = 3
CHECKLIST = listed([one.advice for one in ADVICE if one.among == "meetings held"])
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One thing to do about the request at a place among those looked at.

    Days are numbers since 1970-01-01: `since` when it is due, `by` when it should be done, `last`
    on which it still makes sense, None where it always does. `worth` is in expected yeses, a name
    being worth those that names bring; `older` marks a loose end of more than sixty days, `people`
    is how many are to be asked.
    """

    action: Action
    place: int
    since: int
    by: int
    why: str
    worth: float
    last: int | None = None
    older: bool = False
    people: int = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """What all that is due is told from: the log as of the day acted on, and who answers how."""

    log: CheckedLog
    now: Outcomes
    lines: Lines
    seeker: Places
    habits: list[Habits]

    @property
    def today(self) -> int:
        """The day acted on."""
        return self.now.as_of_day

    def of(self, place: int) -> Habits:
        """The habits of those whom the seeker of a request asks."""
        return self.habits[int(self.seeker[place])]

    def ago(self, place: int) -> int:
        """Days since the meeting."""
        return self.today - int(self.now.met[place])


def everything_due(ground: Ground) -> list[Found]:
    """All that the log has the columns for."""
    kinds: tuple[Iterable[Found], ...] = (
        reminders(ground),
        meetings_ahead(ground),
        thanks(ground),
        names_to_ask_for(ground),
        people_to_ask(ground),
    )
    return [one for found in kinds for one in found]


def lacking(log: CheckedLog, action: Action) -> list[str]:
    """The columns without which the log cannot tell what is due."""
    return [name for name in NEEDS.get(action, ()) if name not in log.frame]


def reminders(ground: Ground) -> Iterator[Found]:
    """
    Requests silent for longer than most answers take, and for no more than 21 days.

    Whoever was reminded, or was silent before and has been asked again, is left alone.
    """
    now = ground.now
    silent = (now.outcome == PENDING) | (now.outcome == NO_REPLY)
    waited = (now.as_of_day - now.asked).astype(np.int64)
    due = np.array([one.reminder_day for one in ground.habits])[ground.seeker]
    open_ = silent & (now.followed_up == NONE) & _latest(now, ground.lines)
    open_ &= (waited >= due) & (waited <= LAST_REMINDER)
    silences = np.bincount(ground.lines.person, silent, minlength=ground.lines.people)
    open_ &= silences[ground.lines.person] == 1
    for place in np.flatnonzero(open_).tolist():
        habits, days = ground.of(place), int(waited[place])
        told = habits.reminder_told(days)
        yield Found(
            action="follow_up",
            place=place,
            since=int(now.asked[place]) + habits.reminder_day,
            by=ground.today,
            why=f"silent for {counted(days, 'day')}; {habits.told()}{_more(told)}",
            worth=habits.after_reminder(days),
            last=int(now.asked[place]) + LAST_REMINDER,
        )


def meetings_ahead(ground: Ground) -> Iterator[Found]:
    """Meetings of today and tomorrow, to be prepared by the advice on meetings."""
    if lacking(ground.log, "prepare"):
        return
    now, today = ground.now, ground.today
    met = days_in(ground.log, "met_on")[now.rows]
    ahead = (now.outcome == ACCEPTED) & (met >= today) & (met <= today + 1)
    ahead &= ~_thanked(ground) & ~(_names(ground.log, now) > 0)  # these were held already
    for place in np.flatnonzero(ahead).tolist():
        habits, day = ground.of(place), int(met[place])
        when = "today" if day == today else "tomorrow"
        yield Found(
            action="prepare",
            place=place,
            since=day - 1,
            by=today,
            why=f"the meeting is {when}: {CHECKLIST}{_more(_names_told(habits))}",
            worth=1 + habits.yeses_a_meeting,  # the meeting itself is a yes that can be lost
            last=day,
        )


def thanks(ground: Ground) -> Iterator[Found]:
    """Meetings without thanks: thanks, after 14 days an update in their place, after 60 none."""
    if lacking(ground.log, "thank"):
        return
    open_ = ground.now.dated & ~_thanked(ground) & (ground.now.met < ground.today)
    open_ &= ground.now.met >= ground.today - LET_GO_AFTER
    for place in np.flatnonzero(open_).tolist():
        habits, ago, met = ground.of(place), ground.ago(place), int(ground.now.met[place])
        since_then = f"met {days_ago(ago)}"
        action: Action = "thank"
        why = f"{since_then}, no thanks noted{_more(_names_told(habits))}"
        if ago > UPDATE_AFTER:
            action = "update"
            why = f"{since_then} without thanks: say what you did with the advice, and thank for it"
        yield Found(
            action=action,
            place=place,
            since=met,
            by=max(met + THANKS_WITHIN, ground.today),
            why=why,
            worth=habits.yeses_a_meeting * _fading(ago),
            last=met + (UPDATE_AFTER if action == "thank" else LET_GO_AFTER),
        )


def names_to_ask_for(ground: Ground) -> Iterator[Found]:
    """Meetings at which nobody was asked whom else to talk to, and that brought no name."""
    if lacking(ground.log, "ask_for_names"):
        return
    log, now, lines = ground.log, ground.now, ground.lines
    asked = (log.frame["asked_for_referrals"] == "no").to_numpy(bool)[now.rows]
    led = np.bincount(lines.person, lines.offspring)[lines.person] > 0
    without = now.dated & asked & ~(_names(log, now) > 0) & ~led & (now.met < ground.today)
    for place in np.flatnonzero(without).tolist():
        habits, ago = ground.of(place), ground.ago(place)
        told = _more(_names_told(habits))
        yield Found(
            action="ask_for_names",
            place=place,
            since=int(now.met[place]),
            by=ground.today,
            why=f"met {days_ago(ago)}, not asked whom else to talk to{told}",
            worth=habits.yeses_a_meeting * _fading(ago),
            older=ago > LET_GO_AFTER,
        )


def people_to_ask(ground: Ground) -> Iterator[Found]:
    """
    People who gave more names at their meetings than have been asked since.

    Where the log has the names, whoever of them was asked is ticked off, by whatever way they came.
    """
    if lacking(ground.log, "ask_named_person"):
        return
    now, lines = ground.now, ground.lines
    given = np.where(now.dated, np.nan_to_num(_names(ground.log, now)), 0).astype(np.int64)
    names = np.bincount(lines.person, given).astype(np.int64)
    child = np.flatnonzero(lines.parent >= 0)
    giver = lines.person[lines.parent[child]]
    pairs = np.unique(giver * lines.people + lines.person[child])
    open_ = names - np.bincount(pairs // lines.people, minlength=lines.people)
    left = names_left(ground.log, now, lines)
    for person, whom in left.items():
        open_[person] = len(whom)
    for person in np.flatnonzero(open_ > 0).tolist():
        meetings = np.flatnonzero((lines.person == person) & (given > 0))
        place = int(meetings[np.argmax(now.met[meetings])])
        habits, ago, many = ground.of(place), ground.ago(place), int(open_[person])
        said = f"{in_ten(habits.named.value)} whom somebody named said yes"
        told = _more(said if habits.named.known else "")
        yield Found(
            action="ask_named_person",
            place=place,
            since=int(now.met[place]),
            by=ground.today,
            why=f"{_named(left.get(person, []), many, int(names[person]), ago)}{told}",
            worth=many * habits.named.value * _fading(ago),
            older=ago > LET_GO_AFTER,
            people=many,
        )


def _named(whom: list[str], many: int, names: int, ago: int) -> str:
    """Who was named and not asked yet; by number where the log has no names."""
    when = days_ago(ago)
    if whom:
        shown = [shortened(name) for name in whom[:MOST_NAMED]]
        more = [f"{many - MOST_NAMED:,} more"] if many > MOST_NAMED else []
        return f"named {listed([*shown, *more])} {when}, not asked yet"
    unasked = "not asked yet" if names == 1 else "none of them asked yet"
    asked = f"{names - many:,} of them asked so far" if names > many else unasked
    return f"gave {counted(names, 'name')} {when}, {asked}"


def days_ago(days: int) -> str:
    """`3 days ago`, `yesterday`, `today`."""
    return ("today", "yesterday")[days] if days < 2 else f"{days:,} days ago"


def names_left(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> dict[int, list[str]]:
    """The names a person gave at meetings whom their seeker has not asked, by person."""
    if "names_given" not in log.frame:
        return {}
    given = log.frame["names_given"].iloc[outcomes.rows]
    rows = np.flatnonzero(outcomes.dated & given.notna().to_numpy())
    if not len(rows):
        return {}
    who, whom = (
        log.frame[name].iloc[outcomes.rows].astype("str").map(folded).to_numpy()
        for name in ("seeker", "contact")
    )
    asked = set(zip(who, whom, strict=True))
    left: dict[int, list[str]] = {}
    for row in rows.tolist():
        names = filter(None, map(str.strip, NAMES_APART.split(str(given.iloc[row]))))
        open_ = [name for name in names if (who[row], folded(name)) not in asked]
        known = left.setdefault(int(lines.person[row]), [])
        known += [name for name in open_ if name not in known]
    return left


def _names(log: CheckedLog, outcomes: Outcomes) -> NDArray[np.float64]:
    """Names given, nan where the log does not say."""
    if not has(log, "referrals_given"):
        return np.full(len(outcomes.rows), np.nan)
    return numbers_of(log, "referrals_given", outcomes.rows)


def _names_told(habits: Habits) -> str:
    """What a meeting brings, where ten or more tell it."""
    if not habits.names.known:
        return ""
    return f"a meeting brought {number(habits.names.value, 1)} names on average"


def _more(told: str) -> str:
    return f"; {told}" if told else ""


def _fading(ago: int) -> float:
    """What is left of the worth of a meeting so many days ago: all on its day, nothing after 60."""
    return max(1 - ago / (LET_GO_AFTER + 1), 0.0)


def _thanked(ground: Ground) -> Flags:
    """Were thanks sent by the day acted on, on whatever day?"""
    frame, rows = ground.log.frame, ground.now.rows
    done = np.zeros(len(rows), bool)
    if "thanked_on" in frame:
        thanked = day_numbers(frame["thanked_on"])[rows]
        done |= (thanked != NONE) & (thanked <= ground.today)
    if "thanked" in frame:
        done |= (frame["thanked"] == "yes").to_numpy(bool)[rows]
    return done


def _latest(outcomes: Outcomes, lines: Lines) -> Flags:
    """Is the request the last one to its person; of several on one day, the last in the file."""
    order = np.lexsort((np.arange(len(lines.person)), outcomes.asked))
    last = np.zeros(lines.people, np.int64)
    last[lines.person[order]] = order  # the latest assignment to a person stands
    latest = np.zeros(len(lines.person), bool)
    latest[last] = True
    return latest

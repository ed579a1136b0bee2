"""This week: what to do, why and when; what is due besides, and what to write down."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.due import Due
from outreachlab.answers.next_steps import NextSteps
from outreachlab.answers.sums.habits import has_meetings
from outreachlab.display import Shown
from outreachlab.intake.continued import lacking_columns
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import ADVICE, COLUMN, Column, sources_of
from outreachlab.report.model import Section, Thing
from outreachlab.wording import (
    counted,
    day_near,
    isolated,
    label,
    listed,
    of,
    plural,
    sentence,
    shortened,
    weekday,
)

DOING = {
    "follow_up": "Send {whom} one reminder",
    "agree_day": "Agree on a day with {whom}",
    "prepare": "Prepare to meet {whom}",
    "thank": "Thank {whom}",
    "update": "Send {whom} an update, and thanks",
    "ask_for_names": "Ask {whom} whom else to talk to",
    "ask_named_person": "Ask the people {whom} named",
    "decide_older": "Decide once about older loose ends",
}
MOST_NAME = 40
FURTHER = "What is due besides"
MOST_OF_SEVERAL = 10  # lines; each person has a page of their own


def week_of(steps: NextSteps, several: bool) -> tuple[Thing, ...]:
    """A line for each thing to do, of `several` seekers with their names, on its calendar's day."""
    return tuple(
        Thing(
            _doing(one, steps) + _whose(one, several),
            sentence(_why(one, steps)),
            day_near(one.day or one.due_on, steps.as_of),
        )
        for one in steps.due
    )


def week_heading(steps: NextSteps) -> str:
    """`This week, from Sat 5 Sep: 5 things`."""
    things = f": {counted(len(steps.due), 'thing')}" if steps.due else ""
    return f"This week, from {weekday(steps.as_of)}{things}"


def _doing(one: Due, steps: NextSteps) -> str:
    if one.action == "first_requests":
        return f"Ask {counted(steps.pace[one.seeker or ''].first, 'new person')}"
    return DOING[one.action].format(whom=_name(one.contact))


def _why(one: Due, steps: NextSteps) -> str:
    """Why; how many new people to ask is said already, and what is older is listed below."""
    if one.action == "decide_older":
        return f"{one.why}; they stand under “{FURTHER}” below"
    return steps.pace[one.seeker or ""].aim if one.action == "first_requests" else one.why


def _whose(one: Due, several: bool) -> str:
    return f" ({_name(one.seeker)})" if several and one.seeker else ""


def _name(name: str | None) -> str:
    return isolated(shortened(name or "", MOST_NAME))


def after_week(steps: NextSteps) -> tuple[str, ...]:
    """What to know before acting, and where the rest is."""
    sentences = [sentence(warning) for warning in steps.warnings]
    if not steps.due:
        sentences.insert(0, f"Nothing is due as of {weekday(steps.as_of)}.")
    if steps.left:
        sentences.append(
            f"{counted(steps.left, 'further thing')} worth less: see “{FURTHER}” below."
        )
    return tuple(sentences)


def typed_for(steps: NextSteps, lacking: bool) -> Iterator[str]:
    """Which commands do more of it."""
    if steps.further:
        yield "“`next_steps`” lists all that is due."
    if steps.due:
        yield "For your calendar: “`as_calendar`”."
    if lacking:
        yield "A copy of your own sheet with these columns, and menus: “`continued_xlsx`”."


def further_section(steps: NextSteps, several: bool) -> Section | None:
    """What is worth less than the week's things, and older loose ends, a line each."""
    if not steps.further:
        return None
    shown = steps.further[: MOST_OF_SEVERAL if several else None]
    left = steps.left + steps.loose - len(shown)
    rows = tuple(
        (_doing(one, steps) + _whose(one, several), sentence(_why(one, steps))) for one in shown
    )
    kinds = [counted(steps.left, "further thing")] if steps.left else []
    said = ["The week's things are worth more. Look here when you have time left."] if kinds else []
    if steps.loose:
        kinds.append(counted(steps.loose, "older loose end"))
        said.append("What is older than two months is to be decided once: ask, or let it go.")
    return Section(
        key="further",
        heading=f"{FURTHER}: {listed(kinds)}",
        sentences=tuple(said),
        table=Shown(
            "Worth most first, then what is older than two months",
            ("", "why"),
            rows,
            (f"{left:,} more not shown",) if left else (),
        ),
    )


FILLING = "Leave a cell empty where you do not know."
ADDING = (
    "Add a column with each of these headings to your sheet, unless it has it, and leave a cell "
    "empty where you do not know."
)


MANY = 0.1  # of the answers, or meetings, without their day
THEN = {
    "responded_on": "you see how long an answer takes, and when a reminder is due",
    "met_on": "you see whom to thank and to ask for names, and how far referrals carry on",
}


def days_lacking(log: CheckedLog, undated: NDArray[np.int64]) -> tuple[str, ...]:
    """The days of answers and meetings, where many have none: where to write them, what for."""
    things = ("answer", "meeting" if has_meetings(log) else "yes")
    return tuple(
        f"“{_heading(name, log)}” (a day, as 2026-02-03): {_without(thing, *counts)}. "
        f"Then {THEN[name]}."
        for name, thing, counts in zip(THEN, things, undated.tolist(), strict=True)
        if counts[1] and counts[1] >= MANY * counts[0]
    )


def _without(thing: str, every: int, undated: int) -> str:
    """`12 of 40 answers have none`."""
    have = "has" if undated == 1 else "have"
    if thing == "yes":
        return f"{counted(every, thing)}, and no meeting is written down"
    return f"{of(undated, every)} {plural(thing, every)} {have} none"


def _heading(name: str, log: CheckedLog) -> str:
    """The person's own header, else what to call a new column."""
    heading = label(name)
    return isolated(log.called.get(name, f"{heading[:1].upper()}{heading[1:]}"))


def lacking_of(log: CheckedLog) -> tuple[str, ...]:
    """The two or three columns that would teach most: heading, what to fill in, what it shows."""
    found = []
    for name in lacking_columns(log.columns):
        one = next(one for one in ADVICE if name in sources_of(one.tactic))
        found.append(
            f"“{_heading(name, log)}” ({_filled(COLUMN[name])}): {_about(name)} "
            f"Then you see whether “{one.advice}” helps."
        )
    return tuple(found)


def _about(name: str) -> str:
    about = COLUMN[name].about
    return about[:1].lower() + about[1:]


def _filled(column: Column) -> str:
    """What to write into the cells of a column."""
    if column.words:
        return listed(map(label, column.words), "or")
    return "a number" if column.kind == "whole" else "a few words"

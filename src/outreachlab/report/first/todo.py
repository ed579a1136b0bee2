"""This week: what to do, why and when; and what to write down besides."""

from datetime import date

from outreachlab.answers.due_lines import Due
from outreachlab.answers.next_steps import NextSteps
from outreachlab.intake.continued import lacking_columns
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import ADVICE, COLUMN, sources_of
from outreachlab.report.calendar import spread
from outreachlab.report.model import Thing
from outreachlab.wording import counted, isolated, sentence, shortened, weekday

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


def week_of(steps: NextSteps) -> tuple[Thing, ...]:
    """A line for each thing to do, worth most first, on the day that its calendar has it."""
    several = len({one.seeker for one in steps.due}) > 1
    days = {id(one): day for one, day in spread(steps.due, steps.as_of)}
    return tuple(
        Thing(
            _doing(one, steps) + (f" ({_name(one.seeker)})" if several and one.seeker else ""),
            sentence(one.why),
            f"by {weekday(one.due_on)}"
            if one.contact is None
            else when(days.get(id(one), steps.as_of), steps.as_of),
        )
        for one in steps.due
    )


def _doing(one: Due, steps: NextSteps) -> str:
    if one.action == "first_requests":
        return f"Ask {counted(steps.pace[one.seeker or ''].first, 'new person')}"
    return DOING[one.action].format(whom=_name(one.contact))


def _name(name: str | None) -> str:
    return isolated(shortened(name or "", MOST_NAME))


def when(day: date, today: date) -> str:
    """`today`, `tomorrow`, or `Fri 11 Sep`."""
    away = (day - today).days
    return ("today", "tomorrow")[max(away, 0)] if away < 2 else weekday(day)


def after_week(steps: NextSteps) -> tuple[str, ...]:
    """What to know before acting, and how to see the rest."""
    sentences = [sentence(warning) for warning in steps.warnings]
    if not steps.due:
        sentences.insert(0, f"Nothing is due as of {weekday(steps.as_of)}.")
    if steps.left:
        sentences.append(
            f"{counted(steps.left, 'further thing')} worth less: “`next_steps`” lists all."
        )
    if steps.due:
        sentences.append("For your calendar: “`as_calendar`”.")
    return tuple(sentences)


def lacking_of(log: CheckedLog) -> tuple[str, ...]:
    """What two or three columns more would tell, in words."""
    found = []
    for name in lacking_columns(log.columns):
        one = next(one for one in ADVICE if name in sources_of(one.tactic))
        found.append(f"{COLUMN[name].about} It would tell on “{one.advice}”.")
    return tuple(found)

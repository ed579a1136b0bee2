"""How far requests get, how long an answer takes, what meetings bring."""

from dataclasses import replace

import numpy as np

from outreachlab.answers.follow_up import FollowUpEffect
from outreachlab.answers.funnel import Funnel, Step
from outreachlab.answers.meetings import MeetingEffects
from outreachlab.answers.waiting import WaitingTimes
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.log.vocabulary import FEW
from outreachlab.report.first.figures import lowest
from outreachlab.report.model import Picture, Section
from outreachlab.report.sections.rows import mark_of
from outreachlab.wording import (
    counted,
    counted_about,
    interval,
    number,
    of,
    percent,
    points,
    sentence,
)

# of each step's sentence: of whom, and what became of them
WORDS = {
    "delivered": ("requests", "were delivered"),
    "answered": ("counted requests", "were answered"),
    "accepted": ("answers", "were a yes"),
    "held": ("yeses", "became a meeting"),
    "named_someone": ("meetings", "brought a further name"),
    "next_asked": ("meetings with a name", "led to a further request"),
    "led_on": ("meetings", "led to a lead, an interview or an offer"),
}


def funnel_section(funnel: Funnel) -> Section | None:
    """The steps drawn as shares; nothing where no request has got an answer."""
    steps = [step for step in funnel.steps if step.step in WORDS and step.of]
    if not any(step.step == "accepted" for step in steps):
        return None
    lost = lowest(funnel)
    heading = "How far requests get: no step loses most"
    if lost is not None:
        only = "only " if (lost.rate or 0) < MOSTLY else ""
        heading = f"Most are lost at one step: {only}{_told(lost)}"
    rows = tuple(
        (
            WORDS[step.step][1],
            of(step.count or 0, step.of or 0),
            percent(step.rate, 0),
            interval(step.low, step.high, 0),
        )
        for step in steps
    )
    notes = (*funnel._remarks(),)
    caption = "Each step out of those who could take it"
    return Section(
        key="funnel",
        heading=heading,
        table=Shown(caption, ("", "how many", "share", "95% interval"), rows, notes),
        marks=tuple(
            mark_of(step.rate, step.low, step.high, (step.of or 0) < FEW) for step in steps
        ),
    )


def _told(step: Step) -> str:
    """`92 of 159 counted requests (58%) were answered`."""
    whom, became = WORDS[step.step]
    share = "" if step.rate is None else f" ({percent(step.rate, 0)})"
    return f"{of(step.count or 0, step.of or 0)} {whom}{share} {became}"


MOSTLY = 0.75  # from which on a share is not “only” so many
DAYS = (7, 14, 21)
LEAST_ANSWERS = 5


def waiting_section(waiting: WaitingTimes, reminded: FollowUpEffect | None) -> Section | None:
    """The curves over all requests; nothing where hardly anybody has answered on a known day."""
    (curve,) = waiting.curves
    columns = curve.columns()
    answers = int((columns["accepted"] + columns["declined"]).sum()) if curve.requests else 0
    if answers < LEAST_ANSWERS:
        return None
    by_day = (
        f"{answers:,} of {counted(curve.requests, 'request')} have an answer with a date. "
        + _by_day(columns["day"], columns["cumulative_answered"])
    )
    half = curve.median_days_to_answer
    heading = "Fewer than half ever get an answer"
    if half is not None:
        heading = f"Half have an answer after {counted(half, 'day')}"
    last = curve.practically_dead_after if answers >= FEW else None
    if last is not None:
        heading = f"{heading}; few come after day {last}"
    return Section(
        key="waiting",
        heading=heading,
        sentences=(by_day, _when_to_give_up(last)),
        pictures=(Picture("waiting", svg_of(waiting.plot(), "waiting"), by_day),),
        table=_table(waiting._shown()),
        parts=() if reminded is None else (_reminders(reminded),),
        details=(
            "Any answer: Kaplan-Meier; accepted: Aalen-Johansen with a refusal as the other end. "
            "A request without an answer is still waiting and is censored on the day of judgement.",
        ),
    )


def _reminders(found: FollowUpEffect) -> Section:
    """Whether a reminder brings answers, among requests silent until then."""
    gap = found.difference
    heading = "Does a reminder help? Too few were sent to tell"
    if gap.low is not None and gap.estimate is not None and gap.high is not None:
        more = "more" if gap.estimate > 0 else "fewer"
        by = f"{points(abs(gap.estimate), 0).removeprefix('+').removesuffix(' points')} in 100"
        heading = f"After a reminder {by} {more} answered than without one"
        if gap.low <= 0 <= gap.high:
            heading += ", which may be chance"
    return Section(
        key="reminders",
        heading=heading,
        sentences=(
            "Requests that had been silent as long, with a reminder and without one. Who was "
            "reminded was your choice: the ones you hoped for most, perhaps.",
        ),
        table=found._shown(),
    )


def _table(shown: Shown) -> Shown:
    """The answer's one row stood on end, which a phone can show."""
    (row,) = shown.rows
    pairs = tuple(zip(shown.columns[1:], row[1:], strict=True))
    return replace(shown, columns=("", "all requests"), rows=pairs)


def _by_day(day: np.ndarray, share: np.ndarray) -> str:
    place = np.searchsorted(day, DAYS, side="right") - 1
    parts = [
        f"{percent(float(share[at]) if at >= 0 else 0.0, 0)} after {counted(days, 'day')}"
        for at, days in zip(place.tolist(), DAYS, strict=True)
        if day[-1] >= days
    ]
    return sentence(f"share answered: {', '.join(parts)}") if parts else ""


def _when_to_give_up(day: int | None) -> str:
    if day is None:
        return "The log does not yet show after how many days few answers come."
    return (
        f"Few answers come after {counted(day, 'day')} of silence: fewer than 1 in 20 of the "
        "requests still open then were accepted within the next 60 days."
    )


def meetings_section(meetings: MeetingEffects) -> Section | None:
    """What the meetings brought; what was done at them stands among the advice."""
    if not meetings.held:
        return None
    sentences = []
    if meetings.ran_over.of:
        ran = of(meetings.ran_over.count, meetings.ran_over.of)
        sentences.append(f"{ran} meetings that say both ran past the minutes asked for.")
    if meetings.usefulness is not None:
        sentences.append(
            f"{counted(meetings.rated, 'meeting')} {'was' if meetings.rated == 1 else 'were'} "
            f"rated, {number(meetings.usefulness, 1)} of 5 on average."
        )
    sentences.append("What was done at them, and whether it brought names, is among the advice.")
    return Section(
        key="meetings",
        heading=_held(meetings),
        sentences=tuple(sentences),
        details=tuple(map(sentence, meetings.notes)),
    )


def _held(meetings: MeetingEffects) -> str:
    start = counted(meetings.held, "meeting")
    if meetings.names_per_meeting is None:
        return f"{start} so far, none of which says how many names were given"
    if meetings.names_per_meeting == 0:
        return f"{start} so far, none of which brought a name"
    names = counted_about(meetings.names_per_meeting, "name")
    return f"{start} so far, each with {names} on average"

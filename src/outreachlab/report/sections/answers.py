"""How far requests get, how long an answer takes, what a meeting and a referral bring."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from outreachlab.answers.funnel import Funnel, Step
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.meetings import MeetingEffects
from outreachlab.answers.waiting import WaitingTimes
from outreachlab.chains.naming import Contrast, NamingEffects, how_told
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Picture, Section
from outreachlab.report.sections.tactics import scoreboard_picture, scoreboard_table
from outreachlab.wording import (
    counted,
    listed,
    number,
    of,
    p_value,
    percent,
    points,
    points_interval,
    sentence,
    share,
)

# of each step's sentence: of whom, and what became of them
WORDS = {
    "delivered": ("requests", "were delivered"),
    "answered": ("counted requests", "were answered"),
    "accepted": ("answers", "were a yes"),
    "held": ("yeses", "became a meeting"),
    "named_someone": ("meetings", "brought a further name"),
    "next_asked": ("meetings with a name", "led to a further request"),
    "led_on": ("meetings", "led to something"),
}
ON_THE_WAY = tuple(WORDS)[:-1]  # an end is not a step that loses anybody


def funnel_section(funnel: Funnel) -> Section | None:
    """The steps drawn as shares; nothing where no request has got an answer."""
    steps = [step for step in funnel.steps if step.step in WORDS and step.of]
    if not any(step.step == "accepted" for step in steps):
        return None
    sentences = ["Each step is out of those who could take it."]
    if lowest := _lowest(steps):
        sentences.append(f"The step that loses most: {_told(lowest)}.")
    if steps[-1].step == "led_on":
        sentences.append(
            sentence(_told(steps[-1]).replace("something", "a lead, an interview or an offer"))
        )
    picture = Picture(
        "funnel", svg_of(funnel.plot(), "funnel"), sentence(listed(map(_told, steps)))
    )
    return Section("funnel", "How far requests get", tuple(sentences), (picture,), funnel._shown())


def _told(step: Step) -> str:
    """`92 of 159 counted requests (58%) were answered`."""
    whom, became = WORDS[step.step]
    return f"{of(step.count or 0, step.of or 0)} {whom} ({percent(step.rate, 0)}) {became}"


def _lowest(steps: list[Step]) -> Step | None:
    """The step with the smallest share, of those out of ten or more; a tie is nobody's."""
    able = sorted(
        (step for step in steps if step.step in ON_THE_WAY and (step.of or 0) >= FEW),
        key=lambda step: step.rate or 0.0,
    )
    tie = len(able) > 1 and able[0].rate == able[1].rate
    return None if len(able) < 2 or tie else able[0]


DAYS = (7, 14, 21)
LEAST_ANSWERS = 5


def waiting_section(waiting: WaitingTimes) -> Section | None:
    """The curves over all requests; nothing where hardly anybody has answered on a known day."""
    (curve,) = waiting.curves
    columns = curve.columns()
    answers = int((columns["accepted"] + columns["declined"]).sum()) if curve.requests else 0
    if answers < LEAST_ANSWERS:
        return None
    sentences = [
        f"{answers:,} of {counted(curve.requests, 'request')} have an answer with a date. "
        + _by_day(columns["day"], columns["cumulative_answered"])
    ]
    if curve.median_days_to_answer is not None:
        sentences.append(
            f"Half of the requests have an answer after "
            f"{counted(curve.median_days_to_answer, 'day')}."
        )
    else:
        sentences.append("Fewer than half of the requests ever get an answer in this log.")
    sentences.append(_when_to_give_up(curve.practically_dead_after))
    return Section(
        "waiting",
        "How long an answer takes",
        tuple(sentences),
        (Picture("waiting", svg_of(waiting.plot(), "waiting"), sentences[0]),),
        _table(waiting._shown()),
        (
            "Any answer: Kaplan-Meier; accepted: Aalen-Johansen with a refusal as the other end. "
            "A request without an answer is still waiting and is censored on the day of judgement.",
        ),
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


def meetings_section(meetings: MeetingEffects, lines: Sequence[JudgedAdvice]) -> Section | None:
    """Meetings that named someone further, with and without each tactic."""
    if not meetings.held:
        return None
    sentences = [_held(meetings)]
    if lines:
        sentences.append(_standing(lines))
    if meetings.ran_over.of:
        ran = of(meetings.ran_over.count, meetings.ran_over.of)
        sentences.append(f"{ran} meetings that say both ran past the minutes asked for.")
    if meetings.usefulness is not None:
        sentences.append(
            f"The seeker rated {counted(meetings.rated, 'meeting')} "
            f"{number(meetings.usefulness, 1)} of 5 on average."
        )
    what = "Named someone further, of meetings held"
    return Section(
        "meetings",
        "What makes a meeting lead on",
        tuple(sentences),
        scoreboard_picture("meetings", "named someone further with and without", lines),
        scoreboard_table(what, lines) if lines else None,
        tuple(note[0].upper() + note[1:] + "." for note in meetings.notes),
    )


def _held(meetings: MeetingEffects) -> str:
    were = "was" if meetings.held == 1 else "were"
    start = f"{counted(meetings.held, 'meeting')} {were} held"
    if meetings.names_per_meeting is None:
        return f"{start}; none says how many names were given."
    return f"{start}, with {number(meetings.names_per_meeting, 1)} names given per meeting."


def _standing(lines: Sequence[JudgedAdvice]) -> str:
    clear = [line for line in lines if line.clear]
    if clear:
        parts = (
            f"“{line.name}” is {line.short} ({share(line.successes[0], line.totals[0])} with "
            f"it, {share(line.successes[1], line.totals[1])} without)"
            for line in clear
        )
        return f"For a further name, {listed(parts)}. This is observed, not proven."
    if all(line.standing == "untried" for line in lines):
        return "Too few to tell what helps: fewer than five meetings on one side of each advice."
    return "Nothing done at a meeting stands clear of chance in bringing a further name."


ASKED = {
    "was_referred": "With a referral against without",
    "referral": "With the referrer named against not named",
}


def naming_section(naming: NamingEffects) -> Section | None:
    """The differences over all, within seekers and within referrers; nothing without two sides."""
    known = [one for one in naming.contrasts if one.difference.estimate is not None]
    if not known:
        return None
    told = [
        f"{words}: {'; '.join(_difference(one) for one in known if one.tactic == tactic)}."
        for tactic, words in ASKED.items()
        if any(one.tactic == tactic for one in known)
    ]
    if any(one.how != "crude" for one in known):
        told.append(
            "Within one seeker or one referrer, neither who asked nor who referred can make the "
            "difference. It is observed all the same."
        )
    rates = "; ".join(
        f"{row['by']} {row['level']} {of(row['accepted'], row['counted'])}"
        for row in naming.table.to_dict("records")
    )
    picture = Picture(
        "naming", svg_of(naming.plot(), "naming"), sentence(f"accepted: {rates}".replace("_", " "))
    )
    rows = tuple(
        (
            f"{ASKED[one.tactic]}, {how_told(one.how)}",
            f"{one.requests:,}",
            points(one.difference.estimate),
            points_interval(one.difference.low, one.difference.high),
            p_value(one.p_value),
        )
        for one in known
    )
    columns = ("", "requests", "difference", "95% interval", "p")
    table = Shown("Accepted, one side minus the other", columns, rows, naming.notes)
    return Section("naming", "Does a referral matter?", tuple(told), (picture,), table)


def _difference(one: Contrast) -> str:
    gap = one.difference
    spread = "" if gap.low is None else f" (95% interval {points_interval(gap.low, gap.high)})"
    return f"{how_told(one.how)} {points(gap.estimate)}{spread}"

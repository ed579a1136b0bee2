"""The headline, a finding that says what to do, and the grey line on what it stands on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from outreachlab.answers.judging.choices import OF_ADVICE, Choice, Choices
from outreachlab.log.vocabulary import FEW
from outreachlab.report.facts import Facts
from outreachlab.report.first.choosing import Sides, best, told_to
from outreachlab.report.model import Thing
from outreachlab.wording import counted, day_words, in_ten, label, of, plural, sentence

MOSTLY = 2 / 3  # of one's requests are asked this way already


def headline_of(
    totals: Mapping[str, int],
    choices: Choices | None,
    others: Sides | None,
    week: tuple[Thing, ...],
) -> str:
    """How many say yes, and the one thing to do about it."""
    yes, n = totals["accepted"], totals["counted"]
    doing = f"{week[0].do}." if week else "Ask somebody new this week."
    if not n:
        return f"Too early for a finding: no answer can be counted yet. {doing}"
    if not yes:
        return f"Nobody has said yes yet, of {counted(n, 'person')} asked. {doing}"
    if yes == n and (open_ := totals["too_young"]):
        still = "is" if open_ == 1 else "are"
        return (
            f"All {n:,} counted so far said yes; {open_:,} {still} still open, so nothing can be "
            f"compared yet. {doing}"
        )
    if yes == n:
        return (
            "This log holds only yeses. Write down who refused or never answered, too: "
            "else nothing can be compared."
        )
    if n < FEW:
        return f"{of(yes, n)} {plural('person', n)} said yes: too few to tell what works. {doing}"
    found = f"{in_ten(yes / n)} say yes."
    found = found[0].upper() + found[1:]
    top = best(choices, others)
    if top is None:
        return f"{found} No way of asking stands out yet. {doing}"
    return f"{found} {_instruction(top, others)}"


def _instruction(one: Choice, others: Sides | None) -> str:
    """What to do, with how many said yes either way."""
    (a, n), (b, m) = ((yes, asked) for yes, asked in zip(one.accepted, one.asked, strict=True))
    if others is not None:
        sides = others[one.advice.tactic]
        (n, a), (m, b) = sides[one.do], sides[one.instead_of]
    whose = "" if others is None else "among the others "
    keep = "Keep on: " if one.asked[0] >= MOSTLY * max(sum(one.asked), 1) else ""
    first, second = ("with it", "without")
    if one.advice.contrast not in OF_ADVICE:
        first, second = f"to {label(one.do)}", f"to {label(one.instead_of)}"
    elif not one.follows:
        first, second = second, first
    do = told_to(one)
    do = do if keep else do[0].upper() + do[1:]
    return f"{keep}{do}: {whose}{in_ten(a / n)} said yes {first}, {in_ten(b / m)} {second}."


def ground_of(
    facts: Facts,
    as_of: date,
    totals: Mapping[str, int],
    acted: str,
    others: int,
    read: Any = (),
) -> str:
    """Whose requests, from when to when, as of which day, and what kind of evidence it is."""
    first, last = map(day_words, facts.days)
    span = f"asked on {first}" if first == last else f"asked from {first} to {last}"
    seekers = facts.seekers
    who = "One person's log" if seekers == 1 else f"The logs of {counted(seekers, 'person')}"
    if others:
        who = f"One person's log beside those of {counted(others, 'other')}"
    day = day_words(as_of)
    list_for = "" if acted == day else f"; this week's list is for {acted}"
    left = ""
    if faulty := totals["faulty"]:
        left = f" {counted(faulty, 'faulty row')} left out."
    files = read if isinstance(read, list) else []
    if asked := sum(bool(one["asked"]) for one in files):
        left += f" {asked:,} of {counted(len(files), 'file')} left out, for questions are open."
    return (
        f"{counted(totals['requests'], 'request')} {span}. "
        f"Counted up to {day}{list_for}. {sentence(f'{who}: hints, not proof')}{left}"
    )

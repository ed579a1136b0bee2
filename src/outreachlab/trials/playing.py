"""One contact of a simulated trial: who it is, its lots, what is sent and what comes back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from outreachlab.stats.thompson import first_chances, is_first
from outreachlab.trials.assigned import Lot
from outreachlab.trials.places import at
from outreachlab.trials.plan import Key, Plan
from outreachlab.trials.protocol import GRACE_DAYS
from outreachlab.trials.truth import TrialTruth
from outreachlab.trials.words import REFERRED, eligible

Generator = np.random.Generator
# The cell of a request by which a tactic's first or second side is seen.
CELLS: Mapping[str, tuple[str, str, str]] = {
    "said_informational": ("said_informational", "yes", "no"),
    "explained_why": ("explained_why", "yes", "no"),
    "meeting_format": ("meeting_format", "coffee", "lunch"),
    "short_time": ("minutes_asked", "30", ""),
    "convenient_venue": ("venue", "near_them", "near_me"),
    "offered_phone": ("offered_phone", "yes", "no"),
    REFERRED: ("mentioned_referrer", "yes", "no"),
}
FRIEND = "a friend"
NEVER = 10**6


class Contact(NamedTuple):
    """Who is asked next, and on which day (from 0) the lot is drawn."""

    number: int
    day: int
    seeker: int
    stratum: str
    referred: bool
    in_person: bool


class Asked(NamedTuple):
    """A request as it was sent: days from 0, `NEVER` where they do not come."""

    asked: int
    answered: int
    outcome: str
    first: Mapping[str, bool]


def contact_of(plan: Plan, truth: TrialTruth, rng: Generator, number: int, day: int) -> Contact:
    """One for whom some lot can be drawn."""
    while True:
        who = Contact(
            number=number,
            day=day,
            seeker=int(rng.integers(len(plan.seekers))),
            stratum=plan.strata[int(rng.integers(len(plan.strata)))],
            referred=bool(rng.random() < truth.referred),
            in_person=bool(rng.random() >= truth.remote),
        )
        for one in plan.tactics:
            if eligible(one.tactic, referred=who.referred, in_person=who.in_person):
                return who


def chances_of(plan: Plan, signs: np.ndarray, yes: np.ndarray) -> list[float]:
    """The chance that each tactic's first side is drawn next."""
    if plan.adaptive is None:
        return [0.5] * len(plan.tactics)
    mean, sd, floor, _ = plan.adaptive
    return [round(float(one), 6) for one in first_chances(signs, yes, mean, sd, floor)]


def lots_of(
    plan: Plan,
    truth: TrialTruth,
    rng: Generator,
    who: Contact,
    taken: Counter[Key],
    chances: Sequence[float],
) -> list[Lot]:
    """A lot for each tactic the contact can have; some opt out before it is drawn."""
    found = []
    for contrast, chance in zip(plan.tactics, chances, strict=True):
        if not eligible(contrast.tactic, referred=who.referred, in_person=who.in_person):
            continue
        key = Key(plan.seekers[who.seeker], who.stratum, contrast.tactic)
        block, arm, own = None, "", None
        place = None if plan.adaptive else at(plan, key, taken[key])
        out = bool(rng.random() < truth.opted_out) or not (plan.adaptive or place)
        if not out:
            seed = plan.adaptive.seed if plan.adaptive else 0
            first = is_first(chance, seed, who.number, plan.tactics.index(contrast))
            arm = contrast.first if first else contrast.second
            own = chance if first else 1 - chance
            if place is not None:
                (block, arm), own = place, 0.5
            taken[key] += 1
        on = plan.starts_on + timedelta(who.day)
        name = f"contact {who.number}"
        found.append(
            Lot(
                who.number, on, key.seeker, name, key.stratum, block, key.tactic, arm, own, out
            )
        )  # fmt: skip
    return found


def signs_of(plan: Plan, lots: Sequence[Lot]) -> np.ndarray:
    """What an adaptive plan learns from: +1/2, -1/2, or 0 where nothing was drawn, (tactics,)."""
    drawn = {lot.tactic: lot.arm for lot in lots if not lot.opted_out}
    return np.array(
        [
            0.0 if (arm := drawn.get(one.tactic)) is None else 0.5 if arm == one.first else -0.5
            for one in plan.tactics
        ]
    )


def sent_to(
    plan: Plan, truth: TrialTruth, rng: Generator, who: Contact, lots: Sequence[Lot], own: float
) -> Asked:
    """What is sent and what comes back."""
    first = {}
    for one in plan.tactics:
        arm = next((lot.arm for lot in lots if lot.tactic == one.tactic and not lot.opted_out), "")
        said = arm == one.first if arm else bool(rng.random() < 0.5)
        first[one.tactic] = said if not arm or rng.random() < truth.complies else not said
    fate, lost, agrees, says_no = rng.random(4).tolist()
    asked = who.day + int(rng.integers(0, 4))
    if fate < truth.not_asked:
        asked = NEVER
    elif fate < truth.not_asked + truth.late:
        asked = who.day + GRACE_DAYS + int(rng.integers(1, 10))
    if lost < truth.undelivered:
        return Asked(asked, NEVER, "undelivered", first)
    chance = truth.rate + own + sum(gain for name, gain in truth.gains.items() if first.get(name))
    median, sigma = truth.answer_days
    answered = asked + int(median * np.exp(sigma * rng.standard_normal()))
    if agrees < chance:
        return Asked(asked, min(answered, asked + plan.window_days), "accepted", first)
    if says_no < truth.declines:
        return Asked(asked, answered, "declined", first)
    return Asked(asked, NEVER, "no_reply", first)


def row_of(plan: Plan, who: Contact, sent: Asked, end: int) -> dict[str, str]:
    """The request as its seeker writes it by the last day."""

    def day(number: int) -> str:
        return (plan.starts_on + timedelta(number)).isoformat()

    known = sent.answered <= end or sent.outcome == "undelivered"
    silent = sent.outcome == "no_reply" and end - sent.asked >= plan.window_days
    row = {
        "trial": str(who.number),
        "seeker": plan.seekers[who.seeker],
        "contact": f"contact {who.number}",
        "referrer": FRIEND if who.referred else "",
        "asked_on": day(sent.asked),
        "outcome": sent.outcome if known or silent else "pending",
        "responded_on": day(sent.answered) if sent.answered <= end else "",
    }
    for tactic, first in sent.first.items():
        if eligible(tactic, referred=who.referred, in_person=who.in_person):
            column, *sides = CELLS[tactic]
            row[column] = sides[0 if first else 1]
    return row

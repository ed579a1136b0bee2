"""A trial with a known truth: its plan, the lots handed out, and the log that came of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.stats.thompson import first_chances, is_first
from outreachlab.trials.assigned import Lot, assigned_text, at
from outreachlab.trials.plan import ASSIGNED, PLAN, Key, Plan, plan_text
from outreachlab.trials.protocol import GRACE_DAYS
from outreachlab.trials.words import REFERRED, eligible

Generator = np.random.Generator
# The cell of a request by which a tactic's first or second side is seen.
CELLS: Mapping[str, tuple[str, str, str]] = {
    "said_informational": ("said_informational", "yes", "no"),
    "explained_why": ("explained_why", "yes", "no"),
    "meeting_format": ("meeting_format", "coffee", "lunch"),
    "short_time": ("minutes_asked", "30", "60"),
    "convenient_venue": ("venue", "near_them", "near_me"),
    "offered_phone": ("offered_phone", "yes", "no"),
    REFERRED: ("mentioned_referrer", "yes", "no"),
}
SHARES = (
    "rate", "complies", "not_asked", "late", "undelivered", "opted_out", "referred", "remote",
    "declines",
)  # fmt: skip
FRIEND = "a friend"
NEVER = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTruth:
    """
    What is planted in a simulated trial; shares are fractions.

    `rate` is the chance of a yes with the second side of every tactic; doing the first side of one
    adds its `gains`. Seekers' own rates differ by `unlike` (a standard deviation). `complies` do
    what was drawn, the others its opposite. Days to an answer are log-normal: median, sigma.
    """

    rate: float = 0.3
    gains: Mapping[str, float] = field(default_factory=dict)
    unlike: float = 0.0
    complies: float = 0.92
    not_asked: float = 0.03
    late: float = 0.02
    undelivered: float = 0.04
    opted_out: float = 0.03
    referred: float = 0.4
    remote: float = 0.2
    declines: float = 0.35
    answer_days: tuple[float, float] = (3.0, 0.9)
    a_day: float = 2.0

    def __post_init__(self) -> None:
        for name in SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} must lie between 0 and 1")


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedTrial:
    """The plan, its lots, the log on its last day as a table of texts, the truth behind them."""

    plan: Plan
    lots: tuple[Lot, ...]
    log: pd.DataFrame
    last_day: date
    truth: TrialTruth

    def files(self) -> dict[str, bytes]:
        """What a trial's folder holds when it is read."""
        return {
            PLAN: plan_text(self.plan).encode(),
            ASSIGNED: assigned_text(self.lots).encode(),
        }


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


def simulate_trial(
    plan: Plan,
    truth: TrialTruth | None = None,
    *,
    contacts: int | None = None,
    quiet_days: int = 60,
    rng: int | Generator = 0,
) -> SimulatedTrial:
    """
    Play a planned trial: some opt out, are not asked, asked late, or asked otherwise than drawn.

    Parameters
    ----------
    plan : Plan
        As `plan_trial` makes it.
    truth : TrialTruth, optional
        What has an effect and what goes wrong; nothing has an effect unless given.
    contacts : int, optional
        How many are handed out; the plan's size unless given.
    quiet_days : int
        Days after the last lot on which the log ends; with few, windows are still open.
    rng : int or Generator
        The seed.

    Returns
    -------
    SimulatedTrial
        `.log` has a row per request, as texts.

    Raises
    ------
    UsageError
        No contact is to be handed out, or a share of the truth is none.
    """
    if contacts is not None and contacts < 1:
        raise UsageError("a trial hands out one contact at least; ask for one or more")
    truth, rng = truth or TrialTruth(), np.random.default_rng(rng)
    size = plan.size if contacts is None else contacts
    days = np.sort((rng.random(size) * size / truth.a_day).astype(int)).tolist()
    own = truth.unlike * rng.standard_normal(len(plan.seekers))
    end = max(days, default=0) + quiet_days
    lots: list[Lot] = []
    rows: list[dict[str, str]] = []
    signs, closes, yes = np.zeros((size, len(plan.tactics))), np.full(size, NEVER), np.zeros(size)
    taken: Counter[Key] = Counter()
    for number, day in enumerate(days, start=1):
        who = _contact(plan, truth, rng, number, day)
        known = closes <= day
        mine = _lots(plan, truth, rng, who, taken, _chances(plan, signs[known], yes[known]))
        sent = _sent(plan, truth, rng, who, mine, float(own[who.seeker]))
        late = sent.asked > day + GRACE_DAYS
        closes[number - 1] = (day + GRACE_DAYS if late else sent.asked) + plan.window_days
        in_time = sent.answered <= closes[number - 1] and not late
        yes[number - 1] = sent.outcome == "accepted" and in_time
        signs[number - 1] = _signs(plan, mine)
        lots += mine
        if sent.asked <= end:
            rows.append(_row(plan, who, sent, end))
    table = pd.DataFrame(rows, dtype=object).fillna("")
    return SimulatedTrial(plan, tuple(lots), table, plan.starts_on + timedelta(end), truth)


def _contact(plan: Plan, truth: TrialTruth, rng: Generator, number: int, day: int) -> Contact:
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


def _chances(plan: Plan, signs: np.ndarray, yes: np.ndarray) -> list[float]:
    """The chance that each tactic's first side is drawn next."""
    if plan.adaptive is None:
        return [0.5] * len(plan.tactics)
    mean, sd, floor, _ = plan.adaptive
    return [round(float(one), 6) for one in first_chances(signs, yes, mean, sd, floor)]


def _lots(
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


def _signs(plan: Plan, lots: Sequence[Lot]) -> np.ndarray:
    """What an adaptive plan learns from: +1/2, -1/2, or 0 where nothing was drawn, (tactics,)."""
    drawn = {lot.tactic: lot.arm for lot in lots if not lot.opted_out}
    return np.array(
        [
            0.0 if (arm := drawn.get(one.tactic)) is None else 0.5 if arm == one.first else -0.5
            for one in plan.tactics
        ]
    )


def _sent(
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


def _row(plan: Plan, who: Contact, sent: Asked, end: int) -> dict[str, str]:
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

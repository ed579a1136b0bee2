"""What may be wrong with a trial before it is read: said plainly, and what it takes away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from outreachlab.log.checked import CheckedLog
from outreachlab.log.people import folded
from outreachlab.stats.thompson import is_first
from outreachlab.trials.assigned import Lot
from outreachlab.trials.beside import shared_contacts
from outreachlab.trials.following import Followed, first_requests
from outreachlab.trials.places import departures
from outreachlab.trials.plan import Plan
from outreachlab.trials.receipt import PUT_BACK
from outreachlab.wording import counted, isolated, label, listed, shortened

NAMED = 3
EDITED = (
    "the plan was changed after its hash was made, so nobody can tell what was fixed beforehand; "
    "put back the file whose hash you kept"
)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Sentences, the contacts (numbers) left out, and why there can be no verdict, if so."""

    notes: tuple[str, ...]
    left_out: frozenset[int]
    broken: str | None = None


def broken_by(plan: Plan, lots: Sequence[Lot], wrong: str | None) -> str | None:
    """Why there can be no verdict; `wrong` is what the second record says against all lots."""
    if plan.edited:
        return EDITED
    if wrong is not None:
        return f"{wrong}, so lots may be missing or changed; {PUT_BACK}"
    if found := (*departures(plan, lots), *_foretold(plan, lots)):
        more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
        return f"{found[0]}{more}; put assigned.csv back as it was written"
    return None


def doubts_of(
    folder: Path,
    plan: Plan,
    lots: Sequence[Lot],
    contacts: Sequence[Followed],
    log: CheckedLog,
    day: date,
) -> Doubts:
    """All else that can be seen from the plan, the lots by a day, and the log."""
    name = {lot.number: lot.contact for lot in lots}
    day_of = {lot.number: lot.day for lot in lots}
    early = [
        one.number
        for one in contacts
        if any(other.asked_on < day_of[one.number] for other in one.others)
    ]
    notes = [
        *_early(early, name),
        *_late(plan, contacts, name, day_of),
        *_outside(plan, lots, log, day),
        *_clock(plan, lots),
        *shared_contacts(folder, lots),
    ]
    return Doubts(tuple(notes), frozenset(early))


def _early(numbers: Sequence[int], name: dict[int, str]) -> Iterator[str]:
    if numbers:
        yield (
            f"{counted(len(numbers), 'contact')} had been asked before their lot was drawn and "
            f"{'is' if len(numbers) == 1 else 'are'} left out: {_some(numbers, name)}"
        )


def _late(
    plan: Plan, contacts: Sequence[Followed], name: dict[int, str], day_of: dict[int, date]
) -> Iterator[str]:
    late = [
        one.number
        for one in contacts
        if one.request is None and any(other.asked_on >= day_of[one.number] for other in one.others)
    ]
    if late:
        yield (
            f"{counted(len(late), 'contact')} asked more than 14 days after the lot count as not "
            f"asked: {_some(late, name)}"
        )


def _outside(plan: Plan, lots: Sequence[Lot], log: CheckedLog, day: date) -> Iterator[str]:
    """Contacts of the plan's seekers who have no lot."""
    known = {(folded(lot.seeker), folded(lot.contact)) for lot in lots}
    seekers = set(map(folded, plan.seekers))
    requests = first_requests(log)
    there = {who for who, _ in requests}
    if not seekers & there:
        yield f"the log has no request of {listed(map(isolated, plan.seekers), 'or')}"
    without = [
        min(one.asked_on for one in asked)
        for who, asked in requests.items()
        if who[0] in seekers and who not in known
    ]
    before = sum(asked < plan.starts_on for asked in without)
    since = sum(plan.starts_on <= asked <= day for asked in without)
    if before:
        yield f"{counted(before, 'contact')} asked before the plan {_has(before)} no part in it"
    if since:
        yield (
            f"{counted(since, 'contact')} asked since the plan without a lot {_has(since)} no "
            "part in it; whoever is asked outside it may have been chosen"
        )


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _foretold(plan: Plan, lots: Sequence[Lot]) -> Iterator[str]:
    """Adaptive lots that the plan's seed does not give."""
    if plan.adaptive is None:
        return
    places = {one.tactic: place for place, one in enumerate(plan.tactics)}
    for lot in lots:
        if lot.tactic not in places:
            yield f"lot {lot.number} is about what the plan does not have: {lot.tactic}"
            continue
        sides = plan.contrast(lot.tactic)[1:]
        if lot.opted_out or lot.probability is None:
            continue
        chance = round(lot.probability if lot.arm == sides[0] else 1 - lot.probability, 6)
        first = is_first(chance, plan.adaptive.seed, lot.number, places[lot.tactic])
        if lot.arm != sides[0 if first else 1]:
            yield (
                f"lot {lot.number} ({label(lot.tactic)}) is not the one that the plan draws for it"
            )


def _clock(plan: Plan, lots: Sequence[Lot]) -> Iterator[str]:
    days = [lot.day for lot in lots]
    if any(after < before for before, after in pairwise(days)):
        yield "the days of the lots go back at one place: a clock was wrong, or the file was edited"
    if days and min(days) < plan.starts_on:
        yield f"lots were drawn before the plan began on {plan.starts_on}; check the clock"


def _some(numbers: Sequence[int], name: dict[int, str]) -> str:
    """A few of the contacts by name."""
    shown = [isolated(shortened(name[number])) for number in numbers[:NAMED]]
    more = len(numbers) - NAMED
    return listed([*shown, f"{more:,} more"] if more > 0 else shown)

"""Handing out the next lot: one contact at a time, written down before it is shown."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from outreachlab.display import Answer
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.files import locked, plainly, write
from outreachlab.log.arguments import text, texts
from outreachlab.log.checked import CheckedLog
from outreachlab.log.days import day_of, today as this_day
from outreachlab.log.people import folded
from outreachlab.stats.thompson import first_chances, is_first
from outreachlab.trials.assigned import (
    Lot,
    assigned_text,
    at,
    departures,
    lots_in,
    of_contact,
    taken,
)
from outreachlab.trials.following import first_requests, followed, learnt
from outreachlab.trials.plan import ASSIGNED, PLAN, Key, Plan, read_plan
from outreachlab.trials.sheet import NUMBER
from outreachlab.trials.words import eligible, missing, to_do
from outreachlab.wording import isolated, label, listed, shortened

LOCK = ".assigned.lock"
PATIENCE = 10.0  # seconds
PAUSE = 0.05
EVEN = 0.5
EVERY = "all"
LONGEST_NAME = 200
ONE_OF = {"seeker": "the `seeker`", "stratum": "the `stratum`"}


@dataclass(frozen=True, slots=True, repr=False)
class Assignment(Answer):
    """
    What to do with one contact: a lot for each tactic it can have.

    `number` is that of the contact in the trial, to be written in the column `trial` of the log.
    `again` says that it had been handed out before.
    """

    number: int
    day: date
    seeker: str
    contact: str
    stratum: str
    lots: tuple[Lot, ...]
    to_do: tuple[str, ...]
    again: bool
    notes: tuple[str, ...] = ()

    @property
    def opted_out(self) -> tuple[str, ...]:
        """The tactics it was left out of before a lot was drawn."""
        return tuple(lot.tactic for lot in self.lots if lot.opted_out)

    def sentence(self) -> str:
        """`Offer coffee, ask for 30 minutes, don't mention a phone call.`"""
        words = ", ".join(self.to_do) or "ask as you like"
        return f"{words[:1].upper()}{words[1:]}."

    def to_json(self) -> dict[str, Any]:
        """The lots as plain data."""
        drawn = [lot for lot in self.lots if not lot.opted_out]
        return {
            "number": self.number,
            "day": self.day.isoformat(),
            "seeker": self.seeker,
            "contact": self.contact,
            "stratum": self.stratum,
            "lots": [
                {"tactic": lot.tactic, "arm": lot.arm, "probability": lot.probability}
                for lot in drawn
            ],
            "opted_out": list(self.opted_out),
            "to_do": list(self.to_do),
            "again": self.again,
            "log": {NUMBER: self.number},
            "notes": list(self.notes),
        }

    def _headline(self) -> str:
        return f"{isolated(shortened(self.contact))}, number {self.number}: {self.sentence()}"

    def _remarks(self) -> tuple[str, ...]:
        out = listed(map(label, self.opted_out))
        kept = f"write {self.number} in the column {NUMBER} of your log, and there what you did"
        return (*self.notes, *([f"left out of {out}, and counted"] if out else []), kept)


def next_assignment(
    folder: str | PathLike[str],
    contact: str,
    *,
    seeker: str | None = None,
    stratum: str | None = None,
    referrer: str | None = None,
    in_person: bool = True,
    opted_out: str | Sequence[str] = (),
    log: CheckedLog | None = None,
    today: date | str | None = None,
) -> Assignment:
    """
    Hand out the next lot to a contact, and write it down.

    Parameters
    ----------
    folder : path
        Where the plan is.
    contact : str
        Who will be asked; one who has a lot gets the same again.
    seeker : str, optional
        Who asks, where the plan is for several.
    stratum : str, optional
        Which of the plan's kinds of contacts this is, where it has several.
    referrer : str, optional
        Who referred this contact; without one no lot about naming them is drawn.
    in_person : bool
        Is a meeting in person possible? Else no lot about format or place is drawn.
    opted_out : str or list of str
        Tactics this contact is left out of, or "all"; said before the lot is seen, and counted.
    log : CheckedLog, optional
        The log so far; an adaptive plan learns from it.
    today : date, optional
        The day of the lot.

    Returns
    -------
    Assignment
        What to do. The lot is in `assigned.csv` before it is returned.

    Raises
    ------
    UsageError
        The contact or its stratum is not the plan's, the plan was edited, or another process
        hands out lots in the same folder.
    NothingToComputeError
        The sequences are used up.

    Notes
    -----
    A day before that of the last lot is taken for a clock that went back: the lot is dated as the
    last one, with a note. An adaptive lot is the first side with the probability that it is the
    better one (Thompson), kept within the plan's floor, from contacts whose window is over.

    References
    ----------
    Thompson (1933), Biometrika 25:285-294.
    """
    place = Path(folder)
    plan = read_plan(place)
    if plan.edited:
        raise UsageError(
            f"{place / PLAN}: the plan was changed after it was made (its hash was "
            f"{plan.short_hash}); put it back as it was: lots are handed out by that plan alone"
        )
    asked = _Asked(
        contact=_name(contact),
        seeker=_one_of(plan.seekers, seeker, "seeker"),
        stratum=_one_of(plan.strata, stratum, "stratum"),
        referrer=None if referrer is None else _name(referrer),
        out=_left_out(plan, opted_out),
        wanted=tuple(
            one.tactic
            for one in plan.tactics
            if eligible(one.tactic, referred=bool(referrer), in_person=in_person)
        ),
    )
    with _alone(place):
        lots = lots_in(place)
        if wrong := departures(plan, lots):
            raise UsageError(f"{place / ASSIGNED}: {wrong[0]}; put the file back as it was")
        if had := of_contact(lots, asked.seeker, asked.contact):
            return _again(plan, asked, had)
        day, notes = _day(plan, lots, day_of(today) or this_day())
        if not asked.wanted:
            raise UsageError(
                f"no lot can be drawn for {asked.contact}: the plan's tactics take "
                f"{missing(one.tactic for one in plan.tactics)}"
            )
        _require_unasked(asked, log)
        new = _drawn(plan, asked, lots, log, day)
        if new[0].number > plan.size:
            notes += (
                f"all {plan.size:,} contacts of the plan had been handed out; read the trial",
            )
        content = assigned_text([*lots, *new]).encode()
        write([(place / ASSIGNED, content)], force=True)
    return _assignment(plan, asked, new, notes, again=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """For whom a lot is asked, and about which tactics; `out` are those opted out of."""

    contact: str
    seeker: str
    stratum: str
    referrer: str | None
    out: frozenset[str]
    wanted: tuple[str, ...]


def _drawn(
    plan: Plan, asked: _Asked, lots: list[Lot], log: CheckedLog | None, day: date
) -> list[Lot]:
    """The rows of one contact more."""
    number = max((lot.number for lot in lots), default=0) + 1
    draw = _learning(plan, lots, log, day, number) if plan.adaptive else _reading(plan, lots, asked)
    new = []
    for tactic in asked.wanted:
        out = tactic in asked.out
        block, arm, chance = (None, "", None) if out else draw(tactic)
        new.append(
            Lot(
                number, day, asked.seeker, asked.contact, asked.stratum, block, tactic, arm, chance,
                out,
            )
        )  # fmt: skip
    return new


Draw = Callable[[str], tuple[int | None, str, float]]


def _reading(plan: Plan, lots: list[Lot], asked: _Asked) -> Draw:
    """The next place of each sequence."""
    before = taken(lots)

    def draw(tactic: str) -> tuple[int | None, str, float]:
        key = Key(asked.seeker, asked.stratum, tactic)
        found = at(plan, key, before.get(key, 0))
        if found is None:
            raise NothingToComputeError(
                f"the lots about {label(tactic)} of this plan are used up; read the trial"
            )
        return *found, EVEN

    return draw


def _learning(plan: Plan, lots: list[Lot], log: CheckedLog | None, day: date, number: int) -> Draw:
    """Each tactic by the chance that its first side is the better one."""
    assert plan.adaptive is not None
    if log is None:
        raise UsageError("the lots of this plan follow what was learnt: name the `log` so far")
    mean, sd, floor, seed = plan.adaptive
    signs, yes = learnt(plan, lots, followed(plan, lots, log, day))
    chances = first_chances(signs, yes, mean, sd, floor)
    places = {one.tactic: place for place, one in enumerate(plan.tactics)}

    def draw(tactic: str) -> tuple[int | None, str, float]:
        place, contrast = places[tactic], plan.contrast(tactic)
        chance = round(float(chances[place]), 6)
        first = is_first(chance, seed, number, place)
        return None, *((contrast.first, chance) if first else (contrast.second, 1 - chance))

    return draw


def _again(plan: Plan, asked: _Asked, had: list[Lot]) -> Assignment:
    """The lot a contact has; nobody opts out of one that was drawn."""
    drawn = {lot.tactic for lot in had if not lot.opted_out}
    if late := sorted(asked.out & drawn):
        raise UsageError(
            f"{asked.contact} has a lot about {label(late[0])} already; whoever has seen it cannot "
            "opt out: do as you think best, and write into the log what you did"
        )
    return _assignment(plan, asked, had, (f"had this lot since {had[0].day}",), again=True)


def _assignment(
    plan: Plan, asked: _Asked, lots: list[Lot], notes: tuple[str, ...], *, again: bool
) -> Assignment:
    first = lots[0]
    words = tuple(
        to_do(plan.contrast(lot.tactic), lot.arm, asked.referrer)
        for lot in lots
        if not lot.opted_out
    )
    return Assignment(
        number=first.number,
        day=first.day,
        seeker=first.seeker,
        contact=first.contact,
        stratum=first.stratum,
        lots=tuple(lots),
        to_do=words,
        again=again,
        notes=notes,
    )


def _day(plan: Plan, lots: list[Lot], day: date) -> tuple[date, tuple[str, ...]]:
    """The day of a lot: never before the last one, nor before the plan."""
    last = max((lot.day for lot in lots), default=plan.starts_on)
    if day >= last:
        return day, ()
    what = "the last lot" if lots else "the plan"
    return last, (f"{day} is before {what}, so the lot has the day {last}; check the clock",)


def _require_unasked(asked: _Asked, log: CheckedLog | None) -> None:
    """UsageError where the log says that this contact was asked already: a lot comes before."""
    if log is None:
        return
    before = first_requests(log).get((folded(asked.seeker), folded(asked.contact)))
    if before:
        raise UsageError(
            f"{asked.contact} was asked on {before[0].asked_on}; a lot is for whom nobody asked yet"
        )


def _one_of(known: tuple[str, ...], given: str | None, name: str) -> str:
    """The plan's own spelling of what was named; the only one where none was."""
    if given is None and len(known) == 1:
        return known[0]
    found = [one for one in known if folded(one) == folded(text(given or "", name))]
    if not found:
        said = "say which" if given is None else f"{given!r} is none of the plan's"
        raise UsageError(f"{said}; {ONE_OF[name]} is {listed(map(isolated, known), 'or')}")
    return found[0]


def _name(given: str) -> str:
    name = " ".join(text(given, "contact").split())
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(f"a contact has a name, of up to {LONGEST_NAME} letters")
    return name


def _left_out(plan: Plan, opted_out: str | Sequence[str]) -> frozenset[str]:
    known = [one.tactic for one in plan.tactics]
    named = texts(opted_out, "opted_out")
    if wrong := [one for one in named if one not in (*known, EVERY)]:
        raise UsageError(f"{wrong[0]!r} is not tried; `opted_out` is {listed(known, 'or')}")
    return frozenset(known if EVERY in named else named)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process hands out lots in a folder at a time; the others wait a little."""
    until = time.monotonic() + PATIENCE
    with plainly(folder / LOCK):
        while (held := locked(folder / LOCK)) is None:
            if time.monotonic() > until:
                raise UsageError(f"{folder}: another run hands out lots here; try again")
            time.sleep(PAUSE)
    try:
        yield
    finally:
        os.close(held)

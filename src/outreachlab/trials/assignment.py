"""What to do with one contact: its lots in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreachlab.display import Answer
from outreachlab.errors import UsageError
from outreachlab.log.vocabulary import sources_of
from outreachlab.trials.asked import Asked
from outreachlab.trials.assigned import Lot
from outreachlab.trials.plan import Plan
from outreachlab.trials.sheet import NUMBER
from outreachlab.trials.words import REFERRED, to_do
from outreachlab.wording import isolated, label, listed, shortened


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
        columns = listed(dict.fromkeys(one for lot in self.lots for one in sources_of(lot.tactic)))
        kept = f"in your log, write {self.number} under {NUMBER}, and what you did under {columns}"
        return (*self.notes, *([f"left out of {out}, and counted"] if out else []), kept)


def assignment_of(
    plan: Plan, asked: Asked, lots: Sequence[Lot], notes: Iterable[str], *, again: bool = False
) -> Assignment:
    """A contact's lots in words, in the order of the plan's tactics; their blocks are not told."""
    first = lots[0]
    place = {one.tactic: place for place, one in enumerate(plan.tactics)}
    lots = sorted(lots, key=lambda lot: place[lot.tactic])
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
        lots=tuple(lot._replace(block=None) for lot in lots),
        to_do=words,
        again=again,
        notes=tuple(notes),
    )


def the_same_again(plan: Plan, asked: Asked, had: Sequence[Lot]) -> Assignment:
    """The lots a contact has; UsageError for who would opt out of one that was drawn."""
    drawn = {lot.tactic for lot in had if not lot.opted_out}
    who = isolated(shortened(asked.contact))
    if late := sorted(asked.out & drawn):
        raise UsageError(
            f"{who} has a lot about {label(late[0])} already; whoever has seen it cannot opt out: "
            "do as you think best, and write into the log what you did"
        )
    return assignment_of(plan, asked, had, _since(asked, had, drawn), again=True)


def _since(asked: Asked, had: Sequence[Lot], drawn: set[str]) -> list[str]:
    """What is to be said to who asks again, also where something else is told of the contact."""
    notes = [
        f"had this lot since {had[0].day}; for another person of that name write more of the name"
    ]
    about = {lot.tactic for lot in had}
    if new := [label(one) for one in asked.wanted if one not in about]:
        notes.append(
            f"lots are drawn once, so none about {listed(new)} is drawn now: ask about it as you "
            "like, and write what you did"
        )
    # who asks again need not name the referrer again, nor say that it is remote
    if gone := [label(one) for one in sorted(drawn - {*asked.wanted, REFERRED})]:
        notes.append(
            f"the lot about {listed(gone)} stays; where it cannot be done, write what you did"
        )
    if asked.stratum != had[0].stratum:
        notes.append(f"its lot was drawn in the stratum {isolated(had[0].stratum)}, which stays")
    return notes

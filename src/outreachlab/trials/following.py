"""What became of the contacts handed out, as a log tells it by a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.people import folded
from outreachlab.trials.assigned import Lot
from outreachlab.trials.plan import Plan
from outreachlab.trials.protocol import GRACE_DAYS


@dataclass(frozen=True, slots=True)
class Followed:
    """A contact handed out: the day it was asked, if so; is its window over; was there a yes?"""

    number: int
    asked_on: date | None
    closed: bool
    yes: bool


def followed(plan: Plan, lots: Sequence[Lot], log: CheckedLog, day: date) -> list[Followed]:
    """
    The contacts handed out, by number, as known on a day.

    A contact's request is its first on or after the day of the lot. Its window is over
    `window_days` after asking; one not asked within 14 days of the lot is given up that much later.
    """
    requests = first_requests(log)
    found = {}
    for lot in lots:
        asked = [
            one
            for one in requests.get((folded(lot.seeker), folded(lot.contact)), ())
            if lot.day <= one.asked_on <= day
        ]
        first = asked[0] if asked else None
        begun = first.asked_on if first else lot.day + timedelta(GRACE_DAYS)
        within = begun + timedelta(plan.window_days)
        yes = first is not None and first.said_yes_by(min(within, day))
        found[lot.number] = Followed(
            lot.number, first.asked_on if first else None, within <= day, yes
        )
    return [found[number] for number in sorted(found)]


@dataclass(frozen=True, slots=True)
class Request:
    """One request: when it was asked, when it was answered (if known), was it accepted?"""

    asked_on: date
    responded_on: date | None
    accepted: bool

    def said_yes_by(self, day: date) -> bool:
        """Was there a yes by a day? One without a day of its own counts."""
        return self.accepted and (self.responded_on is None or self.responded_on <= day)


def first_requests(log: CheckedLog) -> dict[tuple[str, str], list[Request]]:
    """The requests to each contact of each seeker (folded names), the earliest first."""
    frame = log.table
    answered = frame["responded_on"] if "responded_on" in frame else pd.Series(pd.NaT, frame.index)
    found: dict[tuple[str, str], list[Request]] = {}
    for seeker, contact, asked, response, outcome in zip(
        frame["seeker"].astype(str),
        frame["contact"].astype(str),
        frame["asked_on"],
        answered,
        frame["outcome"],
        strict=True,
    ):
        one = Request(
            asked.date(), None if pd.isna(response) else response.date(), outcome == "accepted"
        )
        found.setdefault((folded(seeker), folded(contact)), []).append(one)
    return {who: sorted(each, key=lambda one: one.asked_on) for who, each in found.items()}


def learnt(
    plan: Plan, lots: Sequence[Lot], contacts: Sequence[Followed]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """
    What an adaptive plan goes by: signs (n, tactics) and yeses (n,), of closed contacts.

    A sign is +1/2 where the first side was drawn, -1/2 where the second, 0 where neither.
    """
    closed = {one.number: place for place, one in enumerate(c for c in contacts if c.closed)}
    signs = np.zeros((len(closed), len(plan.tactics)))
    tactics = {one.tactic: place for place, one in enumerate(plan.tactics)}
    for lot in lots:
        if lot.number in closed and not lot.opted_out:
            first = lot.arm == plan.contrast(lot.tactic).first
            signs[closed[lot.number], tactics[lot.tactic]] = 0.5 if first else -0.5
    return signs, np.array([one.yes for one in contacts if one.closed], bool)

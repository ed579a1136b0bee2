"""What became of the contacts handed out, as a log tells it by a day."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.people import folded
from outreachlab.trials.assigned import Lot
from outreachlab.trials.plan import Plan
from outreachlab.trials.protocol import GRACE_DAYS
from outreachlab.trials.sheet import NUMBER

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its place in the log, when it was asked and answered, and what came of it."""

    place: int
    asked_on: date
    responded_on: date | None
    outcome: str

    def said_yes_by(self, day: date) -> bool:
        """Was there a yes by a day? One without a day of its own counts."""
        on = self.responded_on
        return self.outcome == "accepted" and (on is None or on <= day)


@dataclass(frozen=True, slots=True)
class Followed:
    """
    A contact handed out: its request if it was asked in time, and whether there was a yes.

    `closes_on` is the day its window is over, `closed` whether that day has come. `others` are its
    requests that do not count: asked before the lot, too late, or again.
    """

    number: int
    request: Request | None
    closes_on: date
    closed: bool
    yes: bool
    others: tuple[Request, ...] = ()


def followed(plan: Plan, lots: Sequence[Lot], log: CheckedLog, day: date) -> list[Followed]:
    """
    The contacts handed out, by number, as known on a day.

    A contact's request is its first within 14 days of the lot; its window is over `window_days`
    after asking. One not asked by then counts as not asked, its window begins when these are over.
    A contact is found by name, else by the number of its lot in the log's column `trial`.
    """
    requests, numbered = first_requests(log), numbered_requests(log)
    found = {}
    for lot in lots:
        who = folded(lot.seeker)
        its = requests.get((who, folded(lot.contact))) or numbered.get((who, lot.number), [])
        asked = [one for one in its if one.asked_on <= day]
        last = lot.day + timedelta(GRACE_DAYS)
        first = next((one for one in asked if lot.day <= one.asked_on <= last), None)
        closes = (first.asked_on if first else last) + timedelta(plan.window_days)
        yes = first is not None and first.said_yes_by(min(closes, day))
        others = tuple(one for one in asked if one is not first)
        found[lot.number] = Followed(lot.number, first, closes, closes <= day, yes, others)
    return [found[number] for number in sorted(found)]


def first_requests(log: CheckedLog) -> dict[tuple[str, str], list[Request]]:
    """The requests to each contact of each seeker (folded names), the earliest first."""
    seekers, contacts = (log.table[name].astype(str).map(folded) for name in ("seeker", "contact"))
    return _gathered(zip(seekers, contacts, strict=True), log)


def numbered_requests(log: CheckedLog) -> dict[tuple[str, int], list[Request]]:
    """The same by seeker and the number of a lot; none where the log has no such column."""
    if NUMBER not in log.frame:
        return {}
    seekers = log.table["seeker"].astype(str).map(folded)
    numbers = pd.to_numeric(log.table[NUMBER].astype("string"), errors="coerce").fillna(0)
    found = _gathered(zip(seekers, numbers.astype(int), strict=True), log)
    return {who: requests for who, requests in found.items() if who[1] > 0}


def _gathered(keys: Iterable[K], log: CheckedLog) -> dict[K, list[Request]]:
    """Every request of a log under its key, the earliest first."""
    frame = log.table
    answered = frame["responded_on"] if "responded_on" in frame else pd.Series(pd.NaT, frame.index)
    columns = frame["asked_on"], answered, frame["outcome"].astype(str)
    found: dict[K, list[Request]] = {}
    for place, (key, asked, on, outcome) in enumerate(zip(keys, *columns, strict=True)):
        one = Request(place, asked.date(), None if pd.isna(on) else on.date(), outcome)
        found.setdefault(key, []).append(one)
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

"""What privacy cost: each headline number of a log beside that of what is shared of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from outreachlab.answers.compare import compare
from outreachlab.chains.growth import chain_growth
from outreachlab.display import Record
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.view import TableView
from outreachlab.log.vocabulary import RELATIONSHIPS
from outreachlab.sharing.requests import WAIT, settled, wait_classes
from outreachlab.sharing.rules import WAITS
from outreachlab.wording import label, number, percent, points

if TYPE_CHECKING:
    from outreachlab.sharing.bundle import Bundle

SHARE, POINTS, NUMBER = "share", "points", "number"


@dataclass(frozen=True, slots=True)
class Headline(Record):
    """
    One number, of the log and of the bundle; None where one of them does not have it.

    `unit` is a share, a difference of shares (points) or a plain number; `of` the part of the
    bundle that it is from.
    """

    what: str
    of: str
    unit: str
    log: float | None
    bundle: float | None


def worded(one: Headline, value: float | None) -> str:
    """A headline number in its unit."""
    form = {SHARE: percent, POINTS: points}.get(one.unit, number)
    return form(value)


def headlines_of(view: TableView, bundle: "Bundle") -> tuple[Headline, ...]:
    """The headline numbers of a log and of its bundle."""
    return (*_of_requests(view, bundle), *_of_people(view, bundle), *_of_meetings(view, bundle))


def _of_requests(view: TableView, bundle: "Bundle") -> Iterator[Headline]:
    log, outcomes, table = view.log, view.outcomes, bundle.requests
    counted, part = outcomes.counted, "requests.csv"
    rate = _mean(outcomes.accepted[counted])
    yield Headline("requests accepted", part, SHARE, rate, accepted_in(table))
    week = wait_classes(outcomes, settled(outcomes))
    quick = _mean(np.isin(week, (0, 1))[outcomes.counted[settled(outcomes)]])
    delivered = table[table["outcome"] != "undelivered"]
    found = _mean(delivered[WAIT].isin(WAITS[:2]))
    yield Headline("answered within a week", part, SHARE, quick, found)
    for one in CHOSEN:
        if one.contrast and has(log, one.tactic):
            gap = compare(view, one.tactic, one.contrast).difference.estimate
            sides = [accepted_in(table[table[one.tactic] == side]) for side in one.contrast]
            both = None if None in sides else sides[0] - sides[1]  # type: ignore[operator]
            told = f"{label(one.contrast[0])} against {label(one.contrast[1])}"
            yield Headline(f"{one.advice} ({told})", part, POINTS, gap, both)


def _of_people(view: TableView, bundle: "Bundle") -> Iterator[Headline]:
    if bundle.people is None:
        return
    log, outcomes, table = view.log, view.outcomes, bundle.people.table
    rate = _mean(outcomes.accepted[outcomes.counted])
    yield Headline("requests accepted", "people.csv", SHARE, rate, accepted_in(table))
    for tie in RELATIONSHIPS if "relationship" in table else ():
        mine = (log.frame["relationship"] == tie).to_numpy(bool)[outcomes.rows]
        known = _mean(outcomes.accepted[mine & outcomes.counted])
        told = accepted_in(table[table["relationship"] == tie])
        yield Headline(f"accepted by a {label(tie)}", "people.csv", SHARE, known, told)


def _of_meetings(view: TableView, bundle: "Bundle") -> Iterator[Headline]:
    log, outcomes = view.log, view.outcomes
    if has(log, "usefulness"):
        rated = numbers_of(log, "usefulness", outcomes.rows)[outcomes.held]
        told = _usefulness(bundle.meetings.table)
        known = rated[~np.isnan(rated)]
        yield Headline("usefulness of a meeting", "meetings.csv", NUMBER, _mean(known), told)
    if has(log, "met_on"):
        growth = chain_growth(view).reproduction.estimate
        sums = bundle.meetings.growth
        found = _mean(sums["met"] / sums["meetings"])
        yield Headline("further meetings a meeting led to", "growth.csv", NUMBER, growth, found)


def accepted_in(table: pd.DataFrame) -> float | None:
    """The share of yeses among the requests that arrived."""
    delivered = table.loc[table["outcome"] != "undelivered", "outcome"]
    return _mean(delivered == "accepted")


def _usefulness(table: pd.DataFrame) -> float | None:
    """The mean rating of the tactic whose table shows most meetings."""
    rated = table[(table["what"] == "usefulness") & (table["value"] != "")].dropna()
    if rated.empty:
        return None
    best = rated.groupby("tactic")["meetings"].sum().idxmax()
    mine = rated[rated["tactic"] == best]
    times = mine["meetings"].to_numpy(float)
    return float(mine["value"].to_numpy(float) @ times / times.sum())


def _mean(values: "np.ndarray | pd.Series") -> float | None:
    return float(np.mean(values)) if len(values) else None

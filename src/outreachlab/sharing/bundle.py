"""A log without names: three tables that share no key, and a word on what that cost."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.display import Column, Grounded
from outreachlab.errors import NothingToComputeError
from outreachlab.escapes import csv_text
from outreachlab.log.arguments import texts
from outreachlab.log.people import same_people
from outreachlab.log.view import Log, TableView, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.sharing.codebook import codebook, datapackage
from outreachlab.sharing.headlines import Headline, headlines_of, worded
from outreachlab.sharing.meetings import Meetings, meeting_tables
from outreachlab.sharing.people import People, people_table
from outreachlab.sharing.requests import Places, outcome_words, request_table, settled
from outreachlab.sharing.rules import FEWEST_REQUESTS, K
from outreachlab.sharing.words import at_risk, in_words, told
from outreachlab.wording import counted

REPORT, CHECKSUMS, PACKAGE = "report.md", "SHA256SUMS", "datapackage.json"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Bundle(Grounded):
    """
    What of a log may be handed on.

    `requests` and `meetings` are tables without names; `people` too, or None where `no_people`
    says why it cannot be. `refused` says why nothing may be handed on, where that is so. `.table`
    has a row per headline number: `what`, `of`, `unit`, `log`, `bundle`. `files()` are the bundle,
    `report` is for whoever keeps the log: it holds the log's own numbers.
    """

    requests: pd.DataFrame
    people: People | None
    no_people: str | None
    refused: str | None
    meetings: Meetings
    headlines: tuple[Headline, ...]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """The headline numbers."""
        return pd.DataFrame([one.to_json() for one in self.headlines])

    @property
    def report(self) -> str:
        """What was taken off, what is left at risk, and what it cost, as Markdown."""
        return in_words(self, at_home=True)

    def files(self, rng: int | None = None) -> dict[str, bytes]:
        """
        The files of the bundle by name, each table in its own random order.

        `rng` is the seed of the orders, for a test: whoever knows it can undo them. Raises
        NothingToComputeError where nothing may be handed on.
        """
        if self.refused is not None:
            raise NothingToComputeError(f"nothing of this may be handed on: {self.refused}")
        order = np.random.default_rng(rng)
        tables = {"requests.csv": _shuffled(self.requests, order)}
        if self.people is not None:
            tables["people.csv"] = _shuffled(self.people.table, order)
        tables["meetings.csv"] = self.meetings.table
        tables["growth.csv"] = self.meetings.growth
        tables["chains.csv"] = self.meetings.chains
        files = {name: csv_text(table).encode() for name, table in tables.items()}
        files["codebook.md"] = codebook(tables).encode()
        files[PACKAGE] = (json.dumps(datapackage(tables), indent=2) + "\n").encode()
        files[REPORT] = in_words(self, at_home=False).encode()
        sums = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
        return {**files, CHECKSUMS: "".join(sums).encode()}

    _each = "headlines"
    _columns = (
        Column("", lambda one: one.what),
        Column("from", lambda one: one.of),
        Column("the log", lambda one: worded(one, one.log)),
        Column("the bundle", lambda one: worded(one, one.bundle)),
    )

    def _headline(self) -> str:
        people = (
            "no people.csv" if self.people is None else f"{len(self.people.table):,} rows of people"
        )
        return (
            f"A bundle without names: {counted(len(self.requests), 'request')}, {people}, "
            f"{counted(self.meetings.held, 'meeting')}"
        )

    def _remarks(self) -> Iterable[str]:
        yield from told(self)
        yield from self.notes

    def _found(self) -> dict[str, Any]:
        people = self.people
        return {
            "requests": len(self.requests),
            "people": None if people is None else len(people.table),
            "taken_off": [] if people is None else list(people.taken),
            "suppressed": None if people is None else people.suppressed,
            "cells_withheld": self.meetings.withheld,
            "headlines": [one.to_json() for one in self.headlines],
            "left_at_risk": list(at_risk(self)),
            **({} if self.no_people is None else {"why": self.no_people}),
            "refused": self.refused,
        }


def share(
    log: Log,
    *,
    keep: Sequence[str] = (),
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Bundle:
    """
    What of a log may be handed on without the names of the people in it.

    Parameters
    ----------
    log : Log
        A checked log or a view of one; a log in parts has no bundle.
    keep : sequence of str
        Columns that must survive in the table of people, own ones too.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Bundle
        `.table` has the headline numbers of the log and of the bundle; `.files()` the bundle's
        files, `.report` what was taken off and what is left at risk; `.refused` says why there
        are no files, of fewer than twenty requests or five people, or where what is to be kept
        cannot be.

    Raises
    ------
    UnknownColumnError
        The log has no such column to keep.
    UsageError
        A column to keep names people, or the log is in parts.
    NothingToComputeError
        No request has a known answer yet.

    Notes
    -----
    k-anonymity, with k = 5 people and two outcomes, is claimed for the table of people alone. Who
    holds a request finds its row in the table of requests by how it was asked.

    References
    ----------
    Sweeney (2002), International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems
    10:557-570; Machanavajjhala et al. (2007), ACM TKDD 1(1):3, for two outcomes.
    """
    view = TableView(*view_of(log, as_of, window_days).whole("a bundle"))
    keep = texts(keep, "keep") if keep else ()
    rows = settled(view.outcomes)
    if not len(rows):
        raise NothingToComputeError("no request has a known answer yet: there is nothing to share")
    people, why = None, None
    try:
        words = outcome_words(view.outcomes, rows)
        people = people_table(view.log, view.outcomes, rows, words, keep)
    except NothingToComputeError as refused:
        why = str(refused)
    bundle = Bundle(
        requests=request_table(view.log, view.outcomes, rows),
        people=people,
        no_people=why,
        refused=_refused(view, rows, why if keep else None),
        meetings=meeting_tables(view.log, view.outcomes),
        headlines=(),
        ground=view.facts(),
        notes=view.notes,
    )
    return replace(bundle, headlines=headlines_of(view, bundle))


def _refused(view: TableView, rows: Places, kept: str | None) -> str | None:
    """Why nothing may be handed on: too few, or what must be `kept` cannot be."""
    if len(rows) < FEWEST_REQUESTS:
        return (
            f"{counted(len(rows), 'request')} with a known answer, and in fewer than "
            f"{FEWEST_REQUESTS} everybody stands out; wait, or share a longer log"
        )
    people = len(np.unique(same_people(view.log.frame["contact"])[0][view.outcomes.rows[rows]]))
    if people < K:
        return f"they are requests to {counted(people, 'person')}, and to fewer than {K} none hides"
    return kept


def _shuffled(table: pd.DataFrame, order: np.random.Generator) -> pd.DataFrame:
    return table.iloc[order.permutation(len(table))]

"""Who carries the chains: top connectors, and people on whom most of a chain hangs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.display import Answer, Charted, Column
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.lineage import sums_below
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.wording import counted, number, percent, shortened

BOTTLENECK_SHARE = 0.5
BOTTLENECK_CHAIN = 5
SHOWN = 10


def _of_chain(share: float, bottleneck: bool) -> str:
    return percent(share, 0) + (" bottleneck" if bottleneck else "")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Connectors(Charted, Answer):
    """
    The people who referred the seeker on.

    `.table` has a row per person who did: `seeker`, `contact` (texts), `requests`, `referred`,
    `descendants`, `accepted_descendants` (whole numbers, summed over the person's requests),
    `share_of_forest` (descendants over all requests), `share_of_chain` (the largest share of the
    requests after a chain's root that come after this person), `bottleneck` (true or false).
    """

    table: pd.DataFrame
    requests: int

    def _headline(self) -> str:
        return (
            f"Connectors: {counted(len(self.table), 'person')} referred on, "
            f"of {counted(self.requests, 'request')}"
        )

    def _records(self) -> Iterable[Any]:
        return self.table.head(SHOWN).to_dict("records")

    _columns = (
        Column("", shortened, "contact"),
        Column("referred", number, "referred"),
        Column("descendants", number, "descendants"),
        Column("accepted", number, "accepted_descendants"),
        Column("share of forest", percent, "share_of_forest"),
        Column("share of chain", _of_chain, "share_of_chain", "bottleneck"),
    )

    def _remarks(self) -> Iterable[str]:
        more = len(self.table) - SHOWN
        return (f"and {more:,} more",) if more > 0 else ()


def connectors(
    log: Log, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> Connectors:
    """
    The people whose referrals carry the chains, those with most descendants first.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Changes no link.

    Returns
    -------
    Connectors
        `.table` has a row per person who referred somebody that was then asked: counts (whole
        numbers) and shares (fractions).

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by `as_of`.
    UsageError
        The window is no whole number of days from 1 up.

    Notes
    -----
    A bottleneck is a person other than a chain's root after whom at least half of the chain
    comes, in a chain of five requests or more: without that meeting most of it would be missing.
    """
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("connectors")
    lines = lines_of(log, outcomes.rows)
    table = connector_table(lines, outcomes)
    first = outcomes.rows[table.pop("row").to_numpy()]
    for place, name in enumerate(("seeker", "contact")):
        table.insert(place, name, log.frame[name].iloc[first].astype("str").to_numpy())
    table = table.sort_values(
        ["descendants", "referred", "contact", "seeker"], ascending=[False, False, True, True]
    )
    return Connectors(table.reset_index(drop=True), len(outcomes.rows))


def connector_table(lines: Lines, outcomes: Outcomes) -> pd.DataFrame:
    """A row per person who referred somebody on; `row` is a request to that person."""
    below = lines.descent.descendants
    accepted = sums_below(lines.parent, outcomes.accepted)
    share = below / np.maximum(lines.chain_size - 1, 1)
    narrow = (
        (lines.parent >= 0) & (lines.chain_size >= BOTTLENECK_CHAIN) & (share >= BOTTLENECK_SHARE)
    )
    _, row = np.unique(lines.person, return_index=True)
    largest = np.zeros(lines.people)
    np.maximum.at(largest, lines.person, share)
    table = pd.DataFrame(
        {
            "row": row,
            "requests": np.bincount(lines.person),
            "referred": _summed(lines, lines.offspring),
            "descendants": _summed(lines, below),
            "accepted_descendants": _summed(lines, accepted),
        }
    )
    table["share_of_forest"] = table["descendants"] / len(lines.parent)
    table["share_of_chain"] = largest
    table["bottleneck"] = np.bincount(lines.person, narrow, minlength=lines.people) > 0
    return table[table["referred"] > 0].reset_index(drop=True)


def _summed(lines: Lines, values: np.ndarray) -> np.ndarray:
    return np.rint(np.bincount(lines.person, values)).astype(np.int64)

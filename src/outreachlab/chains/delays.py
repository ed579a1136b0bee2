"""How long a referral takes: from the meeting to asking the person named, and on to the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.display import Answer, Charted, Column
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import NONE, Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.wording import number

QUARTERS = (0.25, 0.5, 0.75)
STEPS = ("meeting to asking", "asking to answer", "asking to meeting")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Delays(Charted, Answer):
    """
    Days between the steps of a referral.

    `.table` has a row per step: `step`, `links` (whole number), `lower_quarter`, `median`,
    `upper_quarter` (days, blank without a link); `.days` holds all waits of each step.
    """

    table: pd.DataFrame
    days: dict[str, NDArray[np.int64]]

    def _headline(self) -> str:
        return "Days from a meeting to asking the person named, and on"

    _columns = (
        Column("", str, "step"),
        Column("links", number, "links"),
        Column("a quarter within", partial(number, decimals=1), "lower_quarter"),
        Column("half within", partial(number, decimals=1), "median"),
        Column("three quarters within", partial(number, decimals=1), "upper_quarter"),
    )

    def _remarks(self) -> Iterable[str]:
        return ("of requests that got so far; the slow ones are still missing",)


def referral_delays(
    log: Log, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> Delays:
    """
    Days from a meeting to asking the person it led to, and from there to answer and meeting.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; what happened later is left out.
    window_days : int
        Changes nothing here.

    Returns
    -------
    Delays
        `.table` has a row per step: `links` (whole number) and quartiles (days).

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by `as_of`.
    UsageError
        The window is no whole number of days from 1 up.

    Notes
    -----
    The first step takes links whose meeting was held by the day of asking. Requests without an
    answer or a meeting yet are passed over, which makes delays look short; `waiting_times`
    keeps them.
    """
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("referral_delays")
    days = delays_of(outcomes, lines_of(log, outcomes.rows))
    rows: list[dict[str, Any]] = []
    for step, waits in days.items():
        quarters = np.quantile(waits, QUARTERS) if len(waits) else np.full(3, np.nan)
        rows.append(dict(zip(COLUMNS, (step, len(waits), *quarters), strict=True)))
    return Delays(pd.DataFrame(rows, columns=list(COLUMNS)), days)


COLUMNS = ("step", "links", "lower_quarter", "median", "upper_quarter")


def delays_of(outcomes: Outcomes, lines: Lines) -> dict[str, NDArray[np.int64]]:
    """The waits of each step in days, over requests with a parent."""
    child = np.flatnonzero(lines.parent >= 0)
    parent = lines.parent[child]
    ends = (
        (np.where(outcomes.held[parent], outcomes.met[parent], NONE), outcomes.asked[child]),
        (outcomes.asked[child], outcomes.responded[child]),
        (outcomes.asked[child], np.where(outcomes.held[child], outcomes.met[child], NONE)),
    )
    found = {}
    for step, (start, stop) in zip(STEPS, ends, strict=True):
        start, stop = start.astype(np.int64), stop.astype(np.int64)
        known = (start != NONE) & (stop != NONE) & (stop >= start)
        found[step] = (stop - start)[known]
    return found

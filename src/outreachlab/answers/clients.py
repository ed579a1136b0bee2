"""Who of a coach's clients needs a call: what each asked lately, has open, and is losing at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.due import LET_GO_AFTER
from outreachlab.answers.due_lines import day_of, people_of
from outreachlab.answers.funnel import StepFlags, step_flags
from outreachlab.answers.sums.week import READ, Acting, acting_on, found_in
from outreachlab.display import Column, Grounded, Record, table_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.days import EPOCH
from outreachlab.log.outcomes import NONE, PENDING, Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import FEW, WINDOW_DAYS
from outreachlab.wording import UNKNOWN, counted, shortened

LATELY = 14  # days
Counts = NDArray[np.int64]
LEGEND = (
    f"asked: requests of the last {LATELY} days; open: requests that may still be answered; due: "
    "people to remind, thank or ask; weakest at: the step that loses most, told from ten requests "
    "on; what to change: what would bring most further yeses"
)
# What a client is weakest at, by the step that loses most.
WEAKEST = {
    "delivered": "reaching people",
    "answered": "getting an answer",
    "accepted": "a yes from those who answer",
    "held": "meeting after a yes",
    "named_someone": "a name at the meeting",
    "next_asked": "asking those named",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientLine(Record):
    """
    One client: requests of the last 14 days, open ones, things due, the last yes, the weakest step.

    `silent` are the days since the last request; `weakest` is None below ten requests that could
    take each step, `choice` what gains most, None where that is not told.
    """

    seeker: str
    asked: int
    open: int
    due: int
    last_yes: date | None
    silent: int
    weakest: str | None
    choice: str | None

    _json = "seeker asked open due last_yes silent weakest choice"

    @property
    def why(self) -> str:
        """Why to call, in a few words."""
        if not self.asked:
            return f"quiet for {counted(self.silent, 'day')}"
        return "has things due" if self.due else "going on"

    def to_json(self) -> dict[str, Any]:
        """The line as plain data."""
        return {**Record.to_json(self), "why": self.why}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Clients(Grounded):
    """
    The clients of a pool, who needs a call first.

    First those who asked nobody within 14 days, the longest silent on top, but for those silent
    for more than 60, who come after them; then those with most things due. `.table` has a row per
    client, its columns those of `ClientLine`.
    """

    lines: tuple[ClientLine, ...]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per client."""
        return table_of(self.lines, "seeker asked open due last_yes silent weakest choice why")

    _json = "clients=lines"
    _each = "lines"

    def _remarks(self) -> Iterable[str]:
        yield LEGEND
        yield from self.notes

    _columns = (
        Column("", shortened, "seeker"),
        Column("why to call", str, "why"),
        Column(f"asked ({LATELY} days)", str, "asked"),
        Column("open", str, "open"),
        Column("due", str, "due"),
        Column("last yes", lambda day: UNKNOWN if day is None else str(day), "last_yes"),
        Column("weakest at", lambda step: step or UNKNOWN, "weakest"),
        Column("what to change", lambda choice: choice or UNKNOWN, "choice"),
    )

    def _headline(self) -> str:
        quiet = sum(not one.asked for one in self.lines)
        return (
            f"{counted(len(self.lines), 'client')} as of {self.ground['as_of']}: {quiet:,} asked "
            f"nobody in {LATELY} days"
        )


def clients(
    log: Log,
    *,
    choices: Mapping[str, str] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Clients:
    """
    Every seeker of a pool in a line, those who need a call first.

    Parameters
    ----------
    log : Log
        A checked log of several seekers, a log in parts, or a view of either.
    choices : mapping of str to str, optional
        What gains most for each seeker, in words, where it is known.
    as_of : date, optional
        The day acted on; today unless given, by the log as of its latest day.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Clients
        `.table` has a row per seeker.

    Raises
    ------
    UsageError
        The window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.
    """
    view = view_of(log, as_of, window_days)
    acting = acting_on(view)
    found: _Columns = view.total(partial(_columns, acting), (*READ, "led_to"))[0]
    lines = found.lines({} if choices is None else choices, acting.day)
    ground = {**view.facts(), "as_of": acting.day.isoformat()}
    return Clients(lines=tuple(sorted(lines, key=_call)), ground=ground, notes=view.notes)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The clients of a log, or of a part of one: names, weakest steps, and five numbers each."""

    seekers: tuple[str, ...]
    weakest: tuple[str | None, ...]
    numbers: Counts

    def __add__(self, other: "_Columns") -> "_Columns":
        return _Columns(
            self.seekers + other.seekers,
            self.weakest + other.weakest,
            np.concatenate([self.numbers, other.numbers]),
        )

    def lines(self, choices: Mapping[str, str], acted: date) -> list[ClientLine]:
        """A line for each; numbers are asked, open, due, the days of the last yes and request."""
        today = (acted - EPOCH).days
        return [
            ClientLine(
                seeker=seeker,
                asked=asked,
                open=waiting,
                due=due,
                last_yes=None if yes == NONE else day_of(yes),
                silent=today - last,
                weakest=weakest,
                choice=choices.get(seeker),
            )
            for seeker, weakest, (asked, waiting, due, yes, last) in zip(
                self.seekers, self.weakest, self.numbers.tolist(), strict=True
            )
        ]


def _columns(acting: Acting, log: CheckedLog, outcomes: Outcomes) -> tuple[_Columns]:
    acted = (acting.day - EPOCH).days
    codes = codes_of(log, "seeker", outcomes.rows)
    who, size = codes.codes.astype(np.int64), len(codes.book)
    ground, due = found_in(acting, log, outcomes)
    people = people_of(ground, due, lately=True, older=True)
    lately = people.since[people.start] >= acted - LET_GO_AFTER
    things = _count(ground.seeker[people.place[people.start]], lately, size)
    asked = _count(who, outcomes.asked > acted - LATELY, size)
    young = outcomes.as_of_day - outcomes.asked < outcomes.window_days
    waiting = _count(who, (outcomes.outcome == PENDING) & young, size)
    last, yes = _last(who, outcomes.asked, size), _last_yes(who, outcomes, size)
    weakest = _weakest(who, step_flags(log, outcomes), size)
    here = np.flatnonzero(last != NONE)
    names = tuple(codes.book[at] for at in here.tolist())
    steps = tuple(weakest[at] for at in here.tolist())
    return (_Columns(names, steps, np.stack([asked, waiting, things, yes, last], axis=1)[here]),)


def _call(one: ClientLine) -> tuple[int, int, int, str]:
    """Quiet for weeks, then for months, then at work; the longest silent, then most due first."""
    kind = 2 if one.asked else 1 if one.silent > LET_GO_AFTER else 0
    return kind, 0 if one.asked else -one.silent, -one.due, one.seeker


def _count(who: Counts, which: NDArray[np.bool_], size: int) -> Counts:
    return np.bincount(who[which], minlength=size)


def _last(who: Counts, days: NDArray[np.int32], size: int) -> Counts:
    """The latest day (size,) of each."""
    found = np.full(size, NONE, np.int64)
    np.maximum.at(found, who, days)
    return found


def _last_yes(who: Counts, outcomes: Outcomes, size: int) -> Counts:
    """The day of the latest yes, that of the request where the answer has none."""
    day = np.where(outcomes.responded == NONE, outcomes.asked, outcomes.responded)
    return _last(who[outcomes.accepted], day[outcomes.accepted], size)


def _weakest(who: Counts, flags: StepFlags, size: int) -> list[str | None]:
    """The step with the smallest share of each, of those that ten or more could take."""
    names = [name for name in WEAKEST if flags.get(name) is not None]
    shares = np.full((len(names), size), np.inf)
    for place, name in enumerate(names):
        taken, able = flags[name] or (np.zeros(0, bool), np.zeros(0, bool))
        n = _count(who, able, size)
        share = _count(who, taken & able, size) / np.maximum(n, 1)
        shares[place] = np.where(n >= FEW, share, np.inf)
    at, known = shares.argmin(axis=0), np.isfinite(shares).any(axis=0)
    return [WEAKEST[names[one]] if here else None for one, here in zip(at, known, strict=True)]

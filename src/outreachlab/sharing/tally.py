"""A log as sums that several houses may pool: a batch whenever enough new requests are judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.cohort import CLOSED_WINDOWS, closed_meetings, fruits_of, names_or_asked
from outreachlab.display import Answer, Column
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.days import EPOCH
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, TableView, view_of
from outreachlab.log.vocabulary import DEFAULT_SEEKER, WINDOW_DAYS
from outreachlab.sharing.batch import patterns_of, tables_of, told_of
from outreachlab.sharing.estimates import own_estimates
from outreachlab.sharing.home import marks_in, marks_of, marks_text
from outreachlab.sharing.rules import FEWEST_REQUESTS, K
from outreachlab.sharing.sums import new_site, state_of, sums_of, vocabulary_mark
from outreachlab.sharing.trial_sums import trial_sums
from outreachlab.trials.result import TrialRead
from outreachlab.wording import counted, listed

NEW: dict[str, Any] = {
    "batches": [], "trials": [], "told": [], "through": None, "grown": None, "requests": "",
}  # fmt: skip
ONE_SEEKER = (
    "all of it is about one seeker: whoever knows whose file this is reads in it how they ask and "
    "how often they hear a yes"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Tally(Answer):
    """
    Sums of a log in batches, of which the last is new.

    `sums` is what is published, `state` what stays at home so that no request is counted twice,
    both plain data.
    """

    sums: dict[str, Any]
    state: dict[str, Any]
    folded: int
    withheld: int
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The sums as they are published, and the notes on them."""
        told = {"values_not_told": self.folded, "patterns_withheld": self.withheld}
        return {**self.sums, **told, "notes": list(self.notes)}

    @property
    def batches(self) -> list[dict[str, Any]]:
        """The batches, the first first."""
        return [{**one, "number": at} for at, one in enumerate(self.sums["batches"], start=1)]

    _each = "batches"
    _columns = (
        Column("batch", str, "number"),
        Column("requests", "{:,}".format, "counted"),
        Column("accepted", "{:,}".format, "accepted"),
        Column("patterns of", lambda one: listed(one["patterns"]["terms"]) or "nothing"),
    )

    def _headline(self) -> str:
        return f"Sums without names: {counted(len(self.sums['batches']), 'batch')}"

    def _remarks(self) -> Iterable[str]:
        yield (
            f"of the new batch {counted(self.folded, 'value')} not told and "
            f"{counted(self.withheld, 'pattern')} withheld, so that each cell is of {K} or more"
        )
        yield from self.notes


def tally(
    log: Log,
    *,
    before: Mapping[str, Any] | None = None,
    trials: Sequence[TrialRead] = (),
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Tally:
    """
    The sums of a log that may be pooled with those of others.

    Parameters
    ----------
    log : Log
        A checked log or a view of one.
    before : mapping, optional
        The `state` of the last tally of this log: only requests whose window closed since are
        counted, in a batch of their own.
    trials : sequence of TrialRead
        Trials of this log, as `read_trial` reads them: those that have ended are told once.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Tally
        `.sums` to publish, `.state` to keep.

    Raises
    ------
    UsageError
        The state is of another window or vocabulary, or the log is in parts.
    NothingToComputeError
        Fewer than twenty requests closed since, or those of one client alone; they wait, and what
        was published stays true.

    Notes
    -----
    Every batch passes every rule alone: cells of at least k = 5 requests, and withheld cells that
    what is shown leaves at least k values (Cox 1980, JASA 75:377-385). A batch is never computed
    again, so any difference of two publications is a sum of batches.
    """
    view = TableView(*view_of(log, as_of, window_days).whole("a tally"))
    outcomes, window = view.outcomes, view.outcomes.window_days
    state = NEW | {"site": new_site()} if before is None else _of_this_kind(before, window)
    closed, rows = _closed_since(outcomes, _day(state["through"]))
    _require_company(view, rows)
    told = told_of(view.log, outcomes, rows)
    patterns = patterns_of(told)
    growth, grown = _growth(view, _day(state["grown"]))
    batch = {
        "counted": len(rows),
        "accepted": int(outcomes.accepted[rows].sum()),
        **tables_of(told, patterns),
        "growth": growth,
        "effects": own_estimates(told),
    }
    batches = [*state["batches"], batch]
    sums, marks = [*state["trials"]], [*state["told"]]
    waiting: list[str] = []
    for one in trials:
        found, new_marks, notes = trial_sums(one, batches, marks)
        sums, marks, waiting = sums + found, marks + new_marks, waiting + notes
    kept = {"site": state["site"], "batches": batches, "trials": sums, "window_days": window}
    late = closed - len(rows) - sum(one["counted"] for one in state["batches"])
    return Tally(
        sums=sums_of(kept),
        state=state_of(
            kept,
            {
                "through": _iso(outcomes.as_of_day),
                "grown": _iso(grown),
                "told": marks,
                "requests": marks_text(
                    marks_in(state) | marks_of(view.log, outcomes, rows, state["site"])
                ),
            },
        ),
        folded=told.folded,
        withheld=int((~patterns.shown & (patterns.counts > 0)).sum()),
        notes=(*_notes(view, late), *waiting, *view.notes),
    )


def _of_this_kind(state: Mapping[str, Any], window: int) -> Mapping[str, Any]:
    """The state of the tallies before; UsageError where they had another window or other words."""
    if (state["window_days"], state["vocabulary"]) != (window, vocabulary_mark()):
        raise UsageError(
            f"the batches before have a window of {state['window_days']} days, or words of another "
            f"version; this one has {window}: keep to theirs"
        )
    return state


def _closed_since(outcomes: Outcomes, through: int | None) -> tuple[int, NDArray[np.intp]]:
    """How many windows are closed, and whose closed since; too few of these wait."""
    today, window = outcomes.as_of_day, outcomes.window_days
    closed = ~outcomes.undelivered & (today - outcomes.asked >= window)
    new = closed if through is None else closed & (through - outcomes.asked < window)
    rows = np.flatnonzero(new)
    if len(rows) < FEWEST_REQUESTS:
        raise NothingToComputeError(
            f"{counted(len(rows), 'request')} closed since the last batch, and a batch has "
            f"{FEWEST_REQUESTS} at least; they wait, and what was published stays true"
        )
    return int(closed.sum()), rows


def _growth(view: TableView, grown: int | None) -> tuple[dict[str, int] | None, int | None]:
    """
    What came of the meetings closed since, and through which day they are counted now.

    Fewer than k wait for the next batch.
    """
    log, outcomes = view.log, view.outcomes
    closed = closed_meetings(outcomes)
    ripe = outcomes.as_of_day - CLOSED_WINDOWS * outcomes.window_days
    rows = np.flatnonzero(closed if grown is None else closed & (outcomes.met > grown))
    if len(rows) < K:
        return None, grown
    fruits = fruits_of(lines_of(log, outcomes.rows), outcomes.accepted, outcomes.held)
    names = np.full(len(rows), np.nan)
    if has(log, "referrals_given"):
        names = numbers_of(log, "referrals_given", outcomes.rows[rows])
    led = {
        "meetings": len(rows),
        "names": int(names_or_asked(names, fruits.asked[rows]).sum()),
        "asked": int(fruits.asked[rows].sum()),
        "accepted": int(fruits.accepted[rows].sum()),
        "met": int(fruits.met[rows].sum()),
    }
    return led, ripe


def _require_company(view: TableView, rows: NDArray[np.intp]) -> None:
    """
    Raise NothingToComputeError where all requests are of one seeker with a name.

    Who has no column of seekers tells of themselves, and may.
    """
    seekers = view.log.frame["seeker"].iloc[view.outcomes.rows[rows]].unique()
    if len(seekers) == 1 and seekers[0] != DEFAULT_SEEKER:
        raise NothingToComputeError(
            f"{ONE_SEEKER}; tally several seekers together, or leave the column seeker out if it "
            "is your own log"
        )


def _notes(view: TableView, late: int) -> tuple[str, ...]:
    notes = [ONE_SEEKER] if len(view.log.seekers) < 2 else []
    if late > 0:
        notes.append(
            f"{counted(late, 'request')} asked before the last batch came into the log after it; "
            "a batch is never computed again, so they are in none"
        )
    return tuple(notes)


def _day(told: str | None) -> int | None:
    return None if told is None else (date.fromisoformat(told) - EPOCH).days


def _iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(EPOCH.toordinal() + day).isoformat()

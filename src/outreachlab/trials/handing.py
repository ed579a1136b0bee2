"""Handing out the next lot: one contact at a time, written down before it is shown."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from os import PathLike
from pathlib import Path

from outreachlab.errors import UsageError
from outreachlab.files import locked, plainly, write
from outreachlab.log.checked import CheckedLog
from outreachlab.log.days import day_of, today as this_day
from outreachlab.log.people import folded
from outreachlab.trials.asked import Asked, asked_of
from outreachlab.trials.assigned import Lot, assigned_text, of_contact
from outreachlab.trials.assignment import Assignment, assignment_of, the_same_again
from outreachlab.trials.drawing import lots_for
from outreachlab.trials.following import first_requests
from outreachlab.trials.numbers import beyond_the_last
from outreachlab.trials.places import as_written, departures
from outreachlab.trials.plan import ASSIGNED, PLAN, Plan, read_plan
from outreachlab.trials.receipt import HANDED_OUT, receipt_text, require_kept
from outreachlab.wording import isolated, shortened

LOCK = ".assigned.lock"
PATIENCE = 10.0  # seconds
PAUSE = 0.05


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
        The log so far; an adaptive plan learns from it, and needs none before the first lot's
        window can be over: until then its prior alone decides.
    today : date, optional
        The day of the lot.

    Returns
    -------
    Assignment
        What to do. The lot is in `assigned.csv` before it is returned, and counted beside it.

    Raises
    ------
    UsageError
        The contact or its stratum is not the plan's; the plan was edited; rows of `assigned.csv`
        were lost or changed since they were written; another process hands out lots in the same
        folder; or an adaptive plan lacks the log it could learn from.
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
    plan = _unchanged_plan(place)
    asked = asked_of(
        plan,
        contact,
        seeker=seeker,
        stratum=stratum,
        referrer=referrer,
        in_person=in_person,
        opted_out=opted_out,
    )
    with _alone(place):
        lots = require_kept(place, plan)
        if wrong := departures(plan, lots):
            raise UsageError(f"{place / ASSIGNED}: {wrong[0]}; put the file back as it was")
        if had := of_contact(lots, asked.seeker, asked.contact):
            again = the_same_again(plan, asked, had)
            _keep(place, plan, lots)
            return again
        day, notes = _day(plan, lots, day_of(today) or this_day())
        asked.require_some(plan)
        _require_unasked(asked, log)
        new = lots_for(plan, asked, lots, log, day)
        _keep(place, plan, [*lots, *new])
    notes += _over(plan, new) + beyond_the_last(plan, lots, log)
    return assignment_of(plan, asked, new, notes)


def _unchanged_plan(folder: Path) -> Plan:
    plan = read_plan(folder)
    if plan.edited:
        raise UsageError(
            f"{folder / PLAN}: the plan was changed after it was made (its hash was "
            f"{plan.short_hash}); put it back as it was: lots are handed out by that plan alone"
        )
    return plan


def _keep(folder: Path, plan: Plan, lots: Sequence[Lot]) -> None:
    """Write the lots, then the record of them: `lots_kept` says what a kill between them leaves."""
    files = {
        ASSIGNED: assigned_text(as_written(plan, lots)),
        HANDED_OUT: receipt_text(plan, lots),
    }
    write(((folder / name, text.encode()) for name, text in files.items()), force=True)


def _over(plan: Plan, new: Sequence[Lot]) -> tuple[str, ...]:
    if new[0].number <= plan.size:
        return ()
    return (f"all {plan.size:,} contacts of the plan had been handed out; read the trial",)


def _day(plan: Plan, lots: Sequence[Lot], day: date) -> tuple[date, tuple[str, ...]]:
    """The day of a lot: never before the last one, nor before the plan."""
    last = max((lot.day for lot in lots), default=plan.starts_on)
    if day >= last:
        return day, ()
    what = "the last lot" if lots else "the plan"
    return last, (f"{day} is before {what}, so the lot has the day {last}; check the clock",)


def _require_unasked(asked: Asked, log: CheckedLog | None) -> None:
    """UsageError where the log says that this contact was asked already: a lot comes before."""
    if log is None:
        return
    before = first_requests(log).get((folded(asked.seeker), folded(asked.contact)))
    if before:
        raise UsageError(
            f"{isolated(shortened(asked.contact))} was asked on {before[0].asked_on}; a lot is for "
            "whom nobody asked yet"
        )


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

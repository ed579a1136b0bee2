"""What did the trial show? Its lots and the log read together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, refuse_late_columns
from outreachlab.log.people import folded
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.trials.assigned import Lot
from outreachlab.trials.contrast import Trial
from outreachlab.trials.doubts import broken_by, doubts_of
from outreachlab.trials.following import Followed, followed
from outreachlab.trials.numbers import numbers_told
from outreachlab.trials.places import placed
from outreachlab.trials.plan import ASSIGNED, Plan, read_plan
from outreachlab.trials.receipt import lots_kept
from outreachlab.trials.result import TrialRead
from outreachlab.wording import counted


def read_trial(
    log: Log,
    folder: str | PathLike[str],
    *,
    covariate: str | None = None,
    as_of: date | str | None = None,
) -> TrialRead:
    """
    Read a trial: who was drawn for what, what they were asked and answered, and what that shows.

    Parameters
    ----------
    log : Log
        The log that tells what became of the contacts.
    folder : path
        Where the plan and its `assigned.csv` are.
    covariate : str, optional
        A column of the request, known before the lots, held equal in the adjusted difference.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.

    Returns
    -------
    TrialRead
        `.table` has a row per contact and tactic: what was drawn, what was done, what came of it.
        `.contrasts` has for each tactic its flow, its looks with their bounds, the differences and
        what is to be done.

    Raises
    ------
    MissingFileError, UsageError
        There is no plan in the folder, or it or `assigned.csv` cannot be read.
    NothingToComputeError
        No lot had been handed out by that day.

    Notes
    -----
    Everybody counts by what was drawn (intention to treat): a yes within the plan's window, after
    asking within 14 days of the lot; not asked, undelivered and silent are no yes. Only whole
    blocks count whose windows are all over, so that quick yeses flatter nobody. Each look has an
    exact test by the lots themselves and a bound that keeps all looks together at 0.05; Holm over
    the plan's contrasts, a rejection passing its share on. Limits are those that hold at this look
    and for all contrasts together. Adaptive lots are replayed 9,999 times for the test, their
    weighted estimate is no part of it. An edited plan, or lots that were lost or changed since they
    were handed out, get figures and no verdict.

    References
    ----------
    Rosenberger & Lachin (2016), Randomization in Clinical Trials, 2nd ed.; Lan & DeMets (1983),
    Biometrika 70:659-663; Maurer & Bretz (2013), Statistics in Biopharmaceutical Research
    5:311-320.
    """
    place, plan = Path(folder), read_plan(folder)
    view = view_of(log, as_of)
    day = date.fromisoformat(view.facts()["as_of"])
    unequal = view.facts()["window_days"] not in (WINDOW_DAYS, plan.window_days)
    view = view.as_of(day, plan.window_days)
    looked_at, _ = view.whole("read_trial")
    whole = replace(looked_at, selected=np.ones(len(looked_at.frame), bool))
    every, wrong = lots_kept(place, plan)
    theirs = _left_to_others(looked_at, whole)
    mine = [lot for lot in placed(plan, every) if folded(lot.seeker) not in theirs]
    drawn_by = [lot for lot in mine if lot.day <= day]
    if not drawn_by:
        raise NothingToComputeError(_nothing(place, every, wrong, day))
    contacts = followed(plan, drawn_by, whole, day)
    doubts = replace(
        doubts_of(place, plan, drawn_by, contacts, whole, day),
        broken=broken_by(plan, every, wrong),
    )
    trial = Trial(plan, drawn_by, contacts, whole, doubts, _held_equal(whole, covariate))
    return TrialRead(
        plan=plan,
        contrasts=trial.read(),
        rows=tuple(_rows(trial, contacts)),
        handed_out=len(contacts),
        ground=view.facts(),
        notes=(
            *_not_read(plan, unequal, len(every) - len(mine), len(mine) - len(drawn_by), day),
            *doubts.notes,
            *numbers_told(plan, every, whole),
        ),
    )


def _nothing(folder: Path, every: Sequence[Lot], wrong: str | None, day: date) -> str:
    """Why nothing can be read."""
    if wrong and not every:
        return f"{folder}: {wrong}; put the file back as it was"
    return (
        f"{folder / ASSIGNED}: no lot had been handed out by {day}; hand out the first, or read "
        "a later day with `as_of`"
    )


def _not_read(plan: Plan, unequal: bool, gone: int, later: int, day: date) -> Iterator[str]:
    """What of the lots is left aside, and a window that is."""
    if unequal:
        window = counted(plan.window_days, "day")
        yield f"the plan's window of {window} holds, not another one"
    if gone:
        lots_are = "lot is" if gone == 1 else "lots are"
        yield f"{gone:,} {lots_are} of seekers who were left out, so the pool is not read"
    if later:
        is_are = "is" if later == 1 else "are"
        yield f"{counted(later, 'lot')} drawn after {day} {is_are} not read"


def _left_to_others(looked_at: CheckedLog, whole: CheckedLog) -> set[str]:
    """Seekers of the log (folded) who were not asked for; days that were cut off are read."""
    there, here = (set(map(folded, log.seekers)) for log in (whole, looked_at))
    return there - here


def _held_equal(log: CheckedLog, covariate: str | None) -> NDArray[np.float64] | None:
    """Indicators of the covariate's levels but one, (requests, k); a blank is a level."""
    if covariate is None:
        return None
    refuse_late_columns(covariate)
    codes = codes_of(log, covariate, np.flatnonzero(log.selected))
    return np.stack([codes.codes == place for place in range(len(codes.book))], 1).astype(float)


def _rows(trial: Trial, contacts: Sequence[Followed]) -> list[dict[str, Any]]:
    """A row per contact and tactic: drawn, done, and what came of it."""
    requests = {one.number: one.request for one in contacts}
    rows = []
    for contrast in trial.plan.tactics:
        drawn = trial.drawn(contrast)
        sides = (contrast.first, contrast.second, "other", None)
        for place, number in enumerate(drawn.number.tolist()):
            request = requests[number]
            rows.append(
                {
                    "number": number,
                    "seeker": drawn.seeker[place],
                    "contact": drawn.contact[place],
                    "tactic": contrast.tactic,
                    "drawn": contrast.first if drawn.first[place] else contrast.second,
                    "done": sides[int(drawn.did[place])],
                    "asked_on": request and request.asked_on,
                    "outcome": request and request.outcome,
                    "window_over": bool(drawn.closed[place]),
                    "yes": bool(drawn.yes[place]),
                    "left_out": number in trial.doubts.left_out,
                }
            )
    return sorted(rows, key=lambda row: row["number"])

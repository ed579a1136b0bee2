"""What did the trial show? Its lots and the log read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.display import Record
from outreachlab.errors import NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, refuse_late_columns
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import ADVICE_OF, WINDOW_DAYS, Advice
from outreachlab.stats.looks import nominal
from outreachlab.stats.two_rates import Estimate
from outreachlab.trials.assigned import Lot, lots_in
from outreachlab.trials.doubts import Doubts, doubts_of
from outreachlab.trials.drawn import Drawn, drawn_of
from outreachlab.trials.entering import Entered, entered, fractions
from outreachlab.trials.figures import (
    AtAnyTime,
    Done,
    Effects,
    Flow,
    at_any_time,
    done_of,
    effects_of,
    flow_of,
    without,
)
from outreachlab.trials.following import Followed, followed
from outreachlab.trials.judging import (
    Judged,
    Levels,
    LookRead,
    Stand,
    hope,
    judged,
    levels_of,
    looks_read,
)
from outreachlab.trials.plan import ASSIGNED, Contrast, Plan, read_plan
from outreachlab.trials.pool import TrialPool, pool_of
from outreachlab.trials.replay import replayed_arms
from outreachlab.trials.result import TrialRead
from outreachlab.wording import counted


def read_trial(
    log: Log,
    folder: str | PathLike[str],
    *,
    covariate: str | None = None,
    as_of: date | str | None = None,
) -> "TrialRead":
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
    weighted estimate is no part of it. An edited plan or file of lots gets figures and no verdict.

    References
    ----------
    Rosenberger & Lachin (2016), Randomization in Clinical Trials, 2nd ed.; Lan & DeMets (1983),
    Biometrika 70:659-663; Maurer & Bretz (2013), Statistics in Biopharmaceutical Research
    5:311-320.
    """
    place, plan = Path(folder), read_plan(folder)
    view = view_of(log, as_of)
    unequal = view.facts()["window_days"] not in (WINDOW_DAYS, plan.window_days)
    day = date.fromisoformat(view.facts()["as_of"])
    view = view.as_of(day, plan.window_days)
    whole, _ = view.whole("read_trial")
    drawn_by = [lot for lot in lots_in(place) if lot.day <= day]
    if not drawn_by:
        raise NothingToComputeError(f"{place / ASSIGNED}: no lot had been handed out by {day}")
    contacts = followed(plan, drawn_by, whole, day)
    doubts = doubts_of(place, plan, drawn_by, contacts, whole, day)
    trial = _Trial(plan, drawn_by, contacts, whole, doubts, _held_equal(whole, covariate))
    contrasts = trial.read()
    window = counted(plan.window_days, "day")
    notes = [f"the plan's window of {window} holds, not another one"] if unequal else []
    later = len(lots_in(place)) - len(drawn_by)
    if later:
        notes.append(
            f"{counted(later, 'lot')} drawn after {day} {'is' if later == 1 else 'are'} not read"
        )
    return TrialRead(
        plan=plan,
        contrasts=contrasts,
        rows=tuple(_rows(trial, contacts)),
        handed_out=len(contacts),
        ground=view.facts(),
        notes=(*notes, *doubts.notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastRead(Record):
    """
    One contrast of a trial: its flow, what was done, its looks, its effect, what to do.

    `p_value` is that of all looks so far together (of one look, its own), `p_adjusted` the same
    after Holm over the plan's contrasts; `level` is the share of 0.05 that this contrast has.
    """

    advice: Advice
    contrast: tuple[str, str]
    flow: Flow
    done: tuple[Done, Done]
    looks: tuple[LookRead, ...]
    closed: int
    planned: int
    p_value: float
    p_adjusted: float
    level: float
    effects: Effects
    at_any_time: AtAnyTime
    conditional_power: float | None
    pool: TrialPool | None
    judged: Judged

    _json = (
        "tactic contrast flow done looks closed planned p_value p_adjusted level effects "
        "at_any_time conditional_power pool decision=judged.decision sentence=judged.sentence "
        "verdict=judged.verdict evidence=judged.evidence"
    )

    @property
    def tactic(self) -> str:
        """The column it is about."""
        return self.advice.tactic

    @property
    def effect(self) -> Estimate:
        """The difference by what was drawn, which decides."""
        return self.effects.as_drawn


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """All that a contrast is read from."""

    plan: Plan
    lots: Sequence[Lot]
    contacts: Sequence[Followed]
    log: CheckedLog
    doubts: Doubts
    covariate: NDArray[np.float64] | None

    def drawn(self, contrast: Contrast) -> Drawn:
        return drawn_of(self.plan, contrast, self.lots, self.contacts, self.log)

    @property
    def over(self) -> bool:
        """Were all contacts of the plan handed out?"""
        return len(self.contacts) >= self.plan.size

    def read(self) -> tuple[ContrastRead, ...]:
        """All contrasts, judged together."""
        plan = self.plan
        again = replayed_arms(plan, self.lots, self.contacts) if plan.adaptive else {}
        whole = [self.drawn(one) for one in plan.tactics]
        keep = [~np.isin(one.number, list(self.doubts.left_out)) for one in whole]
        arms = [
            again[one.contrast.tactic][:, kept] if again else None
            for one, kept in zip(whole, keep, strict=True)
        ]
        drawn = [without(one, list(self.doubts.left_out)) for one in whole]
        read = [entered(plan, one, self.over, own) for one, own in zip(drawn, arms, strict=True)]
        levels = levels_of(plan, read)
        return tuple(
            self._one(place, drawn[place], read[place], levels) for place in range(len(read))
        )

    def _one(self, place: int, drawn: Drawn, read: Entered, levels: Levels) -> ContrastRead:
        plan, level = self.plan, levels.level[place]
        looks = looks_read(read.looks, level)
        needed = nominal(fractions(read.looks), level)[-1] if looks else level
        effects = effects_of(plan, read, 1 - needed, self.covariate)
        over = self.over and bool(drawn.closed.all()) and bool(looks)
        left = None if over else hope(plan, looks, level)
        stand = Stand(
            contrast=drawn.contrast,
            looks=looks,
            effect=effects.as_drawn,
            hope=left,
            closed=len(read.rows),
            drawn=len(drawn),
            over=over,
        )
        clear = levels.p_adjusted[place] <= plan.alpha
        pooled = pool_of(read.at_last_look()) if len(plan.seekers) > 1 else None
        return ContrastRead(
            advice=ADVICE_OF[drawn.contrast.tactic],
            contrast=(drawn.contrast.first, drawn.contrast.second),
            flow=flow_of(drawn),
            done=done_of(drawn),
            looks=looks,
            closed=len(read.rows),
            planned=plan.size,
            p_value=levels.p_value[place],
            p_adjusted=levels.p_adjusted[place],
            level=level,
            effects=effects,
            at_any_time=at_any_time(plan, read, level),
            conditional_power=left,
            pool=pooled,
            judged=judged(plan, stand, clear, self.doubts.broken),
        )


def _held_equal(log: CheckedLog, covariate: str | None) -> NDArray[np.float64] | None:
    """Indicators of the covariate's levels but one, (requests, k); a blank is a level."""
    if covariate is None:
        return None
    refuse_late_columns(covariate)
    codes = codes_of(log, covariate, np.flatnonzero(log.selected))
    return np.stack([codes.codes == place for place in range(len(codes.book))], 1).astype(float)


def _rows(trial: _Trial, contacts: Sequence[Followed]) -> list[dict[str, Any]]:
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

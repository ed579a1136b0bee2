"""What can be done with a trial on the page: plan it, draw the next lot, note that one asked."""

from math import ceil
from shutil import rmtree

from outreachlab.app.forms import LONGEST, STALE, Form, one
from outreachlab.app.log import joined, kept
from outreachlab.app.trial import lots_of, named, new_folder, plan_of, zip_name
from outreachlab.app.workspace import Workspace, put_away as forget_trial
from outreachlab.errors import NothingToComputeError, OutreachlabError, UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import DEFAULT_SEEKER
from outreachlab.trials.handing import next_assignment
from outreachlab.trials.plan import Plan
from outreachlab.trials.planning import plan_trial
from outreachlab.trials.playing import CELLS
from outreachlab.trials.sheet import NUMBER
from outreachlab.wording import counted


def plan(space: Workspace, form: Form) -> None:
    """Plan a trial of the tactics chosen, from the log if there is one."""
    if space.trial is not None:
        raise UsageError("a trial is here already; put it away first")
    if not form.get("tactic"):
        raise UsageError("choose what to try")
    size, a_week = (_number(form, name) for name in ("size", "a_week"))
    who = one(form, "seekers").splitlines()
    folder = new_folder(space, {})
    try:
        with named(folder):
            made = plan_trial(
                folder,
                form["tactic"],
                log=_log(space),
                size=size,
                seekers=[name for name in who if name.strip()] or None,
            )
    except OutreachlabError:
        rmtree(folder.parent)
        raise
    space.trial, space.trial_kept = folder, False
    space.said = f"Planned: {counted(made.size, 'contact')}.{_weeks(made, a_week)}"


def lot(space: Workspace, form: Form) -> None:
    """Draw the next lot for a contact; it is written down before it is shown."""
    if space.trial is None or plan_of(space) is None:
        raise UsageError(STALE)
    referrer = one(form, "referrer").strip()
    with named(space.trial):
        space.lot = next_assignment(
            space.trial,
            one(form, "contact"),
            seeker=one(form, "seeker") or None,
            stratum=one(form, "stratum") or None,
            referrer=referrer or None,
            in_person="remote" not in form,
            opted_out=form.get("out", []),
            log=_log(space),
        )
    space.referrer, space.trial_kept = referrer, space.trial_kept and space.lot.again
    space.said = f"{space.lot.contact}, number {space.lot.number}: {space.lot.sentence()}"


def asked(space: Workspace, form: Form) -> None:
    """Note in the log that the contact of the last lot was asked, and how."""
    drawn = space.lot
    if drawn is None or one(form, "number") != str(drawn.number):
        raise UsageError(STALE)
    cells = {"contact": drawn.contact, "asked_on": one(form, "asked_on"), "outcome": "pending"}
    if not cells["asked_on"]:
        raise UsageError("say on which day you asked")
    if drawn.seeker != DEFAULT_SEEKER:
        cells["seeker"] = drawn.seeker
    if space.referrer:
        cells["referrer"] = space.referrer[:LONGEST]
    for tactic in (each.tactic for each in drawn.lots):
        column, *sides = CELLS[tactic]
        if one(form, tactic) in ("0", "1"):
            cells[column] = sides[int(one(form, tactic))]
    space.added.append({**cells, NUMBER: str(drawn.number)})
    kept(space, space.added.pop)
    space.lot = None
    space.said = f"{drawn.contact} was noted in your log, with the number {drawn.number}."


def put_away(space: Workspace, form: Form) -> None:
    """Forget the trial, once it was taken along."""
    if not space.trial_kept and lots_of(space):
        raise UsageError(f"take {zip_name(space)} along first; lots that are lost end a trial")
    forget_trial(space)
    space.said = "The trial was put away."


def _number(form: Form, name: str) -> int | None:
    text = one(form, name).strip()
    if text and not text.isdecimal():
        raise UsageError("how many contacts is a number; or leave it empty")
    return int(text) if text else None


def _weeks(made: Plan, a_week: int | None) -> str:
    """How long a trial takes, where somebody said how many contacts there are a week."""
    if not a_week:
        return ""
    weeks, more = ceil(made.size / a_week), counted(made.window_days, "day")
    return f" At {a_week:,} a week that takes {counted(weeks, 'week')}, and {more} for the answers."


def _log(space: Workspace) -> CheckedLog | None:
    """The log so far; None while there is none."""
    try:
        return joined(space)[0]
    except NothingToComputeError:
        return None


LOTS = (plan, lot, asked, put_away)

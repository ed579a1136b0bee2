"""What the page shows of a trial: what was planned, who had a lot, the lot just drawn."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from outreachlab.app.trial import lacking, lots_of, plan_of, zip_name
from outreachlab.app.workspace import Workspace
from outreachlab.errors import OutreachlabError
from outreachlab.trials.plan import Contrast, Plan
from outreachlab.trials.protocol import in_short
from outreachlab.trials.words import IN_PERSON, REFERRED, TO_DO
from outreachlab.wording import sentence

LAST = 10  # lots that are listed


class Asked(NamedTuple):
    """A tactic of the lot just drawn: what one may have done, and which of it was drawn."""

    tactic: str
    sides: tuple[str, str]
    drawn: int | None


class TrialShown(NamedTuple):
    """
    A trial as the page has it; what was not handed out yet is no part of it.

    `handed` are the last contacts with their numbers and days. `lacking` are files that have not
    come yet, `fault` says why no lot can be drawn.
    """

    plan: Plan | None
    short: tuple[str, ...]
    tactics: tuple[tuple[str, str], ...]
    in_person: bool
    referred: bool
    drawn: int
    handed: tuple[tuple[int, str, date], ...]
    asked: tuple[Asked, ...]
    zip_name: str
    lacking: tuple[str, ...]
    fault: str


def trial_shown(space: Workspace) -> TrialShown:
    """The trial of a workspace that has one."""
    try:
        plan, lots, fault = plan_of(space), lots_of(space), ""
    except OutreachlabError as error:
        plan, lots, fault = None, [], str(error)
    handed = {lot.number: (lot.number, lot.contact, lot.day) for lot in lots}
    tried = plan.tactics if plan else ()
    names = {one.tactic for one in tried}
    return TrialShown(
        plan=plan,
        short=tuple(map(sentence, in_short(plan))) if plan else (),
        tactics=tuple((one.tactic, " or ".join(TO_DO[one.tactic])) for one in tried),
        in_person=bool(names & set(IN_PERSON)),
        referred=REFERRED in names,
        drawn=len(handed),
        handed=tuple(handed[number] for number in sorted(handed)[: -LAST - 1 : -1]),
        asked=_asked(space, tried),
        zip_name=zip_name(space) if plan else "",
        lacking=() if plan or space.trial is None else lacking(space.trial),
        fault=fault,
    )


def _asked(space: Workspace, tried: Sequence[Contrast]) -> tuple[Asked, ...]:
    """What to note of the lot just drawn, when its contact was asked."""
    if space.lot is None:
        return ()
    first = {one.tactic: one.first for one in tried}
    return tuple(
        Asked(
            lot.tactic,
            TO_DO[lot.tactic],
            None if lot.opted_out else int(lot.arm != first[lot.tactic]),
        )
        for lot in space.lot.lots
    )

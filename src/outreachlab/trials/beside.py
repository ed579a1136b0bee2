"""Other trials in folders beside one: two at once of one seeker spoil each other."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.log.people import folded
from outreachlab.trials.assigned import Lot, lots_in
from outreachlab.trials.plan import PLAN, Plan, read_plan
from outreachlab.wording import counted, isolated, listed, shortened

NAMED = 3


class Beside(NamedTuple):
    """A trial in another folder."""

    folder: Path
    plan: Plan
    lots: list[Lot]


def trials_beside(folder: Path) -> Iterator[Beside]:
    """The trials in the folders beside this one; lots that cannot be read are taken for none."""
    for path in sorted(folder.resolve().parent.glob(f"*/{PLAN}")):
        if path.parent == folder.resolve():
            continue
        try:
            plan = read_plan(path.parent)
        except OutreachlabError:
            continue  # a file of that name, and no plan of ours
        lots: list[Lot] = []
        with suppress(OutreachlabError):
            lots = lots_in(path.parent)
        yield Beside(path.parent, plan, lots)


def require_alone(folder: Path, seekers: tuple[str, ...]) -> None:
    """UsageError where a trial of one of these seekers is under way in a folder beside."""
    mine = set(map(folded, seekers))
    for other in trials_beside(folder):
        handed = len({lot.number for lot in other.lots})
        if mine & set(map(folded, other.plan.seekers)) and handed < other.plan.size:
            raise UsageError(
                f"{other.folder}: a trial of the same seeker is under way ({handed:,} of "
                f"{other.plan.size:,} contacts); bring it to its end, or move its folder away"
            )


def shared_contacts(folder: Path, lots: Sequence[Lot]) -> Iterator[str]:
    """Contacts that have a lot of other trials too, in one sentence."""
    mine = {(folded(lot.seeker), folded(lot.contact)) for lot in lots}
    both, names = set(), []
    for other in trials_beside(folder):
        if theirs := mine & {(folded(lot.seeker), folded(lot.contact)) for lot in other.lots}:
            both |= theirs
            names.append(isolated(shortened(other.folder.name)))
    if names:
        more = [f"{len(names) - NAMED:,} more"] if len(names) > NAMED else []
        yield (
            f"{counted(len(both), 'contact')} {'has' if len(both) == 1 else 'have'} a lot of "
            f"another trial too, in {listed([*names[:NAMED], *more])}: each trial's effect is then "
            "one beside the other's"
        )

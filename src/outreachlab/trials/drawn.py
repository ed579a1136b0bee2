"""One contrast of a trial as it went: what was drawn, what was done, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.days import EPOCH
from outreachlab.trials.assigned import Lot
from outreachlab.trials.following import Followed
from outreachlab.trials.plan import Contrast, Key, Plan

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
FIRST, SECOND, OTHER, UNKNOWN = 0, 1, 2, -1  # what was done
WHOLE = -1  # the block of lots that have none: adaptive ones


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drawn:
    """
    The contacts (n,) with a lot about one tactic, in the order of their numbers.

    `first` says that the first side was drawn and `chance` how likely that was; `block` is a number
    over all sequences, `full` whether all of that block was handed out. `closes` is the day (since
    1970-01-01) the window is over. `did` is 0 for the first side, 1 for the second, 2 for another
    level, -1 where it is not recorded or nobody was asked. `group` numbers seeker and stratum.
    """

    contrast: Contrast
    number: Ints
    contact: tuple[str, ...]
    seeker: tuple[str, ...]
    group: Ints
    first: Flags
    chance: NDArray[np.float64]
    block: Ints
    full: Flags
    closes: Ints
    closed: Flags
    asked: Flags
    delivered: Flags
    yes: Flags
    did: Ints
    place: Ints
    opted_out: int
    recorded: bool

    def __len__(self) -> int:
        return len(self.number)

    def of(self, rows: NDArray) -> "Drawn":
        """The same of some contacts, in the order of `rows`."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        taken: dict[str, Any] = {
            one.name: _taken(getattr(self, one.name), rows)
            for one in fields(self)
            if one.name not in ("contrast", "opted_out", "recorded")
        }
        return replace(self, **taken)


def _taken(values: NDArray | tuple[str, ...], rows: NDArray) -> NDArray | tuple[str, ...]:
    if isinstance(values, tuple):
        return tuple(values[row] for row in rows.tolist())
    return values[rows]


def drawn_of(
    plan: Plan,
    contrast: Contrast,
    lots: Sequence[Lot],
    contacts: Sequence[Followed],
    log: CheckedLog,
) -> Drawn:
    """What was drawn about one tactic, and what became of it by the day of `contacts`."""
    about = [lot for lot in lots if lot.tactic == contrast.tactic]
    mine = [lot for lot in about if not lot.opted_out]
    found = {one.number: one for one in contacts}
    its = [found[lot.number] for lot in mine]
    keys = [(lot.seeker, lot.stratum) for lot in mine]
    groups = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    blocks, full = _blocks(plan, contrast, mine)
    requests = [one.request for one in its]
    place = np.array([UNKNOWN if one is None else one.place for one in requests], np.int64)
    outcomes = [None if one is None else one.outcome for one in requests]
    first = np.array([lot.arm == contrast.first for lot in mine], bool)
    own = np.array([0.5 if lot.probability is None else lot.probability for lot in mine], float)
    return Drawn(
        contrast=contrast,
        number=np.array([lot.number for lot in mine], np.int64),
        contact=tuple(lot.contact for lot in mine),
        seeker=tuple(lot.seeker for lot in mine),
        group=np.array([groups[key] for key in keys], np.int64),
        first=first,
        chance=np.where(first, own, 1 - own),
        block=blocks,
        full=full,
        closes=np.array([(one.closes_on - EPOCH).days for one in its], np.int64),
        closed=np.array([one.closed for one in its], bool),
        asked=place >= 0,
        delivered=np.array([one not in (None, "undelivered") for one in outcomes], bool),
        yes=np.array([one.yes for one in its], bool),
        did=_done(log, contrast, place),
        place=place,
        opted_out=len(about) - len(mine),
        recorded=has(log, contrast.tactic),
    )


def _blocks(plan: Plan, contrast: Contrast, lots: Sequence[Lot]) -> tuple[Ints, Flags]:
    """A number for each block (n,), and whether all its places were handed out."""
    keys = [(lot.seeker, lot.stratum, lot.block) for lot in lots]
    numbers = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    block = np.array([numbers[key] for key in keys], np.int64)
    size = {}
    for seeker, stratum, own in numbers:
        sequence = plan.sequences.get(Key(seeker, stratum, contrast.tactic), ())
        known = own is not None and own <= len(sequence)
        size[numbers[seeker, stratum, own]] = len(sequence[(own or 1) - 1]) if known else 1
    wanted = np.array([size[one] for one in block.tolist()], np.int64)
    held = np.bincount(block, minlength=1)[block] if len(block) else block
    return block, held >= wanted


def _done(log: CheckedLog, contrast: Contrast, place: Ints) -> Ints:
    """What the log says was done (n,), by the requests' places in its table."""
    did = np.full(len(place), UNKNOWN, np.int64)
    if not has(log, contrast.tactic) or not len(place):
        return did
    codes = codes_of(log, contrast.tactic, np.flatnonzero(log.selected))
    sides = {contrast.first: FIRST, contrast.second: SECOND}
    known = np.array([*(sides.get(level, OTHER) for level in codes.book), UNKNOWN], np.int64)
    asked = place >= 0
    did[asked] = known[codes.codes[place[asked]]]
    return did

"""Where in the plan's sequences the lots handed out stand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from outreachlab.trials.assigned import Lot
from outreachlab.trials.plan import FIRST, Key, Plan
from outreachlab.wording import label


def key_of(lot: Lot) -> Key:
    """The sequence a lot is of."""
    return Key(lot.seeker, lot.stratum, lot.tactic)


def taken(lots: Iterable[Lot]) -> Mapping[Key, int]:
    """How many of each sequence are handed out."""
    return Counter(key_of(lot) for lot in lots if not lot.opted_out)


def at(plan: Plan, key: Key, place: int) -> tuple[int, str] | None:
    """The block (from 1) and the arm at a place (from 0) of a sequence; None past its end."""
    for block, letters in enumerate(plan.sequences.get(key, ()), start=1):
        if place < len(letters):
            contrast = plan.contrast(key.tactic)
            return block, contrast.first if letters[place] == FIRST else contrast.second
        place -= len(letters)
    return None


def placed(plan: Plan, lots: Iterable[Lot]) -> list[Lot]:
    """The lots, each with the block that its sequence has at its place."""
    seen: Counter[Key] = Counter()
    found = []
    for lot in lots:
        block = None
        if not lot.opted_out:
            there = at(plan, key_of(lot), seen[key_of(lot)])
            block = there[0] if there else None
            seen[key_of(lot)] += 1
        found.append(lot._replace(block=block))
    return found


def as_written(plan: Plan, lots: Sequence[Lot]) -> list[Lot]:
    """
    The lots as `assigned.csv` has them: without their blocks until all contacts are handed out.

    Who sees where a block begins is sure of the next lot three times as often.
    """
    if len({lot.number for lot in lots}) >= plan.size:
        return placed(plan, lots)
    return [lot._replace(block=None) for lot in lots]


def departures(plan: Plan, lots: Iterable[Lot]) -> tuple[str, ...]:
    """Where what was handed out is not what the plan's sequences say, in sentences."""
    seen: Counter[Key] = Counter()
    found = []
    tried = {one.tactic for one in plan.tactics}
    for lot in lots:
        key = key_of(lot)
        if lot.tactic not in tried or (not plan.adaptive and key not in plan.sequences):
            found.append(f"lot {lot.number} is about what the plan does not have: {lot.tactic}")
            continue
        if lot.opted_out or plan.adaptive:
            continue
        there = at(plan, key, seen[key])
        if there is None or (lot.block or there[0], lot.arm) != there:
            found.append(f"lot {lot.number} ({label(lot.tactic)}) is not the next one of the plan")
        seen[key] += 1
    return tuple(found)

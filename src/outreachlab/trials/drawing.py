"""Drawing the lots of one contact more: the next of each sequence, or by what was learnt."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.stats.thompson import first_chances, is_first
from outreachlab.trials.asked import Asked
from outreachlab.trials.assigned import Lot
from outreachlab.trials.following import followed, learnt
from outreachlab.trials.places import at, taken
from outreachlab.trials.plan import Key, Plan
from outreachlab.wording import label

EVEN = 0.5
Draw = Callable[[str], tuple[int | None, str, float]]


def lots_for(
    plan: Plan, asked: Asked, lots: Sequence[Lot], log: CheckedLog | None, day: date
) -> list[Lot]:
    """
    A lot for each tactic wanted, after those that are handed out.

    Raises
    ------
    UsageError
        An adaptive plan needs the log, since a window can be over.
    NothingToComputeError
        A sequence is used up.
    """
    number = max((lot.number for lot in lots), default=0) + 1
    draw = _learning(plan, lots, log, day, number) if plan.adaptive else _reading(plan, lots, asked)
    new = []
    for tactic in asked.wanted:
        out = tactic in asked.out
        block, arm, chance = (None, "", None) if out else draw(tactic)
        new.append(
            Lot(
                number, day, asked.seeker, asked.contact, asked.stratum, block, tactic, arm, chance,
                out,
            )
        )  # fmt: skip
    return new


def _reading(plan: Plan, lots: Sequence[Lot], asked: Asked) -> Draw:
    """The next place of each sequence."""
    before = taken(lots)

    def draw(tactic: str) -> tuple[int | None, str, float]:
        key = Key(asked.seeker, asked.stratum, tactic)
        found = at(plan, key, before.get(key, 0))
        if found is None:
            raise NothingToComputeError(
                f"the lots about {label(tactic)} of this plan are used up; read the trial"
            )
        return *found, EVEN

    return draw


def _learning(
    plan: Plan, lots: Sequence[Lot], log: CheckedLog | None, day: date, number: int
) -> Draw:
    """Each tactic by the chance that its first side is the better one."""
    assert plan.adaptive is not None
    mean, sd, floor, seed = plan.adaptive
    signs, yes = _learnt(plan, lots, log, day)
    chances = first_chances(signs, yes, mean, sd, floor)
    places = {one.tactic: place for place, one in enumerate(plan.tactics)}

    def draw(tactic: str) -> tuple[int | None, str, float]:
        place, contrast = places[tactic], plan.contrast(tactic)
        chance = round(float(chances[place]), 6)
        first = is_first(chance, seed, number, place)
        return None, *((contrast.first, chance) if first else (contrast.second, 1 - chance))

    return draw


def _learnt(
    plan: Plan, lots: Sequence[Lot], log: CheckedLog | None, day: date
) -> tuple[NDArray, NDArray]:
    """What was learnt by a day; no log is needed before the first window can be over."""
    if log is not None:
        return learnt(plan, lots, followed(plan, lots, log, day))
    over = min((lot.day for lot in lots), default=day) + timedelta(plan.window_days)
    if over <= day:
        raise UsageError(
            f"the lots of this plan follow what was learnt, and since {over} answers can be in; "
            "give the `log` so far, with a request in it"
        )
    return learnt(plan, (), ())

"""Which contacts count at each look of a trial, and the exact test there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.looked import Look, looks_of
from outreachlab.stats.weighted_lots import replayed_p
from outreachlab.trials.drawn import Drawn
from outreachlab.trials.plan import Plan

Ints = NDArray[np.int64]
Replays = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Entered:
    """The contacts in closed blocks, in the order of these, and the looks they have reached."""

    rows: Drawn
    block: Ints
    looks: tuple[Look, ...]

    def at_last_look(self) -> Drawn:
        """The contacts that the last look counts; nobody before the first."""
        return self.rows.of(
            np.arange(len(self.rows)) < (self.looks[-1].requests if self.looks else 0)
        )


def entered(plan: Plan, drawn: Drawn, over: bool, replays: Replays | None) -> Entered:
    """
    The looks at one contrast.

    A block enters when all of it was handed out and all its windows are over; when the trial is
    `over`, one that was never filled enters too. Blocks stand in the order in which they closed.
    Adaptive lots have no blocks and enter by number, up to the first whose window is not over;
    `replays` (replays, n) are their arms drawn again.
    """
    over = over and bool(drawn.closed.all())
    order, block = _by_number(drawn) if plan.adaptive else _by_block(drawn, over)
    rows = drawn.of(order)
    looks = looks_of(block, rows.first, rows.yes, plan.size, plan.looks, over)
    if replays is not None:
        looks = tuple(_replayed(look, rows, replays[:, order]) for look in looks)
    return Entered(rows, block, looks)


def _by_block(drawn: Drawn, over: bool) -> tuple[Ints, Ints]:
    """The rows of closed blocks, ordered by these, and the blocks numbered in that order."""
    count = int(drawn.block.max(initial=-1)) + 1
    shut, last, number = np.ones(count, bool), np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.logical_and.at(shut, drawn.block, drawn.closed & (drawn.full | over))
    np.maximum.at(last, drawn.block, drawn.closes)
    np.maximum.at(number, drawn.block, drawn.number)
    rank = np.empty(count, np.int64)
    filled = np.zeros(count, bool)
    filled[drawn.block] = drawn.full
    # those never filled enter at the very end, so that no look that was taken changes
    rank[np.lexsort((number, last, ~filled))] = np.arange(count)
    inside = np.flatnonzero(shut[drawn.block])
    order = inside[np.argsort(rank[drawn.block[inside]], kind="stable")]
    _, codes = np.unique(rank[drawn.block[order]], return_inverse=True)
    return order, codes.reshape(-1)


def _by_number(drawn: Drawn) -> tuple[Ints, Ints]:
    closed = int(np.argmin(np.append(drawn.closed, False)))
    return np.arange(closed), np.arange(closed)


def _replayed(look: Look, rows: Drawn, arms: Replays) -> Look:
    yes = rows.yes[: look.requests]
    seen = gap_of(rows.first[None, : look.requests], yes)
    return replace(look, p_value=replayed_p(float(seen[0]), gap_of(arms[:, : look.requests], yes)))


def gap_of(arms: Replays, yes: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The difference of the two arms' shares (draws,), 0 where one arm is empty."""
    first = arms.sum(axis=1)
    second = arms.shape[1] - first
    said = (arms & yes).sum(axis=1)
    both = (first > 0) & (second > 0)
    gaps: NDArray[np.float64] = np.where(
        both, said / np.maximum(first, 1) - (yes.sum() - said) / np.maximum(second, 1), 0.0
    )
    return gaps


def fractions(looks: Sequence[Look]) -> tuple[float, ...]:
    """The share of the planned information at each look."""
    return tuple(look.fraction for look in looks)

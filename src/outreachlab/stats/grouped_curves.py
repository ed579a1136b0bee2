"""The curves of many groups at once: those of `curves.curve_of` without their errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.curves import DayCounts, value_at

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """One curve: the share `survival` without any answer and the `share` of one cause, by day."""

    day: Ints
    survival: Floats
    share: Floats

    def at(self, days: Ints) -> tuple[Floats, Floats]:
        """Both shares on some days."""
        survival = value_at(self.day, self.survival, days, 1.0)
        return survival, value_at(self.day, self.share, days, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class GroupedCurves:
    """
    The curves of groups coded from 0, one after the other.

    `start` (groups + 1,) says where the days (m,) of each begin; `survival` and `share` (m,) are
    those of `Steps`.
    """

    start: Ints
    day: Ints
    survival: Floats
    share: Floats

    def of(self, group: int) -> Steps:
        """The curve of one group."""
        here = slice(*self.start[[group, group + 1]].tolist())
        return Steps(self.day[here], self.survival[here], self.share[here])

    def at(self, group: Ints, days: Ints) -> tuple[Floats, Floats]:
        """Both shares of some groups (k,), each on a day (k,)."""
        span = int(max(self.day.max(initial=0), days.max(initial=0))) + 2
        least = int(min(self.day.min(initial=0), days.min(initial=0)))
        own = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        place = np.searchsorted(
            own * (span - least) + self.day - least, group * (span - least) + days - least, "right"
        )
        begun = place > self.start[group]
        last = np.maximum(place - 1, 0)
        if not len(self.day):
            return np.ones(len(days)), np.zeros(len(days))
        return np.where(begun, self.survival[last], 1.0), np.where(begun, self.share[last], 0.0)

    def last(self) -> tuple[Floats, Floats]:
        """Both shares (groups,) at the end of each curve; of an empty one 1 and 0."""
        some = np.diff(self.start) > 0
        at = np.maximum(self.start[1:] - 1, 0)
        if not len(self.day):
            return np.ones(len(some)), np.zeros(len(some))
        return np.where(some, self.survival[at], 1.0), np.where(some, self.share[at], 0.0)

    def first_day(self, reached: NDArray[np.bool_]) -> Ints:
        """The first day (groups,) of each curve on which something (m,) is reached, else -1."""
        found = np.full(len(self.start) - 1, -1, np.int64)
        places = np.flatnonzero(reached)
        own = np.searchsorted(self.start, places, side="right") - 1
        groups, first = np.unique(own, return_index=True)
        found[groups] = self.day[places[first]]
        return found

    def __add__(self, other: "GroupedCurves") -> "GroupedCurves":
        return GroupedCurves(
            np.concatenate([self.start, self.start[-1] + other.start[1:]]),
            np.concatenate([self.day, other.day]),
            np.concatenate([self.survival, other.survival]),
            np.concatenate([self.share, other.share]),
        )


def grouped_curves(group: Ints, days: Ints, cause: Ints, groups: int, of: int = 1) -> GroupedCurves:
    """
    The curves of each group: whole days waited, what ended it (0: censored), the cause shown.

    Kaplan & Meier (1958), Aalen & Johansen (1978), step by step for all groups together.
    """
    least = int(days.min(initial=0))
    span = int(days.max(initial=0)) - least + 1
    keys, place = np.unique(group * span + (days - least), return_inverse=True)
    ending = np.bincount(place, minlength=len(keys))
    events = np.bincount(place, cause > 0, minlength=len(keys))
    own = np.bincount(place, cause == of, minlength=len(keys))
    which, day = keys // span, keys % span + least
    start = np.searchsorted(which, np.arange(groups + 1))
    before = np.concatenate([[0], np.cumsum(ending)])
    at_risk = before[start[which + 1]] - before[:-1]
    survival, share = _stepped(start, events / at_risk, own / at_risk)
    return GroupedCurves(start, day, survival, share)


def one_curve(counts: DayCounts, of: int = 1) -> GroupedCurves:
    """The curve of one group from its tally."""
    start = np.array([0, len(counts.day)])
    at_risk = np.maximum(counts.at_risk, 1)
    both = (counts.ended[1:].sum(axis=0) / at_risk, counts.ended[of] / at_risk)
    return GroupedCurves(start, counts.day, *_stepped(start, *both))


def _stepped(start: Ints, hazard: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Survival and share (m,): the first day of every group, then the second of all, and so on."""
    survival, share = np.empty_like(hazard), np.empty_like(own)
    size = np.diff(start)
    order = np.argsort(-size, kind="stable")
    rising = -size[order]
    for step in range(int(size.max(initial=0))):
        at = start[order[: np.searchsorted(rising, -step)]] + step
        alive, so_far = (survival[at - 1], share[at - 1]) if step else (1.0, 0.0)
        survival[at] = alive * (1 - hazard[at])
        share[at] = so_far + alive * own[at]
    return survival, share

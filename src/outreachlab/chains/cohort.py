"""What came of each meeting: names given, people asked, accepted, met; and which are closed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import Outcomes

CLOSED_WINDOWS = 3
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Fruits:
    """Distinct people with a request of this request's own below it (n,), and how they fared."""

    asked: Counts
    accepted: Counts
    met: Counts


def fruits_of(lines: Lines, accepted: Flags, held: Flags) -> Fruits:
    """
    Per request, the distinct people asked with it as their parent, those who accepted, those met.

    A person asked twice through one meeting is one person, who accepted if any of those requests
    was. The same person asked through two meetings counts with both.
    """
    child = np.flatnonzero(lines.parent >= 0)
    pair = lines.parent[child] * lines.people + lines.person[child]
    pairs, which = np.unique(pair, return_inverse=True)
    above, size = pairs // max(lines.people, 1), len(lines.parent)
    counts = [np.bincount(above, minlength=size)]
    for flag in (accepted, held):
        any_of = np.bincount(which.reshape(-1), flag[child], minlength=len(pairs)) > 0
        counts.append(np.bincount(above[any_of], minlength=size))
    return Fruits(*counts)


def closed_meetings(outcomes: Outcomes) -> Flags:
    """Meetings held on a known day at least three windows before the day of judgement (n,)."""
    ripe = outcomes.as_of_day - CLOSED_WINDOWS * outcomes.window_days
    return outcomes.dated & (outcomes.met <= ripe)


def names_or_asked(names: NDArray[np.float64], asked: Counts) -> Counts:
    """Names given at each meeting, at least as many as people then asked; a blank counts as 0."""
    return np.maximum(np.nan_to_num(names), asked).astype(np.int64)

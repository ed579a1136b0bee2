"""What is settled for the whole log before its parts are counted, and how their sums add up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from operator import add
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UnknownLevelError, UnreadableFileError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import (
    Judged,
    Latest,
    Outcomes,
    ground_facts,
    judge,
    latest_of,
    nothing_asked,
    outcomes_on,
    require_window,
)
from outreachlab.log.vocabulary import COUNTS
from outreachlab.parts.log import Columns, Part, PartedLog, seeker_hashes
from outreachlab.parts.workers import Workers, here

# What every judgement of a request reads.
JUDGED_BY = ("asked_on", "responded_on", "followed_up_on", "met_on", "outcome")
# What the referral forest reads beside it.
FOREST = ("request_id", "contact", "referrer")
Sums = tuple[Any, ...]  # each adds up, part by part
Result = TypeVar("Result")
Totals = NDArray[np.int64]  # as vocabulary.COUNTS


@dataclass(frozen=True, slots=True)
class Counting:
    """A log in parts, the workers on it, and what is settled for the whole of it."""

    log: PartedLog
    judged: Judged
    window_days: int
    workers: Workers

    def total(self, task: Callable[[CheckedLog, Outcomes], Sums], columns: Columns) -> Sums:
        """The sums over all parts, added in the order of the parts; the first are the totals."""
        counted = partial(_counted, self.judged, self.window_days, task, columns)
        return summed(self.workers.results(counted, self.log.parts), _added)

    def ground(self, totals: Totals) -> "Counted":
        """What the answer stands on; raises where nothing had been asked."""
        if not totals[0]:
            raise nothing_asked(self.log.manifest.source, self.judged.as_of)
        counts = dict(zip(COUNTS, map(int, totals), strict=True))
        return Counted(
            self.judged.as_of,
            self.window_days,
            counts | {"faulty": self.log.manifest.faulty},
            self.judged.notes,
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The ground of an answer over parts, as `Outcomes` is that of one over a table."""

    as_of: date
    window_days: int
    totals: dict[str, int]
    notes: tuple[str, ...]

    def facts(self) -> dict[str, object]:
        """What every JSON object says of its ground."""
        return ground_facts(self.as_of, self.window_days, self.totals)


def summed(results: Iterable[Result], added: Callable[[Result, Result], Result] = add) -> Result:
    """
    The sum of results in their order, by halves: what grows with the parts is copied few times.

    Raises
    ------
    ValueError
        There is nothing to add.
    """
    waiting: list[tuple[int, Result]] = []  # sums of 1, 2, 4, … results, the longest first
    for result in results:
        size = 1
        while waiting and waiting[-1][0] == size:
            size, result = 2 * size, added(waiting.pop()[1], result)
        waiting.append((size, result))
    if not waiting:
        raise ValueError("there is nothing to add")
    total = waiting.pop()[1]
    while waiting:
        total = added(waiting.pop()[1], total)
    return total


def settle(
    log: PartedLog, as_of: date | None, window_days: int, workers: Workers | None
) -> Counting:
    """The first pass: the day of judgement, and whether any request of the log is open on it."""
    require_window(window_days)
    workers = workers or here()
    first = list(workers.results(partial(_latest, as_of), log.parts))
    _refuse_split_seekers(log, [seekers for _, _, seekers in first])
    latest = reduce(add, (days for days, _, _ in first))
    looked_at = reduce(add, (counts for _, counts, _ in first))
    if log.seeker is not None and not looked_at[1]:
        some = log.parts[0].read(("seeker",)).frame["seeker"].cat.categories
        raise UnknownLevelError("seeker", log.seeker, sorted(some))
    if not looked_at[0]:
        raise NothingToComputeError(
            f"{log.manifest.source}: no request was asked in these days; widen --since and --until"
        )
    return Counting(log, judge(latest, as_of, window_days), window_days, workers)


def _latest(as_of: date | None, part: Part) -> tuple[Latest, NDArray[np.int64], NDArray[np.uint64]]:
    """The latest days of a part, how many requests are looked at (and by seeker), and by whom."""
    log = part.read(JUDGED_BY)
    of_seeker = log.selected if part.seeker is None else part.of_seeker(log)
    counts = np.array([log.selected.sum(), of_seeker.sum()])
    return latest_of(log, as_of), counts, seeker_hashes(log.frame["seeker"].cat.categories.tolist())


def _refuse_split_seekers(log: PartedLog, seekers: list[NDArray[np.uint64]]) -> None:
    """Raise UnreadableFileError where two parts have a seeker in common."""
    known = np.concatenate(seekers)
    order = np.argsort(known, kind="stable")
    twice = np.flatnonzero(known[order][1:] == known[order][:-1])
    if not len(twice):
        return
    ends = np.cumsum([len(own) for own in seekers])
    places = np.searchsorted(ends, order[[twice[0], twice[0] + 1]], side="right")
    one, two = (log.manifest.parts[place].name for place in places)
    raise UnreadableFileError(
        f"{log.folder}: {one} and {two} have a seeker in common, whose chains would be cut; "
        "run partition into a new folder"
    )


def _counted(
    judged: Judged,
    window_days: int,
    task: Callable[[CheckedLog, Outcomes], Sums],
    columns: Columns,
    part: Part,
) -> Sums:
    log = part.read((*JUDGED_BY, *columns))
    outcomes = outcomes_on(log, judged, window_days)
    totals = np.array([outcomes.totals[name] for name in COUNTS], np.int64)
    return totals, *task(log, outcomes)


def _added(one: Sums, two: Sums) -> Sums:
    return tuple(map(add, one, two))

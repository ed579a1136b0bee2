"""The view of a log in parts: what is settled for all of it, and how its sums add up."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial, reduce
from operator import add
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.display import Answer, Shown
from outreachlab.errors import (
    NothingToComputeError,
    UnknownLevelError,
    UnreadableFileError,
    UsageError,
)
from outreachlab.intake.parquet import MOST_ROWS
from outreachlab.log.checked import CheckedLog
from outreachlab.log.days import day_of
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
from outreachlab.log.people import folded, same_people
from outreachlab.log.view import JUDGED_BY, Sums, TableView, Task, View
from outreachlab.log.vocabulary import COUNTS, WINDOW_DAYS, words_of
from outreachlab.parts.folder import Manifest, read_manifest
from outreachlab.parts.part import Columns, Part, empty_frame, stacked
from outreachlab.parts.workers import Workers, here
from outreachlab.wording import counted as how_many

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PartedLog(Answer):
    """
    A log in parts, as `partition` wrote it.

    `folder` is a path or an address of fsspec; `seeker`, `since` and `until` say which requests
    answers look at, as in `read_log`.
    """

    folder: str
    manifest: Manifest
    seeker: str | None = None
    since: date | None = None
    until: date | None = None
    workers: Workers = field(default_factory=Workers)

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> "PartsView":
        """The log judged once, for as many answers as one likes; the arguments are theirs."""
        return view_of_parts(self, day, window_days)

    @property
    def parts(self) -> tuple["Part", ...]:
        """The parts in the order of their names, each small enough to send to a worker."""
        told = self.manifest
        how = (told.source, told.columns, told.tactics, self.seeker, self.since, self.until)
        return tuple(
            Part(self.folder, number, file, *how) for number, file in enumerate(told.parts)
        )

    @property
    def header(self) -> CheckedLog:
        """A log with these columns and no request: what an answer asks for is checked on it."""
        return CheckedLog(
            empty_frame(self.manifest.columns),
            np.ones(0, bool),
            self.manifest.source,
            np.zeros(0, np.int64),
            self.manifest.tactics,
            self.manifest.faulty,
            notes=self.manifest.notes,
            unread=self.manifest.unread,
        )

    @property
    def read(self) -> dict[str, Any]:
        """How the file was read, as every answer's JSON says it."""
        told = self.manifest
        found = {"source": told.source, "rows": told.rows + told.faulty, "faulty": told.faulty}
        return found | {"unread": told.unread, "sheets_left": []}

    def joined(self) -> CheckedLog:
        """
        The parts as one table, as they were checked: for what takes the whole log at once.

        Raises
        ------
        UsageError
            The log has too many requests for one table.
        """
        told = self.manifest
        if told.rows > MOST_ROWS:
            raise UsageError(
                f"{self.folder}: {told.rows:,} requests are too many for what takes the whole log "
                f"at once, which is at most {MOST_ROWS:,}; look at one `seeker`"
            )
        return self._table([part.read(part.columns) for part in self.parts])

    def of_seeker(self, name: str) -> "PartedLog":
        """The same log looking at one seeker's requests."""
        return replace(self, seeker=name)

    def tables(self) -> Iterator[CheckedLog]:
        """Each part as a table of its own."""
        return (self._table([part.read(part.columns)]) for part in self.parts)

    def _table(self, logs: Sequence[CheckedLog]) -> CheckedLog:
        """Some parts as one table."""
        told, frame = self.manifest, stacked([log.frame for log in logs])
        return CheckedLog(
            frame,
            np.concatenate([log.selected for log in logs]),
            told.source,
            np.arange(len(frame)),
            told.tactics,
            told.faulty,
            notes=told.notes,
            unread=told.unread,
        )

    def _shown(self) -> Shown:
        return Shown(
            f"{self.manifest.source}: {how_many(self.manifest.rows, 'request')} in "
            f"{how_many(len(self.manifest.parts), 'part')}"
        )


def open_parts(
    folder: str,
    *,
    seeker: str | None = None,
    since: date | None = None,
    until: date | None = None,
    workers: Workers | None = None,
) -> PartedLog:
    """
    The log in a folder that `partition` wrote.

    Parameters
    ----------
    folder : str
        A path, or an address that fsspec knows, as `s3://bucket/folder`.
    seeker : str, optional
        Look at the requests of this seeker only.
    since, until : date, optional
        Look at requests asked from or up to that day, both included.
    workers : Workers, optional
        Who counts the parts, as `workers` makes them; this process unless given.

    Returns
    -------
    PartedLog
        What every answer takes that can be had over parts.

    Raises
    ------
    UnreadableFileError
        There is no manifest, or it is damaged.
    UsageError
        `since` is after `until`, or the address is of a storage that fsspec does not know.
    """
    if since is not None and until is not None and since > until:
        raise UsageError(f"`since` {since} is after `until` {until}; swap them")
    return PartedLog(
        str(folder), read_manifest(str(folder)), seeker, since, until, workers or here()
    )


@dataclass(frozen=True, slots=True, eq=False)
class PartsView:
    """
    The view of a log in parts: what is settled for the whole of it, and who counts its parts.

    `counted` holds the totals once a pass has found them.
    """

    log: PartedLog
    judged: Judged
    window_days: int
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def header(self) -> CheckedLog:
        """A log with these columns and no request."""
        return self.log.header

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences beside the answer."""
        return self.judged.notes

    @property
    def workers(self) -> Workers:
        """Who counts the parts."""
        return self.log.workers

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> "PartsView":
        """The same log judged as of another day."""
        return view_of_parts(self.log, day, window_days)

    def quiet(self) -> "PartsView":
        """The same without what is noted of the day."""
        return replace(self, judged=self.judged.quiet)

    def facts(self) -> dict[str, Any]:
        """The day, the window, the totals; these take a pass unless an answer made one."""
        if not self.counted:
            self.total(_nothing)
        judged, log = self.judged, self.log
        notes = (*log.manifest.notes, *judged.notes)
        return ground_facts(judged.as_of, self.window_days, self.counted, log.read, notes)

    def total(self, task: Task, columns: Iterable[str] = ()) -> Sums:
        """The sums over all parts, added in the order of the parts."""
        counted = partial(_counted, self.judged, self.window_days, task, tuple(columns))
        totals, *sums = summed(self.workers.results(counted, self.log.parts), _added)
        if not totals[0]:
            raise nothing_asked(self.log.manifest.source, self.judged.as_of)
        found = dict(zip(COUNTS, map(int, totals), strict=True))
        self.counted.update(found | {"faulty": self.log.manifest.faulty})
        return tuple(sums)

    def spread(self, named: str) -> Callable[..., Iterable[Any]]:
        """Work shared by those who count the parts."""
        return partial(self.workers.results, named=named)

    def of_seekers(self, names: Collection[str], columns: Iterable[str]) -> TableView:
        """Their requests alone, in the order of the seekers' names, from all parts."""
        columns = ("seeker", *JUDGED_BY, *columns)
        (found,) = self.total(partial(_cut, frozenset(map(folded, names))), columns)
        log = self.log._table(found.logs)
        order = np.argsort(same_people(log.frame["seeker"])[0], kind="stable")
        frame = log.frame.take(order).reset_index(drop=True)
        log = replace(log, frame=frame, selected=log.selected[order])
        return TableView(log, outcomes_on(log, self.judged, self.window_days))

    def at_hand(self) -> View:
        """Of one seeker the part that has them as a table."""
        return self if self.log.seeker is None else TableView(*self.whole("one seeker"))

    def whole(self, question: str) -> tuple[CheckedLog, Outcomes]:
        """The parts joined; of one seeker the part that holds these requests."""
        if self.log.seeker is None:
            log = self.log.joined()
        else:
            log = self.log._table([self._part_of_seeker()]).of_seeker(self.log.seeker)
        outcomes = replace(outcomes_on(log, self.judged, self.window_days), read=self.log.read)
        if not len(outcomes.rows):
            raise nothing_asked(log.source, self.judged.as_of)
        return log, outcomes

    def _part_of_seeker(self) -> CheckedLog:
        """The part with the requests of the one seeker looked at."""
        for part in self.log.parts:
            if part.of_seeker(part.read(())).any():
                return part.read(part.columns)
        raise AssertionError("a view of a seeker whom no part has")


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


def view_of_parts(
    log: PartedLog, as_of: date | str | None = None, window_days: int = WINDOW_DAYS
) -> PartsView:
    """The first pass: the day of judgement, and whether any request of the log is open on it."""
    require_window(window_days)
    as_of = day_of(as_of)
    first = list(log.workers.results(partial(_latest, as_of), log.parts))
    _refuse_split_seekers(log, [seekers for _, _, seekers in first])
    latest = reduce(add, (days for days, _, _ in first))
    looked_at = reduce(add, (counts for _, counts, _ in first))
    if log.seeker is not None and not looked_at[1]:
        some = log.parts[0].read(("seeker",)).frame["seeker"].cat.categories
        raise UnknownLevelError("seeker", log.seeker, sorted(some))
    if not looked_at[0]:
        raise NothingToComputeError(
            f"{log.manifest.source}: no request was asked in these days; widen `since` and `until`"
        )
    return PartsView(log, judge(latest, as_of, window_days), window_days)


def _latest(as_of: date | None, part: Part) -> tuple[Latest, NDArray[np.int64], NDArray[np.uint64]]:
    """The latest days of a part, how many requests are looked at (and by seeker), and by whom."""
    seekers, latest = part.known()
    if as_of is None and part.seeker is None and part.since is None and part.until is None:
        return latest, np.array([part.file.rows] * 2), seekers
    log = part.read(())
    of_seeker = log.selected if part.seeker is None else part.of_seeker(log)
    counts = np.array([log.selected.sum(), of_seeker.sum()])
    return latest_of(log, as_of), counts, seekers


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
    task: Task,
    columns: Columns,
    part: Part,
) -> Sums:
    log = part.read(columns)
    outcomes = outcomes_on(log, judged, window_days)
    totals = np.array([outcomes.totals[name] for name in COUNTS], np.int64)
    sums = task(log, outcomes)
    log.kept.clear()  # some of it points back at the log, and a circle waits for the collector
    return totals, *sums


def _nothing(log: CheckedLog, outcomes: Outcomes) -> Sums:
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Requests cut out of parts."""

    logs: tuple[CheckedLog, ...]

    def __add__(self, other: "_Cut") -> "_Cut":
        return _Cut(self.logs + other.logs)


def _cut(names: frozenset[str], log: CheckedLog, outcomes: Outcomes) -> tuple[_Cut]:
    """All requests of some seekers (folded names), with no text that none of them has."""
    book = log.frame["seeker"].cat.categories.tolist()
    theirs = log.frame["seeker"].isin([name for name in book if folded(name) in names]).to_numpy()
    frame = log.frame[theirs].reset_index(drop=True)
    for name in frame:
        if isinstance(frame[name].dtype, pd.CategoricalDtype) and not words_of(str(name)):
            frame[name] = frame[name].cat.remove_unused_categories()
    told = {"selected": log.selected[theirs], "rows": log.rows[theirs]}
    return (_Cut((replace(log, frame=frame, **told),)),)


def _added(one: Sums, two: Sums) -> Sums:
    return tuple(map(add, one, two))

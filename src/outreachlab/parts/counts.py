"""Answers that are counts: rates, comparisons, waiting times and the funnel, over parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from outreachlab.answers.compare import Comparison, comparison_of, sides_named
from outreachlab.answers.funnel import TOLD_BY, Funnel, StepCounts, funnel_of, step_counts
from outreachlab.answers.pairs import AllPairs, pairs_of
from outreachlab.answers.rates import (
    AcceptanceRates,
    SeveralRates,
    Tally,
    rates_of,
    refuse_columns,
    tally_of,
)
from outreachlab.answers.waiting import WaitingTimes, waiting_of
from outreachlab.answers.waits import WaitCounts, wait_counts, waits_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import (
    binned,
    codes_of,
    merged_books,
    refuse_late_columns,
    require_column,
)
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import WINDOW_DAYS, sources_of
from outreachlab.parts.log import PartedLog
from outreachlab.parts.view import FOREST, Counted, settle
from outreachlab.parts.workers import Workers
from outreachlab.stats.intervals import IntervalMethod, normal_quantile
from outreachlab.stats.multiplicity import Adjustment


@dataclass(frozen=True, slots=True, eq=False)
class LevelCounts:
    """The counts of a column's levels, or of pairs of two columns' levels, in one part."""

    tally: Tally

    def __add__(self, other: "LevelCounts") -> "LevelCounts":
        one, two = self.tally, other.tally
        first, *firsts = merged_books(one.by, one.books[0], two.books[0])
        second, *seconds = merged_books(one.cross or "", one.books[1], two.books[1])
        keys = [
            at[own.pairs // len(own.books[1])] * len(second) + to[own.pairs % len(own.books[1])]
            for at, to, own in zip(firsts, seconds, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        counts = np.zeros((len(every) + 1, one.counts.shape[1]), np.int64)
        for key, own in zip(keys, (one, two), strict=True):
            counts[np.append(np.searchsorted(every, key), len(every))] += own.counts
        return LevelCounts(Tally(one.by, one.cross, (first, second), every, counts))


@dataclass(frozen=True, slots=True, eq=False)
class LevelWaits:
    """The waits by level, day and cause of one part, the levels those of a column."""

    name: str
    counts: WaitCounts

    def __add__(self, other: "LevelWaits") -> "LevelWaits":
        one, two = self.counts, other.counts
        book, *places = merged_books(self.name, one.book, two.book)
        days = np.concatenate([one.day, two.day])
        least = int(days.min()) if len(days) else 0
        span = int(days.max(initial=least)) - least + 1
        keys = [
            at[own.level] * span + own.day - least
            for at, own in zip(places, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        ended = np.zeros((len(one.ended), len(every)), np.int64)
        undated, delivered = np.zeros((2, len(book)), np.int64)
        for key, place, own in zip(keys, places, (one, two), strict=True):
            ended[:, np.searchsorted(every, key)] += own.ended
            undated[place] += own.undated
            delivered[place] += own.delivered
        level, day = every // span, every % span + least
        blank = one.blank + two.blank
        return LevelWaits(self.name, WaitCounts(book, level, day, ended, undated, delivered, blank))


Edges = tuple[float, ...] | None


def acceptance_rates(
    log: PartedLog,
    by: str | list[str] | tuple[str, ...],
    *,
    cross: str | None = None,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AcceptanceRates | SeveralRates:
    """
    As `outreachlab.acceptance_rates`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    by, cross, interval, confidence, bins, as_of, window_days
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    AcceptanceRates or SeveralRates
        The same answer, whatever the number of parts.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.
    """
    names = [by] if isinstance(by, str) else list(by)
    refuse_columns(log.header, names, cross, bins)
    edges = None if bins is None else tuple(bins)
    tallies, ground = _tallies(log, names, cross, edges, as_of, window_days, workers)
    parts = tuple(rates_of(tally, interval, confidence, ground) for tally in tallies)
    return parts[0] if isinstance(by, str) else SeveralRates(parts)


def compare(
    log: PartedLog,
    tactic: str,
    versus: tuple[str, str] | None = None,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> Comparison:
    """
    As `outreachlab.compare`, over a log in parts; parameters and errors as `acceptance_rates`.

    Returns
    -------
    Comparison
        The same answer, whatever the number of parts.
    """
    refuse_late_columns(tactic)
    require_column(log.header, tactic)
    (tally,), ground = _tallies(log, [tactic], None, None, as_of, window_days, workers)
    book = tally.books[0]
    sides = sides_named(tactic, versus, book)
    return comparison_of(tactic, sides, book, tally.counts, confidence, ground)


def compare_all(
    log: PartedLog,
    tactic: str,
    *,
    adjustment: Adjustment = "holm",
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AllPairs:
    """
    As `outreachlab.compare_all`, over a log in parts; parameters as `acceptance_rates`.

    Returns
    -------
    AllPairs
        The same answer, whatever the number of parts.
    """
    normal_quantile(confidence)
    refuse_late_columns(tactic)
    require_column(log.header, tactic)
    (tally,), ground = _tallies(log, [tactic], None, None, as_of, window_days, workers)
    source, book = log.manifest.source, tally.books[0]
    return pairs_of(source, tactic, book, tally.counts, confidence, ground, adjustment)


def waiting_times(
    log: PartedLog,
    by: str | None = None,
    *,
    bins: Sequence[float] | None = None,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> WaitingTimes:
    """
    As `outreachlab.waiting_times`, over a log in parts; parameters as `acceptance_rates`.

    Returns
    -------
    WaitingTimes
        The same answer, whatever the number of parts.
    """
    edges = None if bins is None else tuple(bins)
    columns: tuple[str, ...] = ()
    if by is not None:
        refuse_late_columns(by)
        codes_of(log.header, by) if edges is None else binned(log.header, by, edges)
        columns = sources_of(by)
    counting = settle(log, as_of, window_days, workers)
    totals, waits = counting.total(partial(_waits, by, edges), columns)
    return waiting_of(by, waits.counts, confidence, counting.ground(totals))


def funnel(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> Funnel:
    """
    As `outreachlab.funnel`, over a log in parts; parameters as `acceptance_rates`.

    Returns
    -------
    Funnel
        The same answer, whatever the number of parts.
    """
    counting = settle(log, as_of, window_days, workers)
    totals, steps = counting.total(_steps, (*FOREST, *TOLD_BY.values()))
    return funnel_of(steps.counts, confidence, counting.ground(totals))


def _tallies(
    log: PartedLog,
    names: list[str],
    cross: str | None,
    edges: Edges,
    as_of: date | None,
    window_days: int,
    workers: Workers | None,
) -> tuple[list[Tally], Counted]:
    known = names if cross is None else [*names, cross]
    for name in known if edges is None else ():
        codes_of(log.header, name)  # refuses numbers and notes before a part is read
    counting = settle(log, as_of, window_days, workers)
    columns = tuple(source for name in known for source in sources_of(name))
    totals, *levels = counting.total(partial(_levels, names, cross, edges), columns)
    ground = counting.ground(totals)
    return [one.tally for one in levels], ground


def _levels(
    names: list[str], cross: str | None, edges: Edges, log: CheckedLog, outcomes: Outcomes
) -> tuple[LevelCounts, ...]:
    return tuple(LevelCounts(tally_of(log, outcomes, name, cross, edges)) for name in names)


def _waits(by: str | None, edges: Edges, log: CheckedLog, outcomes: Outcomes) -> tuple[LevelWaits]:
    book: tuple[str | None, ...] = (None,)
    place = np.zeros(len(outcomes.rows), np.int64)
    if by is not None:
        rows = outcomes.rows
        codes = codes_of(log, by, rows) if edges is None else binned(log, by, edges, rows)
        book, place = codes.book, codes.codes.astype(np.int64)
    counts = wait_counts(waits_of(outcomes), book, place, outcomes.undelivered)
    return (LevelWaits(by or "", counts),)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The counts of each step of the funnel, which add up."""

    counts: StepCounts

    def __add__(self, other: "_Steps") -> "_Steps":
        summed: StepCounts = {}
        for name, one in self.counts.items():
            two = other.counts[name]
            summed[name] = None if one is None or two is None else one + two
        return _Steps(summed)


def _steps(log: CheckedLog, outcomes: Outcomes) -> tuple[_Steps]:
    return (_Steps(step_counts(log, outcomes)),)

"""Answers that are counts: rates, comparisons, waiting times and the funnel, over parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from outreachlab.answers.contrasts import Comparison, comparison_of, sides_named
from outreachlab.answers.funnel import TOLD_BY, Funnel, StepCounts, funnel_of, step_counts
from outreachlab.answers.intervals import IntervalMethod, normal_quantile
from outreachlab.answers.levels import refuse_late_columns
from outreachlab.answers.multiplicity import Adjustment
from outreachlab.answers.pairs import AllPairs, pairs_of
from outreachlab.answers.rates import Tally, rates_of, refuse_columns, tally_of
from outreachlab.answers.rates_answer import AcceptanceRates, SeveralRates
from outreachlab.answers.waiting import WaitingTimes, waiting_of
from outreachlab.answers.waits import wait_counts, waits_of
from outreachlab.codes import binned, codes_of, require_column
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.scale.ground import FOREST, Counted, settle
from outreachlab.scale.levels import LevelCounts, LevelWaits
from outreachlab.scale.parts import PartedLog
from outreachlab.scale.workers import Workers
from outreachlab.vocabulary import WINDOW_DAYS, sources_of

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

"""Answers that are counts: rates, a comparison, waiting times and the funnel, over parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from outreachlab.answers.contrasts import Comparison, comparison_of
from outreachlab.answers.funnel import TOLD_BY, Funnel, StepCounts, funnel_of, step_counts
from outreachlab.answers.intervals import IntervalMethod
from outreachlab.answers.rates import AcceptanceRates, count_by, rates_of, refuse_late_columns
from outreachlab.answers.waiting import WaitingTimes, waiting_of
from outreachlab.answers.waits import wait_counts, waits_of
from outreachlab.codes import Codes, binned, codes_of, require_column
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.scale.ground import Ground, settle
from outreachlab.scale.levels import LevelCounts, LevelWaits
from outreachlab.scale.parts import PartedLog
from outreachlab.scale.workers import Workers
from outreachlab.vocabulary import WINDOW_DAYS, sources_of

FOREST = ("request_id", "contact", "referrer")
Edges = tuple[float, ...] | None


def acceptance_rates(
    log: PartedLog,
    by: str,
    *,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AcceptanceRates:
    """
    As `outreachlab.acceptance_rates`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    by, interval, confidence, bins, as_of, window_days
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    AcceptanceRates
        The same answer, whatever the number of parts.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.
    """
    refuse_late_columns(by)
    edges = None if bins is None else tuple(bins)
    ground, totals, levels = _by_level(log, by, edges, as_of, window_days, workers)
    return rates_of(
        by, levels.book, levels.counts, interval, confidence, ground.facts(totals),
        ground.judged.notes,
    )  # fmt: skip


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
    ground, totals, levels = _by_level(log, tactic, None, as_of, window_days, workers)
    facts = ground.facts(totals)
    return comparison_of(
        tactic, versus, levels.book, levels.counts, confidence, facts, ground.judged.notes
    )


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
    if by is not None:
        refuse_late_columns(by)
        _codes(log.header, by, edges)
    ground = settle(log, as_of, window_days, workers)
    columns = () if by is None else sources_of(by)
    totals, waits = ground.total(partial(_waits, by, edges), columns)
    return waiting_of(by, waits.counts, confidence, ground.facts(totals), ground.judged.notes)


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
    ground = settle(log, as_of, window_days, workers)
    totals, steps = ground.total(_steps, (*FOREST, *TOLD_BY.values()))
    return funnel_of(steps.counts, confidence, ground.facts(totals), ground.judged.notes)


def _by_level(
    log: PartedLog,
    by: str,
    edges: Edges,
    as_of: date | None,
    window_days: int,
    workers: Workers | None,
) -> tuple[Ground, Any, LevelCounts]:
    require_column(log.header, by)
    _codes(log.header, by, edges)
    ground = settle(log, as_of, window_days, workers)
    totals, levels = ground.total(partial(_levels, by, edges), sources_of(by))
    return ground, totals, levels


def _codes(log: CheckedLog, by: str, edges: Edges, outcomes: Outcomes | None = None) -> Codes:
    rows = None if outcomes is None else outcomes.rows
    return codes_of(log, by, rows) if edges is None else binned(log, by, edges, rows)


def _levels(by: str, edges: Edges, log: CheckedLog, outcomes: Outcomes) -> tuple[LevelCounts]:
    codes = _codes(log, by, edges, outcomes)
    return (LevelCounts("" if edges else by, codes.book, count_by(codes, outcomes)),)


def _waits(
    by: str | None, edges: Edges, log: CheckedLog, outcomes: Outcomes
) -> tuple[LevelWaits]:
    book: tuple[str | None, ...] = (None,)
    place = np.zeros(len(outcomes.rows), np.int64)
    if by is not None:
        codes = _codes(log, by, edges, outcomes)
        book, place = codes.book, codes.codes.astype(np.int64)
    counts = wait_counts(waits_of(outcomes), book, place, outcomes.undelivered)
    return (LevelWaits("" if edges or by is None else by, counts),)


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

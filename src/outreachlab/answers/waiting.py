"""How long an answer takes, and after which day few come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import INTERVALS, alone_note
from outreachlab.answers.sums.seekers import seekers_of
from outreachlab.answers.sums.waits import (
    CAUSES,
    YES_CAUSE,
    LevelCurve,
    LevelSpreads,
    LevelWaits,
    WaitCounts,
    curves_of,
    level_curves,
    level_spreads,
    wait_counts,
    waits_of,
)
from outreachlab.display import Charted, Column, Grounded, Record
from outreachlab.log.arguments import Cluster, Found, by_seeker, numbers
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes, binned, codes_of, merged_books, refuse_late_columns
from outreachlab.log.outcomes import Ground, Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, columns_for
from outreachlab.stats.curves import Curve, DayCounts, count_days, curve_of, log_rank, value_at
from outreachlab.stats.curves_among import curve_among
from outreachlab.wording import UNKNOWN, counted, interval, label, number, p_equals, percent

MOST_TESTED_LEVELS = 50
FIRST_LOOK_DAYS = 7


@dataclass(frozen=True, slots=True)
class LogRank(Record):
    """The log-rank test on acceptance, declines censored."""

    statistic: float | None
    df: int | None
    p_value: float | None
    why: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class WaitingTimes(Charted, Grounded):
    """
    Curves of the time to an answer, one per level of a column or one for all requests.

    `.table` has a row per level and day: numbers at risk, accepted, declined and censored, and
    the cumulative shares answered, accepted and declined with their limits (fractions, nan where
    log limits do not exist).
    """

    curves: tuple[LevelCurve, ...]
    by: str | None
    confidence: float
    test: LogRank
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cluster: Found = "none"

    @property
    def table(self) -> pd.DataFrame:
        """A row per level and day."""
        nothing = curve_of(count_days(np.zeros(0, int), np.zeros(0, int), CAUSES))
        empty = LevelCurve(
            level=None,
            undated=0,
            curve=nothing,
            median_days_to_answer=None,
            median_days_to_accept=None,
            practically_dead_after=None,
        )
        parts = [curve.columns() for curve in self.curves or (empty,)]
        names = [c.level or "all" for c in self.curves for _ in c.curve.counts.day]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return pd.DataFrame({"level": pd.Series(names, dtype="str"), **joined})

    _json = "by cluster confidence curves test"

    def _headline(self) -> str:
        by = f" by {self.by}" if self.by else ""
        return (
            f"Days until an answer{by}: as of {self.ground['as_of']}, "
            f"{percent(self.confidence, 0)} {INTERVALS[self.cluster]}"
        )

    _each = "curves"

    def _shown_columns(self) -> tuple[Column, ...]:
        window = int(self.ground["window_days"])
        return (
            Column("", lambda curve: label(curve.level or "all")),
            Column("requests", number, "requests"),
            *(
                Column(f"answered by day {day}", partial(_answered, day=day, window=window))
                for day in sorted({FIRST_LOOK_DAYS, window})
            ),
            Column(f"accepted by day {window}", lambda curve: percent(_accepted(curve, window)[0])),
            Column("interval", lambda curve: interval(*_accepted(curve, window)[1:])),
            Column("median days to an answer", number, "median_days_to_answer"),
            Column("few come after", number, "practically_dead_after"),
        )

    def _remarks(self) -> Iterable[str]:
        if self.by and self.test.p_value is not None:
            separate = ", of separate requests" if self.cluster == "seeker" else ""
            p = p_equals(self.test.p_value)
            yield f"are yeses as quick and as many in all of these? {p} (log-rank test{separate})"
        elif self.by:
            yield f"no log-rank test: {self.test.why}"
        if any(_too_slow(one) for one in self.curves):
            yield "no median: fewer than half had an answer by the last day that is known"
        yield from self.notes


def _too_slow(level: LevelCurve) -> bool:
    """Does a curve have answers, and no median?"""
    return bool(level.curve.counts.ended[1:].any()) and level.median_days_to_answer is None


Edges = tuple[float, ...] | None
Levels = tuple[str | None, ...]


def waiting_times(
    log: Log,
    by: str | None = None,
    *,
    bins: Sequence[float] | None = None,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> WaitingTimes:
    """
    Days until an answer: curves, medians, and the day after which few answers come.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    by : str, optional
        A tactic of the request or any other column to draw a curve per level of; requests with a
        blank there are left out.
    bins : sequence of float, optional
        Where to cut a number column, each edge the highest number of its bin.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate; the log-rank test takes them as separate.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Names the day the printed table looks at; a wait has no window.

    Returns
    -------
    WaitingTimes
        `.table` has a row per level and day (days since asking, fractions).

    Raises
    ------
    UnknownColumnError
        The log has no column `by`.
    UsageError
        `by` is known only after the answer, holds numbers without `bins`, or an option makes no
        sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    An unanswered request is still waiting, so its wait is censored at `as_of`; it is no answer,
    however long it lasts. A no ends the wait for a yes and is not censoring.

    References
    ----------
    Kaplan & Meier (1958), JASA 53:457-481; Aalen & Johansen (1978), Scandinavian Journal of
    Statistics 5:141-150; Mantel (1966), Cancer Chemotherapy Reports 50:163-170. Among seekers
    Therneau & Grambsch (2000), Modeling Survival Data, 7.2.
    """
    view = view_of(log, as_of, window_days)
    edges = None if bins is None else numbers(bins, "bins")
    if by is not None:
        refuse_late_columns(by)
        codes_by(view.header, by, edges)  # refuses what is no column, and notes
    columns = () if by is None else columns_for(by)
    waits, seekers = view.total(partial(_waits, by, edges), columns)
    curves = curves_of(waits.counts, confidence)
    spreads = None
    if by_seeker(cluster) and seekers > 1:
        task = partial(_spreads, by, edges, waits.counts.book, curves)
        (spreads,) = view.total(task, columns)
    return waiting_of(by, waits.counts, curves, spreads, confidence, view)


def codes_by(
    log: CheckedLog, by: str, edges: Edges, rows: NDArray[np.int64] | None = None
) -> Codes:
    """A column as codes, a number cut at its edges."""
    return codes_of(log, by, rows) if edges is None else binned(log, by, edges, rows)


def _waits(
    by: str | None, edges: Edges, log: CheckedLog, outcomes: Outcomes
) -> tuple[LevelWaits, int]:
    """The waits, and how many seekers there are."""
    book, place = _places(by, edges, log, outcomes)
    counts = wait_counts(waits_of(outcomes), book, place, outcomes.undelivered)
    return LevelWaits(by or "", counts), len(np.unique(seekers_of(log, outcomes.rows)))


def _spreads(
    by: str | None,
    edges: Edges,
    levels: Levels,
    curves: tuple[Curve, ...],
    log: CheckedLog,
    outcomes: Outcomes,
) -> tuple[LevelSpreads]:
    """How far seekers differ about the curves of all, whose book has these levels."""
    book, place = _places(by, edges, log, outcomes)
    _, _, at = merged_books(by or "", levels, book)  # type: ignore[arg-type]
    here = np.append(at, BLANK)[place]
    who = seekers_of(log, outcomes.rows)
    return (level_spreads(waits_of(outcomes), here, who, curves),)


def _places(
    by: str | None, edges: Edges, log: CheckedLog, outcomes: Outcomes
) -> tuple[Levels, NDArray[np.int64]]:
    """The levels, and that of each request looked at."""
    if by is None:
        return (None,), np.zeros(len(outcomes.rows), np.int64)
    codes = codes_by(log, by, edges, outcomes.rows)
    return codes.book, codes.codes.astype(np.int64)


def waiting_of(
    by: str | None,
    counts: WaitCounts,
    every: tuple[Curve, ...],
    spreads: LevelSpreads | None,
    confidence: float,
    ground: Ground,
) -> WaitingTimes:
    """The answer from the waits by level, day and cause, and how far seekers differ in them."""
    alone: tuple[str, ...] = ()
    if spreads is not None:
        every = tuple(
            curve if spread is None else curve_among(curve, spread, confidence)
            for curve, spread in zip(every, spreads.spreads, strict=True)
        )
        alone = alone_note([label(counts.book[at] or "all") for at in spreads.alone()])
    curves = tuple(level_curves(counts, every))
    test = _test(by, [curve.curve.counts for curve in curves])
    return WaitingTimes(
        curves=curves,
        by=by,
        confidence=confidence,
        test=test,
        ground=ground.facts(),
        notes=(*_notes(counts), *(() if by == "seeker" else alone), *ground.notes),
        cluster="none" if spreads is None else "seeker",
    )


def _test(by: str | None, groups: list[DayCounts]) -> LogRank:
    if by is None:
        return LogRank(None, None, None, "no column to compare by was named")
    if len(groups) < 2:
        return LogRank(None, None, None, f"{by} has fewer than two values with delivered requests")
    if len(groups) > MOST_TESTED_LEVELS:
        return LogRank(None, None, None, f"{by} has more than {MOST_TESTED_LEVELS} values")
    statistic, degrees, p = log_rank(groups, YES_CAUSE)
    if statistic is None:
        return LogRank(None, None, None, "too few were accepted to compare")
    return LogRank(statistic, degrees, p)


def _notes(counts: WaitCounts) -> tuple[str, ...]:
    notes = []
    if undated := int(counts.undated.sum()):
        whose = "its" if undated == 1 else "their"
        effect = (
            "which lowers the curve"
            if counts.ended[1:].any()
            else "and there are no others: write down the day of each answer"
        )
        notes.append(f"{counted(undated, 'answer')} without {whose} day left out, {effect}")
    if counts.blank:
        notes.append(f"{counted(counts.blank, 'request')} with no value recorded left out")
    return tuple(notes)


def _end(level: LevelCurve, window: int) -> int:
    """The last day a curve tells of: its longest wait, unless nobody waits any longer."""
    curve = level.curve
    if level.undated and not curve.counts.ended[1:].any():
        return -1  # answers without a day tell of none
    waiting = level.requests and curve.survival[-1] > 0
    return int(curve.counts.day[-1]) if waiting else max(FIRST_LOOK_DAYS, window)


def _answered(level: LevelCurve, day: int, window: int) -> str:
    if not level.requests or day > _end(level, window):
        return UNKNOWN
    return percent(1 - _at(level, level.curve.survival, day, 1.0))


def _accepted(level: LevelCurve, window: int) -> tuple[float | None, float | None, float | None]:
    """The share accepted by the end of the window, with limits where there are any."""
    if not level.requests or window > _end(level, window):
        return None, None, None
    share, low, high = (
        _at(level, values[YES_CAUSE - 1], window, 0.0)
        for values in (level.curve.share, level.curve.share_low, level.curve.share_high)
    )
    return (share, low, high) if share else (share, None, None)


def _at(level: LevelCurve, values: NDArray[np.float64], day: int, before: float) -> float:
    return float(value_at(level.curve.counts.day, values, np.array([day]), before)[0])

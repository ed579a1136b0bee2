"""Which ways of asking get a yes: the share of counted requests accepted, per level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, overload

import numpy as np
import pandas as pd

from outreachlab.answers.sums.levels import (
    INTERVALS,
    Tally,
    alone_note,
    few,
    few_note,
    ground_line,
    level_json,
    rate_table,
    tally_of,
    without_rate,
)
from outreachlab.display import Charted, Column, Grounded, Strings, plain_of, records, worded
from outreachlab.errors import UsageError
from outreachlab.log.arguments import Cluster, Found, by_seeker, numbers, text, texts
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import (
    codes_of,
    is_number,
    refuse_late_columns,
    require_column,
)
from outreachlab.log.outcomes import Ground, Outcomes, no_rate
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import COUNTS, WINDOW_DAYS, columns_for
from outreachlab.stats.intervals import IntervalMethod, interval_of
from outreachlab.wording import interval as span, label, listed, number, percent

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class AcceptanceRates(Charted, Grounded):
    """
    Acceptance rates per level of one column, or per pair of levels of two that are crossed.

    `.table` has a row per level: `level` (and `cross_level`), `requests`, `undelivered`,
    `too_young`, `counted`, `accepted` (whole numbers), `rate`, `low`, `high` (fractions, nan
    without a counted request). `cluster` says whose requests are taken as alike. `not_recorded`
    holds the five counts of the requests without a level; `ground` the day, the window and the
    totals of the whole.
    """

    table: pd.DataFrame
    by: str
    interval: IntervalMethod
    confidence: float
    not_recorded: dict[str, int]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cross: str | None = None
    cluster: Found = "none"

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The rows as plain data."""
        return [_crossed_json(row) for row in records(self.table)]

    def _found(self) -> dict[str, Any]:
        crossed = "" if self.cross is None else "cross"
        return plain_of(self, f"by {crossed} interval cluster confidence levels not_recorded")

    def _headline(self) -> str:
        crossed = "" if self.cross is None else f" and {self.cross}"
        return headline((self,), f"{self.by}{crossed}")

    _columns = (
        Column("", lambda row: few(level_name(row), row["counted"])),
        Column("counted", number, "counted"),
        Column("accepted", number, "accepted"),
        Column("rate", percent, "rate"),
        Column("interval", span, "low", "high"),
    )

    def _rows(self) -> Strings:
        rows, blank = worded(self._columns, self._records()), self.not_recorded
        if blank["requests"]:
            rows += ((NOT_RECORDED, f"{blank['counted']:,}", f"{blank['accepted']:,}", "", ""),)
        return rows

    def _remarks(self) -> Iterable[str]:
        return remarks((self,))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SeveralRates(Charted, Grounded):
    """
    Acceptance rates by several columns, one after the other.

    `parts` holds the rates by each; `.table` all their rows under a first column `by`.
    """

    parts: tuple[AcceptanceRates, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row per column and level."""
        tables = [part.table.assign(by=part.by) for part in self.parts]
        whole = pd.concat(tables, ignore_index=True)
        return whole[["by", *(name for name in whole if name != "by")]]

    @property
    def ground(self) -> dict[str, Any]:
        """The day, the window and the totals, the same for every column."""
        return self.parts[0].ground

    def _found(self) -> dict[str, Any]:
        return {"rates": [part._found() for part in self.parts]}

    def _headline(self) -> str:
        return headline(self.parts, listed(part.by for part in self.parts))

    _columns = AcceptanceRates._columns

    def _rows(self) -> Strings:
        rows: Strings = ()
        for part in self.parts:
            rows += ((f"{part.by}:", "", "", "", ""),)
            rows += tuple((f"  {name}", *rest) for name, *rest in part._rows())
        return rows

    def _remarks(self) -> Iterable[str]:
        return remarks(self.parts)


def level_name(row: dict[Any, Any]) -> str:
    """The level of a rate table's row, both levels where two columns are crossed."""
    other = row.get("cross_level")
    return label(row["level"]) if other is None else f"{label(row['level'])}, {label(other)}"


def _crossed_json(row: dict[Any, Any]) -> dict[str, Any]:
    plain = level_json(row)
    if "cross_level" not in row:
        return plain
    return {"level": plain.pop("level"), "cross_level": row["cross_level"], **plain}


def headline(parts: Sequence[AcceptanceRates], named: str) -> str:
    """What the rates are by, and what they stand on."""
    first = parts[0]
    return (
        f"Acceptance rates by {named}: {ground_line(first.ground)}, "
        f"{percent(first.confidence, 0)} {interval_name(first.interval)} "
        f"{INTERVALS[first.cluster]}"
    )


def remarks(parts: Sequence[AcceptanceRates]) -> Iterable[str]:
    """The notes, and what few means where a row has few."""
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    lacking = filter(None, [no_rate(parts[0].ground["totals"])])
    return (
        *lacking,
        *notes,
        *few_note(counted for part in parts for counted in part.table["counted"]),
    )


def interval_name(method: IntervalMethod) -> str:
    """The method's name as it is spelled in a sentence: `Wilson`, `Clopper-Pearson`."""
    return method.title()


@overload
def acceptance_rates(
    log: Log,
    by: str,
    *,
    cross: str | None = None,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AcceptanceRates: ...


@overload
def acceptance_rates(
    log: Log,
    by: list[str] | tuple[str, ...],
    *,
    cross: str | None = None,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> SeveralRates: ...


def acceptance_rates(
    log: Log,
    by: str | list[str] | tuple[str, ...],
    *,
    cross: str | None = None,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AcceptanceRates | SeveralRates:
    """
    Share of counted requests that were accepted, for each level of one or several columns.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    by : str or list of str
        A tactic of the request or any other column of the log; of several, one after the other.
    cross : str, optional
        A second column: a rate for each pair of levels.
    interval : {"wilson", "jeffreys", "clopper-pearson", "agresti-coull"}
        How the limits are made.
    confidence : float in (0, 1)
        How often intervals made this way cover the true rate.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
    bins : sequence of float, optional
        Where to cut number columns, each edge the highest number of its bin.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AcceptanceRates or SeveralRates
        `.table` has a row per level (of several columns: per column and level) with counts (whole
        numbers), `rate`, `low`, `high` (fractions).

    Raises
    ------
    UnknownColumnError
        The log has no column `by` or `cross`.
    UsageError
        A column is known only after the answer, holds numbers without `bins`, an option makes
        no sense, or an interval other than Wilson's is asked for among seekers.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Tactics were chosen, not drawn by lot: a difference between two rows is not yet an effect.
    Among seekers Wilson's formula has the number of separate requests that would tell as much.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872. Korn & Graubard (1998), Survey Methodology
    24:193-201. Saha, Miller & Wang (2016), International Journal of Biostatistics 12(1).
    """
    names = list(texts(by, "by"))
    view = view_of(log, as_of, window_days)
    refuse_columns(view.header, names, cross, bins)
    edges = None if bins is None else numbers(bins, "bins")
    task = partial(_tallies, names, cross, edges, by_seeker(cluster))
    tallies = view.total(task, columns_of(names, cross))
    parts = tuple(rates_of(tally, interval, confidence, view) for tally in tallies)
    return parts[0] if isinstance(by, str) else SeveralRates(parts)


def columns_of(names: list[str], cross: str | None) -> tuple[str, ...]:
    """The log's columns that are read for these."""
    known = names if cross is None else [*names, cross]
    return tuple(column for name in known for column in columns_for(name))


def _tallies(
    names: list[str],
    cross: str | None,
    edges: tuple[float, ...] | None,
    clustered: bool,
    log: CheckedLog,
    outcomes: Outcomes,
) -> tuple["Tally", ...]:
    return tuple(tally_of(log, outcomes, name, cross, edges, clustered) for name in names)


def refuse_columns(
    log: CheckedLog, names: list[str], cross: str | None, bins: Sequence[float] | None
) -> None:
    """Raise for columns that mean nothing here, before anything is counted."""
    if not names:
        raise UsageError("name at least one column to compare by")
    if cross is not None and text(cross, "cross") in names:
        raise UsageError(f"{cross} cannot be crossed with itself")
    known = names if cross is None else [*names, cross]
    for name in known:
        refuse_late_columns(name)
        require_column(log, name)
    if bins is not None and not any(is_number(log, name) for name in known):
        raise UsageError(f"{listed(known)}: no number column, so there is nothing to cut")
    for name in known if bins is None else ():
        codes_of(log, name)  # refuses numbers and notes


def rates_of(
    tally: Tally, interval: IntervalMethod, confidence: float, ground: Ground
) -> AcceptanceRates:
    """The answer from the counts."""
    names, crossed = tally.levels
    if tally.among is not None:
        _refuse_plain(interval)
    table = rate_table(names, tally.counts, confidence, interval, tally.among, used=True)
    table = without_rate(table, ground.facts()["totals"])
    if tally.cross is not None:
        used = np.flatnonzero(tally.counts[:-1, 0])
        table.insert(1, "cross_level", [crossed[place] for place in used])
    return AcceptanceRates(
        table=table,
        by=tally.by,
        interval=interval,
        confidence=confidence,
        not_recorded=dict(zip(COUNTS, map(int, tally.counts[-1]), strict=True)),
        ground=ground.facts(),
        notes=(*about_alone(tally), *ground.notes),
        cross=tally.cross,
        cluster=tally.cluster,
    )


def _refuse_plain(interval: IntervalMethod) -> None:
    interval_of(0, 1, 0.95, interval)  # refuses what is no interval at all
    if interval != "wilson":
        raise UsageError(
            f"among several seekers only Wilson's interval is known, not {interval}; "
            "`cluster='none'` takes all requests as separate"
        )


def about_alone(tally: Tally) -> tuple[str, ...]:
    """A note on levels that one seeker alone used; none where the levels are the seekers."""
    if tally.among is None or "seeker" in (tally.by, tally.cross):
        return ()
    names, crossed = tally.levels
    alone = [
        level_name({"level": names[at], "cross_level": crossed[at]})
        for at in np.flatnonzero(tally.among.alone(len(names)))
    ]
    return alone_note(alone)

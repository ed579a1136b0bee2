"""`read_log` and `check_log`: the doors of the intake."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.errors import (
    LogFaultsError,
    NothingToComputeError,
    UnknownLevelError,
    UsageError,
)
from outreachlab.intake.checked import CheckedLog
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.files import read_file, table_of_frame
from outreachlab.intake.headers import name_columns
from outreachlab.intake.maps import LogMap, map_of, read_map
from outreachlab.intake.people import folded
from outreachlab.intake.problems import Fault, fault_table, fix_table
from outreachlab.intake.schema import faults_of, notes_of
from outreachlab.intake.typed import type_columns
from outreachlab.wording import counted, shortened

Source = str | PathLike[str] | pd.DataFrame
Map = str | PathLike[str] | Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LogCheck(Answer):
    """
    What is wrong with a file, and what was read other than written.

    `.table` has a row per fault: `row` (as a spreadsheet shows it, header = 1), `column`,
    `value`, `problem`, `fix`; `.fixes` a row per automatic fix: `row`, `column`, `from`, `to`,
    `why`. `rows` counts the requests of the file, `faulty_rows` those with a fault.
    """

    source: str
    rows: int
    table: pd.DataFrame
    fixes: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def faulty_rows(self) -> int:
        """How many rows have at least one fault."""
        return int(self.table["row"].nunique())

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `check` command."""
        return {
            "rows": self.rows,
            "faulty_rows": self.faulty_rows,
            "problems": self.table.to_dict("records"),
            "fixes": self.fixes.to_dict("records"),
            "notes": list(self.notes),
        }

    def _shown(self) -> Shown:
        if self.table.empty:
            headline = f"{self.source}: {counted(self.rows, 'row')}, no faults"
        else:
            headline = (
                f"{self.source}: {counted(len(self.table), 'fault')} "
                f"in {counted(self.faulty_rows, 'row')}"
            )
        rows = tuple(
            (str(row), column, shortened(value), problem, fix)
            for row, column, value, problem, fix in self.table.itertuples(index=False, name=None)
        )
        return Shown(headline, ("row", "column", "value", "problem", "fix"), rows, self.notes)


@dataclass(frozen=True, slots=True)
class _Examined:
    """A file read as far as it goes: all of its rows, sound or not."""

    log: CheckedLog
    faults: tuple[Fault, ...]
    header_row: int


def check_log(
    source: Source,
    *,
    map: Map | None = None,  # noqa: A002
    sheet: str | None = None,
    dates: DayOrder | None = None,
) -> LogCheck:
    """
    Every fault of a log at once, by row and column, and every automatic fix.

    Parameters
    ----------
    source : path, "-" for standard input, or DataFrame
        The log as a person keeps it.
    map : path or mapping, optional
        How a foreign file reads as an outreach log.
    sheet : str, optional
        The sheet of a workbook.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.

    Returns
    -------
    LogCheck
        `.table` has a row per fault, `.fixes` a row per fix; it is falsy in neither case.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UsageError
        The map or an argument makes no sense.
    """
    examined = _examine(source, map, sheet, dates)
    log = examined.log
    faults = fault_table(examined.faults)
    return LogCheck(log.source, len(log.rows), faults, log.fixes, log.notes)


def read_log(
    source: Source,
    *,
    map: Map | None = None,  # noqa: A002
    sheet: str | None = None,
    dates: DayOrder | None = None,
    seeker: str | None = None,
    since: date | None = None,
    until: date | None = None,
    skip_faulty: bool = False,
) -> CheckedLog:
    """
    A file as a checked log.

    Parameters
    ----------
    source : path, "-" for standard input, or DataFrame
        The log as a person keeps it.
    map : path or mapping, optional
        How a foreign file reads as an outreach log.
    sheet : str, optional
        The sheet of a workbook.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.
    seeker : str, optional
        Look at the requests of this seeker only.
    since, until : date, optional
        Look at requests asked from or up to that day, both included.
    skip_faulty : bool
        Leave rows with faults out and count them, instead of refusing the file.

    Returns
    -------
    CheckedLog
        A row per sound request.

    Raises
    ------
    LogFaultsError
        The log has faults; `.table` lists them all.
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UnknownLevelError
        The log has no such seeker.
    NothingToComputeError
        No request is left.
    UsageError
        The map or an argument makes no sense.
    """
    examined = _examine(source, map, sheet, dates)
    if examined.faults:
        _refuse(examined, skip_faulty)
        examined = _without_faulty(examined)
    log = examined.log
    if not len(log.rows):
        raise NothingToComputeError(f"{log.source}: no request is left to look at")
    if seeker is not None:
        log = replace(log, selected=_of_seeker(log, seeker))
    if since is not None and until is not None and since > until:
        raise UsageError(f"--since {since} is after --until {until}; swap them")
    log = log.between(since, until)
    if not len(log):
        raise NothingToComputeError(
            f"{log.source}: no request was asked in these days; widen --since and --until"
        )
    return log


def _examine(
    source: Source, log_map: Map | None, sheet: str | None, dates: DayOrder | None
) -> _Examined:
    if dates not in (None, "dmy", "mdy"):
        raise UsageError(f"dates must be dmy or mdy, not {dates!r}")
    raw = table_of_frame(source) if isinstance(source, pd.DataFrame) else read_file(source)
    known = _map(log_map)
    named = name_columns(raw, known)
    typed = type_columns(raw, named, known, dates)
    frame = pd.DataFrame(typed.columns)
    tactics = {name: tactic.kind for name, tactic in known.tactics.items()} if known else {}
    faults = [*(Fault(*fault) for fault in raw.faults), *named.faults, *typed.faults]
    notes = (*raw.notes, *named.notes)
    if not named.faults:
        unread = {(fault.row, fault.column) for fault in faults}
        faults += [
            fault
            for fault in faults_of(frame, tactics, raw.rows)
            if (fault.row, fault.column) not in unread
        ]
        notes = (*notes, *notes_of(frame))
    log = CheckedLog(
        frame,
        np.ones(len(raw.rows), bool),
        raw.source,
        raw.rows,
        tactics,
        fixes=fix_table(typed.fixes),
        notes=notes,
    )
    return _Examined(log, tuple(faults), raw.header_row)


def _map(told: Map | None) -> LogMap | None:
    if told is None:
        return None
    return map_of(told) if isinstance(told, Mapping) else read_map(told)


def _refuse(examined: _Examined, skip_faulty: bool) -> None:
    """Raise unless the faulty rows may be left out; a fault of the header is in every row."""
    whole = [fault for fault in examined.faults if fault.row == examined.header_row]
    if whole or not skip_faulty:
        raise LogFaultsError(examined.log.source, fault_table(examined.faults))


def _without_faulty(examined: _Examined) -> _Examined:
    """The log without its faulty rows, judged again until none is left: a circle may remain."""
    log, faults = examined.log, examined.faults
    while faults:
        sound = ~np.isin(log.rows, [fault.row for fault in faults])
        log = replace(
            log,
            frame=log.frame[sound].reset_index(drop=True),
            selected=log.selected[sound],
            rows=log.rows[sound],
            faulty=log.faulty + int((~sound).sum()),
            fixes=log.fixes[log.fixes["row"].isin(log.rows[sound])],
        )
        faults = tuple(faults_of(log.frame, log.tactics, log.rows))
    return replace(examined, log=log, faults=())


def _of_seeker(log: CheckedLog, seeker: str) -> np.ndarray:
    column = log.frame["seeker"]
    names = [name for name in column.cat.categories if folded(name) == folded(seeker)]
    if not names:
        raise UnknownLevelError("seeker", seeker, sorted(column.cat.categories))
    return column.isin(names).to_numpy()

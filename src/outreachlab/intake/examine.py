"""A file read as far as it goes: every fault found, every row kept, nothing refused yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from outreachlab.errors import LogFaultsError, UsageError
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.files import read_file
from outreachlab.intake.headers import Named, known_headers, name_columns
from outreachlab.intake.maps import LogMap, map_of, read_map
from outreachlab.intake.parquet import table_of_frame
from outreachlab.intake.people_file import People, PeopleDecisions, decisions_for
from outreachlab.intake.problems import Cells, Fault, cells_at, fault_table, fix_table
from outreachlab.intake.schema import faults_of
from outreachlab.intake.table import RawTable
from outreachlab.intake.typed import type_columns
from outreachlab.intake.who_is_who import settle_people
from outreachlab.log.checked import CheckedLog
from outreachlab.log.likeness.of_log import people_alike
from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.links import links_of
from outreachlab.log.notes import notes_of
from outreachlab.log.vocabulary import REQUIRED, levels_of
from outreachlab.wording import counted

Source: TypeAlias = str | PathLike[str] | pd.DataFrame
Map: TypeAlias = str | PathLike[str] | Mapping[str, Any]
MOST_PEOPLE = 3000  # among whom every reading of a log looks for one person spelled two ways


@dataclass(frozen=True, slots=True)
class Examined:
    """
    A file with all of its rows, sound or not.

    `whole` are the faults that concern every row, `faults` the table of all of them; `raw`,
    `named`, `known`, `sheet`, `dates` and `decisions` tell how the file was read.
    """

    log: CheckedLog
    whole: tuple[Fault, ...]
    faults: pd.DataFrame
    raw: RawTable
    named: Named
    known: LogMap | None
    sheet: str | None
    dates: DayOrder | None
    decisions: PeopleDecisions | None = None


def examine(
    source: Source,
    log_map: Map | None,
    sheet: str | None,
    dates: DayOrder | None,
    people: People | None = None,
    most_people: int | None = MOST_PEOPLE,
) -> Examined:
    """
    A file read as far as it goes: raw, named, typed, checked.

    Among over `most_people` nobody looks for one person spelled two ways.
    """
    if dates not in (None, "dmy", "mdy"):
        raise UsageError(f"dates must be dmy or mdy, not {dates!r}")
    known = map_told(log_map)
    if known is not None:
        sheet, dates = sheet or known.sheet, dates or known.dates
    if isinstance(source, pd.DataFrame):
        raw = table_of_frame(source)
    else:
        raw = read_file(source, known_headers(known), sheet)
    return examine_table(raw, known, sheet, dates, decisions_for(source, people), most_people)


def examine_table(
    raw: RawTable,
    known: LogMap | None,
    sheet: str | None,
    dates: DayOrder | None,
    decisions: PeopleDecisions | None = None,
    most_people: int | None = MOST_PEOPLE,
) -> Examined:
    """A raw table read as far as it goes: named, typed, checked."""
    named = name_columns(raw, known)
    typed = type_columns(raw, named, known, dates)
    settled = settle_people(typed.columns, decisions)
    frame = pd.DataFrame(settled.columns, copy=False)
    tactics = {name: tactic.kind for name, tactic in known.tactics.items()} if known else {}
    cells = [*overlong(raw), *typed.faults]
    notes = (*raw.notes, *named.notes, *settled.notes)
    people: tuple[Suggestion, ...] = ()
    if all(name in frame for name in REQUIRED):
        links = links_of(frame)
        cells += faults_of(frame, tactics, raw.rows, links)
        different = decisions.different if decisions else ()
        people = people_alike(frame, different, most_people)
        notes = (*notes, *notes_of(frame, links, people))
    log = CheckedLog(
        frame,
        np.ones(len(raw.rows), bool),
        raw.source,
        raw.rows,
        tactics,
        fixes=fix_table([*typed.fixes, *settled.fixes], raw.rows),
        notes=notes,
        people=people,
        called={name: one.column for name, one in known.tactics.items()} if known else {},
    )
    whole = (*named.faults, *typed.whole)
    return Examined(
        log, whole, fault_table(whole, cells, raw.rows), raw, named, known, sheet, dates, decisions
    )


def map_told(told: Map | None) -> LogMap | None:
    """The map in a file or a mapping, None without one."""
    if told is None:
        return None
    return map_of(told) if isinstance(told, Mapping) else read_map(told)


def sound_log(examined: Examined, skip_faulty: bool) -> tuple[CheckedLog, pd.DataFrame]:
    """
    The log without its faulty rows, and the faults of the rows left out.

    Raises
    ------
    LogFaultsError
        There are faults that may not be skipped: any of them, or one of the whole file.
    """
    log, faults = examined.log, examined.faults
    if len(faults) and (examined.whole or not skip_faulty):
        raise LogFaultsError(log.source, faults, rows_only=not examined.whole)
    left_out = [faults]
    while len(faults):  # without some rows a referral may lead elsewhere, so judge again
        sound = ~np.isin(log.rows, faults["row"].to_numpy(np.int64))
        frame = log.frame[sound].reset_index(drop=True)
        log = replace(
            log,
            frame=_without_unused(frame),
            selected=log.selected[sound],
            rows=log.rows[sound],
            faulty=log.faulty + int((~sound).sum()),
            fixes=log.fixes[log.fixes["row"].isin(log.rows[sound])].reset_index(drop=True),
        )
        found = faults_of(log.frame, log.tactics, log.rows, links_of(log.frame))
        faults = fault_table((), found, log.rows)
        left_out.append(faults)
    return log, pd.concat([part for part in left_out if len(part)] or [faults], ignore_index=True)


def _without_unused(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts that stood in faulty rows only are no levels; the words of the vocabulary stay."""
    for name in frame:
        series = frame[name]
        if isinstance(series.dtype, pd.CategoricalDtype):
            own = levels_of(str(name))
            unused = [
                level
                for level in series.cat.categories.difference(
                    series.cat.remove_unused_categories().cat.categories
                )
                if level not in own
            ]
            frame[name] = series.cat.remove_categories(unused)
    return frame


def overlong(raw: RawTable) -> Iterator[Cells]:
    """Rows with more cells than the header has."""
    width = raw.width
    for place, cells in raw.beyond.items():
        said = f"the row has {counted(width + len(cells), 'cell')}, the header {width}"
        fix = "put a text that holds the delimiter in double quotes, or delete what is too much"
        first = next(cell for cell in cells if cell.strip())
        yield cells_at(np.array([place]), f"column {width + 1}", [first], [said], fix)

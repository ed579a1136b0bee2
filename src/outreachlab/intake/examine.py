"""A file read as far as it goes: every fault found, every row kept, nothing refused yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import IO, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import LogFaultsError, UsageError
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.files import Asked, read_file
from outreachlab.intake.headers import Named, called_in, known_headers, name_columns
from outreachlab.intake.maps import LogMap, map_beside, map_of, read_map
from outreachlab.intake.mended import Mended, mended_table
from outreachlab.intake.parquet import table_of_frame
from outreachlab.intake.people_file import People, PeopleDecisions, decisions_for
from outreachlab.intake.problems import (
    Cells,
    Fault,
    asked_once,
    cells_at,
    fault_table,
    first_told,
    fix_table,
    headed,
    placed,
    quoted,
    rows_of,
    unread_table,
)
from outreachlab.intake.reminders import without_reminders
from outreachlab.intake.source import handed
from outreachlab.intake.table import RawTable
from outreachlab.intake.typed import type_columns
from outreachlab.intake.who_is_who import settle_people
from outreachlab.log.checked import CheckedLog, TacticKind
from outreachlab.log.likeness.of_log import people_alike
from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.links import Links, links_of
from outreachlab.log.notes import notes_of
from outreachlab.log.vocabulary import OUTCOMES, REQUIRED, words_of
from outreachlab.wording import counted, listed

Source: TypeAlias = str | PathLike[str] | bytes | tuple[str, bytes] | IO[Any] | pd.DataFrame
Map: TypeAlias = str | PathLike[str] | Mapping[str, Any]
MOST_PEOPLE = 3000  # among whom every reading of a log looks for one person spelled two ways


@dataclass(frozen=True, slots=True)
class Examined:
    """
    A file with all of its rows, sound or not.

    `whole` are the faults that concern every row, `faults` the table of all of them, `faulty` (n,)
    the rows they cost, `cells` what is wrong with these cell by cell and `questions` what of it
    is asked once for many rows, `unread` the table of blank cells that could not be read;
    `raw`, `named`, `known`, `sheet`, `dates`, `decisions` and the notes `reading` tell how the file
    was read; `files` has each of several.
    """

    log: CheckedLog
    whole: tuple[Fault, ...]
    faults: pd.DataFrame
    faulty: NDArray[np.bool_]
    cells: tuple[Cells, ...]
    questions: tuple[Fault, ...]
    unread: pd.DataFrame
    raw: RawTable
    named: Named
    known: LogMap | None
    sheet: str | None
    dates: DayOrder | None
    decisions: PeopleDecisions | None = None
    reading: tuple[str, ...] = ()
    files: tuple["Examined", ...] = ()

    @property
    def each(self) -> pd.DataFrame:
        """The table of faults cell by cell, none of them asked once for many rows."""
        return fault_table(self.whole, self.cells, self.raw.rows)


def examine(
    source: Source,
    log_map: Map | None,
    sheet: str | None,
    dates: DayOrder | None,
    people: People | None = None,
    most_people: int | None = MOST_PEOPLE,
    *,
    encoding: str | None = None,
    strict: bool = False,
    mended: Mended | None = None,
) -> Examined:
    """
    A file read as far as it goes: raw, mended, named, typed, checked.

    Among over `most_people` nobody looks for one person spelled two ways.
    """
    if dates not in (None, "dmy", "mdy"):
        raise UsageError(f"dates must be dmy or mdy, not {dates!r}")
    source = handed(source)
    beside = map_beside(source) if log_map is None else None
    known = map_told(log_map or beside)
    if known is not None:
        sheet, dates = sheet or known.sheet, dates or known.dates
        encoding = encoding or known.encoding
    if isinstance(source, pd.DataFrame):
        raw = table_of_frame(source)
    else:
        asked = Asked(sheet, known.sheets if known else (), encoding, dates)
        raw = read_file(source, known_headers(known), asked, known.header_row if known else None)
    if beside is not None:
        raw = replace(raw, notes=(f"read as {beside.name} beside it says", *raw.notes))
    decisions = decisions_for(source, people)
    raw = mended_table(raw, mended or {})
    return examine_table(raw, known, sheet, dates, decisions, most_people, strict=strict)


def examine_table(
    raw: RawTable,
    known: LogMap | None,
    sheet: str | None,
    dates: DayOrder | None,
    decisions: PeopleDecisions | None = None,
    most_people: int | None = MOST_PEOPLE,
    *,
    strict: bool = False,
) -> Examined:
    """A raw table read as far as it goes: named, typed, checked."""
    named = name_columns(raw, known)
    raw, named = without_reminders(raw, named, dates)
    typed = type_columns(raw, named, known, dates, strict=strict)
    settled = settle_people(typed.columns, decisions)
    frame = pd.DataFrame(settled.columns, copy=False)
    tactics = {name: tactic.kind for name, tactic in known.tactics.items()} if known else {}
    unread = unread_table(typed.unread, named.headers, raw.rows)
    different = decisions.different if decisions else ()
    called = called_in(named.headers)
    found, notes, people = judged(frame, tactics, raw.rows, different, most_people, called)
    reading = (*raw.notes, *named.notes, *typed.notes, *said_unread(unread), *settled.notes)
    cells = first_told([*overlong(raw), *typed.faults, *found])
    cells = [one for one in cells if one.column not in typed.open_columns]
    questions, rest = asked_once(cells, "outcome", raw.header_row)
    log = CheckedLog(
        frame,
        np.ones(len(raw.rows), bool),
        raw.source,
        raw.rows,
        tactics,
        fixes=headed(fix_table([*typed.fixes, *settled.fixes], raw.rows), [called]),
        notes=(*reading, *notes),
        unread=int(unread["count"].sum()),
        sheets_left=raw.sheets_left,
        people=people,
        called=called,
        unread_words=unread,
    )
    whole = (*named.faults, *typed.whole)
    return Examined(
        log=log,
        whole=whole,
        faults=fault_table((*whole, *questions), rest, raw.rows),
        faulty=rows_of(cells, len(raw.rows)),
        cells=tuple(cells),
        questions=tuple(questions),
        unread=unread,
        raw=raw,
        named=named,
        known=known,
        sheet=sheet,
        dates=dates,
        decisions=decisions,
        reading=reading,
    )


def judged(
    frame: pd.DataFrame,
    tactics: Mapping[str, TacticKind],
    rows: NDArray[np.int64],
    different: Any,
    most_people: int | None,
    called: Mapping[str, str],
) -> tuple[list[Cells], tuple[str, ...], tuple[Suggestion, ...]]:
    """What is wrong with typed columns, what is noted of them, and who may be one person."""
    lacking = [name for name in REQUIRED if name not in frame]
    if lacking:
        return _as_if_complete(frame, tactics, rows, lacking, called), (), ()
    links = links_of(frame)
    found = _checked(frame, tactics, rows, links, called)
    people = people_alike(frame, different, most_people)
    return found, notes_of(frame, links, people), people


def _checked(
    frame: pd.DataFrame,
    tactics: Mapping[str, TacticKind],
    rows: NDArray[np.int64],
    links: Links,
    called: Mapping[str, str],
) -> list[Cells]:
    """Every failed check of a typed log; the checks are loaded here, if not while Arrow read."""
    from outreachlab.intake.schema import faults_of

    return list(faults_of(frame, tactics, rows, links, called))


def said_unread(unread: pd.DataFrame) -> tuple[str, ...]:
    """One sentence for all cells that could not be read, by `header` and `count`; else none."""
    if not len(unread):
        return ()
    columns = list(dict.fromkeys(unread["header"]))
    more = f" and {len(columns) - 4} more" if len(columns) > 4 else ""
    shown = listed([quoted(name) for name in columns[:4]])
    cells = int(unread["count"].sum())
    return (
        f"{counted(cells, 'cell')} under {shown}{more} could not be read and "
        f"{'counts' if cells == 1 else 'count'} as not recorded",
    )


def _as_if_complete(
    frame: pd.DataFrame,
    tactics: Mapping[str, TacticKind],
    rows: NDArray[np.int64],
    lacking: list[str],
    called: Mapping[str, str],
) -> list[Cells]:
    """The faults of the columns that are there, while a required one is not."""
    stand_in = {
        "contact": pd.Series(pd.Categorical([str(row) for row in rows])),
        "asked_on": pd.Series(np.full(len(rows), np.datetime64("1970-01-01"), "datetime64[s]")),
        "outcome": pd.Series(pd.Categorical(["pending"] * len(rows), categories=OUTCOMES)),
    }
    whole = frame.assign(**{name: stand_in[name] for name in lacking})
    found = _checked(whole, tactics, rows, links_of(whole), called)
    return [one for one in found if one.column not in (*lacking, "referrer")]


def map_told(told: Map | None) -> LogMap | None:
    """The map in a file or a mapping, None without one."""
    if told is None:
        return None
    return map_of(told) if isinstance(told, Mapping) else read_map(told)


MOST_SKIPPED = 0.1  # of the rows; who skips more of them answers about another log


def is_open(examined: Examined) -> bool:
    """Is something asked about a file as a whole?"""
    return bool(examined.whole or examined.questions)


def located(table: pd.DataFrame, examined: Examined) -> pd.DataFrame:
    """A table of faults under the file's own headers, its rows as a spreadsheet's."""
    kept = [one for one in examined.files if not is_open(one)] or [examined]
    return placed(headed(table, [one.log.called for one in kept]), examined.raw)


def counts_of(examined: Examined) -> tuple[int, int]:
    """How many faults there are, and in how many rows."""
    faults = examined.faults
    return len(faults), int(examined.faulty.sum()) or faults["row"].nunique()


def sound_log(
    examined: Examined, skip_faulty: bool, most: float = 1.0
) -> tuple[CheckedLog, pd.DataFrame]:
    """
    The log without its faulty rows, and the faults of the rows left out.

    Raises
    ------
    LogFaultsError
        There are faults that may not be skipped: any of them, one of the whole file, or
        faults in more than this share of the rows.
    """
    log, faults = examined.log, examined.faults
    rows = int(examined.faulty.sum())
    many = skip_faulty and rows > most * len(examined.faulty)
    if len(faults) and (examined.whole or many or not skip_faulty):
        raise LogFaultsError(
            log.source,
            located(faults, examined),
            rows_only=not examined.whole,
            counts=counts_of(examined),
            many=many,
        )
    left_out = [faults]
    sound = ~examined.faulty
    while not sound.all():  # without some rows a referral may lead elsewhere, so judge again
        frame = log.frame[sound].reset_index(drop=True)
        log = replace(
            log,
            frame=_without_unused(frame),
            selected=log.selected[sound],
            rows=log.rows[sound],
            faulty=log.faulty + int((~sound).sum()),
            fixes=log.fixes[log.fixes["row"].isin(log.rows[sound])].reset_index(drop=True),
        )
        found = _checked(log.frame, log.tactics, log.rows, links_of(log.frame), log.called)
        faults = fault_table((), found, log.rows)
        left_out.append(faults)
        sound = ~np.isin(log.rows, faults["row"].to_numpy(np.int64))
    return log, pd.concat([part for part in left_out if len(part)] or [faults], ignore_index=True)


def _without_unused(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts that stood in faulty rows only are no levels; the words of the vocabulary stay."""
    for name in frame:
        series = frame[name]
        if isinstance(series.dtype, pd.CategoricalDtype):
            own = words_of(str(name))
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

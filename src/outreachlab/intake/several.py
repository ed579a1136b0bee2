"""Several files as one pool: each read as it is kept, then judged together."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from outreachlab.errors import LogFaultsError, OutreachlabError, UnreadableFileError, UsageError
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import (
    MOST_PEOPLE,
    Examined,
    Map,
    Source,
    examine,
    is_open,
    judged,
    located,
)
from outreachlab.intake.files import spreadsheets
from outreachlab.intake.headers_read import row_text
from outreachlab.intake.people_file import People
from outreachlab.intake.problems import (
    Cells,
    asked_once,
    fault_table,
    first_told,
)
from outreachlab.intake.source import Content, handed
from outreachlab.intake.stacked import shifted, stacked
from outreachlab.intake.table import FILE, RawTable
from outreachlab.log.checked import CheckedLog, FileRead
from outreachlab.log.people import folded
from outreachlab.wording import Cost, counted, shortened, theirs

Sources: TypeAlias = Source | Sequence[Source]
Unread = tuple[str, str]  # a file that is no table, and why
BUNDLE = ("SHA256SUMS", "datapackage.json")  # the files of a folder that `share` made


def examine_all(
    source: Sources,
    log_map: Map | None,
    sheet: str | None,
    dates: DayOrder | None,
    people: People | None = None,
    most_people: int | None = MOST_PEOPLE,
    *,
    encoding: str | None = None,
    strict: bool = False,
    each_file: bool | None = None,
) -> Examined:
    """
    A log read as far as it goes, be it one file or several.

    Raises
    ------
    UnreadableFileError
        Two files are one seeker's by their names, or none of several is a table.
    LogFaultsError
        There is an open question in every one of several files.
    """
    how: dict[str, Any] = {"encoding": encoding, "strict": strict}
    pool = several(source)
    if pool is None:
        return examine(source, log_map, sheet, dates, people, most_people, **how)  # type: ignore[arg-type]
    name, files, own = pool
    each_file = own if each_file is None else each_file
    if each_file:
        _refuse_one_stem(name, files)
    read: list[Examined] = []
    unread: list[Unread] = []
    for file in files:
        try:
            read.append(examine(file, log_map, sheet, dates, people, most_people, **how))  # type: ignore[arg-type]
        except UsageError:
            raise
        except OutreachlabError as error:
            unread.append((_name_of(file), str(error)))
    stems = {_name_of(file): _stem_of(file) for file in files} if each_file else {}
    return _pooled(name, read, unread, stems, most_people)


def every_fault(examined: Examined) -> tuple[pd.DataFrame, int, list[str]]:
    """
    All faults of a log, those of files with an open question too.

    Returns
    -------
    table, rows, around
        The faults, in how many rows they are, and the text of the row of each.
    """
    tables = [located(examined.faults, examined)]
    rows = int(examined.faulty.sum()) or examined.faults["row"].nunique()
    kept = [one for one in examined.files if not is_open(one)] or [examined]
    around = [row_text(kept[row // FILE].raw, row % FILE) for row in examined.faults["row"]]
    for one in filter(is_open, examined.files):
        tables.append(located(one.faults, one).assign(file=one.log.source))
        rows += int(one.faulty.sum()) or one.faults["row"].nunique()
        around += [row_text(one.raw, row) for row in one.faults["row"]]
    some = [table for table in tables if len(table)]
    return (pd.concat(some, ignore_index=True) if some else tables[0]), rows, around


def several(source: Any) -> tuple[str, list[Source], bool] | None:
    """The name of a pool, its files, and whether each is a seeker's own; None for one file."""
    if isinstance(source, str | PathLike) and str(source) != "-" and _is_folder(Path(source)):
        if (Path(source) / "manifest.json").is_file():
            return None
        _refuse_bundle(Path(source))
        files: list[Any] = [*spreadsheets(Path(source))]
        return (Path(source).resolve().name, files, True) if files else None
    if isinstance(source, bytes | bytearray | str) or not isinstance(source, Sequence):
        return None
    if isinstance(source, tuple) and list(map(type, source)) == [str, bytes]:
        return None
    if not source:
        raise UsageError("no file is named; give at least one")
    if len(source) == 1:
        return several(source[0]) or ("", [source[0]], False)
    files = [handed(one) for one in source]
    named = [str(Path(one).resolve()) for one in files if isinstance(one, str | PathLike)]
    if twice := [one for one in named if named.count(one) > 1]:
        raise UsageError(f"{Path(twice[0]).name}: named twice; name each file once")
    return f"{_name_of(files[0])} and {len(files) - 1} more", files, False


def _refuse_bundle(folder: Path) -> None:
    if all((folder / name).is_file() for name in BUNDLE):
        raise UnreadableFileError(
            f"{folder}: this is a bundle that was made to be handed on; it has no people and no "
            "days, so it is no log, and open_bundle reads its tables in Python"
        )


def _is_folder(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def _name_of(file: Any) -> str:
    if isinstance(file, Content):
        return file.name
    return Path(file).name if isinstance(file, str | PathLike) else "the data frame"


def _stem_of(file: Any) -> str:
    return Path(_name_of(file)).stem


def _refuse_one_stem(name: str, files: Sequence[Source]) -> None:
    seen: dict[str, str] = {}
    for file in map(_name_of, files):
        stem = folded(Path(file).stem)
        if stem in seen:
            raise UnreadableFileError(
                f"{name}: {seen[stem]} and {file} would be one seeker's by their names; rename one "
                "or move it away"
            )
        seen[stem] = file


def _pooled(
    name: str,
    read: list[Examined],
    unread: list[Unread],
    stems: dict[str, str],
    most_people: int | None,
) -> Examined:
    """The files without an open question as one log, with what became of each file."""
    kept = [one for one in read if not is_open(one)]
    files = [*(_told(one, stems) for one in read), *(_untold(*one) for one in unread)]
    files.sort(key=lambda file: file.source)
    if not kept:
        raise _nothing_read(name, read, unread)
    frame = stacked([_of_seeker(one, stems) for one in kept], [_has_ids(one) for one in kept])
    rows = np.concatenate([one.raw.rows + at * FILE for at, one in enumerate(kept)])
    raw = RawTable(name, {}, rows, files=tuple((one.raw.source, one.raw.sheets) for one in kept))
    tactics = {ours: kind for one in kept for ours, kind in one.log.tactics.items()}
    different = [pair for one in kept if one.decisions for pair in one.decisions.different]
    called = _agreed(kept)
    found, notes, people = judged(frame, tactics, rows, tuple(different), most_people, called)
    cells = first_told([*_cells_of_each(kept), *found])
    faulty = np.zeros(len(rows), bool)
    for each in cells:
        faulty[each.places] = True
    questions, rest = asked_once(cells, "outcome", 1)
    log = CheckedLog(
        frame,
        np.ones(len(rows), bool),
        name,
        rows,
        tactics,
        fixes=_tables([one.log.fixes for one in kept]),
        notes=(*(note for file in files for note in file.notes), *notes),
        unread=sum(one.log.unread for one in kept),
        people=people,
        called=called,
        files=tuple(files),
        unread_words=_tables([one.unread for one in kept]),
    )
    return replace(
        kept[0],
        log=log,
        whole=(),
        faults=fault_table(questions, rest, rows),
        faulty=faulty,
        cells=tuple(cells),
        questions=tuple(questions),
        unread=log.unread_words,
        raw=raw,
        decisions=None,
        files=tuple(read),
    )


def _agreed(kept: list[Examined]) -> dict[str, str]:
    """What every file that has a column calls it."""
    told: dict[str, set[str]] = {}
    for one in kept:
        for ours in one.log.frame:
            told.setdefault(ours, set()).add(one.log.called.get(ours, ours))
    return {ours: min(said) for ours, said in told.items() if len(said) == 1 and said != {ours}}


def _cells_of_each(kept: list[Examined]) -> list[Cells]:
    """The faults of each file where its rows stand once the files are one below the other."""
    starts = np.cumsum([0, *(len(one.raw.rows) for one in kept)])
    return [
        shifted(cells, int(start))
        for one, start in zip(kept, starts, strict=False)
        for cells in one.cells
    ]


def _told(one: Examined, stems: dict[str, str]) -> FileRead:
    """What became of a file that is a table."""
    asked = [*one.whole, *one.questions]
    notes = [_from(one.log.source, note) for note in one.reading]
    why = ""
    if asked:
        first = asked[0]
        why = f"{theirs(first.column, one.log.called)}: {first.problem}; {first.fix}"
        notes = [_left_out(one.log.source, f"{counted(len(asked), 'question')} asked about it")]
    own = "seeker" in one.named.words
    seeker = None if own or not stems else stems[one.log.source]
    return FileRead(
        one.log.source,
        len(one.raw.rows),
        int(one.faulty.sum()),
        one.log.unread,
        one.raw.sheets_left,
        len(asked),
        why,
        seeker,
        tuple(notes),
    )


def _untold(name: str, why: str) -> FileRead:
    said = why.removeprefix(f"{name}: ")
    return FileRead(name, 0, 0, 0, (), 1, said, Path(name).stem, (_left_out(name, said),))


def _left_out(name: str, why: str) -> Cost:
    return Cost(f"{shortened(name)} was left out: {why}; `check_log` shows it")


def _from(name: str, note: str) -> str:
    return type(note)(f"{shortened(name)}: {note}") if isinstance(note, Cost) else f"{name}: {note}"


def _nothing_read(name: str, read: list[Examined], unread: list[Unread]) -> OutreachlabError:
    if not read:
        return UnreadableFileError("\n".join(why for _, why in unread))
    tables = [located(one.faults, one).assign(file=one.log.source) for one in read]
    return LogFaultsError(name, pd.concat(tables, ignore_index=True), rows_only=False)


def _of_seeker(one: Examined, stems: dict[str, str]) -> pd.DataFrame:
    """The typed columns of a file; of a seeker called as the file is, unless it says whose."""
    if not stems or "seeker" in one.named.words:
        return one.log.frame
    stem = pd.Categorical([stems[one.log.source]] * len(one.raw.rows))
    return one.log.frame.assign(seeker=stem)


def _has_ids(one: Examined) -> bool:
    return "request_id" in one.named.words


def _tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of rows, those of each later file counting on."""
    some = [table.assign(row=table["row"] + at * FILE) for at, table in enumerate(tables)]
    filled = [table for table in some if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else some[0]

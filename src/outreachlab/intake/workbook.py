"""The sheets of a workbook (XLSX, ODS, XLS) as a table of texts."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from outreachlab.errors import UnreadableFileError, UsageError, nearest
from outreachlab.intake import apart
from outreachlab.intake.archive import is_ordinary, too_large
from outreachlab.intake.layout import (
    Known,
    Line,
    header_place,
    hits,
    table_of_lines,
    told_header,
)
from outreachlab.intake.ods import Marks, marks_of
from outreachlab.intake.sheets import Range, hidden_rows, joined_sheets, same_shape, with_merged
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.wording import Cost, counted, listed


def read_workbook(
    content: Content,
    archive: zipfile.ZipFile | None,
    known: Known,
    sheet: str | None,
    sheets: tuple[str, ...] = (),
    header_row: int | None = None,
) -> RawTable:
    """
    The sheet or sheets that were asked for, else the visible one with most known headers.

    Others of its shape are joined to it, and said; merged cells are filled and hidden rows read.

    Raises
    ------
    UnreadableFileError
        The workbook is damaged, or its sheets are blank.
    UsageError
        It has no such sheet.
    """
    here = archive is not None and is_ordinary(content, archive)
    wanted = (sheet,) if sheet is not None else sheets
    found = _sheets(content, wanted) if here else _sheets_apart(content, wanted)
    places = {name: header_place(one.lines, known) for name, one in found.items()}
    filled = {name: at for name, at in places.items() if at is not None}
    if not filled:
        which = f"sheet {sheet!r} is blank" if sheet else "its sheets are blank"
        raise UnreadableFileError(f"{content.name}: {which}; a log has a header row")
    best = max(filled, key=lambda name: hits(found[name].lines[filled[name]], known))
    if header_row is not None:
        filled[best] = told_header(content.name, header_row, len(found[best].lines))
    chosen = [
        name
        for name in filled
        if name == best
        or wanted
        or same_shape(found[best].lines[filled[best]], found[name].lines[filled[name]], known)
    ]
    tables = [
        _table(content.name, name, found[name], filled[name], archive, here) for name in chosen
    ]
    table = tables[0] if len(tables) == 1 else joined_sheets(tables, chosen)
    others = tuple(name for name in filled if name not in chosen)
    notes = table.notes
    if others:
        notes += (_left(best, others, len(chosen)),)
    return replace(table, notes=notes, sheets=tuple(chosen), sheets_left=others)


def _left(best: str, others: tuple[str, ...], chosen: int) -> str:
    if chosen > 1:
        return Cost(f"not read: {listed(others)}; choose a sheet with `sheet`")
    return Cost(
        f"sheet {best!r} was read, not {listed(others)}; keep another in a file of its own, "
        "or choose it with `sheet`"
    )


def _table(
    file: str,
    name: str,
    sheet: "Sheet",
    at: int,
    archive: zipfile.ZipFile | None,
    ordinary: bool,
) -> RawTable:
    marks = marks_of(archive, name) if archive is not None and ordinary else Marks([], set())
    lines, merged = with_merged(sheet.lines, [*sheet.merged, *marks.merged], at)
    table = table_of_lines(file, lines, at)
    notes = table.notes
    if merged:
        notes += (f"{counted(merged, 'cell')} of merged ranges filled from the first of them",)
    hidden = len(marks.hidden.intersection(table.rows.tolist()))
    hidden += 0 if archive is None else hidden_rows(archive, name, table.rows)
    if hidden:
        notes += (f"{counted(hidden, 'hidden row')} of the sheet {name!r} read with the others",)
    return replace(table, notes=notes)


class Sheet(NamedTuple):
    """The cells of a sheet as lines of texts, and its merged ranges of rows and columns."""

    lines: Sequence[Line]
    merged: Sequence[Range]


def _sheets(content: Content, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """The cells of every visible sheet, or of those wanted, as texts."""
    try:
        return _as_sheets(apart.sheets(content.data, wanted))
    except apart.NoSuchSheet as error:
        raise _no_sheet(content.name, *error.args) from None
    except BaseException as error:  # the reader's own panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise _damaged(content.name, "assword" in str(error)) from None


def _sheets_apart(content: Content, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """The same in a process of its own, with the memory and the time that a log needs."""
    command = [sys.executable, "-I", apart.__file__, *wanted]
    patience = 2 * apart.MOST_SECONDS
    try:
        done = subprocess.run(
            command, input=content.data, capture_output=True, timeout=patience, check=False
        )
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):  # nothing said: it was ended, or gave up
        raise too_large(content.name) from None
    except OSError:
        raise _damaged(content.name, False) from None
    if "sheets" not in told:
        if "names" in told:
            raise _no_sheet(content.name, *told["names"])
        raise _damaged(content.name, told["locked"])
    return _as_sheets(told["sheets"])


def _as_sheets(read: apart.Sheets) -> dict[str, Sheet]:
    return {name: Sheet(lines, merged) for name, (lines, merged) in read.items()}


def _damaged(name: str, locked: bool) -> UnreadableFileError:
    why = "it is locked by a password" if locked else "it is damaged"
    return UnreadableFileError(
        f"{name}: the workbook cannot be read, {why}; save it anew as XLSX or CSV"
    )


def _no_sheet(file: str, wanted: str, *names: str) -> UsageError:
    near = nearest(wanted, names)
    hint = f"; did you mean {listed(near, 'or')}?" if near else ""
    return UsageError(f"{file} has no sheet {wanted!r}{hint}\n  sheets: {', '.join(names)}")

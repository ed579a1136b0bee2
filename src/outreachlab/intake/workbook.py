"""A sheet of a workbook (XLSX, ODS, XLS) as a table of texts."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from outreachlab.errors import UnreadableFileError, UsageError, nearest
from outreachlab.intake.archive import refuse_wide_sheets
from outreachlab.intake.layout import (
    Known,
    Line,
    header_place,
    hits,
    table_of_lines,
    told_header,
)
from outreachlab.intake.sheets import Range, hidden_rows, joined_sheets, same_shape, with_merged
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.wording import counted, listed


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
    if archive is not None:
        refuse_wide_sheets(content.name, archive)
    wanted = (sheet,) if sheet is not None else sheets
    found = _sheets(content, wanted)
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
    tables = [_table(content.name, name, found[name], filled[name], archive) for name in chosen]
    table = tables[0] if len(tables) == 1 else joined_sheets(tables, chosen)
    others = tuple(name for name in filled if name not in chosen)
    notes = table.notes
    if others:
        notes += (_left(best, others, len(chosen)),)
    return replace(table, notes=notes, sheets=tuple(chosen), sheets_left=others)


def _left(best: str, others: tuple[str, ...], chosen: int) -> str:
    if chosen > 1:
        return f"not read: {listed(others)}; choose a sheet with `sheet`"
    return f"sheet {best!r} was read, not {listed(others)}; choose another with `sheet`"


def _table(
    file: str, name: str, sheet: "Sheet", at: int, archive: zipfile.ZipFile | None
) -> RawTable:
    lines, merged = with_merged(sheet.lines, sheet.merged, at)
    table = table_of_lines(file, lines, at)
    notes = table.notes
    if merged:
        notes += (f"{counted(merged, 'cell')} of merged ranges filled from the first of them",)
    hidden = 0 if archive is None else hidden_rows(archive, name, table.rows)
    if hidden:
        notes += (f"{counted(hidden, 'hidden row')} of the sheet {name!r} read with the others",)
    return replace(table, notes=notes)


class Sheet(NamedTuple):
    """The cells of a sheet as lines of texts, and its merged ranges of rows and columns."""

    lines: Sequence[Line]
    merged: Sequence[Range]


def _sheets(content: Content, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """The cells of every visible sheet, or of those wanted, as texts."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content.data))
        names = [
            sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.name in names and sheet.visible == SheetVisibleEnum.Visible
        ]
        chosen = [_sheet(content.name, one, names) for one in wanted] or visible or names
        return {name: _cells(book.get_sheet_by_name(name)) for name in chosen}
    except UsageError:
        raise
    except BaseException as error:  # the reader's own panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        why = "it is locked by a password" if "assword" in str(error) else "it is damaged"
        raise UnreadableFileError(
            f"{content.name}: the workbook cannot be read, {why}; save it anew as XLSX or CSV"
        ) from None


def _cells(sheet: Any) -> Sheet:
    lines = [[text_of(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    return Sheet(lines, sheet.merged_cell_ranges or [])


def _sheet(file: str, wanted: str, names: list[str]) -> str:
    """A sheet by its name, its case aside, or by its number from 1."""
    folded = {name.casefold().strip(): name for name in reversed(names)}
    if wanted in names or wanted.casefold().strip() in folded:
        return wanted if wanted in names else folded[wanted.casefold().strip()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    near = nearest(wanted, names)
    hint = f"; did you mean {listed(near, 'or')}?" if near else ""
    raise UsageError(f"{file} has no sheet {wanted!r}{hint}\n  sheets: {', '.join(names)}")


def text_of(cell: Any) -> str:
    """A cell as a person would type it into a text file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return "" if cell is None else str(cell)

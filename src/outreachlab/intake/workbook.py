"""A sheet of a workbook (XLSX, ODS, XLS) as a table of texts."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from outreachlab.errors import UnreadableFileError, UsageError, nearest
from outreachlab.intake.archive import refuse_wide_sheets
from outreachlab.intake.layout import Known, Line, header_place, hits, table_of_lines
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.wording import listed


def read_workbook(
    content: Content, archive: zipfile.ZipFile | None, known: Known, sheet: str | None
) -> RawTable:
    """
    The sheet that was asked for, else the visible one with most known headers.

    Raises
    ------
    UnreadableFileError
        The workbook is damaged, or its sheets are blank.
    UsageError
        It has no such sheet.
    """
    if archive is not None:
        refuse_wide_sheets(content.name, archive)
    sheets = _sheets(content, sheet)
    places = {name: header_place(lines, known) for name, lines in sheets.items()}
    filled = {name: at for name, at in places.items() if at is not None}
    if not filled:
        which = f"sheet {sheet!r} is blank" if sheet else "its sheets are blank"
        raise UnreadableFileError(f"{content.name}: {which}; a log has a header row")
    name = max(filled, key=lambda name: hits(sheets[name][filled[name]], known))
    table = table_of_lines(content.name, sheets[name], filled[name])
    if len(filled) == 1:
        return table
    others = listed(other for other in filled if other != name)
    note = f"sheet {name!r} was read, not {others}; choose another with `sheet`"
    return replace(table, notes=(*table.notes, note))


def _sheets(content: Content, wanted: str | None) -> dict[str, list[Line]]:
    """The cells of every visible sheet, or of the one wanted, as texts."""
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
        chosen = (visible or names) if wanted is None else [_sheet(content.name, wanted, names)]
        return {
            name: [
                [text_of(cell) for cell in line]
                for line in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in chosen
        }
    except UsageError:
        raise
    except BaseException as error:  # the reader's own panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        why = "it is locked by a password" if "assword" in str(error) else "it is damaged"
        raise UnreadableFileError(
            f"{content.name}: the workbook cannot be read, {why}; save it anew as XLSX or CSV"
        ) from None


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

"""
The cells of a workbook as texts, read by calamine.

An unusual file can have the reader abort or take all memory, so this file also runs by itself in
a process that may: a workbook on standard input, its cells on standard output.
"""

import io
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

Sheets = dict[str, tuple[list[list[str]], list[Any]]]  # by name: the lines, the merged ranges
MOST_MEMORY, MOST_SECONDS = 700 << 20, 8
MOST_CELLS = 4_000_000  # that are handed on, a row counted as one more


class NoSuchSheet(Exception):
    """The workbook has no such sheet; `args` are the name asked for, then those it has."""


def sheets(data: bytes, wanted: Sequence[str]) -> Sheets:
    """The cells and the merged ranges of every visible sheet, or of those wanted, by name."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    kept = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    names = [one.name for one in kept]
    visible = [one.name for one in kept if one.visible == SheetVisibleEnum.Visible]
    chosen = [_sheet(one, names) for one in wanted] or visible or names
    return {name: _cells(book.get_sheet_by_name(name)) for name in chosen}


def _cells(sheet: Any) -> tuple[list[list[str]], list[Any]]:
    lines = [[text_of(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    return lines, sheet.merged_cell_ranges or []


def _sheet(wanted: str, names: list[str]) -> str:
    """A sheet by its name, its case aside, or by its number from 1."""
    folded = {name.casefold().strip(): name for name in reversed(names)}
    if wanted in names or wanted.casefold().strip() in folded:
        return wanted if wanted in names else folded[wanted.casefold().strip()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise NoSuchSheet(wanted, *names)


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


def _limit() -> None:
    """Take no more than a log needs."""
    try:
        import resource
    except ImportError:  # Windows has none; the caller's patience is the limit there
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    try:
        read = sheets(sys.stdin.buffer.read(), sys.argv[1:])
        if sum(len(line) + 1 for lines, _ in read.values() for line in lines) > MOST_CELLS:
            sys.exit("too many cells")
        told: dict[str, Any] = {"sheets": read}
    except NoSuchSheet as error:
        told = {"names": error.args}
    except Exception as error:
        told = {"locked": "assword" in str(error)}
    sys.stdout.write(json.dumps(told))

"""A sheet of a workbook (XLSX, ODS, XLS) as a table of texts."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace

from outreachlab.errors import UnreadableFileError, UsageError, nearest
from outreachlab.intake import apart
from outreachlab.intake.archive import is_ordinary, too_large
from outreachlab.intake.layout import Known, header_place, hits, table_of_lines
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.wording import listed

Sheets = dict[str, list[list[str]]]


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
    here = archive is not None and is_ordinary(content, archive)
    sheets = _sheets(content, sheet) if here else _sheets_apart(content, sheet)
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


def _sheets(content: Content, wanted: str | None) -> Sheets:
    """The cells of every visible sheet, or of the one wanted, as texts."""
    try:
        return apart.sheets(content.data, wanted)
    except apart.NoSuchSheet as error:
        raise _no_sheet(content.name, wanted, error.args) from None
    except BaseException as error:  # the reader's own panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise _damaged(content.name, "assword" in str(error)) from None


def _sheets_apart(content: Content, wanted: str | None) -> Sheets:
    """The same in a process of its own, with the memory and the time that a log needs."""
    command = [sys.executable, "-I", apart.__file__, *([] if wanted is None else [wanted])]
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
            raise _no_sheet(content.name, wanted, told["names"])
        raise _damaged(content.name, told["locked"])
    sheets: Sheets = told["sheets"]
    return sheets


def _damaged(name: str, locked: bool) -> UnreadableFileError:
    why = "it is locked by a password" if locked else "it is damaged"
    return UnreadableFileError(
        f"{name}: the workbook cannot be read, {why}; save it anew as XLSX or CSV"
    )


def _no_sheet(file: str, wanted: str | None, names: Sequence[str]) -> UsageError:
    near = nearest(str(wanted), names)
    hint = f"; did you mean {listed(near, 'or')}?" if near else ""
    return UsageError(f"{file} has no sheet {wanted!r}{hint}\n  sheets: {', '.join(names)}")

"""A person's own sheet, continued with the columns that would teach most."""

import io
from typing import Any

from outreachlab.errors import UsageError
from outreachlab.escapes import cell
from outreachlab.intake.archive import is_ordinary, opened
from outreachlab.intake.examine import Examined, Source, examine
from outreachlab.intake.source import Content, bytes_of, foreign, handed
from outreachlab.intake.table import SHEET
from outreachlab.intake.template import ROWS, add_column
from outreachlab.log.vocabulary import ADVICE, COLUMN, sources_of
from outreachlab.wording import harmless

MOST_ADDED = 3


def lacking_columns(columns: Any) -> list[str]:
    """
    The columns that would teach most: of the first advice that a log says nothing about.

    What is about a referrer needs referrers, and what is about a meeting a day of meeting.
    """
    found: list[str] = []
    for advice in ADVICE:
        needs = [name for name in sources_of(advice.tactic) if name not in columns]
        needs_meeting = COLUMN[sources_of(advice.tactic)[0]].stage == "meeting"
        if "referrer" in needs or (needs_meeting and "met_on" not in columns):
            continue
        found += [name for name in needs if name not in found]
    return found[:MOST_ADDED]


def continued_xlsx(source: Source, rows: int = ROWS) -> tuple[bytes, list[str]]:
    """
    A person's own spreadsheet with two or three columns more, with drop-downs.

    Parameters
    ----------
    source : path, bytes, (name, bytes) or open file
        The spreadsheet as it is kept; a workbook keeps its looks.
    rows : int
        How many rows below the header get drop-downs.

    Returns
    -------
    content, added
        The workbook, and which columns of the log were added.

    Raises
    ------
    UsageError
        Nothing is lacking.
    UnreadableFileError, MissingFileError
        There is no such file, or it is no table.
    """
    content = bytes_of(handed(source))
    examined = examine(content, None, None, None)
    added = lacking_columns(examined.named.words)
    if not added:
        raise UsageError(f"{content.name}: it has every column that advice is tested on")
    book = _workbook(content, examined)
    for name in examined.raw.sheets or book.sheetnames[:1]:
        sheet = book[name]
        first = max(sheet.max_column, examined.raw.width) + 1
        for place, column in enumerate(added, start=first):
            add_column(sheet, place, COLUMN[column], rows, header_row=examined.raw.header_row)
    written = io.BytesIO()
    with foreign(content.name, "the workbook cannot be continued; save it as CSV and try again"):
        book.save(written)
    return written.getvalue(), added


def _workbook(content: Content, examined: Examined) -> Any:
    """The workbook itself where it is an ordinary one, else its cells in a new one."""
    from openpyxl import Workbook, load_workbook

    if content.data.startswith(b"PK\x03\x04"):
        archive = opened(content)
        if "xl/workbook.xml" in archive.namelist() and is_ordinary(content, archive):
            with foreign(content.name, "the workbook is damaged; save it anew"):
                return load_workbook(io.BytesIO(content.data))
    raw, book = examined.raw, Workbook()
    book.remove(book.active)
    for number, name in enumerate(raw.sheets or ("Log",)):
        sheet = book.create_sheet(name)
        for at, (header, words) in enumerate(raw.columns.items(), start=1):
            sheet.cell(raw.header_row, at, harmless(cell(header)))
            texts = words.texts
            for code, row in zip(words.codes.tolist(), raw.rows.tolist(), strict=True):
                if code >= 0 and row // SHEET == number:
                    sheet.cell(row % SHEET, at, harmless(cell(texts[code])))
    return book

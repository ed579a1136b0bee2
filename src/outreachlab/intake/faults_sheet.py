"""The person's own sheet with the cells in question coloured, and what to do as a comment."""

import io
from collections import defaultdict
from typing import Any

from outreachlab.escapes import cell
from outreachlab.intake.examine import Examined
from outreachlab.intake.table import SHEET
from outreachlab.wording import harmless, theirs

MOST_ROWS = 5000  # of a file with more only the rows in question are written
COLOUR = "FFC7CE"
Marks = dict[tuple[int, str], list[str]]  # what is said of a cell, by its row and header


def faults_xlsx(examined: Examined) -> bytes:
    """
    A file's own rows as a workbook in which every fault is marked where it stands.

    The rows stand in their own places, unless there are very many; what concerns the whole file
    stands at the header of its column.
    """
    from openpyxl import Workbook

    raw = examined.raw
    book, marks = Workbook(), _marks(examined)
    book.remove(book.active)
    many = len(raw.rows) > MOST_ROWS
    names = raw.sheets if len(raw.sheets) > 1 else (raw.sheets or ("Log",))[:1]
    for number, name in enumerate(names):
        sheet = book.create_sheet(name[:31])
        places = [
            (place, row % SHEET)
            for place, row in enumerate(raw.rows.tolist())
            if row // SHEET == number and (not many or any(at == row for at, _ in marks))
        ]
        _fill(sheet, examined, places, marks, number)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(
    sheet: Any, examined: Examined, places: list[tuple[int, int]], marks: Marks, number: int
) -> None:
    from openpyxl.styles import Font

    raw = examined.raw
    for at, header in enumerate(raw.columns, start=1):
        head = sheet.cell(raw.header_row, at, _text(header))
        head.font = Font(bold=True)
        _mark(head, marks.get((raw.header_row, header), ()) if not number else ())
        words = raw.columns[header]
        texts = words.texts
        for place, row in places:
            code = int(words.codes[place])
            said = marks.get((int(raw.rows[place]), header), ())
            if code >= 0 or said:
                one = sheet.cell(row, at, _text(texts[code]) if code >= 0 else None)
                _mark(one, said)
    sheet.freeze_panes = sheet.cell(raw.header_row + 1, 1)


def _text(text: str) -> str:
    return harmless(cell(text))[:32_000]


def _mark(one: Any, said: Any) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if said:
        one.fill = PatternFill("solid", fgColor=COLOUR)
        one.comment = Comment("\n".join(said)[:2000], "outreachlab", width=320, height=110)


def _marks(examined: Examined) -> Marks:
    """What is said of each cell; at the header where a question or a lacking column is meant."""
    raw, headers, found = examined.raw, examined.named.headers, defaultdict(list)
    first, called = next(iter(raw.columns), ""), examined.log.called
    for _, fault in examined.each.iterrows():
        heads = [name for name in headers.get(fault["column"], ()) if name in raw.columns]
        said = _said(theirs(fault["column"], called), fault["problem"], fault["fix"])
        found[int(fault["row"]), (heads or [first])[0]].append(said)
    for fault in examined.questions:
        heads = [name for name in headers.get(fault.column, ()) if name in raw.columns]
        said = _said(theirs(fault.column, called), fault.problem, fault.fix)
        found[raw.header_row, (heads or [first])[0]].append(said)
    return found


def _said(column: str, problem: str, fix: str) -> str:
    return harmless(f"{column}: {problem}; {fix}")

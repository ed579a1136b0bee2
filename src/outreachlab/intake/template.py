"""A spreadsheet to fill in: drop-downs, date formats, a help line per column, the codebook."""

import io
from datetime import date
from typing import Any

from outreachlab.intake.table import BANDS, EXAMPLE
from outreachlab.log.vocabulary import COLUMN, COLUMNS, Column

ROWS = 1000
SHEET, CODEBOOK = "Log", "Codebook"
_WIDTHS = {"text": 18, "person": 18, "date": 13, "whole": 10, "yes_no": 10, "category": 15}


# A column of ours, what the template calls it, and the cell of its example.
PLAIN: tuple[tuple[tuple[str, str, object], ...], ...] = (
    (("contact", "Name", EXAMPLE), ("referrer", "Referred by", "Ana Diaz")),
    (
        ("asked_on", "Date asked", date(2026, 2, 3)),
        ("channel", "Sent by", "email"),
        ("meeting_format", "Meeting type", "coffee"),
        ("minutes_asked", "Minutes asked", 20),
    ),
    (("outcome", "Outcome", "accepted"), ("responded_on", "Date answered", date(2026, 2, 5))),
    (("met_on", "Date met", date(2026, 2, 12)), ("names_given", "Names given", "Bo Lind; Cy Ek")),
)


def template_xlsx(rows: int = ROWS, *, every: bool = False) -> bytes:
    """
    An empty log as an XLSX workbook.

    Parameters
    ----------
    rows : int
        How many rows get drop-downs and date formats.
    every : bool
        All columns of a log under their own names, instead of ten in plain words.

    Returns
    -------
    bytes
        The workbook; a sheet to fill in, and the codebook on the second.
    """
    from openpyxl import Workbook

    book = Workbook()
    log = book.active
    log.title = SHEET
    if every:
        for place, column in enumerate(COLUMNS, start=1):
            add_column(log, place, column, rows)
        log.freeze_panes = "A2"
    else:
        _add_plain(log, rows)
    _add_codebook(book.create_sheet(CODEBOOK))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _add_plain(sheet: Any, rows: int) -> None:
    """Ten columns in bands, an example below them, the names frozen."""
    from openpyxl.styles import Alignment, Font, PatternFill

    place = 1
    for band, columns in zip(BANDS, PLAIN, strict=True):
        head = sheet.cell(1, place, band)
        head.font, head.alignment = Font(bold=True), Alignment(horizontal="left")
        sheet.merge_cells(
            start_row=1, end_row=1, start_column=place, end_column=place + len(columns) - 1
        )
        for name, title, example in columns:
            add_column(sheet, place, COLUMN[name], rows, title=title, header_row=2)
            cell = sheet.cell(3, place, example)
            cell.font = Font(italic=True, color="808080")
            cell.fill = PatternFill("solid", fgColor="F2F2F2")
            place += 1
    sheet.freeze_panes = "B3"


def help_line(column: Column) -> str:
    """What to write into a column, in a sentence or two."""
    lines = [column.about]
    if column.words:
        lines.append(f"One of: {', '.join(column.words)}.")
    elif column.kind == "date":
        lines.append("A date, as 2026-02-03.")
    elif column.kind == "whole":
        most = f" to {column.high}" if column.high is not None else " up"
        lines.append(f"A whole number from {column.low or 0}{most}.")
    lines.append("Required." if column.required else "May be left empty: not recorded.")
    return " ".join(lines)


def add_column(
    sheet: Any, place: int, column: Column, rows: int, *, title: str = "", header_row: int = 1
) -> None:
    """One of our columns in a sheet: its header, formats and drop-downs, and what to write."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(place)
    title, first, last = title or column.name, header_row + 1, header_row + rows
    head = sheet.cell(header_row, place, title)
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="top")
    head.fill = PatternFill("solid", fgColor="FFE699" if column.required else "DDEBF7")
    head.comment = Comment(help_line(column), "outreachlab", width=280, height=110)
    width = max(_WIDTHS[column.kind], len(title) + 2)
    sheet.column_dimensions[letter].width = min(width, 24)
    if column.kind in ("date", "text", "person"):
        form = "yyyy-mm-dd" if column.kind == "date" else "@"
        for row in range(first, last + 1):
            sheet.cell(row, place).number_format = form
    sheet.add_data_validation(_validation(column, f"{letter}{first}:{letter}{last}"))


def _validation(column: Column, cells: str) -> Any:
    """What a cell takes; the program shows the help line beside it."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.words:
        rule = DataValidation(type="list", formula1=f'"{",".join(column.words)}"')
    elif column.kind == "date":
        rule = DataValidation(
            type="date", operator="between", formula1="DATE(1970,1,1)", formula2="DATE(2099,12,31)"
        )
    elif column.kind == "whole":
        high = column.high if column.high is not None else 10**9 - 1
        rule = DataValidation(
            type="whole", operator="between", formula1=str(column.low or 0), formula2=str(high)
        )
    else:
        rule = DataValidation(type=None)
    rule.allow_blank = True
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.name[:32], help_line(column)[:255]
    if rule.type is not None:
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = column.name[:32], help_line(column)[:225]
    rule.add(cells)
    return rule


def _add_codebook(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append(("column", "type", "words or range", "what it holds"))
    for column in COLUMNS:
        span = ", ".join(column.words)
        if column.kind == "whole":
            span = f"{column.low or 0} to {column.high}" if column.high else "0 and up"
        name = f"{column.name} (required)" if column.required else column.name
        sheet.append((name, column.kind.replace("_", "/"), span, column.about))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (26, 11, 52, 62), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")

"""A spreadsheet to fill in: drop-downs, date formats, a help line per column, the codebook."""

import io
from typing import Any

from outreachlab.log.vocabulary import COLUMNS, Column

ROWS = 1000
SHEET, CODEBOOK = "Log", "Codebook"
_WIDTHS = {"text": 18, "person": 18, "date": 13, "whole": 10, "yes_no": 10, "category": 15}


def template_xlsx(rows: int = ROWS) -> bytes:
    """
    An empty log as an XLSX workbook.

    Parameters
    ----------
    rows : int
        How many rows get drop-downs and date formats.

    Returns
    -------
    bytes
        The workbook; a sheet to fill in, and the codebook on the second.
    """
    from openpyxl import Workbook

    book = Workbook()
    log = book.active
    log.title = SHEET
    for place, column in enumerate(COLUMNS, start=1):
        _add_column(log, place, column, rows)
    log.freeze_panes = "A2"
    _add_codebook(book.create_sheet(CODEBOOK))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


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


def _add_column(sheet: Any, place: int, column: Column, rows: int) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(place)
    head = sheet.cell(1, place, column.name)
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="top")
    head.fill = PatternFill("solid", fgColor="FFE699" if column.required else "DDEBF7")
    head.comment = Comment(help_line(column), "outreachlab", width=280, height=110)
    width = max(_WIDTHS[column.kind], len(column.name) + 2)
    sheet.column_dimensions[letter].width = min(width, 24)
    if column.kind in ("date", "text", "person"):
        form = "yyyy-mm-dd" if column.kind == "date" else "@"
        for row in range(2, rows + 2):
            sheet.cell(row, place).number_format = form
    sheet.add_data_validation(_validation(column, f"{letter}2:{letter}{rows + 1}"))


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

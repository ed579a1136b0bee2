"""
A look at a workbook before the reader that may abort sees it: how far do its cells reach?

Sheets as spreadsheet programs write them say so in a form that can be searched as bytes; one
written in any other way is odd, and read where it can do no harm.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

MOST_CELLS = 20_000_000  # of all sheets together, the blanks between them too
MOST_BLANK = 8_000_000  # where most of them are blank
FEW_CELLS = 1_000_000  # so many from a file of any size; above it grows with the file
MOST_LETTERS = 1 << 28  # of the longest text, times the cells that may show it
MOST_REPEATED = 1_000  # times that filled cells of ODS may be repeated
_CELL = re.compile(rb"<c[\s/>]")
_REFERENCE = re.compile(rb'<c(?: \w+="[^"<&]*")*? r="([A-Z]{1,3})([1-9]\d{0,6})"[ />]')
_ODS_SHEET = re.compile(rb"<table:table[\s/>]")
_ODS_PART = re.compile(rb"<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>")
_REPEATED = re.compile(rb' table:number-(?:rows|columns)-repeated="(\d{1,18})"')


class TooLarge(Exception):
    """The reader would make far more cells of the file than a log needs."""


def is_ordinary(parts: Mapping[str, bytes], size: int) -> bool:
    """
    Is a workbook as spreadsheet programs write it? `parts` are its files, `size` its own bytes.

    Raises
    ------
    TooLarge
        Its sheets span far more cells than a log needs.
    expat.ExpatError, ValueError
        A part is no XML.
    """
    area = cells = 0
    odd = False
    for name, data in parts.items():
        if not name.endswith((".xml", ".rels")):
            odd = odd or _is_binary(name)
            continue
        _require_xml(data)
        if name == "content.xml":
            reach, written, plain = _of_ods(data)
        else:
            reach, written, plain = _of_sheet(name, data, max(FEW_CELLS, 2 * size))
        area, cells, odd = area + reach, cells + written, odd or not plain
        if area > MOST_CELLS or (area > MOST_BLANK and 2 * cells < area):
            raise TooLarge
    texts = parts.get("xl/sharedStrings.xml", b"")
    longest = max(map(len, texts.split(b"</si>"))) if texts else 0
    return not odd and longest * cells < MOST_LETTERS


def _is_binary(name: str) -> bool:
    """Is this a sheet or a workbook that is no XML (XLSB), or one under another name?"""
    return name.startswith("xl/work") and "/_rels/" not in name and not name.endswith("/")


def _require_xml(data: bytes) -> None:
    """The workbook reader goes round for ever in an XML that breaks off, so look at it before."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(data, True)


def _refuse_doctype(*_: object) -> None:
    raise ValueError("no workbook declares a document type")


def _of_sheet(name: str, data: bytes, most: int) -> tuple[int, int, bool]:
    """Cells spanned, cells written, and whether this is as programs write it."""
    if not name.startswith("xl/worksheets/"):
        return 0, 0, b"sheetData" not in data and b"\0" not in data
    if data.count(b"<c") > most:
        raise TooLarge
    written = len(_CELL.findall(data))
    found = _REFERENCE.findall(data)
    wide = max(map(_column_number, {column for column, _ in found}), default=0)
    tall = max((int(row) for row in {row for _, row in found}), default=0)
    plain = written == len(found) and b"<!" not in data and b"\0" not in data
    return wide * tall, written, plain and b":sheetData" not in data


def _of_ods(content: bytes) -> tuple[int, int, bool]:
    """The same of an ODS file, which has all sheets in one part and says what is repeated."""
    head, *sheets = _ODS_SHEET.split(content)
    counts = [_of_ods_sheet(sheet) for sheet in sheets]
    told_all = content.count(b"-repeated")
    plain = told_all == len(_REPEATED.findall(content)) and b"<!" not in content
    plain = plain and content.count(b"table-cell") <= 2 * content.count(b"table:table-cell")
    plain = plain and b"<table:table-row" not in head and b"\0" not in content
    # A table within a cell would end its sheet before its time.
    plain = plain and all(b"</table:table>" in sheet for sheet in sheets)
    most = max((most for _, _, most in counts), default=0)
    spanned, written = (sum(count[place] for count in counts) for place in (0, 1))
    return spanned, written, plain and most <= MOST_REPEATED


def _of_ods_sheet(sheet: bytes) -> tuple[int, int, int]:
    """Cells spanned, cells written, and how often a written one is repeated at most."""
    written = row = tall = wide = width = most = 0
    rows = 1
    for part in _ODS_PART.findall(sheet):
        told = _REPEATED.search(part)
        times = int(told[1]) if told else 1
        if part.startswith(b"<table:table-row"):
            row, rows, width = row + rows, times, 0
            continue
        width += times
        if b"value-type" in part:
            written += 1
            most = max(most, times * rows)
            tall, wide = row + rows, max(wide, width)
    return tall * wide, written, most


def _column_number(text: bytes) -> int:
    number = 0
    for letter in text:
        number = number * 26 + letter - ord("A") + 1
    return number

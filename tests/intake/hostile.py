"""Files that no reader should trust, each made by a small function: name -> bytes."""
# ruff: noqa: E501, the files are listed a line each

import io
import zipfile
from collections.abc import Callable

import openpyxl

HEAD = b"contact,asked_on,outcome\n"
ROW = b"Ana,2026-01-02,pending\n"
GOOD = HEAD + ROW
Make = Callable[[], bytes]


def workbook(rows: list[tuple] | None = None) -> bytes:
    """A sound XLSX."""
    book = openpyxl.Workbook()
    for row in rows or [("contact", "asked_on", "outcome"), ("Ana", "2026-01-02", "pending")]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """An XLSX whose only sheet is this XML."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(content, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return content.getvalue()


def sheet(cells: bytes) -> bytes:
    """The XML of a sheet with these rows."""
    start = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return start + cells + b"</sheetData></worksheet>"


def text_cell(place: str, text: str) -> bytes:
    """A cell that holds a text itself."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in members.items():
            whole.writestr(name, data)
    return content.getvalue()


def bomb() -> bytes:
    """A workbook that unpacks to far more than it is long."""
    return with_sheet(sheet(b" " * (60 << 20)))


def lying_bomb() -> bytes:
    """The same with sizes in its directory that say otherwise."""
    data = bytearray(zipped({"xl/worksheets/sheet1.xml": b" " * (60 << 20)}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def before_the_start() -> bytes:
    """An archive whose directory claims to begin later than it does, its members before byte 0."""
    data = bytearray(zipped({"xl/worksheets/sheet1.xml": b"x"}))
    place = data.rindex(b"PK\x05\x06")
    begins = int.from_bytes(data[place + 16 : place + 20], "little")
    data[place + 16 : place + 20] = (begins + 20).to_bytes(4, "little")
    return bytes(data)


def far_cell() -> bytes:
    """Two cells whose rectangle would fill memory."""
    first = b'<row r="1">' + text_cell("A1", "contact") + b"</row>"
    return with_sheet(
        sheet(first + b'<row r="1048576">' + text_cell("XFD1048576", "x") + b"</row>")
    )


def manifest(kind: str) -> str:
    """What an ODS file says of itself."""
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    return f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'


def ods(content: bytes) -> bytes:
    """An ODS file with these rows."""
    names = b"".join(
        b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0" ' % (short, short)
        for short in (b"office", b"table", b"text")
    )
    start = b"<office:document-content " + names + b"><office:body><office:spreadsheet>"
    body = b'<table:table table:name="Log">' + content + b"</table:table>"
    xml = start + body + b"</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content_of = io.BytesIO()
    with zipfile.ZipFile(content_of, "w") as whole:
        whole.writestr("mimetype", kind)
        whole.writestr("content.xml", xml)
        whole.writestr("META-INF/manifest.xml", manifest(kind))
    return content_of.getvalue()


# Headers and, as LibreOffice writes it, how many rows are blank below them.
LAST_ROWS = (
    b"<table:table-row>"
    + b"".join(
        b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % name
        for name in b"contact asked_on outcome a b c d e f g h".split()
    )
    + b'</table:table-row><table:table-row table:number-rows-repeated="1048575">'
    b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)  # fmt: skip


def ods_repeated() -> bytes:
    """One filled cell that says it is repeated over the whole sheet."""
    cell = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row>"
    )
    return ods(cell)


def wide(columns: int, filled: bool) -> bytes:
    """A text with very many columns."""
    extra = b",x" if filled else b","
    return HEAD.strip() + extra * columns + b"\n" + ROW.strip() + extra * columns + b"\n"


def ragged() -> bytes:
    """Rows of every length."""
    return HEAD + b"".join(b",".join([b"x"] * (at % 7)) + b"\n" for at in range(200))


# Every one of these is refused with one clear sentence.
REFUSED: dict[str, Make] = {
    "nothing": lambda: b"",
    "blanks only": lambda: b" \n\t\n \r\n",
    "a byte-order mark only": lambda: b"\xef\xbb\xbf",
    "commas only": lambda: b",,,\n,,,\n",
    "NUL bytes only": lambda: b"\0" * 5000,
    "a NUL byte in a text": lambda: GOOD + b"Bo\0,2026-01-02,pending\n",
    "NUL bytes between the rows": lambda: HEAD + b"\0\0\0\n" + ROW,
    "a quote left open": lambda: HEAD + b'"Ana,2026-01-02,pending\n' + ROW * 50,
    "a quote left open in the header": lambda: b'"contact,asked_on,outcome\n' + ROW,
    "cut off inside a quote": lambda: HEAD + ROW + b'Bo,2026-01-02,"pend',
    "random bytes": lambda: bytes((at * 7919 + at // 3) % 256 for at in range(4000)),
    "a PDF": lambda: b"%PDF-1.7\n" + b"x" * 500,
    "a PNG": lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 500,
    "a JPEG": lambda: b"\xff\xd8\xff\xe0" + b"x" * 500,
    "a gzip": lambda: b"\x1f\x8b\x08" + b"x" * 500,
    "a web page": lambda: b"<!DOCTYPE html><html><table><tr><td>contact</td></tr></table></html>",
    "a spreadsheet that is a web page": lambda: b"\n<html><body><table></table></body></html>",
    "XML": lambda: b'<?xml version="1.0"?><a/>',
    "JSON": lambda: b'[{"contact": "Ana"}]',
    "a database": lambda: b"SQLite format 3\0" + b"\0" * 500,
    "a program": lambda: b"\x7fELF" + b"\1" * 500,
    "an Arrow file": lambda: b"ARROW1\0\0" + b"x" * 100,
    "an old workbook that is none": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a ZIP of nothing": lambda: zipped({}) + b"",
    "the start of a ZIP": lambda: b"PK\x03\x04",
    "a ZIP of a text": lambda: zipped({"readme.txt": b"hello"}),
    "a document, no workbook": lambda: zipped({"word/document.xml": b"<a/>"}),
    "a workbook cut in half": lambda: workbook()[: len(workbook()) // 2],
    "a workbook without its end": lambda: workbook()[:-30],
    "a workbook with a broken member": lambda: workbook().replace(b"\x4b\x01", b"\x4b\x02", 1)[40:],
    "a workbook whose sheet is no XML": lambda: with_sheet(b"<worksheet><sheetData><row"),
    "a blank workbook": lambda: with_sheet(sheet(b"")),
    "a zip bomb in a workbook": bomb,
    "a zip bomb that lies about its size": lying_bomb,
    "an archive whose members begin before the file": before_the_start,
    "a cell in the farthest corner": far_cell,
    "an ODS cell repeated over the sheet": ods_repeated,
    "an ODS that is no XML": lambda: ods(b"<table:table-row"),
    "a formula without a result": lambda: workbook([("contact", "asked_on", "outcome"), ("A", "=B1", "x")]),
    "ten thousand filled columns": lambda: wide(16381, True),
    "a Parquet file of nothing": lambda: b"PAR1PAR1",
    "a Parquet file cut off": lambda: b"PAR1" + b"\x15\x04" * 200,
}  # fmt: skip

# Every one of these is a table, with this many faults and requests: (faults, rows).
READ: dict[str, tuple[Make, int, int]] = {
    "a header only": (lambda: HEAD, 0, 0),
    "one row only": (lambda: GOOD, 0, 1),
    "one row without a line end": (lambda: GOOD.strip(), 0, 1),
    "no header at all": (lambda: ROW * 3, 3, 0),  # what repeats the first line is a header again
    "a single word": (lambda: b"hello", 3, 0),
    "a single column": (lambda: b"contact\nAna\nBo\n", 2, 2),
    "thousands of faults": (lambda: HEAD + b"Ana,soon,maybe\n" * 5_000, 5_001, 5_000),
    "a 10 MB cell": (lambda: HEAD + b"x" * (10 << 20) + b",2026-01-02,pending\n", 0, 1),
    "a 1 MB outcome": (lambda: HEAD + b"Ana,2026-01-02," + b"x" * (1 << 20) + b"\n", 1, 1),
    "a 1 MB date": (lambda: HEAD + b"Ana," + b"9" * (1 << 20) + b",pending\n", 1, 1),
    "16,384 columns, most of them blank": (lambda: wide(16381, False), 0, 1),
    "rows of every length": (ragged, 256, 171),
    "blank lines between": (lambda: HEAD + b"\n\n\n" + ROW + b"\n\n", 0, 1),
    "a duplicate header": (lambda: b"contact,contact,asked_on,outcome\nA,B,2026-01-02,met\n", 1, 1),
    "mixed line ends": (lambda: HEAD + b"A,2026-01-02,met\r\nB,2026-01-02,met\rC,2026-01-02,met\n", 0, 3),
    "a year of 1900": (lambda: HEAD + b"Ana,1900-01-01,pending\n", 1, 1),
    "a year of 2100": (lambda: HEAD + b"Ana,2100-01-01,pending\n", 1, 1),
    "a day that is none": (lambda: HEAD + b"Ana,2025-02-29,pending\n", 1, 1),
    "a serial of the year 1900": (lambda: HEAD + b"Ana,5,pending\n", 1, 1),
    "a negative serial": (lambda: HEAD + b"Ana,-46056,pending\n", 1, 1),
    "formulas in a text file": (lambda: HEAD + b'=HYPERLINK("x";"y"),=TODAY(),=1+1\n', 2, 1),
    "a spreadsheet's errors": (lambda: HEAD + b"#REF!,#N/A,#VALUE!\n", 3, 1),
    "two encodings in one file": (lambda: HEAD + "José".encode() + b"," + b"2026-01-02,p\xe9nding\n", 1, 1),
    "cp1252": (lambda: HEAD + b"Jos\xe9,2026-01-02,pending\n", 0, 1),
    "bytes cp1252 does not know": (lambda: HEAD + b"Jos\x81\x8d\xe9,2026-01-02,pending\n", 0, 1),
    "UTF-16 with half a character": (lambda: GOOD.decode().encode("utf-16") + b"a", 2, 2),
    "a text from right to left": (lambda: HEAD + "\u202eعلي,2026-01-02,pending\n".encode(), 0, 1),
    "a name of emoji": (lambda: HEAD + "👩‍👩‍👧‍👦🏳️‍🌈,2026-01-02,pending\n".encode(), 0, 1),
    "a name of invisible marks": (lambda: HEAD + "\u200b\u200d\ufeff,2026-01-02,met\n".encode(), 1, 1),
    "controls in a name": (lambda: HEAD + b"A\x1b[31mna\x07,2026-01-02,bad\x08word\n", 1, 1),
    "markup in a name": (lambda: HEAD + b"<script>alert(1)</script>,2026-01-02,pending\n", 0, 1),
    "a very long header": (lambda: HEAD.strip() + b"," + b"h" * 100_000 + b"\n" + ROW.strip() + b",x\n", 0, 1),
    "quotes that are none": (lambda: HEAD + b'A "B" C",2026-01-02,pending\n', 0, 1),
    "a number too large to count": (lambda: HEAD.strip() + b",minutes_asked\nA,2026-01-02,met," + b"9" * 5000 + b"\n", 0, 1),
    "digits of another script": (lambda: HEAD + "Ana,٢٠٢٦-٠١-٠٢,pending\n".encode(), 0, 1),
    "an id of five thousand digits": (lambda: b"request_id," + HEAD + b"9" * 5000 + b"," + ROW, 0, 1),
    "everybody refers to everybody in a day": (
        lambda: b"contact,referrer,asked_on,outcome\n"
        + b"".join(b"p%d,p%d,2026-01-02,met\n" % (at, (at + 1) % 2000) for at in range(2000)),
        2000,
        2000,
    ),
    "a hundred thousand blank lines": (lambda: HEAD + b"\n" * 100_000 + ROW, 0, 1),
    "a sound workbook": (workbook, 0, 1),
    "a workbook of wrong types": (
        lambda: workbook([("contact", "asked_on", "outcome"), (1.5, True, 7), (None, 0.5, None)]),
        5,
        2,
    ),
    "an ODS of two sheets, each told to its last row": (
        lambda: ods(LAST_ROWS + b'</table:table><table:table table:name="B">' + LAST_ROWS),
        0,
        0,
    ),
    "an empty ODS with a row": (
        lambda: ods(
            b"<table:table-row>"
            + b"".join(
                b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % name
                for name in (b"contact", b"asked_on", b"outcome")
            )
            + b"</table:table-row>"
        ),
        0,
        0,
    ),
}  # fmt: skip

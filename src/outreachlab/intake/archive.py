"""A guard before zipped files (XLSX, ODS, archives) are opened: how much is in there really."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.source import Content

MOST_BYTES = 400 << 20
MOST_MEMBERS = 10_000
MOST_CELLS = 20_000_000
_CHUNK = 1 << 20
# What the standard library raises over a damaged archive, by where the damage is.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, RuntimeError, NotImplementedError),
)

_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ODS_PART = re.compile(rb"<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>")
_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_NO_RESULT = re.compile(rb"<c\b([^>]*)><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")


def opened(content: Content) -> zipfile.ZipFile:
    """
    The archive, every member of which has been unpacked once to see that it is sound.

    Raises
    ------
    UnreadableFileError
        It is damaged, locked by a password, or unpacks to far more than a log needs.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content.data))
    except _DAMAGES:
        raise _damaged(content.name) from None
    if len(archive.infolist()) > MOST_MEMBERS:
        raise _too_large(content.name)
    total = 0
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise UnreadableFileError(
                f"{content.name}: the file is locked by a password; save it without one"
            )
        total += _size(content.name, archive, info, MOST_BYTES - total)
    return archive


def _size(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> int:
    """Bytes of a member as it really unpacks; what its header claims may be false."""
    info.file_size = MOST_BYTES + _CHUNK
    size = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise _too_large(name)
    except UnreadableFileError:
        raise
    except _DAMAGES:
        raise _damaged(name) from None
    info.file_size = size
    return size


def refuse_wide_sheets(name: str, archive: zipfile.ZipFile) -> None:
    """Raise where lone far cells would fill memory with blanks, or results are missing."""
    for member in archive.namelist():
        if member.endswith((".xml", ".rels")):
            _require_whole(name, archive.read(member))
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            data = archive.read(member)
            found = _REFERENCE.findall(data)
            wide = max(map(_column_number, {column for column, _ in found}), default=0)
            tall = max((int(row) for row in {row for _, row in found}), default=0)
            if wide * tall > MOST_CELLS:
                raise _too_large(name)
            _require_results(name, data)
        elif member == "content.xml" and _ods_cells(archive.read(member)) > MOST_CELLS:
            raise _too_large(name)


def _require_whole(name: str, data: bytes) -> None:
    """The workbook reader goes round for ever in an XML that breaks off, so look at it before."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise _damaged(name) from None


def _refuse_doctype(*_: object) -> None:
    raise ValueError("no workbook declares a document type")


def _require_results(name: str, sheet: bytes) -> None:
    """A formula whose result was never stored would read as a blank."""
    missing = sum(b't="str"' not in attributes for attributes in _NO_RESULT.findall(sheet))
    if missing:
        raise UnreadableFileError(
            f"{name}: {missing:,} of its formulas have no stored result; open the file in a "
            "spreadsheet program and save it again"
        )


def _ods_cells(content: bytes) -> int:
    """How many cells the filled rows of an ODS file span, its repetitions counted."""
    cells, rows, filled = 0, 1, 0
    for part in _ODS_PART.findall(content):
        if part.startswith(b"<table:table-row"):
            cells += rows * filled
            repeated = _ROWS.search(part)
            rows, filled = int(repeated[1]) if repeated else 1, 0
        elif b"value-type" in part:
            repeated = _COLUMNS.search(part)
            filled += int(repeated[1]) if repeated else 1
    return cells + rows * filled


def _column_number(text: bytes) -> int:
    number = 0
    for letter in text:
        number = number * 26 + letter - ord("A") + 1
    return number


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: the file is damaged or cut off; save it again, or get it anew"
    )


def _too_large(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: the file unpacks to far more than a log needs; copy the table into a new "
        "spreadsheet, or save it as CSV"
    )

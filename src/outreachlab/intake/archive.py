"""A guard before zipped files (XLSX, ODS, archives) are opened: how much is in there really."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from outreachlab.errors import UnreadableFileError
from outreachlab.intake import look
from outreachlab.intake.source import Content

MOST_BYTES = 400 << 20
MOST_MEMBERS = 10_000
MOST_TIMES = 100  # its own size that a file may unpack to, if that is more than
LITTLE = 20 << 20
MOST_LINES = 50_000  # of the texts in an archive, unless it is large
_CHUNK = 1 << 20
# What the standard library raises over a damaged archive, by where the damage is.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, RuntimeError, NotImplementedError),
)

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
        raise too_large(content.name)
    most = min(MOST_BYTES, max(LITTLE, MOST_TIMES * len(content.data)))
    total = 0
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise UnreadableFileError(
                f"{content.name}: the file is locked by a password; save it without one"
            )
        total += _size(content.name, archive, info, most - total)
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
                    raise too_large(name)
    except UnreadableFileError:
        raise
    except _DAMAGES:
        raise _damaged(name) from None
    info.file_size = size
    return size


def is_ordinary(content: Content, archive: zipfile.ZipFile) -> bool:
    """
    Is this workbook as spreadsheet programs write it, so that it can be read in this process?

    Raises
    ------
    UnreadableFileError
        Lone far cells would fill memory with blanks, results are missing, or it is no XML.
    """
    try:
        parts = {name: archive.read(name) for name in archive.namelist()}
        ordinary = look.is_ordinary(parts, len(content.data))
    except look.TooLarge:
        raise too_large(content.name) from None
    except (expat.ExpatError, *_DAMAGES):
        raise _damaged(content.name) from None
    for name, data in parts.items():
        if name.startswith("xl/worksheets/") and b"<f" in data:
            _require_results(content.name, data)
    return ordinary


def require_few_lines(content: Content, archive: zipfile.ZipFile) -> None:
    """Raise where the texts of an archive have far more lines or cells than it has bytes."""
    texts = [archive.read(name) for name in archive.namelist() if name.lower().endswith(".csv")]
    lines = sum(text.count(b"\n") + text.count(b"\r") for text in texts)
    cells = sum(text.count(b",") for text in texts)
    size = len(content.data)
    if lines > max(MOST_LINES, size // 8) or cells > max(20 * MOST_LINES, 2 * size):
        raise too_large(content.name)


def _require_results(name: str, sheet: bytes) -> None:
    """A formula whose result was never stored would read as a blank."""
    missing = sum(b't="str"' not in attributes for attributes in _NO_RESULT.findall(sheet))
    if missing:
        raise UnreadableFileError(
            f"{name}: {missing:,} of its formulas have no stored result; open the file in a "
            "spreadsheet program and save it again"
        )


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: the file is damaged or cut off; save it again, or get it anew"
    )


def too_large(name: str) -> UnreadableFileError:
    """What is said of a file that would fill memory."""
    return UnreadableFileError(
        f"{name}: the file unpacks to far more than a log needs; copy the table into a new "
        "spreadsheet, or save it as CSV"
    )

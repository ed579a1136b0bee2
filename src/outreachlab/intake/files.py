"""A file as a table of raw texts, with the row numbers that a spreadsheet program shows."""

import csv
import io
import sys
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from outreachlab.errors import MissingFileError, UnreadableFileError
from outreachlab.intake.table import RawTable, Words
from outreachlab.wording import counted

csv.field_size_limit(2**31 - 1)


def read_file(source: str | PathLike[str]) -> RawTable:
    """
    The table in a file; `-` is standard input.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is empty or is no table.
    """
    name, content = _bytes_of(source)
    if not content.strip():
        raise UnreadableFileError(
            f"{name}: the file is empty; a log has a header row and a row per request"
        )
    return read_delimited(_decoded(name, content), name)


def table_of_frame(frame: pd.DataFrame, name: str = "the data frame") -> RawTable:
    """A DataFrame as if it had been read from a file; missing values are blanks."""
    texts = {
        str(header): Words.of(_text(value) for value in frame.iloc[:, place])
        for place, header in enumerate(frame.columns)
    }
    return RawTable(name, texts, np.arange(len(frame)) + 2)


def read_delimited(text: str, name: str) -> RawTable:
    """Delimited text as a table; blank lines keep their row number and are left out."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise UnreadableFileError(f"{name}: this is no table of texts: {error}") from None
    header_at = next((at for at, cells in enumerate(lines) if any(map(str.strip, cells))), None)
    if header_at is None:
        raise UnreadableFileError(f"{name}: the file holds only blank lines")
    headers = unique_headers(lines[header_at])
    kept = [
        (at + 1, cells)
        for at, cells in enumerate(lines[header_at + 1 :], start=header_at + 1)
        if any(map(str.strip, cells))
    ]
    columns = {
        header: Words.of(cells[place] if place < len(cells) else None for _, cells in kept)
        for place, header in enumerate(headers)
        if header
    }
    short = sum(len(cells) < len(headers) for _, cells in kept)
    notes = (f"{counted(short, 'row')} shorter than the header: the rest is empty",) if short else ()
    return RawTable(
        name,
        columns,
        np.array([row for row, _ in kept], np.int64),
        header_at + 1,
        tuple(fault for row, cells in kept for fault in _overlong(row, cells, len(headers))),
        notes,
    )


def unique_headers(cells: list[str]) -> list[str]:
    """The headers trimmed; a repeated one gets its number, an empty one stays empty."""
    seen: dict[str, int] = {}
    unique = []
    for cell in cells:
        header = " ".join(cell.split())
        seen[header] = seen.get(header, 0) + 1
        unique.append(header if not header or seen[header] == 1 else f"{header} ({seen[header]})")
    return unique


def _overlong(row: int, cells: list[str], width: int) -> list[tuple[int, str, str, str, str]]:
    beyond = [cell for cell in cells[width:] if cell.strip()]
    if not beyond:
        return []
    return [
        (
            row,
            f"column {width + 1}",
            beyond[0],
            f"the row has {counted(len(cells), 'cell')}, the header {width}",
            "put cells that hold the delimiter in double quotes",
        )
    ]


def _delimiter(text: str) -> str:
    first = next(line for line in text.splitlines() if line.strip())
    return max(",;\t|", key=first.count)


def _bytes_of(source: str | PathLike[str]) -> tuple[str, bytes]:
    if str(source) == "-":
        return "standard input", sys.stdin.buffer.read()
    path = Path(source)
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(f"{path}: there is no such file; check the path") from None
    except OSError as error:
        raise UnreadableFileError(f"{path}: the file cannot be read: {error.strerror}") from None


def _decoded(name: str, content: bytes) -> str:
    """A byte-order mark decides, then UTF-8, then cp1252; what has NUL bytes is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableFileError(f"{name}: this is no text file; save the log as CSV in UTF-8")
    return text


def _text(value: object) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return None
    if isinstance(value, (pd.Timestamp,)):
        return value.date().isoformat() if value == value.normalize() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

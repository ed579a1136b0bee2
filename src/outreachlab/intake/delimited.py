"""Delimited text as a table: which delimiter, where the header is, which row is which."""

import csv
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.layout import (
    SEARCHED_LINES,
    Known,
    Line,
    finished,
    header_place,
    hits,
    table_of_lines,
    told_header,
    unique_headers,
)
from outreachlab.intake.parquet import MOST_ROWS, require_rows
from outreachlab.intake.source import Content, decoded, is_guessed, refuse_strangers
from outreachlab.intake.table import BLANK, EDGES, RawTable, Words

BLOCK = 4 << 20
CHECKS = "outreachlab.intake.schema"  # what comes next; Pandera takes a quarter of a second to load
_MARK = b"\xef\xbb\xbf"


def read_plain(content: Content, delimiter: str, head: Sequence[Line], at: int) -> RawTable | None:
    """
    The table of a text in which every line is one row; None where that does not hold.

    Then quoted line breaks or ragged rows would put row numbers off, and the careful reader has
    to count them. A blank line is a row of blanks.
    """
    data = content.data.removeprefix(_MARK)
    if any("\n" in cell for line in head[: at + 1] for cell in line) or any(
        not line for line in head[:at]
    ):
        return None
    with ThreadPoolExecutor(1) as beside:  # Arrow leaves the interpreter free while it reads
        lone, lines = beside.submit(_lone_returns, data), beside.submit(_lines_if_quoted, data)
        beside.submit(import_module, CHECKS)
        found = _read(data, delimiter, len(head[at]), at + 1)
    if found is None or lone.result() or lines.result() not in (None, found.num_rows + at + 1):
        return None
    headers, repeated = unique_headers(head[at])
    with ThreadPoolExecutor(pa.cpu_count()) as team:
        columns = [*team.map(Words.of_arrow, found.columns)]
    rows = np.arange(found.num_rows, dtype=np.int64) + at + 2
    columns, rows = without_blank_rows(columns, rows)
    skipped = [f"the header was found in row {at + 1}; what stands above it was not read"]
    notes = skipped if at else []
    return finished(content.name, headers, columns, rows, at + 1, {}, repeated, notes)


def _lone_returns(data: bytes) -> bool:
    """Is there a carriage return that ends a line by itself?"""
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _lines_if_quoted(data: bytes) -> int | None:
    """How many lines a text with quotes has; None where there are no quotes."""
    return data.count(b"\n") + (not data.endswith(b"\n")) if b'"' in data else None


def _read(data: bytes, delimiter: str, width: int, skip: int) -> pa.Table | None:
    names = [str(place) for place in range(width)]
    try:
        found = arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(
                use_threads=pa.cpu_count() > 1,  # one alone holds all blocks in memory at once
                block_size=BLOCK,
                skip_rows=skip,
                column_names=names,
            ),
            arrow_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                check_utf8=False,
            ),
        )
        for column in found.columns:
            for chunk in column.chunks:  # in UTF-8? Each distinct text is looked at, not each cell
                chunk.dictionary.validate(full=True)
    except pa.ArrowException:
        return None
    return found


def without_blank_rows(columns: list[Words], rows: np.ndarray) -> tuple[list[Words], np.ndarray]:
    """The columns and the row numbers without the rows in which every cell is blank."""
    alive = np.zeros(len(rows), bool)
    for words in columns:
        alive |= words.codes != BLANK
        if alive.all():
            return columns, rows
    return [words.take(alive) for words in columns], rows[alive]


DELIMITERS = ",;\t|"
HEAD = 256_000  # characters looked at to find the delimiter and the header
LARGE = 200_000  # bytes from which the quicker reader is worth a try
_END = "this cell ends the file \x1a"

csv.field_size_limit(2**31 - 1)


def read_delimited(
    content: Content, known: Known, encoding: str | None = None, header_row: int | None = None
) -> RawTable:
    """
    CSV, TSV and their like as a table; row numbers are those a spreadsheet program shows.

    A text in another encoding than UTF-8 is read as told, else as Windows-1252, and that is noted.

    Raises
    ------
    UnreadableFileError
        The file is no text, or a quote is never closed.
    """
    refuse_strangers(content)
    plainly = encoding is None and header_row is None
    if plainly and len(content.data) >= LARGE and (table := _quickly(content, known)):
        return table
    _require_few_lines(content)
    text = decoded(content, encoding)
    guessed = encoding is None and is_guessed(content)
    notes = (_guessed_note(text),) if guessed else ()
    encoding = "cp1252" if guessed else encoding
    # another encoding: as UTF-8 then
    if header_row is None and len(text) >= LARGE and not content.data.isascii():
        encoded = Content(content.name, text.encode("utf-8", "replace"))
        if table := _quickly(encoded, known):
            return replace(table, notes=(*table.notes, *notes), encoding=encoding)
    text, told = _told_delimiter(text)
    if not text[:HEAD].strip(EDGES + DELIMITERS) and not text.strip(EDGES + DELIMITERS):
        raise UnreadableFileError(f"{content.name}: the file holds only blank lines")
    delimiter, _, at = delimiter_and_header(content.name, text[:HEAD], known, told)
    lines = list(_lines(content.name, text, delimiter))
    if header_row is not None:
        at = told_header(content.name, header_row, len(lines))
    table = table_of_lines(content.name, lines, at)
    return replace(table, notes=(*table.notes, *notes), encoding=encoding)


def _guessed_note(text: str) -> str:
    """What is said of a file that is not in UTF-8, with a word that shows how it was read."""
    odd = next((word for word in text.split() if not word.isascii()), "")
    word = odd.strip(",;\t\"'|")[:40]
    return (
        f"the file is not in UTF-8 and was read as Windows-1252 (so it says {word!r}); if letters "
        "look wrong, name its encoding with `encoding`, such as cp1254 or mac-roman"
    )


def _quickly(content: Content, known: Known) -> RawTable | None:
    """A large file by the quick reader; None where it is not plain UTF-8 text, a line a row."""
    if b"\0" in content.data:
        return None
    start = content.data[: 4 * HEAD].decode("utf-8-sig", errors="ignore")[:HEAD]
    if _told_delimiter(start)[1] is not None:
        return None
    delimiter = delimiter_of(start, known)
    head = _head(start, delimiter)
    at = header_place(head, known)
    if at is None:
        return None
    _require_few_lines(content, len(head[at]))
    return read_plain(content, delimiter, head, at)


def _require_few_lines(content: Content, cells: int = 1) -> None:
    """As `require_rows`; a file of fewer bytes than that many rows have need not be counted."""
    if len(content.data) > MOST_ROWS * cells:
        require_rows(content.name, content.data.count(b"\n"))


def delimiter_and_header(
    name: str, head: str, known: Known, told: str | None = None
) -> tuple[str, list[Line], int]:
    """The delimiter of a text from its start, the first lines, and the place of the header."""
    delimiter = told or delimiter_of(head, known)
    lines = _head(head, delimiter)
    at = header_place(lines, known)
    if at is None:
        raise UnreadableFileError(f"{name}: the file holds only blank lines")
    return delimiter, lines, at


def delimiter_of(head: str, known: Known) -> str:
    """The delimiter under which a line has most known headers; else the most frequent one."""

    def score(delimiter: str) -> tuple[int, int, int]:
        lines = _head(head, delimiter)
        at = header_place(lines, known)
        best, width = (0, 0) if at is None else (hits(lines[at], known), len(lines[at]))
        return best, sum(len(line) == width > 1 for line in lines), width

    return max(DELIMITERS, key=score)


def _head(text: str, delimiter: str) -> list[Line]:
    """The first lines of a text; the last may be cut short."""
    lines: list[Line] = []
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        lines.append(line)
        if len(lines) == SEARCHED_LINES:
            break
    return lines


def _told_delimiter(text: str) -> tuple[str, str | None]:
    """Excel's own first line `sep=;`, which it does not show, says the delimiter."""
    first, _, rest = text[:20].partition("\n")
    told = first.strip('\r" ')
    if len(told) == 5 and told.lower().startswith("sep=") and rest:
        return text[len(first) + 1 :], told[4]
    if told.lower() == "sep=" and first.endswith("\t"):
        return text[len(first) + 1 :], "\t"
    return text, None


def _lines(name: str, text: str, delimiter: str) -> Iterator[Line]:
    """Every line of cells; a quote left open would swallow the rest of the file."""
    closed = text if text.endswith(("\n", "\r")) else text + "\n"
    reader = csv.reader(io.StringIO(closed + _END + "\n", newline=""), delimiter=delimiter)
    place, line = 0, [_END]
    try:
        for place, line in enumerate(reader, start=1):
            if line != [_END]:
                if line and line[-1].endswith(_END + "\n"):
                    raise UnreadableFileError(
                        f"{name}: a double quote opened in row {place} is never closed; "
                        "close it or take it out, or the file is cut off there"
                    )
                yield line
    except csv.Error as error:
        raise UnreadableFileError(
            f"{name}: row {place + 1} cannot be read as a line of cells: {error}"
        ) from None

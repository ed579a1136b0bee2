"""A file larger than memory as raw tables, piece after piece, by the rules of other readers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from outreachlab.errors import MissingFileError, UnreadableFileError
from outreachlab.intake.delimited import HEAD, delimiter_and_header, without_blank_rows
from outreachlab.intake.files import PARQUET, read_file
from outreachlab.intake.layout import Known, finished, letters, unique_headers
from outreachlab.intake.parquet import (
    DAMAGED,
    UNTOLD,
    parquet_files,
    table_of_arrow,
    texts_in,
    with_folder_names,
)
from outreachlab.intake.source import Content, foreign, refuse_strangers
from outreachlab.intake.table import RawTable, Words

BLOCK = 16 << 20
BYTES_PER_ROW = 200  # of a delimited text, more or less


def rows_about(path: Path) -> int:
    """About how many rows a file or a folder of Parquet has."""
    from pyarrow import parquet

    if path.is_dir() or _is_parquet(path):
        files = parquet_files(path) if path.is_dir() else [path]
        with foreign(path.name, DAMAGED):
            return sum(parquet.read_metadata(file).num_rows for file in files)
    return path.stat().st_size // BYTES_PER_ROW + 1


def streamed(path: Path, known: Known, rows: int, whole: int) -> Iterator[RawTable]:
    """
    The table in a file or a folder of Parquet, in pieces of about `rows` rows, in order.

    Row numbers run on from piece to piece. A file of at most `whole` bytes is one piece, read as
    carefully as any other; a larger text has to be UTF-8 with as many cells in every row.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        A file is no table, or is too untidy to be read in pieces.
    """
    if not path.exists():
        raise MissingFileError(f"{path}: there is no such file; check the path")
    if path.is_dir():
        return _pieces_of_parquet(path.name, path, parquet_files(path), rows)
    if _is_parquet(path):
        return _pieces_of_parquet(path.name, path.parent, [path], rows)
    if path.stat().st_size <= whole:
        return iter([read_file(path, known)])
    return _pieces_of_text(path, known, rows)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == PARQUET


def _pieces_of_parquet(
    name: str, folder: Path, files: Sequence[Path], rows: int
) -> Iterator[RawTable]:
    done = 0
    for table in _gathered(_tables_of_parquet(folder, files, rows), rows):
        with foreign(name, UNTOLD):
            raw = table_of_arrow(name, table)
        yield replace(raw, rows=raw.rows + done)
        done += len(table)


def _tables_of_parquet(folder: Path, files: Sequence[Path], rows: int) -> Iterator[pa.Table]:
    for path in files:
        batches = _batches(path, rows)
        while True:
            with foreign(path.name, DAMAGED):
                table = next(batches, None)
            if table is None:
                break
            yield with_folder_names(folder, path, table)


def _batches(path: Path, rows: int) -> Iterator[pa.Table]:
    from pyarrow import parquet

    texts = texts_in(parquet.read_schema(path))
    for batch in parquet.ParquetFile(path, read_dictionary=texts).iter_batches(rows):
        table = pa.Table.from_batches([batch])
        table.validate(full=True)
        yield table


def _pieces_of_text(path: Path, known: Known, rows: int) -> Iterator[RawTable]:
    with path.open("rb") as file:
        start = Content(path.name, file.read(4 * HEAD))
    refuse_strangers(start)
    text = start.data.decode("utf-8-sig", errors="ignore")[:HEAD]
    delimiter, head, at = delimiter_and_header(path.name, text, known)
    headers, repeated = unique_headers(head[at])
    kind = pa.dictionary(pa.int32(), pa.string())
    names = [str(place) for place in range(len(headers))]
    done = at + 2
    held: RawTable | None = None  # a row of totals can only stand in the last piece
    try:
        reader = csv.open_csv(
            path,
            csv.ReadOptions(block_size=BLOCK, skip_rows=at + 1, column_names=names),
            csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        for table in _gathered((pa.Table.from_batches([batch]) for batch in reader), rows):
            columns = [Words.of_arrow(column) for column in table.columns]
            places = np.arange(done, done + table.num_rows)
            done += table.num_rows
            columns, places = without_blank_rows(columns, places)
            if held is not None:
                yield held.without_guards()
            named = {
                header or f"column {letters(place)}": words
                for place, (header, words) in enumerate(zip(headers, columns, strict=True))
            }
            held = RawTable(path.name, named, places, at + 1, len(headers), repeated=repeated)
    except pa.ArrowException as error:
        raise UnreadableFileError(
            f"{path.name}: the file is too large to be read at once and too untidy to be read in "
            f"pieces ({str(error).splitlines()[0][:150]}); save it as UTF-8 with as many cells in "
            "every row, or as Parquet"
        ) from None
    if held is not None:
        words = list(held.columns.values())
        last = finished(path.name, headers, words, held.rows, at + 1, {}, repeated, ())
        yield last.without_guards()


def _gathered(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """Tables that follow on each other and have the same columns, until they have `rows` rows."""
    waiting: list[pa.Table] = []
    for table in tables:
        if waiting and waiting[0].schema != table.schema:
            yield pa.concat_tables(waiting)
            waiting = []
        waiting.append(table)
        if sum(map(len, waiting)) >= rows:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)

"""Parquet files and DataFrames as tables of texts."""

import io
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.apart import text_of
from outreachlab.intake.layout import unique_headers
from outreachlab.intake.source import Content, foreign
from outreachlab.intake.table import RawTable, Words

MOST_ROWS = 20_000_000
FEW_ROWS = 100_000  # so many from a file of any size, and so many cells of a row
FEW_CELLS = 4_000_000
MOST_TIMES = 100  # its own size that a file may unpack to, if that is more than
LITTLE = 64 << 20
DAMAGED = "the Parquet file is damaged or cut off; write it anew"
UNTOLD = (
    "it holds days, times or texts that cannot be read (beyond the year 9999, in an unknown time "
    "zone, or damaged); write it anew"
)


def read_parquet(content: Content) -> RawTable:
    """One Parquet file as a table; the row under the header counts as row 2."""
    with foreign(content.name, DAMAGED):
        table = _read(content.name, io.BytesIO(content.data), len(content.data))
    with foreign(content.name, UNTOLD):
        return table_of_arrow(content.name, table)


def read_parquet_folder(folder: Path) -> RawTable:
    """
    Every Parquet file under a folder, in the order of their names, as one table.

    What a folder's name says (`seeker=Ana`) is a column of the files in it.

    Raises
    ------
    UnreadableFileError
        There is no Parquet file, or two of them do not fit together.
    """
    paths = parquet_files(folder)
    rows = 0
    parts = []
    for path in paths:
        with foreign(path.name, DAMAGED):
            table = _read(path.name, path, path.stat().st_size)
            parts.append(with_folder_names(folder, path, table))
        rows += len(table)
        require_rows(folder.name, rows)
    with foreign(folder.name, "its Parquet files do not fit together; write them anew"):
        whole = pa.concat_tables(parts, promote_options="permissive")
    with foreign(folder.name, UNTOLD):
        return table_of_arrow(folder.name, whole)


def parquet_files(folder: Path) -> list[Path]:
    """
    Every Parquet file under a folder, in the order of their names.

    Raises
    ------
    UnreadableFileError
        There is none.
    """
    paths = sorted(
        path
        for path in folder.rglob("*.parquet")
        if path.is_file() and not path.name.startswith((".", "_"))
    )
    if not paths:
        raise UnreadableFileError(
            f"{folder}: the folder holds no Parquet file; name the log itself"
        )
    return paths


def table_of_frame(frame: pd.DataFrame, name: str = "the data frame") -> RawTable:
    """A DataFrame as if it had been read from a file; missing values are blanks."""
    told = [str(header).encode("utf-8", "replace").decode() for header in frame.columns]
    headers, repeated = unique_headers(told)
    with foreign(name, "it holds what no log holds; give texts, numbers and days"):
        columns = _columns_of_frame(frame, headers)
    return RawTable(name, columns, _rows_of(frame), repeated=repeated)


def _rows_of(frame: pd.DataFrame) -> NDArray[np.int64]:
    """The rows of the file that a frame was read from: its numbers, where it has any."""
    numbers = frame.index
    if numbers.dtype.kind in "iu" and numbers.is_unique and (not len(frame) or numbers.min() >= 0):
        return numbers.to_numpy(np.int64) + 2
    return np.arange(len(frame)) + 2


def _columns_of_frame(frame: pd.DataFrame, headers: list[str]) -> dict[str, Words]:
    columns = {}
    for place, header in enumerate(headers):
        series = frame.iloc[:, place]
        values = series.astype(object).where(series.notna(), None)
        columns[header or f"column {place + 1}"] = Words.of(map(_text, values))
    return columns


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return text_of(value.to_pydatetime() if isinstance(value, pd.Timestamp) else value)


def _read(name: str, source: io.BytesIO | Path, size: int) -> pa.Table:
    from pyarrow import parquet

    file = parquet.ParquetFile(source)
    told = file.metadata
    require_rows(name, told.num_rows)
    groups = [told.row_group(number) for number in range(told.num_row_groups)]
    unpacked = sum(max(0, group.total_byte_size) for group in groups)
    if (
        told.num_rows > max(FEW_ROWS, size)
        or told.num_rows * told.num_columns > max(FEW_CELLS, 4 * size)
        or unpacked > max(LITTLE, MOST_TIMES * size)
    ):
        raise UnreadableFileError(
            f"{name}: the file unpacks to far more than a log needs; save the table as CSV"
        )
    table = parquet.ParquetFile(source, read_dictionary=texts_in(file.schema_arrow)).read()
    table.validate(full=True)
    return table


def require_rows(name: str, rows: int) -> None:
    """Raise UnreadableFileError where a table has more rows than are read at once."""
    if rows > MOST_ROWS:
        raise UnreadableFileError(
            f"{name}: {rows:,} rows are too many for one reading; `partition` reads them in parts"
        )


def texts_in(schema: pa.Schema) -> list[str]:
    """The columns of texts, which are read as codes: Parquet has them as codes already."""
    is_text = (pa.types.is_string, pa.types.is_large_string)
    return [field.name for field in schema if any(kind(field.type) for kind in is_text)]


def with_folder_names(folder: Path, path: Path, table: pa.Table) -> pa.Table:
    """The table of one file with what its folders' names say as further columns."""
    for part in path.relative_to(folder).parts[:-1]:
        name, told, value = part.partition("=")
        if told and name not in table.column_names:
            table = table.append_column(name, pa.array([unquote(value)] * len(table), pa.string()))
    return table


def table_of_arrow(name: str, table: pa.Table) -> RawTable:
    """An Arrow table as texts; the row under the header counts as row 2."""
    headers, repeated = unique_headers(table.column_names)
    columns, notes = {}, []
    for place, header in enumerate(headers):
        words = _words(table.column(place))
        if words is None:
            notes.append(f"column {header} was left out: it holds neither texts nor numbers")
        else:
            columns[header or f"column {place + 1}"] = words
    rows = np.arange(table.num_rows, dtype=np.int64) + 2
    return RawTable(name, columns, rows, repeated=repeated, notes=tuple(notes))


def _words(column: pa.ChunkedArray) -> Words | None:
    """A column of any plain type as texts; None for lists and the like."""
    kind = column.type
    if pa.types.is_null(kind) or not len(column):
        return Words.constant("", len(column))
    if pa.types.is_dictionary(kind) and pa.types.is_large_string(kind.value_type):
        return Words.of_arrow(column)
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        return Words.of_arrow(column)
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), None, column)
    encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], encoded.type)
    texts = [text_of(value) for value in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Words.merged(codes, texts)

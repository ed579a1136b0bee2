"""How a part lies on the disk: small numbers for each column, and the books of its texts."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError
from outreachlab.log.codes import BLANK, small
from outreachlab.log.days import NO_DAY, SECONDS_A_DAY, day_numbers
from outreachlab.parts.folder import PartFile, open_part

BOOK = "\0book"  # after a column's name, which cannot hold it
CHECKSUM = b"crc32"
NO_WHOLE = np.iinfo(np.int32).min
Numbers = NDArray[Any]
Stored = Numbers | tuple[Numbers, pa.Array]  # codes come with the book they point into


def bytes_of(frame: pd.DataFrame, identity: str) -> pa.Buffer:
    """
    A checked frame as the file of a part: Arrow, one row, each column a list.

    Words and texts are codes of one, two or four bytes and a book, -1 for a blank; days are
    numbers since 1970-01-01. Each list carries its checksum.
    """
    told = dict(chain.from_iterable(_lists(str(name), series) for name, series in frame.items()))
    fields = [
        pa.field(name, pa.large_list(values.type), metadata={CHECKSUM: _checksum(values)})
        for name, values in told.items()
    ]
    schema = pa.schema(fields, {"outreachlab": identity})
    lists = [
        pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)
        for values in told.values()
    ]
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.ipc.new_file(sink, schema, options=options) as out:
        out.write_batch(pa.record_batch(lists, schema=schema))
    return sink.getvalue()


def _lists(name: str, series: pd.Series) -> Iterator[tuple[str, pa.Array]]:
    """The lists of one column: its numbers, and its book if it has one."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        yield name, pa.array(small(series.cat.codes.to_numpy(), len(series.cat.categories)))
        book = pa.array(series.cat.categories, pa.large_string())
        yield name + BOOK, book.combine_chunks() if isinstance(book, pa.ChunkedArray) else book
    elif series.dtype.kind == "M":
        yield name, pa.array(day_numbers(series))
    elif series.dtype.kind == "f":
        yield name, pa.array(series.to_numpy(float))
    else:
        yield name, pa.array(series.to_numpy(np.int32, na_value=NO_WHOLE))


def columns_in(
    folder: str, file: PartFile, kinds: Mapping[str, str], columns: Iterable[str]
) -> dict[str, Stored]:
    """
    Some columns of a part as they are stored.

    Raises
    ------
    UnreadableFileError
        The part is gone, damaged, or lacks a column.
    """
    where = f"{folder}: {file.name}"
    with open_part(folder, file) as opened:
        try:
            schema = pa.ipc.open_file(opened).schema
            names = [one for name in columns for one in _names_of(where, schema, name, kinds[name])]
            places = [schema.get_field_index(name) for name in names]
            options = pa.ipc.IpcReadOptions(included_fields=places, use_threads=False)
            batch = pa.ipc.open_file(opened, options=options).get_batch(0)
            batch.validate(full=True)  # or numbers would be read that are not there
        except (pa.ArrowException, OSError):
            raise UnreadableFileError(f"{where} is damaged; copy it anew") from None
    found = {name: _sound(where, schema.field(name), batch.column(name)) for name in names}
    numbers = {name: found[name].to_numpy() for name in columns}
    for name, one in numbers.items():
        book = found.get(name + BOOK)
        astray = book is not None and len(one) and not BLANK <= one.min() <= one.max() < len(book)
        if len(one) != file.rows or astray:
            raise UnreadableFileError(f"{where} is damaged; copy it anew")
    return {
        name: (numbers[name], found[name + BOOK]) if name + BOOK in found else numbers[name]
        for name in columns
    }


def _names_of(where: str, schema: pa.Schema, name: str, kind: str) -> list[str]:
    """The lists that a column of this kind is stored in."""
    lists = [name, name + BOOK] if kind in ("word", "text") else [name]
    if not all(one in schema.names for one in lists) or not _IS[kind](
        schema.field(name).type.value_type
    ):
        raise UnreadableFileError(
            f"{where} has no column {name} of the kind that the other parts have; "
            "run partition into a new folder"
        )
    return lists


_IS = {
    "word": pa.types.is_integer,
    "text": pa.types.is_integer,
    "date": pa.types.is_int32,
    "whole": pa.types.is_int32,
    "number": pa.types.is_floating,
}


def _sound(where: str, field: pa.Field, column: pa.LargeListArray) -> pa.Array:
    """The list in a column, if it is the one that was written."""
    values = column.flatten()
    if (field.metadata or {}).get(CHECKSUM) != _checksum(values):
        raise UnreadableFileError(f"{where} is damaged; copy it anew")
    return values


def _checksum(values: pa.Array) -> bytes:
    """Of what a list holds, not of how it is packed."""
    if not pa.types.is_large_string(values.type):
        return b"%d" % crc32(np.ascontiguousarray(values.to_numpy()))
    _, ends, letters = values.buffers()
    if ends is None or not len(values):
        return b"0"
    places = np.frombuffer(ends, np.int64)[values.offset : values.offset + len(values) + 1]
    found = crc32(np.ascontiguousarray(places - places[0]))
    if letters is not None:
        found = crc32(letters.slice(int(places[0]), int(places[-1] - places[0])), found)
    return b"%d" % found


def days_of(numbers: NDArray[np.int32]) -> Numbers:
    """Day numbers as the days of a checked frame."""
    seconds = np.multiply(numbers, SECONDS_A_DAY, dtype=np.int64)
    days = seconds.view("datetime64[s]")
    days[numbers == NO_DAY] = np.datetime64("NaT", "s")
    return days


def wholes_of(numbers: NDArray[np.int32]) -> pd.arrays.IntegerArray:
    """Whole numbers as those of a checked frame."""
    blank = numbers == NO_WHOLE
    return pd.arrays.IntegerArray(np.where(blank, np.int32(0), numbers), blank)


def renumbered(codes: Numbers, rank: Numbers) -> Numbers:
    """Codes through the new place of each word of their book, a blank as it is."""
    table = np.append(rank, BLANK)
    return small(table, len(rank))[codes]

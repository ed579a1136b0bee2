"""How a part lies on the disk: the smallest numbers for each column, and the books of its texts."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, NO, small
from outreachlab.log.days import NO_DAY, SECONDS_A_DAY, day_numbers
from outreachlab.log.outcomes import Latest, latest_of
from outreachlab.log.people import folded_texts
from outreachlab.log.vocabulary import YES_NO
from outreachlab.parts.folder import PartFile, open_part

BOOK = "\0book"  # after a column's name, which cannot hold it
SEEKERS = "seeker\0hashes"
CHECKSUM, LEAST, LATEST = b"crc32", b"least", b"latest"
NOTHING = NO_DAY  # of days and of whole numbers
Numbers = NDArray[Any]
Stored = Numbers | tuple[Numbers, pa.Array]  # codes come with the book they point into


def bytes_of(log: CheckedLog, identity: str) -> pa.Buffer:
    """
    A checked log as the file of a part: Arrow, one row, each column a list.

    Words and texts are codes of one, two or four bytes and a book, -1 for a blank; yes and no are
    two bits; days since 1970-01-01 and whole numbers are counted from the least of them, in as few
    bytes as hold them. Each list carries its checksum. Nothing is packed beyond that, as unpacking
    takes longer than reading. What the day of judgement is settled by stands in the footer.
    """
    columns = log.frame.items()
    told = list(chain.from_iterable(_lists(str(name), series) for name, series in columns))
    fields = [
        pa.field(name, pa.large_list(values.type), metadata={CHECKSUM: _checksum(values), **more})
        for name, values, more in told
    ]
    latest = json.dumps(asdict(latest_of(log)))
    schema = pa.schema(fields, {b"outreachlab": identity.encode(), LATEST: latest.encode()})
    lists = [
        pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)
        for _, values, _ in told
    ]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, schema) as out:
        out.write_batch(pa.record_batch(lists, schema=schema))
    return sink.getvalue()


def _lists(name: str, series: pd.Series) -> Iterator[tuple[str, pa.Array, dict[bytes, bytes]]]:
    """The lists of one column: its numbers and what they are counted from, and its book if any."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes, names = series.cat.codes.to_numpy(), series.cat.categories
        yes_no = len(names) == len(YES_NO) and tuple(names) == YES_NO
        yield name, pa.array(_packed(codes) if yes_no else small(codes, len(names))), {}
        book = pa.array(names, pa.large_string())
        book = book.combine_chunks() if isinstance(book, pa.ChunkedArray) else book
        yield name + BOOK, book, {}
        if name == "seeker":
            yield SEEKERS, pa.array(seeker_hashes(book)), {}
    elif series.dtype.kind == "f":
        yield name, pa.array(series.to_numpy(float)), {}
    else:
        days = series.dtype.kind == "M"
        numbers = day_numbers(series) if days else series.to_numpy(np.int32, na_value=NOTHING)
        counted, least = _from_least(numbers)
        yield name, pa.array(counted), {LEAST: b"%d" % least}


def seeker_hashes(names: pa.Array) -> NDArray[np.uint64]:
    """A whole number for each of some seekers, the same for the same person on every machine."""
    folds = np.array(folded_texts(names).unique().to_pylist(), object)
    return pd.util.hash_array(folds, categorize=False)


def columns_in(
    folder: str, file: PartFile, kinds: Mapping[str, str], columns: Iterable[str]
) -> dict[str, Stored]:
    """
    Some columns of a part as they are stored, days and whole numbers counted from 0 again.

    Raises
    ------
    UnreadableFileError
        The part is gone, damaged, or lacks a column.
    """
    where, columns = f"{folder}: {file.name}", tuple(columns)

    def names_in(schema: pa.Schema) -> list[str]:
        return [one for name in columns for one in _names_of(where, schema, name, kinds[name])]

    schema, found = _lists_in(folder, file, names_in)
    told = {name: _read(schema.field(name), found[name].to_numpy(), file.rows) for name in columns}
    for name, one in told.items():
        book = found.get(name + BOOK)
        astray = book is not None and len(one) and not BLANK <= one.min() <= one.max() < len(book)
        if len(one) != file.rows or astray:
            raise UnreadableFileError(f"{where} is damaged; copy it anew")
    return {
        name: (told[name], found[name + BOOK]) if name + BOOK in found else told[name]
        for name in columns
    }


def known_of(folder: str, file: PartFile) -> tuple[NDArray[np.uint64], Latest]:
    """
    What was found out of a part when it was written: its seekers, and its latest days.

    A seeker is a whole number, the same for the same person in any part.

    Raises
    ------
    UnreadableFileError
        The part is gone or damaged.
    """
    schema, found = _lists_in(folder, file, lambda _: [SEEKERS])
    latest = json.loads(schema.metadata[LATEST])
    seekers = found[SEEKERS].to_numpy().copy()  # not with what was read beside them
    return seekers, Latest(tuple(latest["days"]), latest["unanswered"])


def _lists_in(
    folder: str, file: PartFile, names_in: Callable[[pa.Schema], list[str]]
) -> tuple[pa.Schema, dict[str, pa.Array]]:
    """What the lists hold that are asked for, each as it was written; nothing else is read."""
    where = f"{folder}: {file.name}"
    with open_part(folder, file) as opened:
        try:
            schema = pa.ipc.open_file(opened).schema
            names = names_in(schema)
            places = [schema.get_field_index(name) for name in names]
            options = pa.ipc.IpcReadOptions(included_fields=places, use_threads=False)
            batch = pa.ipc.open_file(opened, options=options).get_batch(0)
            batch.validate(full=True)  # or numbers would be read that are not there
        except (pa.ArrowException, OSError):
            raise UnreadableFileError(f"{where} is damaged; copy it anew") from None
    return schema, {name: _sound(where, schema.field(name), batch.column(name)) for name in names}


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


_IS = dict.fromkeys(("word", "text", "date", "whole"), pa.types.is_integer)
_IS["number"] = pa.types.is_floating


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


def _packed(codes: Numbers) -> NDArray[np.uint8]:
    """Codes of yes and no as bits: which are no, then which are blank."""
    return np.concatenate([np.packbits(codes == word) for word in (NO, BLANK)])


def _from_least(numbers: NDArray[np.int32]) -> tuple[Numbers, int]:
    """Numbers counted from the least of them, -1 for a blank; and the least."""
    blank = numbers == NOTHING
    most = int(numbers.max(initial=NOTHING))
    least = int(np.where(blank, np.int32(most), numbers).min(initial=most))
    counted = np.subtract(numbers, least, dtype=np.int64)
    counted[blank] = BLANK
    return small(counted, most - least), least


def _read(field: pa.Field, stored: Numbers, rows: int) -> Numbers:
    """The numbers of a column of so many rows from those in its list."""
    if stored.dtype == np.uint8 and len(stored) == 2 * -(-rows // 8):
        no, blank = np.unpackbits(stored.reshape(2, -1), axis=1, count=rows).view(np.int8)
        return no - blank
    if (least := (field.metadata or {}).get(LEAST)) is None:
        return stored
    numbers = np.add(stored, int(least), dtype=np.int32, casting="unsafe")
    numbers[stored == BLANK] = NOTHING
    return numbers


def days_of(numbers: NDArray[np.int32]) -> Numbers:
    """Day numbers as the days of a checked frame."""
    seconds = np.multiply(numbers, SECONDS_A_DAY, dtype=np.int64)
    days = seconds.view("datetime64[s]")
    days[numbers == NOTHING] = np.datetime64("NaT", "s")
    return days


def wholes_of(numbers: NDArray[np.int32]) -> pd.arrays.IntegerArray:
    """Whole numbers as those of a checked frame."""
    blank = numbers == NOTHING
    return pd.arrays.IntegerArray(np.where(blank, np.int32(0), numbers), blank)


def renumbered(codes: Numbers, rank: Numbers) -> Numbers:
    """Codes through the new place of each word of their book, a blank as it is."""
    table = np.append(rank, BLANK)
    return small(table, len(rank))[codes]

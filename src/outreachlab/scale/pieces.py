"""The pieces of a log that is being split: files of batches, one a bucket."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.table import BLANK, RawTable, Words, recoded, text_array

PLACE = "\0row"  # no header of a file can be this
MOST_TEXTS = 50_000  # of a column that is written as codes; one with more as texts
BOOKS = "books.json"


class Books:
    """The texts of the columns that have few, each with one code in all pieces."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, int]] = {}
        self.wide: set[str] = set()

    def codes(self, header: str, words: Words) -> NDArray[np.int32] | None:
        """The codes of a column, -1 for a blank; None once it has too many texts."""
        known = self.known.setdefault(header, {})
        if header in self.wide or len(words.book) > MOST_TEXTS:
            self.wide.add(header)
            return None
        new = np.array([known.setdefault(text, len(known)) for text in words.texts], np.int32)
        if len(known) > MOST_TEXTS:
            self.wide.add(header)
        return recoded(words.codes, new)

    def save(self, folder: Path) -> None:
        """Write the texts beside the pieces."""
        texts = {header: list(known) for header, known in self.known.items()}
        (folder / BOOKS).write_text(json.dumps(texts), encoding="utf-8")


def write_piece(
    raw: RawTable, bucket: NDArray[np.int64], buckets: int, books: Books, path: Path
) -> None:
    """Write the rows of a table as one batch for each bucket, in their order."""
    # whole numbers of sixteen bits are sorted by counting, which is several times quicker
    order = np.argsort(bucket.astype(np.min_scalar_type(buckets)), kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=buckets))])
    columns = {PLACE: pa.array(raw.rows[order])}
    for header, words in raw.columns.items():
        codes = books.codes(header, words)
        columns[header] = _texts(words.take(order)) if codes is None else pa.array(codes[order])
    whole = pa.record_batch(columns)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, whole.schema, options=options) as out,
    ):
        for start, end in pairwise(ends.tolist()):
            out.write_batch(whole.slice(start, end - start))


def bucket_of(folder: Path, number: int, source: str, width: int) -> RawTable:
    """
    The rows of one bucket as a raw table, in the order of the file.

    Raises
    ------
    UnreadableFileError
        A piece is damaged.
    """
    batches = []
    for path in sorted(folder.glob("*.arrow")):
        try:
            with pa.memory_map(str(path)) as mapped:
                batches.append(pa.ipc.open_file(mapped).get_batch(number))
        except (pa.ArrowException, OSError):
            raise UnreadableFileError(
                f"{path.name}: a piece of the split is damaged; run partition into a new folder"
            ) from None
    texts = json.loads((folder / BOOKS).read_text(encoding="utf-8"))
    headers = dict.fromkeys(name for batch in batches for name in batch.schema.names)
    columns = {
        header: _words(batches, header, text_array(texts[header])).without_unused()
        for header in headers
        if header != PLACE
    }
    rows = np.concatenate([batch.column(PLACE).to_numpy() for batch in batches])
    return RawTable(source, columns, rows, width=width)


def _words(batches: list[pa.RecordBatch], header: str, book: pa.Array) -> Words:
    """A column of some batches; blank where a batch lacks it."""
    columns = [
        batch.column(header)
        if header in batch.schema.names
        else pa.array(np.full(len(batch), BLANK, np.int32))
        for batch in batches
    ]
    if all(pa.types.is_integer(column.type) for column in columns):
        return Words(np.concatenate([column.to_numpy() for column in columns]), book)
    texts = [
        _texts(Words(column.to_numpy(), book)) if pa.types.is_integer(column.type) else column
        for column in columns
    ]
    return Words.of_arrow(pa.chunked_array(texts))


def _texts(words: Words) -> pa.Array:
    return words.book.take(pa.array(words.codes, mask=words.codes == BLANK))

"""The rows of a log of any size, sorted into buckets by seeker on the disk."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError, UsageError
from outreachlab.files import write
from outreachlab.intake.examine import overlong
from outreachlab.intake.headers import name_columns
from outreachlab.intake.maps import LogMap
from outreachlab.intake.table import BLANK, RawTable, Words, text_array
from outreachlab.intake.values import trimmed
from outreachlab.log.codes import SmallInts, small
from outreachlab.log.people import folded_texts
from outreachlab.parts.survey import Survey

PLACE = "\0row"  # no header of a file can be this
MOST_TEXTS = 50_000  # of a column that is written as codes; one with more as texts
BOOKS = "books.json"


class Books:
    """The texts of the columns that have few, each with one code in all pieces."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, int]] = {}
        self.wide: set[str] = set()

    def codes(self, header: str, words: Words) -> SmallInts | None:
        """The codes of a column, -1 for a blank; None once it has too many texts."""
        known = self.known.setdefault(header, {})
        if header in self.wide or len(words.book) > MOST_TEXTS:
            self.wide.add(header)
            return None
        new = np.array([*(known.setdefault(text, len(known)) for text in words.texts), BLANK])
        if len(known) > MOST_TEXTS:
            self.wide.add(header)
        return small(new, len(known)).take(words.codes)  # a blank, -1, finds the last

    def save(self, folder: Path) -> None:
        """Write the texts beside the pieces."""
        texts = {header: list(known) for header, known in self.known.items()}
        write([(folder / BOOKS, json.dumps(texts).encode())])


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
        columns[header] = (
            _texts(words.take(order)) if codes is None else pa.array(codes.take(order))
        )
    whole = pa.record_batch(columns)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as out:
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
        codes = [column.to_numpy() for column in columns]
        return Words(np.concatenate(codes, dtype=np.int32), book)
    texts = [
        _texts(Words(column.to_numpy(), book)) if pa.types.is_integer(column.type) else column
        for column in columns
    ]
    return Words.of_arrow(pa.chunked_array(texts))


def _texts(words: Words) -> pa.Array:
    return words.book.take(pa.array(words.codes, mask=words.codes == BLANK))


def split(pieces: Iterator[RawTable], known: LogMap | None, buckets: int, folder: Path) -> Survey:
    """
    Write each piece as a file of `buckets` batches; a seeker's rows are all in one bucket.

    Raises
    ------
    UsageError
        The log has no column that tells seekers apart.
    """
    survey, books = Survey(), Books()
    for number, raw in enumerate(_ahead(pieces)):
        if raw.beyond:
            keep = np.ones(len(raw.rows), bool)
            keep[list(raw.beyond)] = False
            survey.overlong += [(int(raw.rows[c.places[0]]), c) for c in overlong(raw)]
            columns = {header: words.take(keep) for header, words in raw.columns.items()}
            raw = RawTable(
                raw.source, columns, raw.rows[keep], raw.header_row, raw.width,
                repeated=raw.repeated,
            )  # fmt: skip
        named = name_columns(raw, known)
        survey.add(raw, named)
        if "seeker" not in named.words and not named.faults:
            raise UsageError(
                f"{raw.source}: the log has no column seeker, and one seeker's log cannot be "
                "split; the other commands read it as it is"
            )
        seeker = named.words.get("seeker")
        told = known.values.get("seeker", {}) if known else {}
        bucket = np.zeros(len(raw.rows), np.int64)
        if seeker is not None:
            bucket = _bucket(seeker, told, buckets)
        write_piece(raw, bucket, buckets, books, folder / f"{number:05d}.arrow")
    books.save(folder)
    return survey


def _bucket(seeker: Words, told: Mapping[str, str], buckets: int) -> NDArray[np.int64]:
    """The bucket of each row, by the folded name of its seeker; the same on every machine."""
    names = [trimmed(name) for name in seeker.texts]
    folds = folded_texts(text_array(told.get(name, name) for name in names)).to_pylist()
    hashed = pd.util.hash_array(np.array([*folds, ""], object), categorize=False)
    bucket = (hashed % np.uint64(buckets)).astype(np.int64)
    bucket[-1] = 0  # a blank, -1, finds the last
    return bucket.take(seeker.codes)


def _ahead(pieces: Iterator[RawTable]) -> Iterator[RawTable]:
    """The same pieces, each read while the one before is sorted."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, pieces, None)
            yield piece

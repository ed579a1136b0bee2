"""A table of raw texts, each distinct text of a column held once; the form all cleaning takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from outreachlab.escapes import GUARDED, without_guard

BLANK = -1
EXAMPLE = "Example (not counted)"  # the name in the example row of our template
BANDS = ("Who", "How you asked", "Answer", "Meeting")  # above the headers of our template
SHEET = 1 << 21  # more rows than a sheet can have
FILE = 1 << 40  # more rows than a file can have, its sheets one below the other
# What stands invisibly around a text: white space, and marks of no width that files pick up.
EDGES = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts: `codes` (rows, int32, -1 for blank) point into `book`, an Arrow array."""

    codes: NDArray[np.int32]
    book: pa.Array

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> "Words":
        """Each distinct text once, in order of appearance; white space alone is blank."""
        texts = list(texts)
        book = [text for text in dict.fromkeys(texts) if text and text.strip(EDGES)]
        place: dict[str | None, int] = dict.fromkeys(texts, BLANK)
        place.update(zip(book, range(len(book)), strict=True))
        codes = np.fromiter(map(place.__getitem__, texts), np.int32, len(texts))
        return cls(codes, text_array(book))

    @classmethod
    def of_arrow(cls, column: pa.Array | pa.ChunkedArray) -> "Words":
        """A column that Arrow has read, dictionary-encoded or not."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        if not chunks:
            return cls.of([])
        # each chunk has a book of its own: their texts together, then every row in one step
        texts = pa.concat_arrays([chunk.dictionary for chunk in chunks])
        place = cls._of_texts(texts.cast(pa.large_string()).dictionary_encode())
        codes, row, start = np.empty(len(column), np.int32), 0, 0
        for chunk in chunks:
            end = start + len(chunk.dictionary)
            own = chunk.indices.fill_null(end - start) if chunk.null_count else chunk.indices
            table = np.append(place.codes[start:end], np.int32(BLANK))
            codes[row : row + len(chunk)] = pc.take(pa.array(table), own, boundscheck=False)
            row, start = row + len(chunk), end
        return cls(codes, place.book)

    @classmethod
    def _of_texts(cls, texts: pa.DictionaryArray) -> "Words":
        codes = texts.indices.fill_null(BLANK).to_numpy(zero_copy_only=False)
        return cls(codes.astype(np.int32, copy=False), texts.dictionary).without_blanks()

    @classmethod
    def merged(cls, codes: NDArray[np.int32], texts: Iterable[str]) -> "Words":
        """Codes into a list of texts that may hold one text twice."""
        own = cls.of(texts)
        return cls(recoded(codes, own.codes), own.book)

    @classmethod
    def constant(cls, text: str, rows: int) -> "Words":
        """The same text in every row."""
        return cls(np.zeros(rows, np.int32), text_array([text])).without_blanks()

    @property
    def texts(self) -> list[str]:
        """The book as Python texts."""
        return self.book.to_pylist()

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many rows have each text of the book."""
        places = np.add(self.codes, 1, dtype=np.intp)  # the type that bincount counts in
        return np.bincount(places, minlength=len(self.book) + 1)[1:]

    def without_blanks(self) -> "Words":
        """The same column with texts of white space alone made blank."""
        blank = pc.equal(pc.utf8_trim(self.book, characters=EDGES), "")
        if not pc.any(blank).as_py():
            return self
        gone = blank.to_numpy(zero_copy_only=False)
        new = np.where(gone, BLANK, np.cumsum(~gone) - 1).astype(np.int32)
        return Words(recoded(self.codes, new), self.book.filter(pc.invert(blank)))

    def without_unused(self) -> "Words":
        """The same column with no text in its book that no row has."""
        used = self.counts > 0
        if used.all():
            return self
        new = (np.cumsum(used) - 1).astype(np.int32)
        return Words(recoded(self.codes, new), self.book.filter(pa.array(used)))

    def without_guards(self) -> "Words":
        """The texts as they were before an apostrophe kept spreadsheets from running them."""
        if not pc.any(pc.match_substring_regex(self.book, GUARDED)).as_py():
            return self
        return Words.merged(self.codes, map(without_guard, self.texts))

    def at(self, place: int) -> str:
        """The text of one row as the file has it; empty if blank."""
        code = int(self.codes[place])
        return "" if code == BLANK else self.book[code].as_py()

    def spelled(self, places: Iterable[int]) -> list[str]:
        """The texts of some rows as the file has them; empty where blank."""
        return [self.at(place) for place in places]

    def is_blank(self) -> bool:
        """Has the column no text at all?"""
        return len(self.book) == 0 or bool((self.codes == BLANK).all())

    def take(self, keep: NDArray) -> "Words":
        """Some rows of the column, by mask or place; the book stays whole."""
        return Words(self.codes[keep], self.book)


def recoded(codes: NDArray[np.int32], new: NDArray[np.int32]) -> NDArray[np.int32]:
    """`codes` with each code replaced through the table `new`; blanks stay blank."""
    return np.append(new, np.int32(BLANK)).take(codes)  # code -1 finds the last


def text_array(texts: Iterable[str]) -> pa.Array:
    """Texts as an Arrow array; half of a surrogate pair, which Arrow refuses, becomes `?`."""
    texts = list(texts)
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return pa.array(sound, pa.large_string())


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is no request (a totals row, say): its row number, its cells, and why."""

    row: int
    cells: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """
    What a file holds, before any meaning.

    `columns` maps each header, as written and made unique, to its texts. `rows` are the row
    numbers a spreadsheet program shows; `header_row` is the header's and `width` its count of
    cells. `beyond` holds, by place, the cells of a row that is longer than the header; `aside`
    the rows that are no requests; `repeated` the headers that stand there more than once.
    `sheets` of a workbook were read and `sheets_left` were not; `encoding` is that of a text that
    is not in UTF-8. Where several sheets are joined, the rows of each later one count on from
    `SHEET` times its place; where several files are, from `FILE` times its place in `files`, which
    has each file's name and the sheets read of it.
    """

    source: str
    columns: Mapping[str, Words]
    rows: NDArray[np.int64]
    header_row: int = 1
    width: int = 0
    beyond: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    aside: tuple[Aside, ...] = ()
    repeated: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sheets_left: tuple[str, ...] = ()
    encoding: str | None = None
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """A file's name may hold bytes that are no text."""
        name = self.source.encode("utf-8", "replace").decode()
        object.__setattr__(self, "source", name)

    def without_guards(self) -> "RawTable":
        """The table as it was before an apostrophe kept spreadsheets from running its cells."""
        names = {header: without_guard(header) for header in self.columns}
        if len(set(names.values())) < len(names):  # two headers would be one
            names = dict(zip(names, names, strict=True))
        columns = {names[header]: words.without_guards() for header, words in self.columns.items()}
        return replace(self, columns=columns)

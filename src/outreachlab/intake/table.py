"""A table of raw texts, each distinct text of a column held once; the form all cleaning takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

BLANK = -1


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts: `codes` (rows, int32, -1 for blank) point into `book`."""

    codes: NDArray[np.int32]
    book: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> "Words":
        """Each distinct text once, in order of appearance; white space alone is blank."""
        codes, book = pd.factorize(np.array(list(texts), dtype=object), use_na_sentinel=True)
        return cls(codes.astype(np.int32), tuple(book)).without_blanks()

    @classmethod
    def constant(cls, text: str, rows: int) -> "Words":
        """The same text in every row."""
        return cls(np.zeros(rows, np.int32), (text,)).without_blanks()

    def without_blanks(self) -> "Words":
        """The same column with texts of white space alone made blank."""
        blank = np.array([not text.strip() for text in self.book], dtype=bool)
        if not blank.any():
            return self
        new = np.where(blank, BLANK, np.cumsum(~blank) - 1).astype(np.int32)
        kept = tuple(text for text, gone in zip(self.book, blank, strict=True) if not gone)
        return Words(recoded(self.codes, new), kept)

    def at(self, row: int) -> str:
        """The text of one row as the file has it; empty if blank."""
        code = int(self.codes[row])
        return "" if code == BLANK else self.book[code]

    def take(self, keep: NDArray[np.bool_]) -> "Words":
        """Some rows of the column; the book stays whole."""
        return Words(self.codes[keep], self.book)


def recoded(codes: NDArray[np.int32], new: NDArray[np.int32]) -> NDArray[np.int32]:
    """`codes` with each code replaced through the table `new`; blanks stay blank."""
    if len(new) == 0:
        return codes
    return np.where(codes == BLANK, np.int32(BLANK), new[codes])


@dataclass(frozen=True, slots=True)
class RawTable:
    """
    What a file holds, before any meaning.

    `columns` maps each header, as written and made unique, to its texts. `rows` are the row
    numbers a spreadsheet program shows; `header_row` is the header's. `faults` are rows that do
    not fit the table: (row, column, value, problem, fix).
    """

    source: str
    columns: Mapping[str, Words]
    rows: NDArray[np.int64]
    header_row: int = 1
    faults: tuple[tuple[int, str, str, str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())

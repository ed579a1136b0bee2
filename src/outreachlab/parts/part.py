"""One part of a log: read back, as it was checked, with the columns an answer needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.columns import categorical
from outreachlab.log.checked import CheckedLog, TacticKind
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import YES_NO, levels_of
from outreachlab.parts.folder import PartFile, open_part

Columns = tuple[str, ...]
# What tells which requests an answer looks at.
ALWAYS = ("seeker", "asked_on")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a log, by number; `read` gives it as a checked log."""

    folder: str
    number: int
    file: PartFile
    source: str
    columns: Mapping[str, str]
    tactics: Mapping[str, TacticKind]
    seeker: str | None
    since: date | None
    until: date | None

    def __str__(self) -> str:
        return f"{self.folder}: {self.file.name}"

    def read(self, columns: Iterable[str]) -> CheckedLog:
        """
        The part with some columns, as far as the log has them.

        Raises
        ------
        UnreadableFileError
            The part is gone, damaged, or not what partition wrote.
        """
        wanted = tuple(name for name in self.columns if name in {*columns, *ALWAYS})
        frame = _frame(_table(self.folder, self.file, self.columns, wanted), self.columns)
        log = CheckedLog(
            frame,
            np.ones(len(frame), bool),
            self.source,
            np.arange(len(frame)),
            self.tactics,
        )
        if self.seeker is not None:
            log.selected[:] = self.of_seeker(log)
        return log.between(self.since, self.until)

    def of_seeker(self, log: CheckedLog) -> NDArray[np.bool_]:
        """Which requests are those of the one seeker that is looked at."""
        names = log.frame["seeker"].cat.categories.tolist()
        own = [name for name in names if folded(name) == folded(str(self.seeker))]
        return np.asarray(log.frame["seeker"].isin(own))


def seeker_hashes(names: Iterable[str]) -> NDArray[np.uint64]:
    """A whole number for each of some seekers, the same for the same person on every machine."""
    folds = np.array([*dict.fromkeys(map(folded, names))], object)
    return pd.util.hash_array(folds, categorize=False)


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """A checked frame as the Arrow table of a part: codes with their books, days, numbers."""
    columns = {}
    for name, series in frame.items():
        if isinstance(series.dtype, pd.CategoricalDtype):
            codes = series.cat.codes.to_numpy()
            book = pa.array(series.cat.categories, pa.string())
            book = book.combine_chunks() if isinstance(book, pa.ChunkedArray) else book
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), book)
        elif series.dtype.kind == "M":
            columns[name] = pa.array(series.to_numpy().astype("datetime64[D]"))
        else:
            columns[name] = pa.array(series, from_pandas=True)
    return pa.table(columns)


def kinds_of(frame: pd.DataFrame, tactics: Iterable[str]) -> dict[str, str]:
    """The kind of each column of a checked frame, for the manifest."""
    kinds = {}
    for name, series in frame.items():
        if isinstance(series.dtype, pd.CategoricalDtype):
            words = levels_of(name) or (YES_NO if _is_yes_no(name, series, tactics) else ())
            kinds[str(name)] = "word" if words else "text"
        else:
            kinds[str(name)] = {"M": "date", "f": "number"}.get(series.dtype.kind, "whole")
    return kinds


def _is_yes_no(name: str, series: pd.Series, tactics: Iterable[str]) -> bool:
    return name in tactics and tuple(series.cat.categories) == YES_NO


def _table(folder: str, file: PartFile, kinds: Mapping[str, str], columns: Columns) -> pa.Table:
    from pyarrow import parquet

    coded = [name for name in columns if kinds[name] in ("word", "text")]
    with open_part(folder, file) as opened:
        try:
            footer = parquet.read_metadata(opened)
            schema = footer.schema.to_arrow_schema()
            _refuse_other_columns(f"{folder}: {file.name}", schema, kinds, columns)
            part = parquet.ParquetFile(
                opened,
                metadata=footer,
                read_dictionary=coded,
                pre_buffer=True,
                page_checksum_verification=True,
            )
            return part.read(list(columns), use_threads=False)
        except (pa.ArrowException, OSError):
            raise UnreadableFileError(f"{folder}: {file.name} is damaged; copy it anew") from None


def _refuse_other_columns(
    where: str, schema: pa.Schema, kinds: Mapping[str, str], columns: Columns
) -> None:
    for name in columns:
        if name not in schema.names or not _IS[kinds[name]](schema.field(name).type):
            raise UnreadableFileError(
                f"{where} has no column {name} of the kind that the other parts have; "
                "run partition into a new folder"
            )


_IS = {
    "word": pa.types.is_dictionary,
    "text": pa.types.is_dictionary,
    "date": pa.types.is_date32,
    "whole": pa.types.is_integer,
    "number": pa.types.is_floating,
}


def empty_frame(kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame of a log with these columns and no request."""
    types = {"date": pa.date32(), "whole": pa.int32(), "number": pa.float64()}
    coded = pa.dictionary(pa.int32(), pa.string())
    arrays = {name: pa.array([], types.get(kind, coded)) for name, kind in kinds.items()}
    return _frame(pa.table(arrays), kinds)


def _frame(table: pa.Table, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame of a checked log from a part's table."""
    columns: dict[str, object] = {}
    for name in table.column_names:
        kind, column = kinds[name], table[name].combine_chunks()
        if kind == "date":
            columns[name] = column.to_numpy(zero_copy_only=False).astype("datetime64[s]")
        elif kind == "whole":
            blank = column.is_null().to_numpy(zero_copy_only=False)
            columns[name] = pd.arrays.IntegerArray(
                column.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int32), blank
            )
        elif kind == "number":
            columns[name] = column.to_numpy(zero_copy_only=False).astype(float)
        else:
            columns[name] = _coded(column, levels_of(name) or YES_NO if kind == "word" else ())
    return pd.DataFrame(columns, copy=False)


def _coded(column: pa.DictionaryArray, words: Columns) -> pd.Series:
    """The codes into the words of the vocabulary, or into the texts sorted."""
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    book = column.dictionary.cast(pa.large_string())
    if words:
        place = {word: at for at, word in enumerate(words)}
        rank = np.array([*(place[word] for word in book.to_pylist()), -1])
        return pd.Series(pd.Categorical.from_codes(rank[codes], dtype=_words(words)))
    if len(book) > 1 and not pc.all(pc.less(book[:-1], book[1:])).as_py():
        order = pc.sort_indices(book)
        rank = np.empty(len(book) + 1, np.int32)
        rank[order.to_numpy()] = np.arange(len(book), dtype=np.int32)
        rank[-1] = -1
        codes, book = rank[codes], book.take(order)
    return categorical(codes, book)


@lru_cache(maxsize=100)
def _words(words: Columns) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))

"""One part of a log: read back, as it was checked, with the columns an answer needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from outreachlab.intake.columns import categorical
from outreachlab.log.checked import CheckedLog, TacticKind
from outreachlab.log.codes import BLANK
from outreachlab.log.outcomes import Latest
from outreachlab.log.people import folded
from outreachlab.log.view import JUDGED_BY
from outreachlab.log.vocabulary import YES_NO, words_of
from outreachlab.parts.folder import PartFile
from outreachlab.parts.stored import (
    Numbers,
    Stored,
    columns_in,
    days_of,
    known_of,
    renumbered,
    wholes_of,
)

Columns = tuple[str, ...]
ALWAYS = ("seeker", "met_on")  # whose request it is, and whether the log tells meetings


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

        It can be judged as well. Days of asking, answering and reminding that are not among
        `columns` are not in its frame, and are only had as numbers by `days_in`.

        Raises
        ------
        UnreadableFileError
            The part is gone, damaged, or not what partition wrote.
        """
        wanted = {*columns, *ALWAYS, *(("asked_on",) if self.since or self.until else ())}
        known = [name for name in self.columns if name in wanted.union(JUDGED_BY)]
        stored = columns_in(self.folder, self.file, self.columns, known)
        days = {name: stored[name] for name in stored if self.columns[name] == "date"}
        for name in days.keys() - wanted:
            del stored[name]
        frame, rows = _frame(stored, self.columns), self.file.rows
        log = CheckedLog(frame, np.ones(rows, bool), self.source, np.arange(rows), self.tactics)
        if self.seeker is not None:
            log.selected[:] = self.of_seeker(log)
        log = log.between(self.since, self.until)
        log.kept.update({(name, "days"): told for name, told in days.items()})
        return log

    def known(self) -> tuple[NDArray[np.uint64], Latest]:
        """Its seekers as whole numbers, and the latest days of all its requests."""
        return known_of(self.folder, self.file)

    def of_seeker(self, log: CheckedLog) -> NDArray[np.bool_]:
        """Which requests are those of the one seeker that is looked at."""
        names = log.frame["seeker"].cat.categories.tolist()
        own = [name for name in names if folded(name) == folded(str(self.seeker))]
        return np.asarray(log.frame["seeker"].isin(own))


def kinds_of(frame: pd.DataFrame, tactics: Iterable[str]) -> dict[str, str]:
    """The kind of each column of a checked frame, for the manifest."""
    kinds = {}
    for name, series in frame.items():
        if isinstance(series.dtype, pd.CategoricalDtype):
            words = words_of(name) or (YES_NO if _is_yes_no(name, series, tactics) else ())
            kinds[str(name)] = "word" if words else "text"
        else:
            kinds[str(name)] = {"M": "date", "f": "number"}.get(series.dtype.kind, "whole")
    return kinds


def _is_yes_no(name: str, series: pd.Series, tactics: Iterable[str]) -> bool:
    return name in tactics and tuple(series.cat.categories) == YES_NO


def empty_frame(kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame of a log with these columns and no request."""
    types = {"date": np.int32, "whole": np.int32, "number": float}
    nothing = np.zeros(0, np.int8), pa.array([], pa.large_string())
    columns = {
        name: np.zeros(0, types[kind]) if kind in types else nothing for name, kind in kinds.items()
    }
    return _frame(columns, kinds)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of some parts as one; a text has one code in all of them."""
    columns: dict[str, object] = {}
    for name in frames[0]:
        series = [frame[name] for frame in frames]
        if isinstance(series[0].dtype, pd.CategoricalDtype):
            columns[str(name)] = union_categoricals(series, sort_categories=_differ(series))
        else:
            columns[str(name)] = pd.concat(series, ignore_index=True)
    return pd.DataFrame(columns, copy=False)


def _differ(series: Sequence[pd.Series]) -> bool:
    """Have they other books? Words of the vocabulary have one, in its order."""
    return any(one.dtype != series[0].dtype for one in series)


def _frame(stored: Mapping[str, Stored], kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frame of a checked log from a part's columns."""
    columns: dict[str, object] = {}
    for name, told in stored.items():
        kind = kinds[name]
        if isinstance(told, tuple):
            columns[name] = _coded(*told, words_of(name) or YES_NO if kind == "word" else ())
        elif kind == "date":
            columns[name] = days_of(told)
        else:
            columns[name] = wholes_of(told) if kind == "whole" else told
    return pd.DataFrame(columns, copy=False)


def _coded(codes: Numbers, book: pa.Array, words: Columns) -> pd.Series:
    """The codes into the words of the vocabulary, or into the texts sorted."""
    if words:
        if (told := tuple(book.to_pylist())) != words:  # as an earlier vocabulary had them
            place = {word: at for at, word in enumerate(words)}
            codes = renumbered(codes, np.array([place.get(word, BLANK) for word in told], int))
        return pd.Series(pd.Categorical.from_codes(codes, dtype=_words(words), validate=False))
    if len(book) > 1 and not pc.all(pc.less(book[:-1], book[1:])).as_py():
        order = pc.sort_indices(book)
        codes, book = renumbered(codes, np.argsort(order.to_numpy())), book.take(order)
    return categorical(codes, book)


@lru_cache(maxsize=100)
def _words(words: Columns) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))

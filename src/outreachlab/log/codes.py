"""A checked log as small integer codes and their books, the form all number-crunching takes."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from outreachlab.errors import UnknownColumnError, UsageError
from outreachlab.log.arguments import column_name
from outreachlab.log.checked import CheckedLog
from outreachlab.log.days import day_numbers
from outreachlab.log.people import folded, folded_texts, one_spelling
from outreachlab.log.vocabulary import (
    ADVICE_OF,
    COLUMN,
    DERIVED,
    IN_PERSON_FORMATS,
    MONTHS,
    NTH_REQUEST,
    SHORT_TIME_MINUTES,
    WEEKDAYS,
    YES_NO,
    levels_of,
    sources_of,
    stage_of,
)
from outreachlab.wording import listed

SmallInts = NDArray[np.signedinteger[Any]]
Book = tuple[Any, ...]  # of texts; without a column to go by, of None alone
BLANK = -1
THURSDAY = WEEKDAYS.index("Thursday")  # 1970-01-01, from which days are numbered
YES, NO = YES_NO.index("yes"), YES_NO.index("no")


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """
    A column as whole numbers: `codes` (n,) point into `book`, -1 marks a blank.

    They are int8, int16 or int32, the smallest that also holds the length of the book, so that
    every code may be moved up by one.
    """

    codes: SmallInts
    book: tuple[str, ...]

    def __post_init__(self) -> None:
        """Make the codes small."""
        object.__setattr__(self, "codes", small(self.codes, len(self.book)))

    def take(self, rows: NDArray[np.int64] | None) -> "Codes":
        """The same book over some rows, whose places rise: as many as there are rows are all."""
        return (
            self
            if rows is None or len(rows) == len(self.codes)
            else Codes(self.codes[rows], self.book)
        )


def small(codes: NDArray[np.integer[Any]], most: int) -> SmallInts:
    """Whole numbers from -1 to `most` in the smallest type that holds these."""
    sizes = (np.int8, np.int16, np.int32)
    kind = next((size for size in sizes if most <= np.iinfo(size).max), np.int64)
    return codes.astype(kind, copy=False)


def codes_of(log: CheckedLog, name: str, rows: NDArray[np.int64] | None = None) -> Codes:
    """
    A column or derived tactic as codes, levels in vocabulary order, else sorted as text.

    Parameters
    ----------
    log : CheckedLog
        One row per request.
    name : str
        A column of the log, a tactic of the map, or a derived tactic.
    rows : array of int, optional
        Places in the frame; all unless given.

    Returns
    -------
    Codes
        A code per row.

    Raises
    ------
    UnknownColumnError
        The log has no such column, or lacks the column the tactic is derived from.
    UsageError
        The column holds numbers or free notes.
    """
    if (name, "codes") not in log.kept:
        found = _codes_of(log, name)
        found.codes.flags.writeable = False  # as others will be given it too
        log.kept[name, "codes"] = found
    kept: Codes = log.kept[name, "codes"]
    return kept.take(rows)


def _codes_of(log: CheckedLog, name: str) -> Codes:
    require_column(log, name)
    if name not in log.frame:
        return _RULES[name](log.frame)
    if name == "notes":
        raise UsageError("notes are free text and are never analysed; name another column")
    series = log.frame[name]
    if is_number(log, name):
        raise UsageError(f"{name} is a number; say where to cut it with `bins`, as `bins=[15, 30]`")
    return _codes(series, name)


def numbers_of(
    log: CheckedLog, name: str, rows: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """A number column as floats (n,), nan for a blank; raises as `codes_of` does."""
    require_column(log, name)
    if not is_number(log, name):
        raise UsageError(f"{name} is no number column")
    values = log.frame[name].to_numpy(float, na_value=np.nan)
    return values if rows is None else values[rows]


def binned(
    log: CheckedLog, name: str, edges: tuple[float, ...], rows: NDArray[np.int64] | None = None
) -> Codes:
    """A number column cut at `edges`, each edge the highest number of its bin."""
    values = numbers_of(log, name, rows)
    if list(edges) != sorted(set(edges)) or not edges:
        raise UsageError(f"bins must rise, as 15,30,45; not {','.join(map(_plain, edges))}")
    texts = [_plain(edge) for edge in edges]
    book = (
        f"up to {texts[0]}",
        *(f"over {low}, up to {high}" for low, high in pairwise(texts)),
        f"over {texts[-1]}",
    )
    codes = np.searchsorted(np.array(edges), values, side="left")
    return Codes(np.where(np.isnan(values), BLANK, codes), book)


def merged_books(
    name: str, one: Book, two: Book
) -> tuple[Book, NDArray[np.int64], NDArray[np.int64]]:
    """
    One book of two of a column's, and the place in it of each level of both.

    Levels stand in vocabulary order, else sorted as text; a person keeps the first spelling.
    """
    if one == two:
        same = np.arange(len(one))
        return one, same, same
    words = sorted({*one, *two})
    key = dict(zip(words, _compared(name, words), strict=True))
    level: dict[str, str] = {}
    for word in words:
        level.setdefault(key[word], word)
    book = tuple(level.values())
    if order := levels_of(name):
        known = {word: at for at, word in enumerate(order)}
        book = tuple(sorted(book, key=lambda word: known.get(word, len(known))))
    place = {key[word]: at for at, word in enumerate(book)}
    at, to = (np.array([place[key[word]] for word in own], np.int64) for own in (one, two))
    return book, at, to


def _compared(name: str, words: list[str]) -> list[str]:
    """What tells a column's words apart: of people their folded names."""
    if name in COLUMN and COLUMN[name].kind == "person":
        return folded_texts(pa.array(words, pa.large_string())).to_pylist()  # type: ignore[no-any-return]
    return words


def places_in(name: str, book: Book, levels: Book) -> NDArray[np.intp]:
    """The place of each level of a book among `levels`, -1 for one that is not among them."""
    both, mine, theirs = merged_books(name, book, levels)
    place = np.full(len(both), BLANK, np.intp)
    place[theirs] = np.arange(len(levels))
    return place[mine]


def is_number(log: CheckedLog, name: str) -> bool:
    """Does the column hold numbers: whole ones of the log, or a number tactic of the map?"""
    return log.tactics.get(name) == "number" or (name in COLUMN and COLUMN[name].kind == "whole")


def has(log: CheckedLog, name: str) -> bool:
    """Can the column or derived tactic be read from this log?"""
    return name in log.frame or all(source in log.frame for source in sources_of(name))


def require_column(log: CheckedLog, name: str) -> None:
    """Raise UnknownColumnError unless the log has what `name` is read from."""
    if has(log, column_name(name)):
        return
    if name in DERIVED:
        missing = [source for source in DERIVED[name].sources if source not in log.frame]
        raise UsageError(
            f"{log.source}: {name} is read from {listed(DERIVED[name].sources)}; "
            f"the log has no column {listed(missing, 'or')}"
        )
    known = (*log.columns, *(derived for derived in DERIVED if has(log, derived)))
    ours = {folded(header): column for column, header in log.called.items()}
    raise UnknownColumnError(name, known, ours.get(folded(name), ""))


def refuse_late_columns(name: str) -> None:
    """Raise UsageError for what is known only after the answer: rates by it mean nothing."""
    column_name(name)
    stage = stage_of(name)
    if stage == "request":
        return
    if stage == "meeting" and name in ADVICE_OF:
        raise UsageError(
            f"{name} is about the meeting, so only accepted requests have it; see `meeting_effects`"
        )
    raise UsageError(
        f"{name} is known only after the answer, so acceptance by it means nothing; "
        "name a column of the request"
    )


def _codes(series: pd.Series, name: str) -> Codes:
    if name in COLUMN and COLUMN[name].kind == "person":
        return Codes(*one_spelling(series))
    if isinstance(series.dtype, pd.CategoricalDtype):
        book = tuple(map(str, series.cat.categories.tolist()))
        if name in DERIVED:  # a person's own, in the order of ours as far as it has the same levels
            book, place, _ = merged_books(name, book, ())
            return Codes(np.append(place, BLANK)[series.cat.codes.to_numpy()], book)
        return Codes(series.cat.codes.to_numpy(), book)
    codes, days = pd.factorize(series, sort=True)
    return Codes(codes, tuple(f"{day:%Y-%m-%d}" for day in days))


def _plain(edge: float) -> str:
    return f"{edge:g}"


def _word(frame: pd.DataFrame, column: str, word: str) -> NDArray[np.bool_]:
    return (frame[column] == word).to_numpy(bool)


def _short_time(frame: pd.DataFrame) -> Codes:
    short = (frame["minutes_asked"] <= SHORT_TIME_MINUTES).to_numpy(bool, na_value=False)
    return Codes(np.where(short, np.int8(YES), np.int8(NO)), YES_NO)


def _time_limit(frame: pd.DataFrame) -> Codes:
    minutes = frame["minutes_asked"].to_numpy(float, na_value=np.nan)
    codes = np.where(np.isnan(minutes), 2, minutes > SHORT_TIME_MINUTES)
    return Codes(codes, levels_of("time_limit"))


def _convenient_venue(frame: pd.DataFrame) -> Codes:
    level = {"their_office": 0, "near_them": 0, "near_me": 1, "remote": 2}
    venue = frame["venue"].cat
    table = np.array([*(level.get(word, BLANK) for word in venue.categories), BLANK], np.int8)
    return Codes(table[venue.codes.to_numpy()], levels_of("convenient_venue"))


def _referral(frame: pd.DataFrame) -> Codes:
    named, known = _word(frame, "mentioned_referrer", "yes"), frame["referrer"].notna().to_numpy()
    silent = _word(frame, "mentioned_referrer", "no")
    told = np.where(known, np.where(silent, np.int8(1), np.int8(BLANK)), np.int8(2))
    return Codes(np.where(named, np.int8(0), told), levels_of("referral"))


def _was_referred(frame: pd.DataFrame) -> Codes:
    return Codes(np.where(frame["referrer"].notna(), YES, NO), YES_NO)


def _switched_to_phone(frame: pd.DataFrame) -> Codes:
    in_person = frame["meeting_format"].isin(IN_PERSON_FORMATS).to_numpy()
    agreed = frame["agreed_format"].notna().to_numpy()
    call = _word(frame, "agreed_format", "phone_call")
    codes = np.where(in_person & agreed, np.where(call, YES, NO), BLANK)
    return Codes(codes, YES_NO)


def _weekday(frame: pd.DataFrame) -> Codes:
    return Codes((day_numbers(frame["asked_on"]) + THURSDAY) % 7, WEEKDAYS)


def _month(frame: pd.DataFrame) -> Codes:
    months = frame["asked_on"].to_numpy().astype("datetime64[M]").astype(np.int64)
    return Codes(months % 12, MONTHS)


def _nth_request(frame: pd.DataFrame) -> Codes:
    """Requests of one day are not told apart, so the order of the rows changes nothing."""
    seeker, _ = one_spelling(frame["seeker"])
    asked = day_numbers(frame["asked_on"])
    order = np.lexsort((asked, seeker))
    seeker, asked = seeker[order], asked[order]
    place = np.arange(len(order))
    other = np.ones(len(order), bool)
    other[1:] = seeker[1:] != seeker[:-1]
    new_day = other.copy()
    new_day[1:] |= asked[1:] != asked[:-1]
    first, begun = (
        np.maximum.accumulate(np.where(starts, place, 0)) for starts in (other, new_day)
    )
    nth = np.empty(len(order), np.int64)
    nth[order] = begun - first + 1
    edges = [most for most in NTH_REQUEST.values() if most is not None]
    return Codes(np.searchsorted(edges, nth), tuple(NTH_REQUEST))


_RULES = {
    "short_time": _short_time,
    "time_limit": _time_limit,
    "convenient_venue": _convenient_venue,
    "referral": _referral,
    "was_referred": _was_referred,
    "switched_to_phone": _switched_to_phone,
    "weekday": _weekday,
    "month": _month,
    "nth_request": _nth_request,
}

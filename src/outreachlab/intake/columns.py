"""One column at a time from texts to values: words, numbers, dates, free texts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outreachlab.intake.dates import (
    DayOrder,
    day_order,
    depends_on_order,
    is_slashed,
    may_be_swapped,
    may_begin_with_year,
    question,
    read_date,
    swapped,
    swapped_question,
)
from outreachlab.intake.problems import AskedOf, Cells, Fault, cells_holding, quoted
from outreachlab.intake.table import BLANK, EDGES, Words, text_array
from outreachlab.intake.values import (
    EMPTY,
    SPACES,
    Reading,
    in_range,
    is_spreadsheet_error,
    range_of,
    read_format,
    read_number,
    read_whole,
    read_word,
    spreadsheet_error,
)
from outreachlab.intake.words import WORDS
from outreachlab.log.vocabulary import FORMATS, Column
from outreachlab.wording import listed

Reader = Callable[[str], Reading]
Told = Mapping[str, str]  # what the map says of some texts: theirs -> ours, "" for empty


A_NAME = "Nan"  # programs write nan, or NaN
# A name that Notion exports with the address of its page: `Ana Ruiz (https://www.notion.so/...)`.
LINKED = r"^([^()]+) \(https://(?:www\.)?notion\.so/[^()\s]*\)$"


@dataclass(slots=True)
class Read:
    """A typed column, the cells read other than written, and those that could not be read."""

    values: pd.Series
    fixes: list[Cells] = field(default_factory=list)
    faults: list[Cells] = field(default_factory=list)


@dataclass(slots=True)
class Typed:
    """
    The typed columns, what was read other than written, and what could not be read.

    `whole` are faults that concern the whole file, `faults` those that cost their rows, `unread`
    cells that are blank since they could not be read. The blanks of `open_columns` are asked about
    as a whole.
    """

    columns: dict[str, pd.Series] = field(default_factory=dict)
    whole: list[Fault] = field(default_factory=list)
    faults: list[Cells] = field(default_factory=list)
    fixes: list[Cells] = field(default_factory=list)
    unread: list[Cells] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    open_columns: set[str] = field(default_factory=set)


def word_column(
    name: str, words: Words, told: Told, levels: tuple[str, ...], reader: Reader
) -> Read:
    """A column of words; one that cannot be read is blank, and a fault."""
    readings = _readings(words, told, reader)
    values = [reading.value for reading in readings]
    others = sorted({str(value) for value in values if value is not None}.difference(levels))
    book = [*levels, *others]
    place = {text: code for code, text in enumerate(book)}
    new = [BLANK if value is None else place[str(value)] for value in values]
    small = np.int8 if len(book) < 128 else np.int32  # as pandas keeps them
    table = np.array([*new, BLANK], small)  # the last stands for a blank, code -1
    column = pd.Categorical.from_codes(
        table.take(words.codes), dtype=_dtype(tuple(book)), validate=False
    )
    return _read(pd.Series(column, copy=False), name, words, readings)


def one_of(levels: tuple[str, ...], people_write: Mapping[str, str], noun: str) -> Reader:
    """A reader of words by their table."""

    def reader(text: str) -> Reading:
        reading = read_word(text, levels, people_write)
        if reading.problem or reading.value is None or reading.value in levels:
            return reading
        fix = f"write {listed(levels, 'or')}, or leave it empty"
        return Reading(None, "", f"{quoted(text)} is {noun}", fix)

    return reader


def format_reader(text: str) -> Reading:
    """A reader of ways to meet, which people write with a length or a small word beside it."""
    reading = _FORMAT(text)
    if not reading.problem:
        return reading
    word = read_format(text)
    return Reading(word, f"read as the word {word}") if word else reading


_FORMAT = one_of(FORMATS, WORDS["meeting_format"], "no meeting format")


def number_column(
    name: str, words: Words, told: Told, column: Column | None, *, clock: bool = False
) -> Read:
    """
    Whole numbers (Int32) of one of our columns; without one, any numbers (float).

    With `clock`, texts such as 2:30 say when, and are no number of minutes.
    """

    def reader(text: str) -> Reading:
        if column is None:
            return read_number(text)
        if clock and ":" in text:
            fix = f"write {range_of(column)}, or leave it empty"
            return Reading(None, "", f"{quoted(text)} is a time of day", fix)
        reading = read_whole(text, column)
        return reading if reading.value is None else in_range(reading, column)

    readings = _readings(words, told, reader)
    numbers = [np.nan if r.value is None else float(str(r.value)) for r in readings]
    table = np.array([*numbers, np.nan])  # the last stands for a blank, code -1
    values: Any = table.take(words.codes)
    if column is not None:
        whole, blank = np.nan_to_num(table).astype(np.int32), np.isnan(table)
        values = pd.arrays.IntegerArray(whole.take(words.codes), blank.take(words.codes))
    return _read(pd.Series(values, copy=False), name, words, readings)


def date_column(
    name: str, words: Words, told: Told, dates: DayOrder | None, changed_back: bool | None = None
) -> tuple[Read, AskedOf | None]:
    """Days, and what the column asks if they may be read two ways."""
    own = [text for text in words.texts if text not in told]
    order = dates or day_order(own)
    reader: Reader = _mixed_order if order == "mixed" else _in_order(order)
    doubtful = may_be_swapped(own)
    if changed_back and doubtful:
        reader = _swapped_back(reader)
    readings = _readings(words, told, reader)
    days = [
        np.datetime64(r.value, "D") if isinstance(r.value, date) else np.datetime64("NaT", "s")
        for r in readings
    ]
    table = np.array([*days, np.datetime64("NaT", "s")], "datetime64[s]")
    read = _read(pd.Series(table.take(words.codes), copy=False), name, words, readings)
    if doubtful and changed_back is None:
        return read, swapped_question(own)
    if order == "either":
        return read, _asks(own, order, depends_on_order)
    return read, _asks(own, order, may_begin_with_year) if order == "years" else None


def text_column(name: str, words: Words, told: Told, blank: frozenset[str]) -> Read:
    """Free texts as a categorical sorted as text; `blank` are marks that stand for nothing."""
    if told:
        return _told_texts(name, words, told, blank)
    bare = pc.utf8_trim(words.book, characters=EDGES)
    found: dict[int, Reading] = {}
    changed = pc.not_equal(bare, words.book)
    if pc.any(changed).as_py():
        found = {
            code: Reading(bare[code].as_py(), SPACES)
            for code in pc.indices_nonzero(changed).to_pylist()
        }
    if blank and pc.any(linked := pc.match_substring_regex(bare, LINKED)).as_py():
        bare = pc.replace_substring_regex(bare, LINKED, r"\1")
        for code in pc.indices_nonzero(linked).to_pylist():
            found[code] = Reading(bare[code].as_py(), "link removed")
    if blank:
        marks = pa.array(sorted(blank), pa.large_string())
        lowered = pc.utf8_lower(bare)
        says_nothing = pc.and_not(pc.is_in(lowered, marks), pc.equal(bare, A_NAME))
        for code in pc.indices_nonzero(says_nothing).to_pylist():
            found[code] = Reading(None, EMPTY)
        for code in pc.indices_nonzero(pc.match_substring_regex(bare, "^(#|Err:)")).to_pylist():
            if is_spreadsheet_error(text := bare[code].as_py()):
                found[code] = spreadsheet_error(text)
    gone = [code for code, reading in found.items() if reading.value is None]
    return _read(_sorted(words.codes, bare, gone), name, words, found)


@lru_cache(maxsize=100)
def _dtype(book: tuple[str, ...]) -> pd.CategoricalDtype:
    """The same words in many columns are one type, made once."""
    return pd.CategoricalDtype(pd.Index(book, dtype="str"))


def categorical(codes: np.ndarray, book: pa.Array) -> pd.Series:
    """A categorical column from codes into a book of distinct texts."""
    categories = pd.Index(pd.array(book, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(codes, categories, validate=False), copy=False)


def _sorted(codes: np.ndarray, texts: pa.Array, gone: Iterable[int]) -> pd.Series:
    """Codes into texts (that may repeat, and some of which are blank) as a sorted categorical."""
    encoded = texts.dictionary_encode()
    gone = list(gone)
    book = encoded.dictionary
    which = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    which[gone] = BLANK
    if gone:
        used = np.unique(which[which != BLANK])
        renumbered = np.full(len(book) + 1, BLANK, np.int32)
        renumbered[used] = np.arange(len(used), dtype=np.int32)
        which, book = renumbered[which], book.take(pa.array(used))
    order = pc.sort_indices(book)
    rank = np.empty(len(book) + 1, np.int32)
    rank[order.to_numpy()] = np.arange(len(book), dtype=np.int32)
    rank[-1] = BLANK
    table = np.append(rank[which], np.int32(BLANK))
    return categorical(table.take(codes), book.take(order))


def _told_texts(name: str, words: Words, told: Told, blank: frozenset[str]) -> Read:
    def reader(text: str) -> Reading:
        bare = text.strip(EDGES)
        if bare.casefold() in blank:
            return Reading(None, EMPTY)
        if blank and (linked := re.match(LINKED, bare)):
            return Reading(linked[1], "link removed")
        return Reading(bare, SPACES if bare != text else "")

    readings = _readings(words, told, reader)
    texts = text_array("" if r.value is None else str(r.value) for r in readings)
    gone = [code for code, reading in enumerate(readings) if reading.value is None]
    return _read(_sorted(words.codes, texts, gone), name, words, readings)


def _readings(words: Words, told: Told, reader: Reader) -> list[Reading]:
    """Each distinct text read once."""
    return [_reading(text, told, reader) for text in words.texts]


def _reading(text: str, told: Told, reader: Reader) -> Reading:
    meant = told.get(text, told.get(text.strip(EDGES)))
    if meant is None:
        return reader(text)
    if meant == "":
        return Reading(None, "empty, as the map says")
    reading = reader(meant)
    return reading if reading.problem else Reading(reading.value, "as the map says")


def _read(
    values: pd.Series, name: str, words: Words, readings: list[Reading] | dict[int, Reading]
) -> Read:
    """The column with its fixes and faults at every cell that holds such a text."""
    pairs = readings.items() if isinstance(readings, dict) else enumerate(readings)
    fixes: dict[int, tuple[str, str, str]] = {}
    faults: dict[int, tuple[str, str, str]] = {}
    for code, reading in pairs:
        if reading.problem:
            faults[code] = (words.book[code].as_py(), reading.problem, reading.fix)
        elif reading.why:
            after = "" if reading.value is None else str(reading.value)
            fixes[code] = (words.book[code].as_py(), after, reading.why)
    found = [cells_holding(words, name, said) for said in (fixes, faults)]
    return Read(values, *([cells] if cells is not None else [] for cells in found))


def _asks(
    texts: list[str], order: Literal["either", "years"], unclear: Callable[[str], bool]
) -> AskedOf:
    text = next(text for text in texts if unclear(text))
    return (text, *question(text, order), "order")


def _swapped_back(reader: Reader) -> Reader:
    def read(text: str) -> Reading:
        back = swapped(text)
        reading = reader(back)
        return reading if back == text else reading._replace(why="day and month changed back")

    return read


def _in_order(order: str | None) -> Reader:
    """A reader of dates; where the column has to ask, one for the time being."""
    if order in ("either", "years"):
        return _in_doubt
    known: DayOrder | None = "mdy" if order == "mdy" else "dmy" if order else None
    return lambda text: read_date(text, known)


def _in_doubt(text: str) -> Reading:
    """The file is refused until somebody says the order, so such a day is no fix to list."""
    reading = read_date(text, "dmy")
    return reading._replace(why="") if is_slashed(text) else reading


def _mixed_order(text: str) -> Reading:
    if not is_slashed(text):
        return read_date(text, None)
    problem = (
        f"{quoted(text)} stands in a column that has the day first in some rows and the month "
        "first in others"
    )
    return Reading(None, "", problem, "write every date of the column as 2026-02-03")

"""Our columns, typed: each distinct text read once, then spread over its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from outreachlab.intake.dates import DayOrder, day_order, read_date, two_readings
from outreachlab.intake.headers import Named
from outreachlab.intake.maps import LogMap
from outreachlab.intake.problems import Fault, Fix, quoted, rows_holding
from outreachlab.intake.table import BLANK, RawTable, Words
from outreachlab.intake.people import same_people
from outreachlab.intake.values import Reading, read_number, read_text, read_whole, read_word
from outreachlab.intake.words import WORDS
from outreachlab.intake.words import YES_NO as YES_NO_WORDS
from outreachlab.vocabulary import COLUMN, COLUMNS, DEFAULT_SEEKER, YES_NO

Reader = Callable[[str], Reading]


@dataclass(slots=True)
class Typed:
    """The typed columns, with what was read other than written and what could not be read."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)


def type_columns(
    raw: RawTable, named: Named, log_map: LogMap | None, dates: DayOrder | None
) -> Typed:
    """Every column of the log in vocabulary order, then tactics, then the person's own."""
    typed = Typed()
    ours = [column.name for column in COLUMNS if column.name in named.words]
    tactics = log_map.tactics if log_map is not None else {}
    for name in (*ours, *(name for name in named.words if name not in COLUMN)):
        words = named.words[name]
        told = dict(log_map.values.get(name, {})) if log_map is not None else {}
        kind = COLUMN[name].kind if name in COLUMN else _kind_of_tactic(name, tactics)
        if kind == "date":
            typed.columns[name] = _date_column(raw, name, words, told, dates, typed)
        elif kind in ("whole", "number"):
            typed.columns[name] = _number_column(raw, name, words, told, kind, typed)
        else:
            typed.columns[name] = _word_column(raw, name, words, told, kind, typed)
    _fill_names(raw, typed)
    return typed


def _kind_of_tactic(name: str, tactics: Mapping) -> str:
    return tactics[name].kind if name in tactics else "text"


def _word_reader(name: str, kind: str) -> tuple[Reader, tuple[str, ...]]:
    if kind in ("text", "person") or (kind == "category" and name not in COLUMN):
        return read_text, ()
    levels = COLUMN[name].words if name in COLUMN else YES_NO
    people_write = YES_NO_WORDS if kind == "yes_no" else WORDS.get(name, {})
    return (lambda text: read_word(text, levels, people_write)), levels


def _read(
    raw: RawTable, name: str, words: Words, told: Mapping[str, str], reader: Reader, typed: Typed
) -> list[object | None]:
    """Read each distinct text once; note its fixes and faults at every row that holds it."""
    readings = [_reading(text, told, reader) for text in words.book]
    changed = {code for code, reading in enumerate(readings) if reading.why or reading.problem}
    for row, code in rows_holding(raw, words, changed) if changed else ():
        text, reading = words.book[code], readings[code]
        if reading.problem:
            typed.faults.append(Fault(row, name, text, reading.problem, reading.fix))
        else:
            after = "" if reading.value is None else str(reading.value)
            typed.fixes.append(Fix(row, name, text, after, reading.why))
    return [reading.value for reading in readings]


def _reading(text: str, told: Mapping[str, str], reader: Reader) -> Reading:
    meant = told.get(text, told.get(text.strip()))
    if meant is None:
        return reader(text)
    if meant == "":
        return Reading(None, "empty, as the map says")
    reading = reader(meant)
    return reading if reading.problem else Reading(reading.value, "as the map says")


def _word_column(
    raw: RawTable, name: str, words: Words, told: Mapping[str, str], kind: str, typed: Typed
) -> pd.Series:
    reader, levels = _word_reader(name, kind)
    values = _read(raw, name, words, told, reader, typed)
    texts = {value for value in values if isinstance(value, str)}
    book = (*levels, *sorted(texts.difference(levels)))
    place = {text: code for code, text in enumerate(book)}
    new = [BLANK if value is None else place[str(value)] for value in values]
    table = np.array([*new, BLANK], np.int32)  # the last stands for a blank, code -1
    return pd.Series(pd.Categorical.from_codes(table[words.codes], pd.Index(book, dtype="str")))


def _number_column(
    raw: RawTable, name: str, words: Words, told: Mapping[str, str], kind: str, typed: Typed
) -> pd.Series:
    reader: Reader = read_number if kind == "number" else (lambda text: read_whole(text, COLUMN[name]))
    values = _read(raw, name, words, told, reader, typed)
    table = np.array([*(np.nan if v is None else v for v in values), np.nan], float)
    spread = pd.Series(table[words.codes])
    return spread if kind == "number" else spread.astype("Int64")


def _date_column(
    raw: RawTable,
    name: str,
    words: Words,
    told: Mapping[str, str],
    dates: DayOrder | None,
    typed: Typed,
) -> pd.Series:
    order = dates or day_order(text for text in words.book if text not in told)
    if order == "either":
        typed.faults.append(_ask_order(raw, name, words))
        order = "dmy"  # read on, so that every other fault is found too
    if order == "mixed":
        reader: Reader = _mixed_order
    else:
        chosen: DayOrder | None = order  # type: ignore[assignment]
        reader = lambda text: read_date(text, chosen)  # noqa: E731
    values = _read(raw, name, words, told, reader, typed)
    days = [np.datetime64(v, "D") if isinstance(v, date) else np.datetime64("NaT") for v in values]
    table = np.array([*days, np.datetime64("NaT")], "datetime64[s]")
    return pd.Series(table[words.codes])


def _mixed_order(text: str) -> Reading:
    reading = read_date(text, None)
    if "/" not in text and reading.problem == "":
        return reading
    return Reading(
        None,
        "",
        f"{quoted(text)} stands in a column that has the day first in some rows and the month "
        "first in others",
        "write every date of the column as 2026-02-03",
    )


def _ask_order(raw: RawTable, name: str, words: Words) -> Fault:
    text, day_first, month_first = two_readings(words.book)
    return Fault(
        raw.header_row,
        name,
        text,
        f"{quoted(text)} may be {day_first} or {month_first}, and no date of the column tells which",
        "add --dates dmy if the day comes first, --dates mdy if the month does",
    )


def _fill_names(raw: RawTable, typed: Typed) -> None:
    """The seeker and the request ids where the file has none."""
    rows = len(raw.rows)
    seeker = typed.columns.get("seeker")
    if seeker is None or seeker.isna().all():
        seeker = pd.Series(pd.Categorical.from_codes(np.zeros(rows, np.int8), [DEFAULT_SEEKER]))
    ids = typed.columns.get("request_id")
    if ids is None or ids.isna().all():
        ids = _numbered(seeker)
    rest = {k: v for k, v in typed.columns.items() if k not in ("request_id", "seeker")}
    typed.columns = {"request_id": ids, "seeker": seeker, **rest}


def _numbered(seeker: pd.Series) -> pd.Series:
    """r1, r2 … per seeker in file order."""
    (who,) = same_people(seeker)
    place = seeker.groupby(who).cumcount().to_numpy()
    book = [f"r{number + 1}" for number in range(int(place.max(initial=-1)) + 1)]
    return pd.Series(pd.Categorical.from_codes(place.astype(np.int32), pd.Index(book, dtype="str")))

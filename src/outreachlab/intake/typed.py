"""Our columns, typed: each distinct text read once, then spread over its rows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from outreachlab.intake.cells import are_clock_times
from outreachlab.intake.columns import (
    Read,
    Reader,
    Told,
    Typed,
    categorical,
    date_column,
    format_reader,
    number_column,
    one_of,
    text_column,
    word_column,
)
from outreachlab.intake.dates import DayOrder, day_order
from outreachlab.intake.derived import derived_outcome, rule_of
from outreachlab.intake.headers import Named, called_in
from outreachlab.intake.maps import LogMap, Tactic
from outreachlab.intake.outcome_typed import outcome_column, outcome_questions
from outreachlab.intake.outcome_words import read_outcome
from outreachlab.intake.problems import AskedOf, Fault
from outreachlab.intake.table import RawTable, Words, text_array
from outreachlab.intake.tidy import tidied
from outreachlab.intake.words import BLANK_MARKS, NOBODY, WORDS, YES_NO as YES_NO_WORDS
from outreachlab.intake.years import with_years
from outreachlab.log.people import same_people
from outreachlab.log.vocabulary import COLUMN, COLUMNS, DEFAULT_SEEKER, NAMES_APART, YES_NO
from outreachlab.wording import label

_YES_NO = one_of(YES_NO, YES_NO_WORDS, "neither yes nor no")

LONGEST_COUNT = 3  # digits of a number of names


def type_columns(
    raw: RawTable,
    named: Named,
    log_map: LogMap | None,
    dates: DayOrder | None,
    *,
    strict: bool = False,
) -> Typed:
    """Every column of the log in vocabulary order, then tactics, then the person's own."""
    typed, told = Typed(), log_map or LogMap()
    words: dict[str, Words] = dict(named.words)
    if named.steps and "outcome" not in words:
        words["outcome"] = derived_outcome(raw.columns, named.steps, len(raw.rows))
        typed.notes.append(rule_of(named.steps))
    _type_days(raw, named, words, told, dates, typed, strict)
    ours = [column.name for column in COLUMNS if column.name in words]
    for name in (*ours, *(name for name in words if name not in COLUMN)):
        if name in typed.columns:
            continue
        if name in COLUMN:
            words[name], fixes = tidied(name, words[name])
            typed.fixes += fixes
        if name == "outcome":
            continue  # what its blanks are is told by the other columns
        read = _column(name, words[name], told.values.get(name, {}), told.tactics)
        _take(typed, name, read, strict)
    if "outcome" in words:
        known = told.values.get("outcome", {})
        outcome_column(typed, words["outcome"], known, called_in(named.headers))
        typed.whole += outcome_questions(raw, named, words["outcome"], typed, told)
    if "names_given" in words:
        _count_names(typed)
    order = [one.name for one in COLUMNS if one.name in typed.columns]
    order += [name for name in words if name not in COLUMN]
    typed.columns = {name: typed.columns[name] for name in order}
    _fill_names(raw, typed)
    return typed


def _take(typed: Typed, name: str, read: Read, strict: bool) -> None:
    """Keep a column; what cannot be read in it costs a row only if the column is required."""
    typed.columns[name] = read.values
    typed.fixes += read.fixes
    if strict or (name in COLUMN and COLUMN[name].required):
        typed.faults += read.faults
    else:
        typed.unread += read.faults


def _column(name: str, words: Words, told: Told, tactics: Mapping[str, Tactic]) -> Read:
    """A column by its kind."""
    if name in COLUMN:
        column = COLUMN[name]
        if column.kind == "whole":
            clock = name.startswith("minutes") and are_clock_times(words)
            return number_column(name, words, told, column, clock=clock)
        if column.words:
            return word_column(name, words, told, column.words, reader_of(name))
        blank = NOBODY if name == "referrer" else BLANK_MARKS if name != "notes" else frozenset()
        return text_column(name, words, told, frozenset(blank))
    kind = tactics[name].kind if name in tactics else "text"
    if kind == "number":
        return number_column(name, words, told, None)
    if kind == "yes_no":
        return word_column(name, words, told, YES_NO, _YES_NO)
    return text_column(name, words, told, frozenset())


def reader_of(name: str) -> Reader:
    """How a text of one of our columns of words is read."""
    column = COLUMN[name]
    if name == "outcome":
        return read_outcome
    if column.kind == "yes_no":
        return _YES_NO
    if name in ("meeting_format", "agreed_format"):
        return format_reader
    return one_of(column.words, WORDS[name], f"no {label(name)}")


def _type_days(
    raw: RawTable,
    named: Named,
    words: dict[str, Words],
    told: LogMap,
    dates: DayOrder | None,
    typed: Typed,
    strict: bool,
) -> None:
    """The columns of days, the day of asking first: others take their year from it."""
    names = [one.name for one in COLUMNS if one.kind == "date" and one.name in words]
    names.sort(key=lambda name: name != "asked_on")
    hinted: dict[str, DayOrder] = {
        name: "mdy" if order == "mdy" else "dmy" for name, order in named.orders.items()
    }
    settled = {order for name in names if (order := hinted.get(name) or _order(words[name]))}
    agreed: DayOrder | None = next(iter(settled)) if len(settled) == 1 else None
    asks_year = False
    for name in names:
        words[name], fixes = tidied(name, words[name])
        own = hinted.get(name)
        order = dates or own or (agreed if day_order(words[name].texts) == "either" else None)
        beside = typed.columns.get("asked_on")
        dated = with_years(
            name,
            words[name],
            order or agreed,
            told.year,
            beside.to_numpy() if beside is not None else None,
        )
        if dated.lacking is not None and not asks_year and name == "asked_on":
            asks_year = True
            typed.open_columns.add(name)
            typed.whole.append(_asks_year(raw, name, dated.lacking))
        given = told.values.get(name, {})
        read, asked = date_column(name, dated.words, given, order, told.swapped)
        if asked is not None and not any(fault.column != name for fault in typed.whole):
            typed.whole.append(asked_of(raw, name, dated.words, asked))
        if asks_year:
            read.faults = []
        typed.fixes += [*fixes, *dated.fixes]
        _take(typed, name, read, strict)


def _order(words: Words) -> DayOrder | None:
    found = day_order(words.texts)
    return found if found in ("dmy", "mdy") else None


def _asks_year(raw: RawTable, name: str, text: str) -> Fault:
    return Fault(
        raw.header_row,
        name,
        text,
        f"its days, such as '{text}', name no year",
        "say the year of the first of them: year = 2026 under [reading] in a map file (`map`)",
        "year",
    )


def asked_of(raw: RawTable, name: str, words: Words, asked: AskedOf) -> Fault:
    """The fault of the whole file that a column's question is, at its first such cell."""
    place = int(np.flatnonzero(words.codes == words.texts.index(asked[0]))[0])
    return Fault(int(raw.rows[place]), name, *asked)


def _count_names(typed: Typed) -> None:
    """Where the number of names is blank, as many as stand beside it; a number is no name."""
    column = typed.columns["names_given"]
    texts = column.astype("str")
    counts = texts.map(_names_told, na_action="ignore").astype("Int32")
    given = typed.columns.get("referrals_given", pd.Series(pd.NA, column.index, dtype="Int32"))
    typed.columns["referrals_given"] = given.fillna(counts)
    nobody = counts.eq(0).fillna(False) | texts.str.isdecimal().fillna(False)
    if nobody.any():
        typed.columns["names_given"] = column.mask(nobody.astype(bool))


def _names_told(text: str) -> int:
    """How many names a cell holds, or tells by a number; words that name nobody are none."""
    if text.isdecimal() and len(text) <= LONGEST_COUNT:
        return int(text)
    parts = (part.strip().casefold() for part in NAMES_APART.split(text))
    return sum(bool(part) and part not in NOBODY for part in parts)


def _fill_names(raw: RawTable, typed: Typed) -> None:
    """The seeker and the request ids where the file has none."""
    rows = len(raw.rows)
    seeker = typed.columns.get("seeker")
    if seeker is None or seeker.isna().all():
        seeker = categorical(np.zeros(rows, np.int32), text_array([DEFAULT_SEEKER]))
    ids = typed.columns.get("request_id")
    if ids is None or ids.isna().all():
        ids = numbered(seeker)
    rest = {k: v for k, v in typed.columns.items() if k not in ("request_id", "seeker")}
    typed.columns = {"request_id": ids, "seeker": seeker, **rest}


def numbered(seeker: pd.Series) -> pd.Series:
    """r1, r2 … per seeker in file order."""
    (who,) = same_people(seeker)
    place = pd.Series(who).groupby(who).cumcount().to_numpy()
    book = text_array(f"r{number + 1}" for number in range(int(place.max(initial=-1)) + 1))
    return categorical(place.astype(np.int32), book)

"""Our columns, typed: each distinct text read once, then spread over its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from outreachlab.intake.columns import (
    Read,
    Told,
    categorical,
    date_column,
    number_column,
    text_column,
    word_column,
)
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.headers import Named
from outreachlab.intake.layout import bare
from outreachlab.intake.maps import LogMap, Tactic
from outreachlab.intake.problems import Cells, Fault, cells_at, quoted
from outreachlab.intake.table import RawTable, Words, text_array
from outreachlab.intake.words import BLANK_MARKS, NOBODY, NOT_HELD, WORDS
from outreachlab.intake.words import YES_NO as YES_NO_WORDS
from outreachlab.log.people import same_people
from outreachlab.log.synonyms import plain
from outreachlab.log.vocabulary import COLUMN, COLUMNS, DEFAULT_SEEKER, YES_NO

_ANSWERED = frozenset(map(bare, ("Response", "Reply", "Answer", "Response status")))


@dataclass(slots=True)
class Typed:
    """The typed columns, with what was read other than written and what could not be read."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    whole: list[Fault] = field(default_factory=list)
    faults: list[Cells] = field(default_factory=list)
    fixes: list[Cells] = field(default_factory=list)


def type_columns(
    raw: RawTable, named: Named, log_map: LogMap | None, dates: DayOrder | None
) -> Typed:
    """Every column of the log in vocabulary order, then tactics, then the person's own."""
    typed = Typed()
    ours = [column.name for column in COLUMNS if column.name in named.words]
    tactics = log_map.tactics if log_map is not None else {}
    values = log_map.values if log_map is not None else {}
    for name in (*ours, *(name for name in named.words if name not in COLUMN)):
        words = named.words[name]
        read, asked = _column(name, words, values.get(name, {}), tactics, dates)
        if asked is not None:
            typed.whole.append(asked_of(raw, name, words, asked))
        typed.columns[name] = read.values
        typed.faults += read.faults
        typed.fixes += read.fixes
    if "outcome" in named.words and log_map is None:
        typed.whole += ask_what_yes_means(raw, named)
    typed.faults += _met_in_vain(typed, named)
    _fill_names(raw, typed)
    return typed


def _column(
    name: str,
    words: Words,
    told: Told,
    tactics: Mapping[str, Tactic],
    dates: DayOrder | None,
) -> tuple[Read, tuple[str, str, str] | None]:
    """A column by its kind, and what it asks if its dates may be read two ways."""
    if name in COLUMN:
        column = COLUMN[name]
        if column.kind == "date":
            return date_column(name, words, told, dates)
        if column.kind == "whole":
            return number_column(name, words, told, column), None
        if column.words:
            people_write = YES_NO_WORDS if column.kind == "yes_no" else WORDS.get(name, {})
            return word_column(name, words, told, column.words, people_write), None
        blank = NOBODY if name == "referrer" else BLANK_MARKS if name != "notes" else frozenset()
        return text_column(name, words, told, frozenset(blank)), None
    kind = tactics[name].kind if name in tactics else "text"
    if kind == "number":
        return number_column(name, words, told, None), None
    if kind == "yes_no":
        return word_column(name, words, told, YES_NO, YES_NO_WORDS), None
    return text_column(name, words, told, frozenset()), None


def asked_of(raw: RawTable, name: str, words: Words, asked: tuple[str, str, str]) -> Fault:
    """The fault of the whole file that a column's question is, at its first such cell."""
    place = int(np.flatnonzero(words.codes == words.texts.index(asked[0]))[0])
    return Fault(int(raw.rows[place]), name, *asked)


def ask_what_yes_means(raw: RawTable, named: Named) -> list[Fault]:
    """Under "Response?" a yes may mean that they agreed, or only that they answered."""
    header = named.headers["outcome"][0]
    said = {plain(text) for text in named.words["outcome"].texts}
    if bare(header) not in _ANSWERED or not said or not said <= YES_NO_WORDS.keys():
        return []
    return [
        Fault(
            raw.header_row,
            "outcome",
            header,
            f"under {quoted(header)} a yes may mean that they agreed, or only that they answered",
            "call the column outcome if they agreed, "
            "else write accepted, declined, no_reply, pending or undelivered",
        )
    ]


def _met_in_vain(typed: Typed, named: Named) -> list[Cells]:
    """A meeting that was called off has no day on which it was held."""
    if "met_on" not in typed.columns or "outcome" not in named.words:
        return []
    words = named.words["outcome"]
    off = np.array([*(plain(text) in NOT_HELD for text in words.texts), False])
    met = typed.columns["met_on"]
    places = np.flatnonzero(off[words.codes] & met.notna().to_numpy())
    if not len(places):
        return []
    days = met.iloc[places].dt.strftime("%Y-%m-%d")
    problems = [
        f"{quoted(words.at(place))} says that the meeting was not held" for place in places.tolist()
    ]
    return [
        cells_at(places, "met_on", days, problems, "leave met_on empty, or correct the outcome")
    ]


def _fill_names(raw: RawTable, typed: Typed) -> None:
    """The seeker and the request ids where the file has none."""
    rows = len(raw.rows)
    seeker = typed.columns.get("seeker")
    if seeker is None or seeker.isna().all():
        seeker = categorical(np.zeros(rows, np.int32), text_array([DEFAULT_SEEKER]))
    ids = typed.columns.get("request_id")
    if ids is None or ids.isna().all():
        ids = _numbered(seeker)
    rest = {k: v for k, v in typed.columns.items() if k not in ("request_id", "seeker")}
    typed.columns = {"request_id": ids, "seeker": seeker, **rest}


def _numbered(seeker: pd.Series) -> pd.Series:
    """r1, r2 … per seeker in file order."""
    (who,) = same_people(seeker)
    place = pd.Series(who).groupby(who).cumcount().to_numpy()
    book = text_array(f"r{number + 1}" for number in range(int(place.max(initial=-1)) + 1))
    return categorical(place.astype(np.int32), book)

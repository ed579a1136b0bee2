"""The checks that a log fails, each as a sentence with its remedy."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from outreachlab.intake.problems import Cells, cells_at, quoted
from outreachlab.intake.values import range_of
from outreachlab.log.checked import TacticKind
from outreachlab.log.links import DATE_ORDER, Links, circle_of, first_use
from outreachlab.log.vocabulary import COLUMN, COLUMNS, YES_NO, Column
from outreachlab.wording import label, listed, theirs

NAMES = ("request_id", "seeker")
REPEATS, SELF, CIRCLE = "repeats", "refers to self", "on a circle"
EMPTY, WORD, RANGE, ORDER = "not_nullable", "word", "range", "order"

Failures = dict[tuple[str, str], NDArray[np.int64]]  # (column, check) -> places in the frame
Sound = Callable[[pd.Series], NDArray[np.bool_]]


def _load_checkers() -> None:
    """Pandera loads them when first used, and hypothesis and pytest with them: half a second."""
    loaded = "hypothesis" in sys.modules
    if not loaded:
        sys.modules["hypothesis"] = None  # type: ignore[assignment]
    pa.DataFrameSchema().validate(pd.DataFrame())
    if not loaded:
        del sys.modules["hypothesis"]


_load_checkers()


class Rule(NamedTuple):
    """What the values of a column must keep: may they be blank, and which others are sound."""

    values: pd.Series
    nullable: bool = True
    error: str = ""
    sound: Sound | None = None


def failures(frame: pd.DataFrame, tactics: Mapping[str, TacticKind], links: Links) -> Failures:
    """
    Every check that a typed log fails, all at once.

    Pandera checks the columns' types and every rule in doubt, and says in which rows it is broken.
    A rule that is kept at a glance, by a column's distinct words or its least and greatest number,
    has no row to look at.
    """
    rules = dict([*_of_columns(frame, tactics), *_of_facts(frame, links)])
    schema = pa.DataFrameSchema(
        {name: _column(rule) for name, rule in rules.items()}, checks=_types(frame)
    )
    values = {name: rule.values for name, rule in rules.items()}
    try:
        schema.validate(pd.DataFrame(values, index=frame.index), lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        groups = cases.groupby(["column", "check"], sort=False)["index"]
        return {(str(c), str(k)): at.to_numpy(np.int64) for (c, k), at in groups}
    return {}


def _column(rule: Rule) -> pa.Column:
    if (sound := rule.sound) is None:
        return pa.Column(nullable=rule.nullable)

    def check(series: pd.Series) -> pd.Series:
        return pd.Series(sound(series), index=series.index)

    checks = pa.Check(check, error=rule.error, ignore_na=False)
    return pa.Column(checks=checks, nullable=rule.nullable)


def _of_columns(
    frame: pd.DataFrame, tactics: Mapping[str, TacticKind]
) -> Iterator[tuple[str, Rule]]:
    """The columns in doubt: blank where they may not be, or a word or a number not allowed."""
    yes_no = [
        Column(name, "yes_no", "", words=YES_NO)
        for name, kind in tactics.items()
        if kind == "yes_no"
    ]
    for column in (*COLUMNS, *yes_no):
        if column.name not in frame:
            continue
        values = frame[column.name]
        nullable = not (column.required or column.name in NAMES)
        kept = _keeps(column, values)
        if not kept or (not nullable and values.isna().any()):
            error, sound = _sound_of(column)
            yield column.name, Rule(values, nullable, error, None if kept else sound)


def _keeps(column: Column, values: pd.Series) -> bool:
    """Do all the words, or the least and the greatest number, keep the rule?"""
    if column.words:
        return set(values.cat.categories) <= set(column.words)
    if column.kind != "whole" or not len(values):
        return True
    low = column.low or 0
    numbers = values.to_numpy(np.int64, na_value=low)
    return bool(numbers.min() >= low and (column.high is None or numbers.max() <= column.high))


def _sound_of(column: Column) -> tuple[str, Sound]:
    """The name of a column's check, and which of its values pass; a blank always does."""

    def is_word(values: pd.Series) -> NDArray[np.bool_]:
        known = np.append(values.cat.categories.isin(column.words), True)
        return known[values.cat.codes.to_numpy()]

    def in_range(values: pd.Series) -> NDArray[np.bool_]:
        numbers = values.to_numpy(float, na_value=np.nan)
        low, high = column.low or 0, np.inf if column.high is None else column.high
        return ~((numbers < low) | (numbers > high))

    return (WORD, is_word) if column.words else (RANGE, in_range)


def _of_facts(frame: pd.DataFrame, links: Links) -> Iterator[tuple[str, Rule]]:
    """The facts between columns that do not hold in every row."""
    for name, error, broken in _facts(frame, links):
        if broken.any():
            yield name, Rule(pd.Series(broken), error=error, sound=lambda flags: ~flags.to_numpy())


def _facts(frame: pd.DataFrame, links: Links) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """What may be wrong between columns: its name, its check, and in which rows it is."""
    for later, earlier in DATE_ORDER:
        if later in frame and earlier in frame:  # a blank day is before none
            broken = frame[later].to_numpy() < frame[earlier].to_numpy()
            yield f"{later} after {earlier}", ORDER, broken
    yield REPEATS, REPEATS, first_use(frame) != np.arange(len(frame))
    if "referrer" in frame:
        yield SELF, SELF, (links.referrer >= 0) & (links.referrer == links.contact)
        circle = np.zeros(len(frame), bool)
        circle[list(circle_of(frame, links))] = True
        yield CIRCLE, CIRCLE, circle


def _types(frame: pd.DataFrame) -> pa.Check:
    """Does each column of ours hold what its kind says? One check, as each costs time."""
    wanted = {"date": "datetime64[s]", "whole": "Int32"}
    wrong = [
        name
        for name in frame.columns
        if name in COLUMN and str(frame[name].dtype) != wanted.get(COLUMN[name].kind, "category")
    ]
    return pa.Check(lambda _: not wrong, error=f"columns of another type: {wrong}")


Places = NDArray[np.int64]
NOUN = {"asked_on": "day of asking", "request_id": "id of the request"}


def faults_of(
    frame: pd.DataFrame,
    tactics: Mapping[str, TacticKind],
    rows: NDArray[np.int64],
    links: Links,
    called: Mapping[str, str],
) -> Iterator[Cells]:
    """
    Every failed check of a typed log, whose links these are; `rows` are spreadsheet rows.

    `called` is what the file calls our columns, where that is something else.
    """
    for (column, check), places in failures(frame, tactics, links).items():
        if check == REPEATS:
            yield _repeated(frame, places, rows)
        elif check == CIRCLE:
            yield _on_a_circle(frame, places, links)
        elif check == SELF:
            yield _to_themselves(frame, places)
        elif check == ORDER:
            yield _out_of_order(frame, column, places, called)
        else:
            known = COLUMN.get(column, Column(column, "yes_no", "", words=YES_NO))
            yield _BAD_CELLS[check](frame, known, places, called)


def _repeated(frame: pd.DataFrame, places: Places, rows: NDArray[np.int64]) -> Cells:
    first = rows[first_use(frame)[places]]
    ids = _texts(frame, "request_id", places)
    said = [
        f"{quoted(name)} already stands in row {row}" for name, row in zip(ids, first, strict=True)
    ]
    fix = "give each request of a seeker an id of its own, or leave the column out"
    return cells_at(places, "request_id", ids, said, fix)


def _on_a_circle(frame: pd.DataFrame, places: Places, links: Links) -> Cells:
    circles = circle_of(frame, links)
    said = [f"{circles[place]} is a circle" for place in places.tolist()]
    fix = "one of these referrals must be wrong; correct it, or its date"
    return cells_at(places, "referrer", _texts(frame, "referrer", places), said, fix)


def _to_themselves(frame: pd.DataFrame, places: Places) -> Cells:
    names = _texts(frame, "referrer", places)
    said = [f"{quoted(name)} is named as the referrer to themselves" for name in names]
    fix = "write who suggested this contact, or leave it empty"
    return cells_at(places, "referrer", names, said, fix)


def _out_of_order(
    frame: pd.DataFrame, check: str, places: Places, called: Mapping[str, str]
) -> Cells:
    later, earlier = check.split(" after ")
    days, before = (frame[name].iloc[places].dt.strftime("%Y-%m-%d") for name in (later, earlier))
    than = theirs(earlier, called)
    said = [f"{day} is before {than} {first}" for day, first in zip(days, before, strict=True)]
    return cells_at(places, later, days, said, "correct one of the two dates")


def _blank(frame: pd.DataFrame, column: Column, places: Places, called: Mapping[str, str]) -> Cells:
    said = [f"the {NOUN.get(column.name, label(column.name))} is empty"] * len(places)
    return cells_at(places, column.name, [""] * len(places), said, _fill(column, called))


def _no_word(
    frame: pd.DataFrame, column: Column, places: Places, called: Mapping[str, str]
) -> Cells:
    noun = "neither yes nor no" if column.kind == "yes_no" else f"no {label(column.name)}"
    texts = _texts(frame, column.name, places)
    said = {text: f"{quoted(text)} is {noun}" for text in set(texts)}
    empty = "" if column.required else ", or leave it empty"
    fix = f"write {listed(column.words, 'or')}{empty}"
    return cells_at(places, column.name, texts, map(said.__getitem__, texts), fix)


def _out_of_range(
    frame: pd.DataFrame, column: Column, places: Places, called: Mapping[str, str]
) -> Cells:
    texts = _texts(frame, column.name, places)
    said = [f"{text} is outside the range" for text in texts]
    return cells_at(
        places, column.name, texts, said, f"write {range_of(column)}, or leave it empty"
    )


_BAD_CELLS: dict[str, Callable[[pd.DataFrame, Column, Places, Mapping[str, str]], Cells]] = {
    EMPTY: _blank,
    WORD: _no_word,
    RANGE: _out_of_range,
}


def _texts(frame: pd.DataFrame, column: str, places: Places) -> list[str]:
    return [str(value) for value in frame[column].iloc[places]]


def _fill(column: Column, called: Mapping[str, str]) -> str:
    if column.name == "contact":
        return "write who was asked: a name, or any id of your own"
    if column.name in NAMES:
        return f"fill it in every row, or leave the column {theirs(column.name, called)} out"
    if column.kind == "date":
        return "write the day of the request, as 2026-02-03"
    return f"write {listed(column.words, 'or')}; pending is our guess"

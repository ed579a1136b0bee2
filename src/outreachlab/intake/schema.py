"""What a sound log is: a Pandera schema over typed columns and over the facts between them."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from outreachlab.intake.checked import TacticKind
from outreachlab.intake.facts import DATE_ORDER, circle_of, days_after, first_use, links_of
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.values import range_of
from outreachlab.vocabulary import COLUMN, COLUMNS, YES_NO, Column
from outreachlab.wording import counted, label, listed

NAMES = ("request_id", "seeker")


@dataclass(frozen=True, slots=True)
class Found:
    """One failed check: the row's place in the frame, the column, the check's name."""

    place: int
    column: str
    check: str


def failures(frame: pd.DataFrame, tactics: Mapping[str, TacticKind]) -> list[Found]:
    """Every check that a typed log fails, all at once."""
    facts, rules = _facts(frame)
    whole = pd.concat([frame, facts], axis=1)
    schema = pa.DataFrameSchema({**_columns(frame, tactics), **rules})
    try:
        with _hypothesis_left_out():
            schema.validate(whole, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return [
            Found(int(place), str(column), str(check))
            for place, column, check in cases[["index", "column", "check"]].itertuples(
                index=False, name=None
            )
        ]
    return []


@contextmanager
def _hypothesis_left_out() -> Iterator[None]:
    """Pandera loads hypothesis, and pytest with it, wherever it is installed: half a second."""
    if "hypothesis" in sys.modules:
        yield
        return
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["hypothesis"]


def _columns(frame: pd.DataFrame, tactics: Mapping[str, TacticKind]) -> dict[str, pa.Column]:
    """A rule per column: its type, may it be empty, its words or its range."""
    rules = {c.name: _column_rule(c, frame[c.name]) for c in COLUMNS if c.name in frame}
    for name, kind in tactics.items():
        if name in frame and kind == "yes_no":
            rules[name] = pa.Column(checks=_is_word(YES_NO), nullable=True)
    return rules


def _column_rule(column: Column, series: pd.Series) -> pa.Column:
    needed = column.required or (column.name in NAMES)
    if column.kind == "date":
        return pa.Column("datetime64[s]", nullable=not needed)
    if column.kind == "whole":
        return pa.Column("Int64", _in_range(column), nullable=True)
    checks = _is_word(column.words) if column.words else None
    return pa.Column("category", checks, nullable=not needed)


def _is_word(words: tuple[str, ...]) -> pa.Check:
    """Is each value one of the words? Judged once per category, not per row."""

    def check(series: pd.Series) -> pd.Series:
        sound = np.append(series.cat.categories.isin(words), True)
        return pd.Series(sound[series.cat.codes.to_numpy()], index=series.index)

    return pa.Check(check, error="word", ignore_na=False)


def _in_range(column: Column) -> pa.Check:
    low, high = column.low, column.high

    def check(series: pd.Series) -> pd.Series:
        values = series.to_numpy(float, na_value=np.nan)
        below = values < low if low is not None else np.zeros(len(values), bool)
        above = values > high if high is not None else np.zeros(len(values), bool)
        return pd.Series(~(below | above), index=series.index)

    return pa.Check(check, error="range", ignore_na=False)


def _facts(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, pa.Column]]:
    """The facts between columns, and the rule each must keep."""
    facts: dict[str, np.ndarray] = {}
    rules: dict[str, pa.Column] = {}
    for later, earlier in DATE_ORDER:
        if later in frame and earlier in frame:
            name = f"{later} after {earlier}"
            facts[name] = days_after(frame, later, earlier)
            rules[name] = pa.Column(float, pa.Check.ge(0, error="order"), nullable=True)
    flags = {"repeats": first_use(frame) != np.arange(len(frame))}
    if "referrer" in frame:
        links = links_of(frame)
        flags["refers to self"] = (links.referrer >= 0) & (links.referrer == links.contact)
        flags["on a circle"] = np.zeros(len(frame), bool)
        flags["on a circle"][list(circle_of(frame, links))] = True
    for name, flag in flags.items():
        facts[name] = flag
        rules[name] = pa.Column(bool, pa.Check.eq(False, error=name))
    return pd.DataFrame(facts, index=frame.index), rules


def faults_of(
    frame: pd.DataFrame, tactics: Mapping[str, TacticKind], rows: np.ndarray
) -> Iterator[Fault]:
    """The failed checks as sentences, each with its remedy; `rows` are spreadsheet rows."""
    found = failures(frame, tactics)
    circles = circle_of(frame, links_of(frame)) if any(f.check == "on a circle" for f in found) else {}
    first = first_use(frame) if any(f.check == "repeats" for f in found) else np.zeros(0, np.int64)
    for failure in found:
        row = int(rows[failure.place])
        if failure.check == "repeats":
            yield _repeated(frame, failure.place, row, int(rows[first[failure.place]]))
        elif failure.check == "on a circle":
            yield Fault(
                row,
                "referrer",
                str(frame["referrer"].iloc[failure.place]),
                f"{circles[failure.place]} is a circle",
                "one of these referrals must be wrong; correct it, or its date",
            )
        elif failure.check == "refers to self":
            name = str(frame["contact"].iloc[failure.place])
            yield Fault(
                row,
                "referrer",
                name,
                f"{quoted(name)} is named as the referrer to themselves",
                "write who suggested this contact, or leave it empty",
            )
        elif failure.check == "order":
            yield _out_of_order(frame, failure, row)
        else:
            yield _bad_cell(frame, failure, row)


def _repeated(frame: pd.DataFrame, place: int, row: int, first_row: int) -> Fault:
    name = str(frame["request_id"].iloc[place])
    return Fault(
        row,
        "request_id",
        name,
        f"{quoted(name)} already stands in row {first_row}",
        "give each request of a seeker an id of its own, or leave the column out",
    )


def _out_of_order(frame: pd.DataFrame, failure: Found, row: int) -> Fault:
    later, earlier = failure.column.split(" after ")
    day, before = (f"{frame[name].iloc[failure.place]:%Y-%m-%d}" for name in (later, earlier))
    return Fault(
        row, later, day, f"{day} is before {earlier} {before}", "correct one of the two dates"
    )


def _bad_cell(frame: pd.DataFrame, failure: Found, row: int) -> Fault:
    column = COLUMN.get(failure.column, Column(failure.column, "yes_no", "", words=YES_NO))
    value = frame[failure.column].iloc[failure.place]
    if failure.check == "not_nullable":
        return Fault(row, column.name, "", f"the {label(column.name)} is empty", _fill(column))
    if failure.check == "word":
        noun = "neither yes nor no" if column.kind == "yes_no" else f"no {label(column.name)}"
        empty = "" if column.required else ", or leave it empty"
        words = listed(column.words, "or")
        return Fault(
            row, column.name, str(value), f"{quoted(str(value))} is {noun}", f"write {words}{empty}"
        )
    return Fault(
        row,
        column.name,
        str(value),
        f"{value} is outside the range",
        f"write {range_of(column)}, or leave it empty",
    )


def _fill(column: Column) -> str:
    if column.name == "contact":
        return "write who was asked: a name, or any id of your own"
    if column.name in NAMES:
        return f"fill it in every row, or leave the column {column.name} out"
    if column.kind == "date":
        return "write the day of the request, as 2026-02-03"
    return f"write {listed(column.words, 'or')}"


def notes_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """What looks odd but keeps its row, a sentence each."""
    notes = []
    if "met_on" in frame:
        unmet = (frame["met_on"].notna() & (frame["outcome"] != "accepted")).sum()
        if unmet:
            notes.append(
                f"{counted(int(unmet), 'request')} not accepted yet with a meeting date: "
                "that meeting does not count as held"
            )
    if "responded_on" in frame:
        silent = frame["outcome"].isin(["pending", "no_reply", "undelivered"])
        answered = int((frame["responded_on"].notna() & silent).sum())
        if answered:
            notes.append(
                f"{counted(answered, 'request')} with a day of answer but no answer among the "
                "outcomes: that day is not used"
            )
    return tuple(notes)

"""The checks that a log fails, each as a sentence with its remedy."""

import sys
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from outreachlab.intake.problems import Cells, cells_at, quoted
from outreachlab.intake.values import range_of
from outreachlab.log.checked import TacticKind
from outreachlab.log.days import days_after
from outreachlab.log.links import DATE_ORDER, Links, circle_of, first_use
from outreachlab.log.vocabulary import COLUMN, COLUMNS, YES_NO, Column
from outreachlab.wording import label, listed

NAMES = ("request_id", "seeker")
REPEATS, SELF, CIRCLE = "repeats", "refers to self", "on a circle"
EMPTY, WORD, RANGE, ORDER = "not_nullable", "word", "range", "order"

Failures = dict[tuple[str, str], NDArray[np.int64]]  # (column, check) -> places in the frame


def _load_checkers() -> None:
    """Pandera loads them when first used, and hypothesis and pytest with them: half a second."""
    loaded = "hypothesis" in sys.modules
    if not loaded:
        sys.modules["hypothesis"] = None  # type: ignore[assignment]
    pa.DataFrameSchema().validate(pd.DataFrame())
    if not loaded:
        del sys.modules["hypothesis"]


_load_checkers()


def failures(frame: pd.DataFrame, tactics: Mapping[str, TacticKind], links: Links) -> Failures:
    """Every check that a typed log fails, all at once."""
    facts, rules = _facts(frame, links)
    judged, columns = _columns(frame, tactics)
    whole = pd.concat([frame[judged], facts], axis=1)
    schema = pa.DataFrameSchema({**columns, **rules}, checks=_types(frame))
    try:
        schema.validate(whole, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        groups = cases.groupby(["column", "check"], sort=False)["index"]
        return {(str(c), str(k)): at.to_numpy(np.int64) for (c, k), at in groups}
    return {}


def _columns(
    frame: pd.DataFrame, tactics: Mapping[str, TacticKind]
) -> tuple[list[str], dict[str, pa.Column]]:
    """
    A rule per column: may it be empty, its words, its range.

    A column whose distinct words, or whose least and greatest number, already keep the rule has
    no row to look at; each rule left out saves a small log a hundredth of its time.
    """
    rules = {}
    for column in COLUMNS:
        if column.name in frame:
            needed = column.required or column.name in NAMES
            check = None if _kept(column, frame[column.name]) else _check_of(column)
            if needed or check is not None:
                rules[column.name] = pa.Column(checks=check, nullable=not needed)
    for name, kind in tactics.items():
        if name in frame and kind == "yes_no":
            rules[name] = pa.Column(checks=_is_word(YES_NO), nullable=True)
    return list(rules), rules


def _kept(column: Column, series: pd.Series) -> bool:
    """Do all the words, or the least and the greatest number, keep the rule?"""
    if column.words:
        return set(series.cat.categories) <= set(column.words)
    if column.kind != "whole" or not series.notna().any():
        return True
    low, high = int(series.min()), int(series.max())
    return low >= (column.low or 0) and (column.high is None or high <= column.high)


def _check_of(column: Column) -> pa.Check | None:
    if column.words:
        return _is_word(column.words)
    return _in_range(column) if column.kind == "whole" else None


def _types(frame: pd.DataFrame) -> pa.Check:
    """Does each column of ours hold what its kind says? One check, as each costs time."""
    wanted = {"date": "datetime64[s]", "whole": "Int32"}
    wrong = [
        name
        for name in frame.columns
        if name in COLUMN and str(frame[name].dtype) != wanted.get(COLUMN[name].kind, "category")
    ]
    return pa.Check(lambda _: not wrong, error=f"columns of another type: {wrong}")


def _is_word(words: tuple[str, ...]) -> pa.Check:
    """Is each value one of the words? Judged once per category, not per row."""

    def check(series: pd.Series) -> pd.Series | bool:
        sound = np.append(series.cat.categories.isin(words), True)
        if sound.all():
            return True
        return pd.Series(sound[series.cat.codes.to_numpy()], index=series.index)

    return pa.Check(check, error=WORD, ignore_na=False)


def _in_range(column: Column) -> pa.Check:
    low, high = column.low, column.high

    def check(series: pd.Series) -> pd.Series:
        values = series.to_numpy(float, na_value=np.nan)
        below = values < low if low is not None else np.zeros(len(values), bool)
        above = values > high if high is not None else np.zeros(len(values), bool)
        return pd.Series(~(below | above), index=series.index)

    return pa.Check(check, error=RANGE, ignore_na=False)


def _facts(frame: pd.DataFrame, links: Links) -> tuple[pd.DataFrame, dict[str, pa.Column]]:
    """The facts between columns, and the rule each must keep."""
    facts: dict[str, np.ndarray] = {}
    rules: dict[str, pa.Column] = {}
    for later, earlier in DATE_ORDER:
        if later in frame and earlier in frame:
            name = f"{later} after {earlier}"
            facts[name] = days_after(frame, later, earlier)
            rules[name] = pa.Column(checks=pa.Check.ge(0, error=ORDER), nullable=True)
    flags = {REPEATS: first_use(frame) != np.arange(len(frame))}
    if "referrer" in frame:
        flags[SELF] = (links.referrer >= 0) & (links.referrer == links.contact)
        flags[CIRCLE] = np.zeros(len(frame), bool)
        flags[CIRCLE][list(circle_of(frame, links))] = True
    for name, flag in flags.items():
        facts[name] = flag
        rules[name] = pa.Column(checks=pa.Check.eq(False, error=name))
    return pd.DataFrame(facts, index=frame.index), rules


Places = NDArray[np.int64]
NOUN = {"asked_on": "day of asking", "request_id": "id of the request"}


def faults_of(
    frame: pd.DataFrame, tactics: Mapping[str, TacticKind], rows: NDArray[np.int64], links: Links
) -> Iterator[Cells]:
    """Every failed check of a typed log, whose links these are; `rows` are spreadsheet rows."""
    for (column, check), places in failures(frame, tactics, links).items():
        if check == REPEATS:
            yield _repeated(frame, places, rows)
        elif check == CIRCLE:
            yield _on_a_circle(frame, places, links)
        elif check == SELF:
            yield _to_themselves(frame, places)
        elif check == ORDER:
            yield _out_of_order(frame, column, places)
        else:
            known = COLUMN.get(column, Column(column, "yes_no", "", words=YES_NO))
            yield _BAD_CELLS[check](frame, known, places)


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


def _out_of_order(frame: pd.DataFrame, check: str, places: Places) -> Cells:
    later, earlier = check.split(" after ")
    days, before = (frame[name].iloc[places].dt.strftime("%Y-%m-%d") for name in (later, earlier))
    said = [f"{day} is before {earlier} {first}" for day, first in zip(days, before, strict=True)]
    return cells_at(places, later, days, said, "correct one of the two dates")


def _blank(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    said = [f"the {NOUN.get(column.name, label(column.name))} is empty"] * len(places)
    return cells_at(places, column.name, [""] * len(places), said, _fill(column))


def _no_word(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    noun = "neither yes nor no" if column.kind == "yes_no" else f"no {label(column.name)}"
    texts = _texts(frame, column.name, places)
    said = {text: f"{quoted(text)} is {noun}" for text in set(texts)}
    empty = "" if column.required else ", or leave it empty"
    fix = f"write {listed(column.words, 'or')}{empty}"
    return cells_at(places, column.name, texts, map(said.__getitem__, texts), fix)


def _out_of_range(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    texts = _texts(frame, column.name, places)
    said = [f"{text} is outside the range" for text in texts]
    return cells_at(
        places, column.name, texts, said, f"write {range_of(column)}, or leave it empty"
    )


_BAD_CELLS: dict[str, Callable[[pd.DataFrame, Column, Places], Cells]] = {
    EMPTY: _blank,
    WORD: _no_word,
    RANGE: _out_of_range,
}


def _texts(frame: pd.DataFrame, column: str, places: Places) -> list[str]:
    return [str(value) for value in frame[column].iloc[places]]


def _fill(column: Column) -> str:
    if column.name == "contact":
        return "write who was asked: a name, or any id of your own"
    if column.name in NAMES:
        return f"fill it in every row, or leave the column {column.name} out"
    if column.kind == "date":
        return "write the day of the request, as 2026-02-03"
    return f"write {listed(column.words, 'or')}; pending is our guess"

"""What a sound log is: a Pandera schema over typed columns and over the facts between them."""

import sys
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from outreachlab.intake.checked import TacticKind
from outreachlab.intake.facts import DATE_ORDER, Links, circle_of, days_after, first_use
from outreachlab.vocabulary import COLUMN, COLUMNS, YES_NO, Column

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

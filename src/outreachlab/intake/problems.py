"""Faults and fixes as tables: a row each, by spreadsheet row and column."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from outreachlab.intake.table import RawTable, Words

FAULT_COLUMNS = ["row", "column", "value", "problem", "fix"]
FIX_COLUMNS = ["row", "column", "from", "to", "why"]


class Fault(NamedTuple):
    """One thing that is wrong: where, what was written, what is wrong, what to do."""

    row: int
    column: str
    value: str
    problem: str
    fix: str


class Fix(NamedTuple):
    """One thing that was read other than written: where, from, to, why."""

    row: int
    column: str
    before: str
    after: str
    why: str


def fault_table(faults: Iterable[Fault | tuple[int, str, str, str, str]]) -> pd.DataFrame:
    """The faults in the order of the file: by row, then as found."""
    table = pd.DataFrame(list(faults), columns=FAULT_COLUMNS)
    return table.sort_values("row", kind="stable", ignore_index=True)


def fix_table(fixes: Iterable[Fix]) -> pd.DataFrame:
    """The fixes in the order of the file: by row, then as made."""
    table = pd.DataFrame(list(fixes), columns=FIX_COLUMNS)
    return table.sort_values("row", kind="stable", ignore_index=True)


def rows_holding(raw: RawTable, words: Words, codes: Iterable[int]) -> Iterable[tuple[int, int]]:
    """The (spreadsheet row, code) of every cell that holds one of some distinct texts."""
    places = np.flatnonzero(np.isin(words.codes, np.array(sorted(codes), np.int32)))
    return zip(raw.rows[places].tolist(), words.codes[places].tolist(), strict=True)


def quoted(text: str, most: int = 60) -> str:
    """A value as a message shows it: on one line, cut if long, in single quotes."""
    flat = " ".join(text.split())
    return f"'{flat if len(flat) <= most else flat[: most - 1] + '…'}'"

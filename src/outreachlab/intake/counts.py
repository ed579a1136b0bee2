"""A log from counts that somebody published or tallied."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import COLUMN

COUNTS = ("accepted", "counted")
GROUP = "group"


def log_from_counts(counts: pd.DataFrame | Mapping[str, tuple[int, int]]) -> CheckedLog:
    """
    A log with so many requests accepted of so many counted, one request to a person without name.

    Parameters
    ----------
    counts : DataFrame or mapping
        A row per group with the whole numbers `accepted` and `counted`, and columns that name the
        group; or `{"coffee": (25, 59)}`, accepted and counted by `group`.

    Returns
    -------
    CheckedLog
        One row per request: accepted, or declined. All were asked on one day.

    Raises
    ------
    UsageError
        A count is no whole number from 0 up, more were accepted than counted, or no request or
        no column with groups is left.
    """
    if isinstance(counts, Mapping):
        table = pd.DataFrame(
            [(name, *pair) for name, pair in counts.items()], columns=[GROUP, *COUNTS]
        )
    else:
        table = counts
    groups = [str(name) for name in table.columns if name not in COUNTS]
    if not groups or not set(COUNTS) <= set(table.columns):
        raise UsageError("counts need the columns accepted and counted, and one that names groups")
    accepted, counted = (_whole(table[name]) for name in COUNTS)
    if (accepted > counted).any():
        raise UsageError("more were accepted than counted; swap the two numbers")
    if not counted.sum():
        raise UsageError("nobody was counted")
    frame = table[groups].loc[table.index.repeat(counted)].astype(str).reset_index(drop=True)
    yeses = np.concatenate([np.arange(n) < yes for yes, n in zip(accepted, counted, strict=True)])
    frame["outcome"] = np.where(yeses, "accepted", "declined")
    return read_log(frame, map=_map(groups))


def _whole(column: pd.Series) -> Any:
    values = pd.to_numeric(column, errors="coerce").to_numpy(float)
    if not (values >= 0).all() or (values % 1).any():
        raise UsageError(f"{column.name} must be whole numbers from 0 up")
    return values.astype(np.int64)


def _map(groups: list[str]) -> dict[str, Any]:
    return {
        "columns": {name: name for name in ("outcome", *(set(groups) & set(COLUMN)))},
        "constants": {"contact": "someone", "asked_on": date(2000, 1, 1)},
        "tactics": {name: "category" for name in groups if name not in COLUMN},
    }

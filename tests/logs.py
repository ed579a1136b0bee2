"""Small logs written by hand, for tests that need to know every row."""

from collections.abc import Sequence

import pandas as pd

from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog

Row = dict[str, str | None]


def frame_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a file would have them: texts, blanks where a row says nothing."""
    return pd.DataFrame(list(rows), dtype=object)


def log_of(rows: Sequence[Row], **options: object) -> CheckedLog:
    """A checked log of rows; contact, asked_on and outcome are filled where a row has none."""
    filled = [
        {"contact": f"Person {place}", "asked_on": "2026-01-05", "outcome": "no_reply"} | row
        for place, row in enumerate(rows, start=1)
    ]
    return read_log(frame_of(filled), **options)  # type: ignore[arg-type]

"""Days: as an argument names them, and as numbers since 1970-01-01."""

from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import UsageError

EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2199
NO_DAY = np.iinfo(np.int32).min
SECONDS_A_DAY = 86_400


def day_of(told: date | str | None) -> date | None:
    """An argument that is a day: a date, a moment of it, or text as 2026-02-03."""
    if told is None:
        return None
    try:
        day = told if isinstance(told, date) else date.fromisoformat(str(told))
        day = day.date() if isinstance(day, datetime) else day
        if day != day:  # pandas' blank day equals none
            raise ValueError
    except ValueError:
        raise UsageError(f"{told!r} is no day; write it as 2026-02-03") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{day} is no day of a log; name one from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def today() -> date:
    """The day on which things are done; a test sets another."""
    return date.today()


def day_numbers(dates: pd.Series) -> NDArray[np.int32]:
    """Days since 1970-01-01; `NO_DAY` for a blank."""
    seconds = dates.to_numpy().astype("datetime64[s]", copy=False).view(np.int64)
    # whole days fall out of whole seconds; a blank is the lowest number there is
    return np.maximum(seconds // SECONDS_A_DAY, NO_DAY).astype(np.int32)

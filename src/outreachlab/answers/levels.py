"""What answers by level share: five counts, a rate, its limits, and the ground they stand on."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.codes import Codes
from outreachlab.log.outcomes import FATES, Outcomes
from outreachlab.log.vocabulary import COUNTS, FEW
from outreachlab.stats.intervals import IntervalMethod, interval_of
from outreachlab.wording import counted as how_many, label

NOTHING_COUNTED = "no counted request"


def count_by(codes: Codes, outcomes: Outcomes) -> NDArray[np.int64]:
    """The five counts (columns, as `vocabulary.COUNTS`) per level; the last row is the blanks'."""
    size = len(codes.book) + 1
    fates = len(FATES)
    place = (codes.codes.astype(np.intp) + 1) * fates  # blanks first, so that no code is negative
    place += outcomes.fate
    found = np.bincount(place, minlength=size * fates).reshape(size, fates)
    undelivered, too_young, refused, accepted = found.T
    columns = (found.sum(axis=1), undelivered, too_young, refused + accepted, accepted)
    return np.roll(np.stack(columns, axis=1), -1, axis=0)


def rate_table(
    book: tuple[str, ...], counts: NDArray[np.int64], confidence: float, interval: IntervalMethod
) -> pd.DataFrame:
    """A row per level: the counts, the rate and its limits."""
    counts = counts[: len(book)]
    low, high = interval_of(counts[:, 4], counts[:, 3], confidence, interval)
    table = pd.DataFrame(counts, columns=list(COUNTS))
    table.insert(0, "level", list(book))
    with np.errstate(invalid="ignore"):
        table["rate"] = counts[:, 4] / counts[:, 3]
    table["low"], table["high"] = low, high
    return table


def level_json(row: dict[str, Any]) -> dict[str, Any]:
    """One row of a rate table for JSON: what cannot be estimated is None, with why."""
    plain = {"level": row["level"], **{name: int(row[name]) for name in COUNTS}}
    if row["counted"] == 0:
        return plain | dict.fromkeys(("rate", "low", "high")) | {"why": NOTHING_COUNTED}
    return plain | {name: float(row[name]) for name in ("rate", "low", "high")}


def ground_line(ground: dict[str, Any]) -> str:
    """`43 counted of 50 requests (7 too young)`."""
    totals = ground["totals"]
    gone = [
        f"{totals[name]:,} {label(name)}" for name in ("undelivered", "too_young") if totals[name]
    ]
    aside = f" ({', '.join(gone)})" if gone else ""
    faulty = totals["faulty"]
    left = f"; {how_many(faulty, 'faulty row')} left out" if faulty else ""
    return (
        f"{totals['counted']:,} counted of {how_many(totals['requests'], 'request')}{aside}{left}"
    )


def few(name: str, counted: int) -> str:
    """`office visit (few)` where the rate rests on fewer than ten counted requests."""
    return name + (" (few)" if counted < FEW else "")

"""Pools of seekers: their rates drawn towards each other, ranked only where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import Tally, few, ground_line, tally_of
from outreachlab.display import Charted, Column, Grounded, plain
from outreachlab.errors import NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, refuse_late_columns
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import FEW, WINDOW_DAYS, sources_of
from outreachlab.stats.intervals import require_confidence
from outreachlab.stats.pooling import places, shrink
from outreachlab.wording import UNKNOWN, counted, interval, of, percent, points, shortened

MOST_SHOWN = 30
Ints = NDArray[np.int64]
FEW_WHY = f"fewer than {FEW} counted requests have no place"
SHARES = ("rate", "low", "high", "shrunken", "shrunken_low", "shrunken_high")


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PooledRates(Charted, Grounded):
    """
    The acceptance rate of each level of a column, drawn towards that of all levels together.

    `.table` has a row per level with counted requests: `level`, `counted`, `accepted` (whole
    numbers), `rate`, `low`, `high` (Wilson, among seekers where several share a level), `shrunken`,
    `shrunken_low`, `shrunken_high` (fractions), `first_place`, `last_place` (whole numbers, blank
    on few). `ranked` says whether any two could be told apart; only then are the rows in order of
    their shrunken rates.
    """

    table: pd.DataFrame
    by: str
    mean: float
    spread: float
    kept: float
    ranked: bool
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    _json = "by confidence mean spread kept ranked levels"

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The rows as plain data; those without a place say why."""
        return [
            row if row["first_place"] is not None else row | {"why": FEW_WHY}
            for row in plain(self.table)
        ]

    def _headline(self) -> str:
        return (
            f"Acceptance rates by {self.by}, drawn towards each other: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} intervals"
        )

    def _records(self) -> Iterable[Any]:
        return self.table.head(MOST_SHOWN).to_dict("records")

    def _shown_columns(self) -> tuple[Column, ...]:
        return COLUMNS if self.ranked else (*COLUMNS[:-1], Column("place", lambda _: UNKNOWN))

    def _remarks(self) -> Iterable[str]:
        yield (
            f"all together {percent(self.mean)}; the true rates vary by about "
            f"{points(self.spread).removeprefix('+')} around it"
        )
        if not self.ranked:
            yield "not ranked: no two of these can be told apart"
        if (hidden := len(self.table) - MOST_SHOWN) > 0:
            yield f"{counted(hidden, 'further row')} in .table"
        yield from self.notes


def _place(first: Any, last: Any) -> str:
    if pd.isna(first):
        return UNKNOWN
    return f"{first}" if first == last else f"{first} to {last}"


COLUMNS = (
    Column("", lambda level, counted: few(shortened(level), counted), "level", "counted"),
    Column("accepted", of, "accepted", "counted"),
    Column("rate", percent, "rate"),
    Column("pooled rate", percent, "shrunken"),
    Column("interval", interval, "shrunken_low", "shrunken_high"),
    Column("place", _place, "first_place", "last_place"),
)


def pooled_rates(
    log: Log,
    by: str = "seeker",
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> PooledRates:
    """
    Acceptance rates of seekers (or of any column's levels) when each has few requests.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    by : str
        The column whose levels are pooled.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    PooledRates
        `.table` has a row per level with its own rate and the pooled one (fractions), and the
        first and last place it may hold.

    Raises
    ------
    UnknownColumnError
        The log has no column `by`.
    UsageError
        `by` is known only after the answer or holds numbers.
    NothingToComputeError
        Fewer than two levels have a counted request.

    Notes
    -----
    Places hold together with the stated confidence; levels with few requests get none.

    References
    ----------
    Deely & Lindley (1981), JASA 76:833-841; Christiansen & Morris (1997), JASA 92:618-632; Klein,
    Wright & Wieczorek (2020), Journal of the Royal Statistical Society C 69:589-606.
    """
    refuse_late_columns(by)
    require_confidence(confidence)
    view = view_of(log, as_of, window_days)
    codes_of(view.header, by)  # refuses what is no column, numbers and notes
    tally: Tally = view.total(partial(_tally, by), sources_of(by))[0]
    counts, book = tally.counts[:-1, 3:], tally.books[0]
    present = counts[:, 0] > 0
    if present.sum() < 2:
        raise NothingToComputeError(
            f"{view.header.source}: a pool needs two values of {by} with counted requests"
        )
    asked, accepted = counts[present].T
    pool = shrink(accepted, asked, confidence)
    assert tally.seekers is not None
    low, high = (limit[present] for limit in tally.seekers.limits(len(book), confidence))
    shares = (accepted / asked, low, high, pool.rate, pool.low, pool.high)
    first, last = _places(accepted, asked, confidence)
    table = pd.DataFrame(
        {
            "level": [name for name, here in zip(book, present, strict=True) if here],
            "counted": asked,
            "accepted": accepted,
            **dict(zip(SHARES, shares, strict=True)),
            "first_place": first,
            "last_place": last,
        }
    )
    ranked = bool((first.dropna() > 1).any())
    if ranked:
        table = table.sort_values("shrunken", ascending=False, kind="stable", ignore_index=True)
    return PooledRates(
        table=table,
        by=by,
        mean=pool.mean,
        spread=pool.spread,
        kept=pool.kept,
        ranked=ranked,
        confidence=confidence,
        ground=view.facts(),
        notes=view.notes,
    )


def _tally(by: str, log: CheckedLog, outcomes: Outcomes) -> tuple[Tally]:
    return (tally_of(log, outcomes, by, clustered=True),)


def _places(accepted: Ints, asked: Ints, confidence: float) -> list[pd.Series]:
    """First and last place of the levels that are not few, blank for the others."""
    enough = np.flatnonzero(asked >= FEW)
    found = places(accepted[enough], asked[enough], confidence)
    index = range(len(asked))
    return [pd.Series(place, index=enough, dtype="Int64").reindex(index) for place in found]

"""Which ways of asking go together, and which were never tried apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.judging.tried import Tried, hypotheses_of, own_of, tried_over
from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Book, Codes, codes_of, has, merged_books
from outreachlab.log.outcomes import Ground, Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, columns_for, sources_of, stage_of
from outreachlab.stats.association import Counts, cramers_v, phi, tells
from outreachlab.wording import UNKNOWN, counted, label, listed, number


def cells_of(one: Codes, two: Codes) -> Counts:
    """How many rows have each pair of levels, (levels of one, levels of two); no blanks."""
    both = (one.codes != BLANK) & (two.codes != BLANK)
    size = len(one.book) * len(two.book)
    place = one.codes[both].astype(np.int64) * len(two.book) + two.codes[both]
    return np.bincount(place, minlength=size).reshape(len(one.book), len(two.book))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """How many requests have each pair of two columns' levels; those of two parts add up."""

    names: tuple[str, str]
    books: tuple[Book, Book]
    counts: Counts

    def __add__(self, other: "Cells") -> "Cells":
        rows, *at = merged_books(self.names[0], self.books[0], other.books[0])
        columns, *to = merged_books(self.names[1], self.books[1], other.books[1])
        counts = np.zeros((len(rows), len(columns)), np.int64)
        for row, column, own in zip(at, to, (self, other), strict=True):
            counts[np.ix_(row, column)] += own.counts
        return Cells(self.names, (rows, columns), counts)


MOST_TOLD = 8
ONE_VALUE = "one of the two never changes"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TacticPair(Record):
    """
    Two tactics among the counted requests that record both.

    `cells` (levels of the first, levels of the second) counts them, levels in use only.
    `association` is phi (-1 to 1) where both have two levels, else Cramér's V (0 to 1); None with
    `why` where one never changes. `apart` says whether either was ever tried without the other.
    """

    tactics: tuple[str, str]
    levels: tuple[tuple[str, ...], tuple[str, ...]]
    cells: Counts
    association: float | None
    why: str | None = None

    @property
    def requests(self) -> int:
        """How many requests record both."""
        return int(self.cells.sum())

    @property
    def two_valued(self) -> bool:
        """Have both two levels?"""
        return self.cells.shape == (2, 2)

    @property
    def four(self) -> tuple[int | None, ...]:
        """The counts of both, the first only, the second only, neither; None with more levels."""
        return tuple(self.cells.ravel().tolist()) if self.two_valued else (None,) * 4

    @property
    def apart(self) -> bool:
        """Was either ever tried without the other?"""
        return self.association is None or not tells(self.cells)

    @property
    def never(self) -> tuple[tuple[str, str], ...]:
        """The pairs of levels that no request has."""
        return tuple(
            (self.levels[0][row], self.levels[1][column])
            for row, column in np.argwhere(self.cells == 0).tolist()
        )

    _json = "tactics requests cells=each measure association tried_apart"

    @property
    def each(self) -> list[dict[str, Any]]:
        """Every pair of levels with its requests, as plain data."""
        return [
            {"levels": [a, b], "requests": int(self.cells[row, column])}
            for row, a in enumerate(self.levels[0])
            for column, b in enumerate(self.levels[1])
        ]

    @property
    def measure(self) -> str:
        """What `association` is."""
        return "phi" if self.two_valued else "cramers_v"

    @property
    def tried_apart(self) -> bool | None:
        """The same as `apart`, None where there is no association."""
        return None if self.association is None else self.apart


def _signed(pair: TacticPair) -> str:
    if pair.association is None:
        return UNKNOWN
    value = round(pair.association, 2) + 0.0  # no minus before a nought
    return f"{value:+.2f}" if pair.two_valued else number(value)


def _count(count: int | None) -> str:
    return "" if count is None else number(count)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CoUse(Charted, Grounded):
    """
    Every two tactics of the request, those that go together most first.

    `.table` has a row per pair: `tactic_a`, `tactic_b`, `requests`, the four counts `both`,
    `first_only`, `second_only`, `neither` (blank unless both have two levels), `association`,
    `tried_apart`.
    """

    pairs: tuple[TacticPair, ...]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per pair of tactics."""
        return table_of(
            self.pairs,
            "tactic_a=tactics.0 tactic_b=tactics.1 requests both=four.0:Int64 "
            "first_only=four.1:Int64 second_only=four.2:Int64 neither=four.3:Int64 "
            "association:float64 tried_apart=apart",
        )

    _json = "pairs"

    def _headline(self) -> str:
        return f"Tactics used together: {ground_line(self.ground)}"

    _each = "pairs"
    _columns = (
        Column("", lambda tactics: " and ".join(map(label, tactics)), "tactics"),
        Column("requests", number, "requests"),
        Column("both", _count, "four.0"),
        Column("first only", _count, "four.1"),
        Column("second only", _count, "four.2"),
        Column("neither", _count, "four.3"),
        Column("association", _signed),
    )

    def _remarks(self) -> Iterable[str]:
        return (*self._told(), *self.notes)

    def _told(self) -> list[str]:
        if not self.pairs:
            return ["this log records no two tactics, so none can go together"]
        told = [
            "association: with a sign, the correlation of two yes or no (1: always together, -1: "
            "never); without one, Cramér's V (0: no relation, 1: one tells the other)"
        ]
        stuck = [" and ".join(map(label, pair.tactics)) for pair in self.pairs if not pair.apart]
        if stuck:
            told.append(f"never tried apart: {listed(stuck)}")
        never = [
            f"{label(pair.tactics[0])} {label(a)} with {label(pair.tactics[1])} {label(b)}"
            for pair in self.pairs
            for a, b in pair.never
        ]
        if never:
            more = len(never) - MOST_TOLD
            rest = f", and {counted(more, 'further pair')}" if more > 0 else ""
            told.append(f"never tried: {'; '.join(never[:MOST_TOLD])}{rest}")
        return told


def co_use(log: Log, *, as_of: date | None = None, window_days: int = WINDOW_DAYS) -> CoUse:
    """
    Which tactics go together: what is never tried apart cannot be told apart.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    CoUse
        `.table` has a row per two tactics of the request with counts and their association;
        `.pairs` every count and the combinations never tried.

    Raises
    ------
    UsageError
        The window is no whole number of days from 1 up.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Among counted requests that record both. Tactics read from the same column, as the referral
    and its naming, are no pair.

    References
    ----------
    Yule (1912), Journal of the Royal Statistical Society 75:579-652 (phi); Cramér (1946),
    Mathematical Methods of Statistics, section 21.9 (V).
    """
    view = view_of(log, as_of, window_days)
    names = pairable(view.header, tried_over(view, own_of(view.header), clustered=False))
    columns = tuple(column for name in names for column in columns_for(name))
    return co_use_of(view.total(partial(cells_by_pair, names), columns), view)


def pairable(log: CheckedLog, tried: Mapping[str, Tried]) -> list[str]:
    """The tactics of the request that have a contrast."""
    return [
        one.tactic
        for one in hypotheses_of(log, tried)
        if one.contrast and stage_of(one.tactic) == "request" and has(log, one.tactic)
    ]


def cells_by_pair(names: list[str], log: CheckedLog, outcomes: Outcomes) -> tuple[Cells, ...]:
    """How often counted requests have each two levels of each two tactics."""
    rows = outcomes.rows[outcomes.counted]
    codes = {name: codes_of(log, name, rows) for name in names}
    return tuple(
        Cells((a, b), (codes[a].book, codes[b].book), cells_of(codes[a], codes[b]))
        for a, b in combinations(names, 2)
        if not set(sources_of(a)) & set(sources_of(b))
    )


def co_use_of(cells: Sequence[Cells], ground: Ground) -> CoUse:
    """The answer from what was counted."""
    pairs = sorted(map(_pair, cells), key=lambda pair: -abs(pair.association or 0.0))
    return CoUse(tuple(pairs), ground.facts(), ground.notes)


def _pair(every: Cells) -> TacticPair:
    used = [np.flatnonzero(every.counts.sum(axis=axis)) for axis in (1, 0)]
    cells = every.counts[np.ix_(*used)]
    one, two = (
        tuple(book[place] for place in places)
        for book, places in zip(every.books, used, strict=True)
    )
    if min(cells.shape) < 2:
        return TacticPair(
            tactics=every.names, levels=(one, two), cells=cells, association=None, why=ONE_VALUE
        )
    value = phi(cells) if cells.shape == (2, 2) else cramers_v(cells)
    return TacticPair(tactics=every.names, levels=(one, two), cells=cells, association=value)

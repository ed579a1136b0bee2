"""What answers by level share: five counts, a rate, its limits, and the ground they stand on."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.seekers import (
    SeekerCounts,
    counts_by_seeker,
    fates_by_seeker,
    seekers_of_fates,
)
from outreachlab.log.arguments import Found
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes, binned, codes_of, is_number, merged_books
from outreachlab.log.outcomes import FATES, Outcomes, no_rate
from outreachlab.log.vocabulary import COUNTS, FEW
from outreachlab.stats.intervals import IntervalMethod, interval_of
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import counted as how_many, label, listed, shortened

NOTHING_COUNTED = "no counted request"


def count_by(codes: Codes, outcomes: Outcomes) -> NDArray[np.int64]:
    """The five counts (columns, as `vocabulary.COUNTS`) per level; the last row is the blanks'."""
    size = len(codes.book) + 1
    fates = len(FATES)
    place = codes.codes.astype(np.intp)
    place += 1  # blanks first, so that no code is negative
    place *= fates
    place += outcomes.fate
    return _five(np.bincount(place, minlength=size * fates).reshape(size, fates))


def _five(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The five counts per level from those of the fates, of which the blanks' stand first."""
    undelivered, too_young, refused, accepted = found.T
    columns = (found.sum(axis=1), undelivered, too_young, refused + accepted, accepted)
    return np.roll(np.stack(columns, axis=1), -1, axis=0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tally:
    """
    The five counts of each level, (levels + 1, 5) with the blanks' last: sums over requests.

    `books` hold the levels of `by` and those of `cross`, which is one None without it; `pairs`
    (levels,) say which two of them each row is about, `i * len(books[1]) + j`, rising. `seekers`
    tell the counts of each seeker; None where requests are taken as separate.
    """

    by: str
    cross: str | None
    books: tuple[tuple[str, ...], tuple[str | None, ...]]
    pairs: NDArray[np.int64]
    counts: NDArray[np.int64]
    seekers: SeekerCounts | None = None

    def __add__(self, other: "Tally") -> "Tally":
        one, two = self, other
        first, *firsts = merged_books(one.by, one.books[0], two.books[0])
        second, *seconds = merged_books(one.cross or "", one.books[1], two.books[1])
        keys = [
            at[own.pairs // len(own.books[1])] * len(second) + to[own.pairs % len(own.books[1])]
            for at, to, own in zip(firsts, seconds, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        counts = np.zeros((len(every) + 1, one.counts.shape[1]), np.int64)
        for key, own in zip(keys, (one, two), strict=True):
            counts[np.append(np.searchsorted(every, key), len(every))] += own.counts
        return Tally(
            by=one.by,
            cross=one.cross,
            books=(first, second),
            pairs=every,
            counts=counts,
            seekers=_both_seekers((one, two), keys, every),
        )

    @property
    def among(self) -> SeekerCounts | None:
        """The counts of each seeker where there are several."""
        return self.seekers if self.seekers is not None and self.seekers.several else None

    @property
    def cluster(self) -> Found:
        """Whose requests are taken as alike."""
        return "none" if self.among is None else "seeker"

    @property
    def levels(self) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        """The level of `by` and that of `cross` of each row."""
        firsts, seconds = np.divmod(self.pairs, max(len(self.books[1]), 1))
        names, crossed = self.books
        return tuple(names[at] for at in firsts), tuple(crossed[at] for at in seconds)


def _both_seekers(
    both: tuple[Tally, Tally], keys: list[NDArray[np.int64]], every: NDArray[np.int64]
) -> SeekerCounts | None:
    one, two = (
        None if own.seekers is None else own.seekers.placed(np.searchsorted(every, key), len(every))
        for own, key in zip(both, keys, strict=True)
    )
    return None if one is None or two is None else one + two


def tally_of(
    log: CheckedLog,
    outcomes: Outcomes,
    by: str,
    cross: str | None = None,
    bins: Sequence[float] | None = None,
    clustered: bool = False,
) -> Tally:
    """The counts of each level of a column, or of each pair of levels of two."""

    def read(name: str) -> Codes:
        if bins is not None and is_number(log, name):
            return binned(log, name, tuple(bins), outcomes.rows)
        return codes_of(log, name, outcomes.rows)

    one = read(by)
    if cross is None:
        return tally_of_codes(log, outcomes, by, one, clustered)
    two = read(cross)
    pairs, codes = _paired(one, two)
    placed = Codes(codes, ("",) * len(pairs))
    found = tally_of_codes(log, outcomes, by, placed, clustered)
    return replace(found, cross=cross, books=(one.book, two.book), pairs=pairs)


def tally_of_codes(
    log: CheckedLog, outcomes: Outcomes, by: str, codes: Codes, clustered: bool
) -> Tally:
    """The counts of each level of some codes (n,) that are called `by`."""
    size, seekers = len(codes.book), None
    fates = fates_by_seeker(log, outcomes, codes.codes, size) if clustered else None
    if fates is not None:
        seekers = seekers_of_fates(fates)
    elif clustered:
        seekers = counts_by_seeker(log, outcomes, codes.codes, size)
    return Tally(
        by=by,
        cross=None,
        books=(codes.book, (None,)),
        pairs=np.arange(size),
        counts=count_by(codes, outcomes) if fates is None else _five(fates.sum(axis=2)),
        seekers=seekers,
    )


def _paired(one: Codes, two: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of levels that occur, and which of them each row has, -1 for a blank in either."""
    both = (one.codes != BLANK) & (two.codes != BLANK)
    joined = one.codes[both].astype(np.int64) * len(two.book) + two.codes[both]
    pairs, place = np.unique(joined, return_inverse=True)
    codes = np.full(len(both), BLANK)
    codes[both] = place
    return pairs, codes


def rate_table(
    book: tuple[str, ...],
    counts: NDArray[np.int64],
    confidence: float,
    interval: IntervalMethod = "wilson",
    seekers: SeekerCounts | None = None,
    used: bool = False,
) -> pd.DataFrame:
    """
    A row per level: the counts, the rate and its limits, among seekers where they are given.

    With `used` it has the levels that a request has.
    """
    counts = counts[: len(book)]
    if seekers is None:
        low, high = interval_of(counts[:, 4], counts[:, 3], confidence, interval)
    else:
        low, high = seekers.limits(len(book), confidence)
    with np.errstate(invalid="ignore"):
        rate = counts[:, 4] / counts[:, 3]
    at = np.flatnonzero(counts[:, 0]) if used else np.arange(len(book))
    named = dict(zip(COUNTS, counts[at].T, strict=True))
    limits = {"rate": rate[at], "low": low[at], "high": high[at]}
    return pd.DataFrame({"level": [book[place] for place in at], **named, **limits})


def without_rate(table: pd.DataFrame, totals: Mapping[str, int]) -> pd.DataFrame:
    """A rate table; the rates are nan where the log as a whole has none (`no_rate`)."""
    return table.assign(rate=np.nan, low=np.nan, high=np.nan) if no_rate(totals) else table


def unless_no_rate(totals: Mapping[str, int], found: Estimate) -> Estimate:
    """An estimate from two rates, left open where the log as a whole has no rate."""
    why = no_rate(totals)
    return found if why is None else Estimate(None, None, None, why)


def level_json(row: dict[str, Any]) -> dict[str, Any]:
    """One row of a rate table for JSON: what cannot be estimated is None, with why."""
    plain = {"level": row["level"], **{name: int(row[name]) for name in COUNTS}}
    if row["counted"] == 0:
        return plain | dict.fromkeys(("rate", "low", "high")) | {"why": NOTHING_COUNTED}
    if math.isnan(row["rate"]):
        return plain | dict.fromkeys(("rate", "low", "high")) | {"why": no_rate(plain)}
    return plain | {name: float(row[name]) for name in ("rate", "low", "high")}


MOST_NAMED = 5
# How the limits of an answer are told, by whose requests are taken as alike.
INTERVALS = {"none": "intervals", "seeker": "intervals among seekers"}
FEW_TOLD = f"few: fewer than {FEW} counted requests"


def alone_note(levels: Sequence[str]) -> tuple[str, ...]:
    """What it means that one seeker alone used some levels; nothing where there are none."""
    if not levels:
        return ()
    named = [shortened(level) for level in levels[:MOST_NAMED]]
    more = len(levels) - len(named)
    told = listed([*named, *([f"{more:,} more"] if more else [])])
    return (f"one seeker alone used {told}: limits there are those of separate requests",)


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


def few_note(counted: Iterable[int]) -> tuple[str, ...]:
    """What few means, where any of some numbers of counted requests is."""
    return (FEW_TOLD,) if any(one < FEW for one in counted) else ()


def few(name: str, counted: int) -> str:
    """`office visit (few)` where the rate rests on fewer than ten counted requests."""
    return name + (" (few)" if counted < FEW else "")

"""What a report says of its log beside the answers: who, when, what is blank. Sums over parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.habits import has_meetings
from outreachlab.answers.sums.seekers import Share, share_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.days import EPOCH
from outreachlab.log.outcomes import ACCEPTED, DECLINED, NONE, Outcomes
from outreachlab.log.view import View
from outreachlab.log.vocabulary import COLUMN

MOST_VALUES = 8  # of a column of one's own that could be compared
SPAN = 1 << 64
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Facts:
    """
    What a report says of the requests of a log, or of a part of one.

    `seekers` ask, the first of whom is `name`; `first` and `last` are days (numbers) of asking.
    `yes` are the yeses of the counted requests, `ends` (3,) these that were accepted, declined, not
    answered; `undated` (2, 2) how many answers there are and how many of them have no day, then
    meetings likewise, for which yeses stand in where the log tells none. `early` (2,) are the yeses
    and the meetings of those too young to count. `names` were given at counted meetings; `blanks`
    are empty cells by column, `values` the values of columns of one's own, no more of them than
    tell that they are many. `fingerprint` is a sum of hashes of the checked rows, whatever their
    order.
    """

    seekers: int
    name: str
    first: int
    last: int
    yes: Share
    ends: Ints
    undated: Ints
    early: Ints
    names: int
    blanks: Mapping[str, int]
    values: Mapping[str, frozenset[str]]
    fingerprint: int

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(
            seekers=self.seekers + other.seekers,
            name=min(self.name or other.name, other.name or self.name),
            first=min(self.first, other.first),
            last=max(self.last, other.last),
            yes=self.yes + other.yes,
            ends=self.ends + other.ends,
            undated=self.undated + other.undated,
            early=self.early + other.early,
            names=self.names + other.names,
            blanks={name: count + other.blanks[name] for name, count in self.blanks.items()},
            values={name: _few(own | other.values[name]) for name, own in self.values.items()},
            fingerprint=(self.fingerprint + other.fingerprint) % SPAN,
        )

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of asking."""
        return EPOCH + timedelta(days=self.first), EPOCH + timedelta(days=self.last)


def facts_of(view: View) -> Facts:
    """What a report says of a log; every column of it is read."""
    (found,) = view.total(_facts, view.header.columns)
    return found  # type: ignore[no-any-return]


def _facts(log: CheckedLog, outcomes: Outcomes) -> tuple[Facts]:
    frame, rows = log.frame, outcomes.rows
    seekers = codes_of(log, "seeker", rows)
    present = np.unique(seekers.codes)
    became, early = outcomes.outcome[outcomes.counted], outcomes.too_young
    ends = [np.sum(became == ACCEPTED), np.sum(became == DECLINED)]
    names = 0
    if has(log, "referrals_given"):
        told = outcomes.held & outcomes.counted
        names = int(np.nansum(numbers_of(log, "referrals_given", rows)[told]))
    asked = [str(name) for name in frame if name in COLUMN and COLUMN[name].stage == "request"]
    own = [str(name) for name in frame if name not in COLUMN and name not in log.tactics]
    return (
        Facts(
            seekers=len(present),
            name=seekers.book[present[0]] if len(present) else "",
            first=int(outcomes.asked.min(initial=outcomes.as_of_day)),
            last=int(outcomes.asked.max(initial=np.iinfo(np.int32).min)),
            yes=share_of(log, outcomes, outcomes.accepted, outcomes.counted, clustered=True),
            ends=np.array([*ends, len(became) - sum(ends)]),
            undated=_undated(log, outcomes),
            early=np.array([np.sum(early & outcomes.accepted), np.sum(early & outcomes.held)]),
            names=names,
            blanks={name: _blanks(frame[name], rows) for name in asked},
            values={name: _few(frozenset(map(str, frame[name].dropna().unique()))) for name in own},
            fingerprint=_fingerprint(frame[log.selected]),
        ),
    )


def _undated(log: CheckedLog, outcomes: Outcomes) -> Ints:
    answered = outcomes.accepted | (outcomes.outcome == DECLINED)
    met = outcomes.held if has_meetings(log) else outcomes.accepted
    return np.array(
        [
            [answered.sum(), (answered & (outcomes.responded == NONE)).sum()],
            [met.sum(), (met & (outcomes.met == NONE)).sum()],
        ]
    )


def _blanks(column: pd.Series, rows: Ints) -> int:
    return int(column.isna().to_numpy()[rows].sum())


def _few(values: frozenset[str]) -> frozenset[str]:
    """As many values as tell whether a column could be compared."""
    return values if len(values) <= MOST_VALUES else frozenset(sorted(values)[: MOST_VALUES + 1])


def _fingerprint(table: pd.DataFrame) -> int:
    """The same for the same rows in any order, in any file format."""
    hashes = pd.util.hash_pandas_object(table[sorted(table.columns)], index=False)
    return int(hashes.to_numpy().sum(dtype=np.uint64))


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """The values of a number, rising, and how many requests have each."""

    values: NDArray[np.float64]
    times: Ints

    def __add__(self, other: "_Values") -> "_Values":
        both = np.concatenate([self.values, other.values])
        values, place = np.unique(both, return_inverse=True)
        times = np.bincount(place, np.concatenate([self.times, other.times]), len(values))
        return _Values(values, times.astype(np.int64))


def thirds_of(view: View, name: str) -> list[float]:
    """Where to cut a number so that about as many requests lie in each of three parts."""
    found: _Values = view.total(partial(_numbers, name), (name,))[0]
    if len(found.values) < 2:
        return []
    reached = np.cumsum(found.times)
    ranks = [(int(reached[-1]) - 1) * part // 3 for part in (1, 2)]
    cuts = {float(found.values[np.searchsorted(reached, rank, side="right")]) for rank in ranks}
    return sorted(cut for cut in cuts if cut < found.values[-1])


def _numbers(name: str, log: CheckedLog, outcomes: Outcomes) -> tuple[_Values]:
    values = numbers_of(log, name, outcomes.rows)
    found = np.unique(values[~np.isnan(values)], return_counts=True)
    return (_Values(*found),)

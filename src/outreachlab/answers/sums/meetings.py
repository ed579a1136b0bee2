"""What is counted of the meetings held in a log, or in a part of one."""

from dataclasses import dataclass, field
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.tried import Tried, tried_of
from outreachlab.answers.sums.seekers import Share, seekers_of, share_of
from outreachlab.display import Record
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, YES_NO
from outreachlab.stats.intervals import limits
from outreachlab.stats.ratios_among import mean_limits
from outreachlab.stats.resampling import Patterns, patterns_of
from outreachlab.wording import interval, number, number_interval, of, percent

Floats = NDArray[np.float64]
MEETING_TACTICS = tuple(advice.tactic for advice in ADVICE if advice.among == "meetings held")
WRAP_UP = "offered_to_wrap_up"
NO_MINUTES = "no meeting held says both minutes_asked and minutes_met"


@dataclass(frozen=True, slots=True)
class RanOver(Share):
    """Meetings that took longer than the minutes asked, of those that say both."""

    def to_json(self, confidence: float) -> dict[str, Any]:
        """The counts, the share and its limits."""
        plain: dict[str, Any] = {"count": self.count, "of": self.of}
        if not self.of:
            return plain | {"rate": None, "low": None, "high": None, "why": NO_MINUTES}
        low, high = self.limits(confidence)
        return plain | {"rate": self.count / self.of, "low": low, "high": high}

    def told(self, confidence: float) -> str:
        """`9 of 31 (29.0%, 16.1% to 46.6%)`."""
        share = percent(self.count / self.of)
        return f"{of(self.count, self.of)} ({share}, {interval(*self.limits(confidence))})"


@dataclass(frozen=True, slots=True)
class Mean(Record):
    """A mean over `of` meetings with Student's limits; None where they cannot be estimated."""

    mean: float | None
    low: float | None
    high: float | None
    of: int
    why: str | None = None

    def told(self) -> str:
        """`2.10 (1.54 to 2.66)`."""
        if self.low is None:
            return number(self.mean)
        return f"{number(self.mean)} ({number_interval(self.low, self.high)})"


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    Some whole numbers: how many, their sum and that of their squares; those of parts add up.

    `seekers` are how many and their sum of each seeker; None where they are not told apart.
    """

    of: int
    total: int
    squares: int
    seekers: Patterns | None = field(default=None, compare=False)

    def __add__(self, other: "Numbers") -> "Numbers":
        one, two = self.seekers, other.seekers
        return Numbers(
            self.of + other.of,
            self.total + other.total,
            self.squares + other.squares,
            None if one is None or two is None else one + two,
        )


def numbers_in(values: Floats, who: NDArray[np.int64] | None = None) -> Numbers:
    """The sums of whole numbers (n,), nan for a blank, told apart by `who` if given."""
    told = ~np.isnan(values)
    found, times = np.unique(values[told], return_counts=True)
    pairs = [*zip(map(int, found.tolist()), times.tolist(), strict=True)]
    seekers = None
    if who is not None:
        _, code = np.unique(who[told], return_inverse=True)
        sums = np.bincount(code), np.bincount(code, values[told])
        seekers = patterns_of(np.rint(np.stack(sums, axis=1)).astype(np.int64))
    return Numbers(
        int(times.sum()),
        sum(value * times for value, times in pairs),
        sum(value * value * times for value, times in pairs),
        seekers,
    )


def mean_of(numbers: Numbers, confidence: float, ends: tuple[float, float], nobody: str) -> Mean:
    """
    The mean of some meetings with limits, cut off at the ends of the scale.

    Student's, of separate meetings, where there are not several seekers.
    """
    size = numbers.of
    if not size:
        return Mean(None, None, None, 0, nobody)
    mean = numbers.total / size
    if size == 1:
        return Mean(mean, None, None, size, "one meeting shows no spread")
    variance = (size * numbers.squares - numbers.total**2) / (size * (size - 1))
    low, high = map(float, limits(mean, np.sqrt(variance / size), confidence, size - 1))
    if numbers.seekers is not None and numbers.seekers.units > 1:
        held, told = numbers.seekers.vectors.T
        wide = mean_limits(told, held, numbers.seekers.times, numbers.squares, confidence)
        low, high = min(low, wide[0]), max(high, wide[1])
    return Mean(mean, max(low, ends[0]), min(high, ends[1]), size)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MeetingSums:
    """What is counted of the meetings held in a log, or in a part of one."""

    held: int
    tactics: tuple[Tried, ...]
    names: Numbers
    ran_over: RanOver
    by_wrap_up: tuple[RanOver, ...]
    useful: Numbers

    def __add__(self, other: "MeetingSums") -> "MeetingSums":
        return MeetingSums(
            held=self.held + other.held,
            tactics=tuple(map(add, self.tactics, other.tactics)),
            names=self.names + other.names,
            ran_over=self.ran_over + other.ran_over,
            by_wrap_up=tuple(map(add, self.by_wrap_up, other.by_wrap_up)),
            useful=self.useful + other.useful,
        )


def meeting_sums(log: CheckedLog, outcomes: Outcomes, clustered: bool = True) -> MeetingSums:
    """The sums of a log; tactics that it does not record are left out."""
    rows = outcomes.rows
    took, asked = (_numbers(log, name, rows) for name in ("minutes_met", "minutes_asked"))
    says = outcomes.held & np.isfinite(took) & np.isfinite(asked)
    over, wrap = took > asked, _codes(log, WRAP_UP, rows)

    def ran_over(among: NDArray[np.bool_]) -> RanOver:
        found = share_of(log, outcomes, over, among, clustered)
        return RanOver(found.count, found.of, found.seekers)

    def sums(name: str) -> Numbers:
        held = rows[outcomes.held]
        return numbers_in(_numbers(log, name, held), seekers_of(log, held) if clustered else None)

    return MeetingSums(
        held=int(outcomes.held.sum()),
        tactics=tuple(
            tried_of(log, outcomes, ADVICE_OF[name], clustered)
            for name in MEETING_TACTICS
            if has(log, name)
        ),
        names=sums("referrals_given"),
        ran_over=ran_over(says),
        by_wrap_up=tuple(ran_over(says & (wrap == code)) for code in range(len(YES_NO))),
        useful=sums("usefulness"),
    )


def _numbers(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> Floats:
    return numbers_of(log, name, rows) if has(log, name) else np.full(len(rows), np.nan)


def _codes(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> NDArray[np.integer]:
    return codes_of(log, name, rows).codes if has(log, name) else np.full(len(rows), -1)

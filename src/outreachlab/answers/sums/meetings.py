"""What is counted of the meetings held in a log, or in a part of one."""

from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.tried import Tried, tried_of
from outreachlab.display import Record
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, YES_NO
from outreachlab.stats.intervals import interval_of, limits
from outreachlab.wording import interval, number, number_interval, of, percent

Floats = NDArray[np.float64]
MEETING_TACTICS = tuple(advice.tactic for advice in ADVICE if advice.among == "meetings held")
WRAP_UP = "offered_to_wrap_up"
NO_MINUTES = "no meeting held says both minutes_asked and minutes_met"


@dataclass(frozen=True, slots=True)
class RanOver:
    """Meetings that took longer than the minutes asked, of those that say both."""

    count: int
    of: int

    def __add__(self, other: "RanOver") -> "RanOver":
        return RanOver(self.count + other.count, self.of + other.of)

    def to_json(self, confidence: float) -> dict[str, Any]:
        """The counts, the share and its Wilson limits."""
        plain: dict[str, Any] = {"count": self.count, "of": self.of}
        if not self.of:
            return plain | {"rate": None, "low": None, "high": None, "why": NO_MINUTES}
        low, high = interval_of(self.count, self.of, confidence)
        return plain | {"rate": self.count / self.of, "low": float(low), "high": float(high)}

    def told(self, confidence: float) -> str:
        """`9 of 31 (29.0%, 16.1% to 46.6%)`."""
        low, high = interval_of(self.count, self.of, confidence)
        share = percent(self.count / self.of)
        return f"{of(self.count, self.of)} ({share}, {interval(float(low), float(high))})"


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
    """Some whole numbers: how many, their sum and that of their squares; those of parts add up."""

    of: int
    total: int
    squares: int

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(self.of + other.of, self.total + other.total, self.squares + other.squares)


def numbers_in(values: Floats) -> Numbers:
    """The sums of whole numbers (n,), nan for a blank."""
    found, times = np.unique(values[~np.isnan(values)], return_counts=True)
    pairs = [*zip(map(int, found.tolist()), times.tolist(), strict=True)]
    return Numbers(
        int(times.sum()),
        sum(value * times for value, times in pairs),
        sum(value * value * times for value, times in pairs),
    )


def mean_of(numbers: Numbers, confidence: float, ends: tuple[float, float], nobody: str) -> Mean:
    """The mean of some meetings with Student's limits, cut off at the ends of the scale."""
    size = numbers.of
    if not size:
        return Mean(None, None, None, 0, nobody)
    mean = numbers.total / size
    if size == 1:
        return Mean(mean, None, None, size, "one meeting shows no spread")
    variance = (size * numbers.squares - numbers.total**2) / (size * (size - 1))
    low, high = limits(mean, np.sqrt(variance / size), confidence, size - 1)
    return Mean(mean, max(float(low), ends[0]), min(float(high), ends[1]), size)


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


def meeting_sums(log: CheckedLog, outcomes: Outcomes) -> MeetingSums:
    """The sums of a log; tactics that it does not record are left out."""
    held = outcomes.rows[outcomes.held]
    took, asked = _numbers(log, "minutes_met", held), _numbers(log, "minutes_asked", held)
    says = np.isfinite(took) & np.isfinite(asked)
    over, wrap = says & (took > asked), _codes(log, WRAP_UP, held)
    return MeetingSums(
        held=len(held),
        tactics=tuple(
            tried_of(log, outcomes, ADVICE_OF[name]) for name in MEETING_TACTICS if has(log, name)
        ),
        names=numbers_in(_numbers(log, "referrals_given", held)),
        ran_over=RanOver(int(over.sum()), int(says.sum())),
        by_wrap_up=tuple(
            RanOver(int((over & (wrap == code)).sum()), int((says & (wrap == code)).sum()))
            for code in range(len(YES_NO))
        ),
        useful=numbers_in(_numbers(log, "usefulness", held)),
    )


def _numbers(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> Floats:
    return numbers_of(log, name, rows) if has(log, name) else np.full(len(rows), np.nan)


def _codes(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> NDArray[np.integer]:
    return codes_of(log, name, rows).codes if has(log, name) else np.full(len(rows), -1)

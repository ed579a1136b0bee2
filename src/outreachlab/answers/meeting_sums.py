"""What is said of all meetings together: means and shares, each with limits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.intervals import interval_of
from outreachlab.answers.wald import limits
from outreachlab.wording import interval, number, number_interval, of, percent

NO_MINUTES = "no meeting held says both minutes_asked and minutes_met"


@dataclass(frozen=True, slots=True)
class RanOver:
    """Meetings that took longer than the minutes asked, of those that say both."""

    count: int
    of: int

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
class Mean:
    """A mean over `of` meetings with Student's limits; None where they cannot be estimated."""

    mean: float | None
    low: float | None
    high: float | None
    of: int
    why: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The mean, its limits, how many stand behind it, and why something is missing."""
        plain = {"mean": self.mean, "low": self.low, "high": self.high, "of": self.of}
        return plain if self.why is None else plain | {"why": self.why}

    def told(self) -> str:
        """`2.10 (1.54 to 2.66)`."""
        if self.low is None:
            return number(self.mean)
        return f"{number(self.mean)} ({number_interval(self.low, self.high)})"


def mean_of(
    values: NDArray[np.float64], confidence: float, ends: tuple[float, float], nobody: str
) -> Mean:
    """The mean of some meetings (n,) with Student's limits, cut off at the ends of the scale."""
    size = len(values)
    if not size:
        return Mean(None, None, None, 0, nobody)
    values = np.sort(values)  # so that the order of rows does not change the last digit
    mean = float(values.mean())
    if size == 1:
        return Mean(mean, None, None, size, "one meeting shows no spread")
    error = np.asarray(values.std(ddof=1) / np.sqrt(size))
    low, high = limits(np.asarray(mean), error, confidence, size - 1)
    return Mean(mean, max(float(low), ends[0]), min(float(high), ends[1]), size)

"""What a log shows of how people answer a seeker: what a next step is worth is told from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import FEW
from outreachlab.stats.grouped_curves import Steps
from outreachlab.wording import counted, in_ten

REMINDER_DAY = 7  # where too few answers have a day
STANDS_IN = 0.3  # for a share that too few requests tell
ROUNDING = 1e-9
Floats = NDArray[np.float64]
OWN, POOL, DEFAULT = "own", "pool", "default"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many `successes` of `total`: yeses of requests, or names of meetings."""

    successes: int
    total: int

    @property
    def known(self) -> bool:
        """Do ten or more tell it?"""
        return self.total >= FEW

    @property
    def value(self) -> float:
        """The rate, that of half a success where there is none, or what stands in for it."""
        return max(self.successes, 0.5) / self.total if self.known else STANDS_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """
    How people answer one seeker.

    A reminder is due after `reminder_day` days of silence; `source` says whose answers tell it:
    the seeker's own, those of all seekers looked at, or nobody's (`default`). `first` and `named`
    are the yeses of first requests and of those on somebody's name, `first_met` and `named_met`
    their meetings, `reminded` the yeses after a reminder, `names` the names given at meetings;
    each is that of all seekers where fewer than ten are the seeker's own. `curve` is that of
    their waits, None by default.
    """

    reminder_day: int
    source: str
    curve: Steps | None
    first: Rate
    named: Rate
    first_met: Rate
    named_met: Rate
    reminded: Rate
    names: Rate

    @property
    def yeses_a_meeting(self) -> float:
        """The yeses expected from the names that a meeting brings."""
        return self.names.value * self.named.value

    def told(self) -> str:
        """Where the day of the reminder comes from, as the end of a sentence."""
        after = counted(self.reminder_day, "day")
        if self.source == DEFAULT:
            return f"{after} is a rule of thumb until the log has {FEW} answers with their days"
        whose = "the answers" if self.source == OWN else "all seekers' answers"
        return f"three in four of {whose} came within {after}"

    def yes_to_come(self, silent: int) -> float:
        """
        The share of requests silent for so many days that get a yes later.

        (F(end) - F(t)) / S(t), F the share accepted and S the share without any answer.
        """
        day = np.array([silent])
        if self.curve is None:
            return float(without_curve(day)[0])
        waiting, accepted = self.curve.at(day)
        end = self.curve.share[-1]
        return float(to_come(waiting, accepted, end)[0])

    def reminder_told(self, silent: int) -> str:
        """What a reminder brings, as far as the log shows it; else nothing."""
        if self.reminded.known:
            return f"{in_ten(self.reminded.value)} who were reminded said yes"
        if self.curve is None:
            return ""
        return f"{in_ten(self.yes_to_come(silent))} who were silent as long said yes later"


def without_curve(silent: NDArray[np.int64]) -> Floats:
    """What stands in for the yeses to come after days of silence (k,) where no curve tells them."""
    return STANDS_IN * np.maximum(1 - silent / (3 * REMINDER_DAY), 0.0)


def to_come(waiting: Floats, accepted: Floats, end: Floats | np.float64) -> Floats:
    """(F(end) - F(t)) / S(t); 0 where nobody waits."""
    return np.where(waiting > 0, (end - accepted) / np.where(waiting > 0, waiting, 1.0), 0.0)

"""What the growth of chains promises: meetings from cold requests, and cold requests a week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.cohort import CLOSED_WINDOWS
from outreachlab.chains.offspring import Offspring
from outreachlab.errors import UsageError
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import Outcomes
from outreachlab.stats.two_rates import Estimate

NO_COLD = "no cold request was asked long enough ago"


@dataclass(frozen=True, slots=True)
class Planning:
    """
    `cold` requests without a parent, asked at least three windows ago, of which `met` were met.

    `roots` and `later` are the further meetings per meeting of a cold and of a referred contact,
    None where no such meeting is closed. Everything is a mean at today's rates; delays are left
    out.
    """

    cold: int
    met: int
    roots: float | None
    later: float | None

    @classmethod
    def of(cls, cold: NDArray[np.int64], roots: Offspring, later: Offspring) -> "Planning":
        """The rates a log has shown so far, from `cold_requests`."""
        return cls(
            int(cold[0]),
            int(cold[1]),
            roots.reproduction.estimate,
            later.reproduction.estimate,
        )

    @property
    def share_met(self) -> float | None:
        """The share of cold requests that ended in a meeting."""
        return self.met / self.cold if self.cold else None

    def expected_interviews(self, cold_requests: float, generations: int) -> Estimate:
        """n p (1 + R0 (1 + R1 + … + R1^(g-1))) meetings from n cold requests; no limits."""
        if cold_requests < 0 or generations < 0:
            raise UsageError("give a number of requests and of generations from 0 up")
        missing = self._missing(generations)
        if missing is not None or self.share_met is None:
            return Estimate(None, None, None, missing)
        total = 1.0
        if generations:
            steps = np.power(self.later or 0.0, np.arange(generations))
            total += (self.roots or 0.0) * float(np.sum(steps))
        return Estimate(cold_requests * self.share_met * total, None, None)

    def cold_requests_a_week(self, interviews: float) -> Estimate:
        """m / (p (1 + R0 / (1 - R1))) cold requests for m meetings a week, R1 below 1."""
        if interviews < 0:
            raise UsageError("give a number of interviews a week from 0 up")
        missing = self._missing(2)
        if missing is not None or self.share_met is None or self.later is None:
            return Estimate(None, None, None, missing)
        if self.later >= 1 and self.roots:
            why = "each referred meeting leads to one or more: chains that live carry on unaided"
            return Estimate(None, None, None, why)
        yield_each = self.share_met * (1 + (self.roots / (1 - self.later) if self.roots else 0.0))
        if not yield_each:
            return Estimate(None, None, None, "no cold request has ended in a meeting yet")
        return Estimate(interviews / yield_each, None, None)

    def _missing(self, generations: int) -> str | None:
        if self.share_met is None:
            return NO_COLD
        if generations and self.roots is None:
            return "no meeting with a cold contact is closed"
        if generations > 1 and self.later is None:
            return "no meeting with a referred contact is closed"
        return None


def cold_requests(outcomes: Outcomes, lines: Lines) -> NDArray[np.int64]:
    """Ripe requests without a parent, and how many of them were met; undelivered ones are none."""
    ripe = outcomes.as_of_day - CLOSED_WINDOWS * outcomes.window_days
    cold = (lines.parent < 0) & ~outcomes.undelivered & (outcomes.asked <= ripe)
    return np.array([cold.sum(), (cold & outcomes.held).sum()], np.int64)

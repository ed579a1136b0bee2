"""Lately against before: the same test as of two ways of asking."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.compare import Comparison, comparison_of
from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE
from outreachlab.answers.sums.seekers import SeekerCounts
from outreachlab.display import Record
from outreachlab.log.days import EPOCH
from outreachlab.log.outcomes import no_rate
from outreachlab.log.view import View
from outreachlab.log.vocabulary import COUNTS
from outreachlab.wording import of, p_equals, points, points_interval

SIDES = ("now", "before")
TOO_FEW = "fewer than five requests count on one side"


@dataclass(frozen=True, slots=True, kw_only=True)
class NowAgainstBefore(Record):
    """
    The requests of the last four weeks whose windows are over, against all asked before.

    `start` and `end` are the first and the last day of these weeks; `levels` the two sides with
    their counts and rates, `difference` now minus before. Below five counted requests on a side
    there is no rate and no difference, and `why` says so.
    """

    start: date
    end: date
    counts: NDArray[np.int64]
    found: Comparison | None
    why: str | None

    def to_json(self) -> dict[str, Any]:
        """The two sides and, where both have enough, what tells them apart."""
        plain: dict[str, Any] = {"now": {"start": str(self.start), "end": str(self.end)}}
        if self.found is not None:
            told = ("levels", "newcombe", "p_value", "test")
            levels, gap, p, test = (getattr(self.found, name) for name in told)
            return {**plain, "levels": levels, "difference": gap, "p_value": p, "test": test}
        unknown = dict.fromkeys(("rate", "low", "high"))
        levels = [
            {"level": side, **dict(zip(COUNTS, row, strict=True)), **unknown, "why": self.why}
            for side, row in zip(SIDES, self.counts.tolist(), strict=True)
        ]
        gap = {**dict.fromkeys(("estimate", "low", "high")), "why": self.why}
        nothing = {"difference": gap, "p_value": None, "test": None, "why": self.why}
        return {**plain, "levels": levels, **nothing}

    def sentence(self) -> str:
        """What was counted, and the difference where there is one."""
        now, before = (of(int(row[4]), int(row[3])) for row in self.counts)
        asked = f"asked {self.start} to {self.end}, the last four weeks whose windows are over"
        if not self.counts.any():
            return "no window is over yet, so there is no now to hold against before"
        if self.found is None:
            sides = " and ".join(f"{int(row[3]):,}" for row in self.counts)
            return f"now ({asked}) is not held against before: {self.why} ({sides})"
        gap = self.found.difference
        span = points_interval(gap.low, gap.high).removesuffix(" points")
        told = f"{points(gap.estimate)} ({span}), {p_equals(self.found.p_value)}"
        return f"now ({asked}) {now} accepted, before {before}: {told}"


def now_against_before(
    counts: NDArray[np.int64],
    seekers: SeekerCounts | None,
    confidence: float,
    view: View,
    span: tuple[int, int],
) -> NowAgainstBefore:
    """The answer from the five counts of both sides (2, 5), and those of each seeker if known."""
    start, end = (EPOCH + timedelta(days=day) for day in span)
    why = no_rate(view.facts()["totals"]) or (
        None if counts[:, 3].min() >= FEWEST_OF_SIDE else TOO_FEW
    )
    found = None
    if why is None:
        together = None if seekers is None else seekers.between(0, 1)
        found = comparison_of("asked", SIDES, counts, together, confidence, view)
    return NowAgainstBefore(start=start, end=end, counts=counts, found=found, why=why)

"""How many further meetings a closed meeting leads to: R, how it varies, and dying out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from outreachlab.display import Charted
from outreachlab.stats.offspring import NegativeBinomial, extinction, fit_counted
from outreachlab.stats.reproduction import NO_MEETINGS, dispersion_of, per_meeting
from outreachlab.stats.resampling import Patterns, Seed
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import counted

FEWEST_MEETINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Offspring(Charted):
    """People met through each of some closed meetings: R, k and the fit, None where empty."""

    group: str
    meetings: int
    reproduction: Estimate
    k: Estimate
    counts: tuple[int, ...]  # how many meetings led to 0, 1, 2, … further ones
    fitted: NegativeBinomial | None

    def to_json(self) -> dict[str, Any]:
        """The `roots` or `later` object of `reproduction`."""
        return {
            "closed_meetings": self.meetings,
            "R": self.reproduction.estimate,
            "low": self.reproduction.low,
            "high": self.reproduction.high,
            "k": self.k.estimate,
            **reasons(R=self.reproduction.why, k=self.k.why),
        }


def offspring_of(
    group: str,
    histograms: Patterns,
    confidence: float,
    rng: Seed,
    nothing: str = NO_MEETINGS,
) -> Offspring:
    """
    R by log limits among units and k by BCa limits for the people met through closed meetings.

    `histograms` hold, per unit, how many meetings led to 0, 1, 2, … people met.
    """
    meetings = histograms.totals
    if not meetings.sum():
        empty = Estimate(None, None, None, nothing)
        return Offspring(
            group=group, meetings=0, reproduction=empty, k=empty, counts=(), fitted=None
        )
    values = np.arange(len(meetings))
    vectors, times = histograms.vectors, histograms.times
    squares = float(meetings @ values**2)
    reproduction = per_meeting(vectors @ values, vectors.sum(axis=1), times, squares, confidence)
    fitted = fit_counted(values, meetings)
    counts = tuple(np.rint(meetings).astype(int).tolist())
    k = dispersion_of(fitted, histograms, values, confidence, rng)
    return Offspring(
        group=group,
        meetings=sum(counts),
        reproduction=reproduction,
        k=k,
        counts=counts,
        fitted=fitted,
    )


def extinction_of(
    roots: Offspring, later: Offspring, nothing: str = NO_MEETINGS
) -> tuple[float | None, str | None]:
    """The chance that a chain from one cold meeting dies out, or None and why."""
    if not roots.meetings and not later.meetings:
        return None, nothing
    for part, name in ((roots, "cold"), (later, "referred")):
        if part.meetings < FEWEST_MEETINGS:
            meetings = counted(part.meetings, f"closed {name} meeting")
            return None, f"only {meetings}; it takes {FEWEST_MEETINGS}"
    if roots.fitted is None or later.fitted is None:
        return None, nothing
    return extinction(roots.fitted, later.fitted), None


def reasons(**whys: str | None) -> dict[str, str]:
    """One `why` that names what each reason is about; nothing where there is none."""
    said = [f"{name}: {why}" for name, why in whys.items() if why]
    return {"why": "; ".join(said)} if said else {}

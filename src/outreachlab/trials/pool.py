"""A trial of several seekers, read together: how the effect differs between them."""

from dataclasses import dataclass

import numpy as np

from outreachlab.display import Charted, Record
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.meta import Pooled, random_effects
from outreachlab.trials.drawn import Drawn
from outreachlab.wording import counted, label, percent, points, points_interval

CONFIDENCE = 0.95
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSeeker(Record):
    """One seeker's yeses on both sides, and the difference with its limits (fractions)."""

    seeker: str
    first: tuple[int, int]
    second: tuple[int, int]
    estimate: float
    variance: float
    low: float
    high: float

    _json = "seeker first second estimate low high"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPool(Charted, Record):
    """
    The seekers of a contrast, and the mean of their effects.

    `pooled` has the mean with its limits, the variance of the true effects, the interval that
    holds the effect for one more seeker, and how much of the spread is real.
    """

    tactic: str
    sides: tuple[str, str]
    seekers: tuple[OfSeeker, ...]
    left_out: int
    pooled: Pooled

    @property
    def mean(self) -> dict[str, float]:
        """The pooled figures as plain data."""
        names = ("mean", "low", "high", "prediction_low", "prediction_high", "tau2", "i2")
        return {name: float(getattr(self.pooled, name)) for name in names}

    _json = "seekers left_out pooled=mean"

    def sentence(self) -> str:
        """The pool in words."""
        found = self.pooled
        one_more = points_interval(max(found.prediction_low, -1), min(found.prediction_high, 1))
        left = f", {self.left_out:,} left out with one side only" if self.left_out else ""
        return (
            f"{label(self.tactic)}: {counted(len(self.seekers), 'seeker')}{left}, on average "
            f"{points(found.mean)} (95% limits {points_interval(found.low, found.high)}); for one "
            f"more seeker {one_more}; {percent(found.i2, 0)} of the spread is real (I²)"
        )


def pool_of(rows: Drawn) -> TrialPool | None:
    """
    The seekers together, at the last look; None where fewer than two have both sides.

    Variances are p(1 - p)/n with p = (y + ½)/(n + 1); REML and the limits of Hartung and Knapp.
    """
    who = np.array(rows.seeker, object)
    names = list(dict.fromkeys(rows.seeker))
    each = [found for name in names if (found := _of(rows, name, who == name))]
    if len(each) < FEWEST:
        return None
    return TrialPool(
        tactic=rows.contrast.tactic,
        sides=(rows.contrast.first, rows.contrast.second),
        seekers=tuple(each),
        left_out=len(names) - len(each),
        pooled=random_effects([one.estimate for one in each], [one.variance for one in each]),
    )


def _of(rows: Drawn, name: str, mine: np.ndarray) -> OfSeeker | None:
    sides = [
        (int((rows.yes & mine & arm).sum()), int((mine & arm).sum()))
        for arm in (rows.first, ~rows.first)
    ]
    if not all(n for _, n in sides):
        return None
    eased = [((y + 0.5) / (n + 1), n) for y, n in sides]
    variance = sum(p * (1 - p) / n for p, n in eased)
    gap = sides[0][0] / sides[0][1] - sides[1][0] / sides[1][1]
    half = normal_quantile(CONFIDENCE) * variance**0.5
    return OfSeeker(
        seeker=name,
        first=sides[0],
        second=sides[1],
        estimate=gap,
        variance=variance,
        low=max(gap - half, -1.0),
        high=min(gap + half, 1.0),
    )

"""How many meetings a closed meeting leads to, step by step, on arrays."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.bootstrap import (
    Statistic,
    bootstrap_interval,
    bootstrap_intervals,
)
from outreachlab.stats.offspring import NegativeBinomial, dispersions
from outreachlab.stats.resampling import Floats, Patterns, Seed
from outreachlab.stats.two_rates import Estimate

STEPS = ("names_per_meeting", "share_asked", "share_accepted", "share_met")
STEP_NAMES = {
    "names_per_meeting": "names given per meeting",
    "share_asked": "names that were asked",
    "share_accepted": "people asked who said yes",
    "share_met": "yeses that became a meeting",
}
ZERO_STEP = "the step before leaves nobody"
NO_NAMES = "more than a fifth of the closed meetings do not say how many names were given"
NO_MEETINGS = "no meeting was held long enough ago"
POISSON = "the counts vary no more than a Poisson's"
BLANK_SHARE = 0.2
QUARTER_DENOMINATOR = 5
QUARTER_SEEKERS = 8
FEW_SEEKERS = (
    f"a best quarter takes {QUARTER_SEEKERS} seekers with {QUARTER_DENOMINATOR} or more to take "
    "the step"
)

Counts = NDArray[np.int64]


def steps_of(
    patterns: Patterns, named: bool, confidence: float, rng: Seed, nothing: str = NO_MEETINGS
) -> dict[str, Estimate]:
    """
    The four ratios T/N, A/T, C/A, M/C with BCa limits, from N, T, A, C, M per unit.

    `named` is False where too few meetings tell their names: then the first two are None.
    """
    missing: dict[str, str] = {}
    for place, step in enumerate(STEPS):
        if not patterns.units:
            missing[step] = nothing
        elif place < 2 and not named:
            missing[step] = NO_NAMES
        elif not patterns.totals[place]:
            missing[step] = ZERO_STEP
    ratios = [_ratio(place + 1, place) for place, step in enumerate(STEPS) if step not in missing]
    known = iter(bootstrap_intervals(patterns, ratios, confidence=confidence, rng=rng))
    return {
        step: Estimate(None, None, None, missing[step]) if step in missing else next(known)
        for step in STEPS
    }


def _ratio(above: int, below: int) -> Statistic:
    def ratio(totals: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(totals[:, below] > 0, totals[:, above] / totals[:, below], np.nan)

    return ratio


def dispersion_of(
    fitted: NegativeBinomial, histograms: Patterns, values: Counts, confidence: float, rng: Seed
) -> Estimate:
    """k with limits, turned over from those of 1/k, which is 0 and not infinite for a Poisson."""
    if fitted.k is None:
        return Estimate(None, None, None, POISSON)
    found = bootstrap_interval(
        histograms,
        lambda totals: dispersions(values, totals),
        confidence=confidence,
        rng=rng,
    )
    if found.low is None or found.high is None:
        return Estimate(fitted.k, None, None, found.why)
    low = 1 / found.high if found.high > 0 else None
    if found.low > 0:
        return Estimate(fitted.k, low, 1 / found.low)
    return Estimate(fitted.k, low, None, "a Poisson cannot be ruled out, so k has no upper limit")


def best_quarters(seekers: Patterns, named: bool) -> dict[str, float | None]:
    """
    The upper quartile over seekers of each step, from N, T, A, C, M per seeker.

    Only seekers with five or more to take the step enter; None where they are fewer than eight.
    """
    best: dict[str, float | None] = {}
    vectors, times = seekers.vectors, seekers.times
    for place, step in enumerate(STEPS):
        able = vectors[:, place] >= QUARTER_DENOMINATOR
        known = times[able].sum() >= QUARTER_SEEKERS and (named or place > 1)
        if not known:
            best[step] = None
            continue
        shares = np.repeat(vectors[able, place + 1] / vectors[able, place], times[able])
        best[step] = float(np.quantile(shares, 0.75))
    return best


def lifts_of(
    reproduction: float | None,
    steps: dict[str, Estimate],
    best: dict[str, float | None],
) -> dict[str, float | None]:
    """By how much R would rise if one step alone stood at the best quarter; never negative."""
    lifts: dict[str, float | None] = {}
    for step in STEPS:
        now, goal = steps[step].estimate, best[step]
        if reproduction is None or now is None or goal is None or not now:
            lifts[step] = None
        else:
            lifts[step] = max(0.0, reproduction * (goal / now - 1))
    return lifts


def blanks_are_few(blank: int, meetings: int) -> bool:
    """Do enough of the closed meetings tell how many names were given?"""
    return not meetings or blank / meetings <= BLANK_SHARE

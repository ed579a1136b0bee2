"""How many meetings a closed meeting leads to, step by step, on arrays."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.among import among, limits_among
from outreachlab.stats.bootstrap import FEWEST_UNITS, bootstrap_interval, too_few
from outreachlab.stats.offspring import NegativeBinomial, dispersions
from outreachlab.stats.ratios_among import ratio_limits
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
NO_LOG = "the count is zero, so it has no log limits"
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
    patterns: Patterns,
    named: bool,
    squares: float,
    confidence: float,
    nothing: str = NO_MEETINGS,
) -> dict[str, Estimate]:
    """
    The four ratios T/N, A/T, C/A, M/C with limits among units, from N, T, A, C, M per unit.

    The first has log limits, the shares those of rates. `named` is False where too few meetings
    tell their names: then the first two are None. `squares` sums T² over single meetings.
    """
    found: dict[str, Estimate] = {}
    for place, step in enumerate(STEPS):
        below, above = patterns.vectors[:, place], patterns.vectors[:, place + 1]
        if not patterns.units:
            found[step] = Estimate(None, None, None, nothing)
        elif place < 2 and not named:
            found[step] = Estimate(None, None, None, NO_NAMES)
        elif not patterns.totals[place]:
            found[step] = Estimate(None, None, None, ZERO_STEP)
        elif step == STEPS[0]:
            found[step] = per_meeting(above, below, patterns.times, squares, confidence)
        else:
            found[step] = _share(above, below, patterns.times, confidence)
    return found


def per_meeting(
    above: Floats, below: Floats, times: Counts, squares: float, confidence: float
) -> Estimate:
    """So many per meeting, with the limits of `ratio_limits`; arrays (units,) as there."""
    ratio = float(times @ above) / float(times @ below)
    units = int(times.sum())
    if units < FEWEST_UNITS:
        return Estimate(ratio, None, None, too_few(units))
    limits = ratio_limits(above, below, times, squares, confidence)
    if limits is None:
        return Estimate(ratio, None, None, NO_LOG)
    return Estimate(ratio, *limits)


def _share(above: Floats, below: Floats, times: Counts, confidence: float) -> Estimate:
    units = int(times.sum())
    found = among(below[:, None], above[:, None], times)
    share = float(found.rate[0])
    if units < FEWEST_UNITS:
        return Estimate(share, None, None, too_few(units))
    low, high = limits_among(found, confidence)
    return Estimate(share, float(low[0]), float(high[0]))


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

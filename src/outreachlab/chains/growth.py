"""Do referrals carry on from one meeting to the next, and at which step does the chain break?"""

from datetime import date
from functools import partial
from operator import call

from outreachlab.answers.intervals import require_confidence
from outreachlab.chains.cohort import CLOSED_WINDOWS
from outreachlab.chains.growth_answer import Apart, ChainGrowth
from outreachlab.chains.growth_sums import APART, GROUPS, LATE, GrowthSums, growth_sums
from outreachlab.chains.planning import Planning
from outreachlab.chains.reproduction import (
    NO_MEETINGS,
    best_quarters,
    blanks_are_few,
    extinction_of,
    lifts_of,
    offspring_of,
    steps_of,
)
from outreachlab.chains.resampling import SEED, Seed, Spread
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines, lines_of
from outreachlab.outcomes import Ground, Outcomes, decide
from outreachlab.vocabulary import WINDOW_DAYS

NO_MET_ON = "the log has no meeting dates (met_on)"


def chain_growth(
    log: CheckedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    rng: Seed = SEED,
) -> ChainGrowth:
    """
    How many further meetings a meeting leads to, and which step holds that number down.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    confidence : float in (0, 1)
        How often intervals made this way should cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days of one answer window; a meeting is closed three windows after it was held.
    rng : int or numpy.random.Generator
        The seed of the resamples.

    Returns
    -------
    ChainGrowth
        `.table` has a row per step and one for R: counts (whole numbers), `estimate`, `low`,
        `high` (numbers per meeting, or fractions).

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        Nothing had been asked by `as_of`.

    Notes
    -----
    Over the N closed meetings: T names (at least as many as people then asked), A people asked
    with the meeting's request as parent, C of them accepted, M met; R = M/N is the product of
    the steps T/N, A/T, C/A and M/C. A person counts once with each meeting. Where nothing was
    closed R is None.

    References
    ----------
    Lloyd-Smith et al. (2005), Nature 438:355-359. Cochran (1977), Sampling Techniques, 6.3.
    Efron (1987), JASA 82:171-185. Harris (1963), The Theory of Branching Processes, I.6.
    """
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    return growth_of(log, outcomes, lines_of(log, outcomes.rows), confidence, rng)


def growth_of(
    log: CheckedLog, outcomes: Outcomes, lines: Lines, confidence: float = 0.95, rng: Seed = SEED
) -> ChainGrowth:
    """As `chain_growth`, from a forest that is there already."""
    sums = growth_sums(log, outcomes, lines)
    return growth_from(sums, "met_on" in log.frame, outcomes, confidence, rng)


def growth_from(
    sums: GrowthSums,
    dated: bool,
    ground: Ground,
    confidence: float = 0.95,
    rng: Seed = SEED,
    spread: Spread = map,
) -> ChainGrowth:
    """
    The answer from the sums over chains; `dated` says whether the log has meeting dates.

    `spread` maps a function over what is resampled, on this or other processes.
    """
    require_confidence(confidence)
    nothing = NO_MEETINGS if dated else NO_MET_ON
    units = sums.closed
    totals = [int(total) for total in units.patterns.totals]
    named = blanks_are_few(sums.unnamed, totals[0])
    told = (confidence, rng, nothing)
    works = [
        partial(offspring_of, group, histograms.patterns, *told)
        for group, histograms in zip(GROUPS, sums.offspring, strict=True)
    ]
    steps, every, roots, later = spread(
        call, [partial(steps_of, units.patterns, named, *told), *works]
    )
    best = best_quarters(units.seekers, named)
    dies, why = extinction_of(roots, later, nothing)
    return ChainGrowth(
        dict(zip(("meetings", "names", "asked", "accepted", "met"), totals, strict=True)),
        steps,
        (every, roots, later),
        dies,
        why,
        best,
        lifts_of(every.reproduction.estimate, steps, best),
        dict(zip(LATE, sums.late.tolist(), strict=True)) | {"windows": CLOSED_WINDOWS},
        {name: Apart(*map(int, row)) for name, row in zip(APART, sums.apart, strict=True)},
        Planning.of(sums.cold, roots, later),
        units.kind,
        units.patterns.units,
        confidence,
        ground.facts(),
        tuple(filter(None, (units.note(), *ground.notes))),
    )

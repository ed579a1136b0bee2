"""Do referrals carry on from one meeting to the next, and at which step does the chain break?"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.bootstrap import SEED, Seed
from outreachlab.chains.cohort import (
    CLOSED_WINDOWS,
    Fruits,
    closed_meetings,
    fruits_of,
    names_or_asked,
)
from outreachlab.chains.growth_answer import Apart, ChainGrowth
from outreachlab.chains.planning import Planning
from outreachlab.chains.reproduction import (
    NO_MEETINGS,
    Offspring,
    best_quarters,
    blanks_are_few,
    extinction_of,
    lifts_of,
    offspring_of,
    steps_of,
)
from outreachlab.chains.units import units_of
from outreachlab.codes import numbers_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines, lines_of
from outreachlab.outcomes import Outcomes, decide
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
    fruits = fruits_of(lines, outcomes.accepted, outcomes.held)
    closed = closed_meetings(outcomes)
    rows = np.flatnonzero(closed)
    names = _names(log, outcomes.rows[rows])
    named = blanks_are_few(names)
    columns = (
        np.ones(len(rows), np.int64),
        names_or_asked(names, fruits.asked[rows]),
        *(part[rows] for part in (fruits.asked, fruits.accepted, fruits.met)),
    )
    units = units_of(lines, rows)
    vectors = units.totals(*columns)
    nothing = NO_MEETINGS if "met_on" in log.frame else NO_MET_ON
    steps = steps_of(vectors, named, confidence, rng, nothing)
    offspring = _groups(lines, rows, fruits.met[rows], confidence, rng, nothing)
    _, seeker = np.unique(lines.seeker[rows], return_inverse=True)
    best = best_quarters(_sums(seeker.reshape(-1), columns), named)
    dies, why = extinction_of(offspring[1], offspring[2], nothing)
    totals = vectors.sum(axis=0).tolist()
    return ChainGrowth(
        dict(zip(("meetings", "names", "asked", "accepted", "met"), totals, strict=True)),
        steps,
        offspring,
        dies,
        why,
        best,
        lifts_of(offspring[0].reproduction.estimate, steps, best),
        _open(outcomes, closed, fruits),
        _apart(outcomes, lines),
        Planning.of(outcomes, lines, offspring[1], offspring[2]),
        units.kind,
        units.count,
        confidence,
        outcomes.facts(),
        tuple(filter(None, (units.note, *outcomes.notes))),
    )


def _names(log: CheckedLog, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    if "referrals_given" not in log.frame:
        return np.full(len(rows), np.nan)
    return numbers_of(log, "referrals_given", rows)


def _groups(
    lines: Lines,
    rows: NDArray[np.intp],
    met: NDArray[np.int64],
    confidence: float,
    rng: Seed,
    nothing: str,
) -> tuple[Offspring, Offspring, Offspring]:
    """All closed meetings, those of roots, those of later generations."""
    root = lines.descent.generation[rows] == 0
    parts = (("all", np.ones_like(root)), ("roots", root), ("later", ~root))
    every, roots, later = (
        offspring_of(group, met[part], units_of(lines, rows[part]), confidence, rng, nothing)
        for group, part in parts
    )
    return every, roots, later


def _sums(code: NDArray, columns: tuple[NDArray, ...]) -> NDArray[np.int64]:
    sums = [np.bincount(code, column) for column in columns]
    return np.rint(np.stack(sums, axis=1)).astype(np.int64)


def _open(outcomes: Outcomes, closed: NDArray[np.bool_], fruits: Fruits) -> dict[str, int]:
    """Meetings held too lately to be judged, and what came of them so far."""
    late = outcomes.held & ~closed
    return {
        "meetings": int(late.sum()),
        "asked": int(fruits.asked[late].sum()),
        "accepted": int(fruits.accepted[late].sum()),
        "met": int(fruits.met[late].sum()),
        "windows": CLOSED_WINDOWS,
    }


def _apart(outcomes: Outcomes, lines: Lines) -> dict[str, Apart]:
    """Children of requests without a meeting, and requests with an outside referrer."""
    held = np.append(outcomes.held, True)  # the last stands for a root, whose parent is -1
    groups = {"not_held": ~held[lines.parent], "outside_referrer": lines.outside}
    return {
        name: Apart(
            int(part.sum()), int(outcomes.accepted[part].sum()), int(outcomes.held[part].sum())
        )
        for name, part in groups.items()
    }

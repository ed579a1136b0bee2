"""Do referrals carry on from one meeting to the next, and at which step does the chain break?"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from operator import call
from typing import Any

import pandas as pd

from outreachlab.chains.cohort import CLOSED_WINDOWS
from outreachlab.chains.growth_sums import APART, GROUPS, LATE, GrowthSums, UnitTotals, growth_sums
from outreachlab.chains.offspring import Offspring, extinction_of, offspring_of, reasons
from outreachlab.chains.planning import Planning
from outreachlab.display import Charted, Column, Grounded, Strings, table_of, worded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Ground, Outcomes
from outreachlab.log.view import FOREST, Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.intervals import require_confidence
from outreachlab.stats.reproduction import (
    FEW_SEEKERS,
    NO_MEETINGS,
    STEPS,
    best_quarters,
    blanks_are_few,
    lifts_of,
    steps_of,
)
from outreachlab.stats.resampling import SEED, Seed, Spread
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import (
    UNKNOWN,
    counted,
    counted_about,
    label,
    listed,
    number,
    number_interval,
    of,
    percent,
)


@dataclass(frozen=True, slots=True)
class Apart:
    """Requests that R leaves out: how many, how many accepted, how many met."""

    requests: int
    accepted: int
    met: int


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ChainGrowth(Charted, Grounded):
    """
    The reproduction of meetings, its steps, and what they promise.

    `counts` are N, T, A, C, M of the closed meetings: `meetings`, `names`, `asked`, `accepted`,
    `met`. `steps` are their ratios, `reproduction` is M/N. `offspring` holds R and k of all,
    roots and later generations. `open` counts the meetings held too lately, `apart` the requests
    that came from no meeting held or from an outside referrer. `planning` projects.
    """

    counts: dict[str, int]
    steps: dict[str, Estimate]
    offspring: tuple[Offspring, Offspring, Offspring]
    extinction_probability: float | None
    extinction_why: str | None
    best_quarter: dict[str, float | None]
    lift: dict[str, float | None]
    open: dict[str, int]
    apart: dict[str, Apart]
    planning: Planning
    unit: str
    units: int
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def reproduction(self) -> Estimate:
        """R: further meetings per closed meeting, with its limits."""
        return self.offspring[0].reproduction

    @property
    def weakest_step(self) -> str | None:
        """The step that would lift R most if it stood at the best quarter of the pool."""
        known = {step: lift for step, lift in self.lift.items() if lift}
        return max(known, key=lambda step: known[step]) if known else None

    @property
    def weakest_why(self) -> str | None:
        """Why no step is the weakest, None where one is."""
        if self.weakest_step is not None:
            return None
        if self.reproduction.estimate is None:
            return self.reproduction.why
        if all(goal is None for goal in self.best_quarter.values()):
            return FEW_SEEKERS
        return "no step would lift R at the best quarter"

    @property
    def table(self) -> pd.DataFrame:
        """
        A row per step and one for R.

        `step`, `count`, `of` (whole numbers), `estimate`, `low`, `high`, `best_quarter`, `lift`
        (numbers, blank where they cannot be estimated).
        """
        totals = list(self.counts.values())
        rows = [
            {"step": step, "count": totals[i + 1], "of": totals[i], "found": self.steps[step]}
            | {"best_quarter": self.best_quarter[step], "lift": self.lift[step]}
            for i, step in enumerate(STEPS)
        ]
        rows.append(
            {"step": "R", "count": totals[4], "of": totals[0], "found": self.reproduction}
            | dict.fromkeys(("best_quarter", "lift"))
        )
        return table_of(
            rows,
            "step count of estimate=found.estimate:float64 low=found.low:float64 "
            "high=found.high:float64 best_quarter:float64 lift:float64",
        )

    def to_json(self) -> dict[str, Any]:
        """The `reproduction` object of the `chains` command."""
        every, roots, later = self.offspring
        why = reasons(
            R=every.reproduction.why,
            k=every.k.why,
            extinction_probability=self.extinction_why,
            weakest_step=self.weakest_why,
        )
        return {
            "R": every.reproduction.estimate,
            "low": every.reproduction.low,
            "high": every.reproduction.high,
            "k": every.k.estimate,
            "k_low": every.k.low,
            "k_high": every.k.high,
            "extinction_probability": self.extinction_probability,
            "closed_meetings": self.counts["meetings"],
            "steps": {
                **{step: self.steps[step].estimate for step in STEPS},
                **reasons(**{step: self.steps[step].why for step in STEPS}),
            },
            "step_limits": {
                step: {"low": self.steps[step].low, "high": self.steps[step].high} for step in STEPS
            },
            "weakest_step": self.weakest_step,
            "roots": roots.to_json(),
            "later": later.to_json(),
            "open_meetings": self.open["meetings"],
            "apart": {name: asdict(part) for name, part in self.apart.items()},
            "unit": self.unit,
            "units": self.units,
            "confidence": self.confidence,
            **why,
        }

    def expected_interviews(self, cold_requests: float, generations: int) -> Estimate:
        """Meetings to expect from so many cold requests, referrals followed so many times."""
        return self.planning.expected_interviews(cold_requests, generations)

    def cold_requests_a_week(self, interviews: float) -> Estimate:
        """Cold requests a week that keep so many meetings a week going, once it runs steadily."""
        return self.planning.cold_requests_a_week(interviews)

    def _headline(self) -> str:
        meetings = counted(self.counts["meetings"], "closed meeting")
        limits = f", {percent(self.confidence, 0)} intervals" if self.counts["meetings"] else ""
        return f"Growth of chains: {meetings}, {self.open['meetings']:,} still open{limits}"

    _columns = (
        Column("", label, "step"),
        Column("count", of, "count", "of"),
        Column("estimate", number, "estimate"),
        Column(
            "interval",
            lambda low, high: UNKNOWN if low != low else number_interval(low, high),
            "low",
            "high",
        ),
        Column("best quarter", number, "best_quarter"),
    )

    def _rows(self) -> Strings:
        if not self.counts["meetings"]:
            return ()
        rows = worded(self._columns, self._records())
        _, roots, later = self.offspring
        for name, part in (("R of cold contacts", roots), ("R of referred contacts", later)):
            met = sum(times * number_met for number_met, times in enumerate(part.counts))
            rows += ((name, of(met, part.meetings), *_words(part.reproduction), UNKNOWN),)
        return (*rows, ("k", "", *_words(self.offspring[0].k), UNKNOWN))

    def _remarks(self) -> Iterable[str]:
        if not self.counts["meetings"]:
            return (str(self.reproduction.why), *self.notes)
        return (*self._findings(), *self.notes)

    def promises(self) -> list[str]:
        """What cold requests lead to at these rates, in sentences; none where it is not known."""
        ten, weekly = (
            self.expected_interviews(10, 3).estimate,
            self.cold_requests_a_week(1).estimate,
        )
        said = []
        if ten is not None:
            said.append(
                f"At these rates 10 cold requests lead to about {counted_about(ten, 'meeting')}, "
                "with their referrals followed three times."
            )
        if weekly is not None:
            said.append(
                "Keeping one meeting a week going takes about "
                f"{counted_about(weekly, 'cold request')} a week."
            )
        return said

    def _findings(self) -> list[str]:
        found = ["R: meetings that one meeting leads to, the product of the four steps above it"]
        if self.offspring[0].k.estimate is not None:
            found.append("k: the smaller it is, the fewer meetings lead to most of the others")
        if self.weakest_step is not None:
            found.append(f"{label(self.weakest_step)} at the best quarter would lift R most")
        elif self.weakest_why is not None:
            found.append(f"weakest step: {self.weakest_why}")
        if self.extinction_probability is not None:
            chance = percent(self.extinction_probability)
            found.append(f"a chain from one cold meeting ends some day with chance {chance}")
        elif self.extinction_why is not None:
            found.append(f"chance that a chain ends: {self.extinction_why}")
        left = [
            f"{counted(part.requests, 'request')} {words} ({part.met:,} met)"
            for part, words in (
                (self.apart["not_held"], "that came from somebody not met"),
                (self.apart["outside_referrer"], "with a referrer not asked before"),
            )
            if part.requests
        ]
        if left:
            found.append(f"R leaves out {listed(left)}")
        return found + [line[0].lower() + line[1:-1] for line in self.promises()]


def _words(found: Estimate) -> tuple[str, str]:
    return number(found.estimate), number_interval(found.low, found.high)


# BCa limits from fewer units are too narrow.
NARROW_UNITS = 50
NO_MET_ON = "the log has no days of meetings (met_on)"


def chain_growth(
    log: Log,
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
    log : Log
        A checked log, a log in parts, or a view of either.
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
    Kish (1965), Survey Sampling. Efron (1987), JASA 82:171-185, for k. Harris
    (1963), The Theory of Branching Processes, I.6.
    """
    view = view_of(log, as_of, window_days)
    (sums,) = view.total(_sums, (*FOREST, "referrals_given"))
    return growth_from(sums, "met_on" in view.header.frame, view, confidence, rng)


def _sums(log: CheckedLog, outcomes: Outcomes) -> tuple[GrowthSums]:
    return (growth_sums(log, outcomes, lines_of(log, outcomes.rows)),)


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
    works = [
        partial(offspring_of, group, histograms.patterns, confidence, rng, nothing)
        for group, histograms in zip(GROUPS, sums.offspring, strict=True)
    ]
    every, roots, later = spread(call, works)
    steps = steps_of(units.patterns, named, sums.squares, confidence, nothing)
    best = best_quarters(units.seekers, named)
    dies, why = extinction_of(roots, later, nothing)
    return ChainGrowth(
        counts=dict(zip(("meetings", "names", "asked", "accepted", "met"), totals, strict=True)),
        steps=steps,
        offspring=(every, roots, later),
        extinction_probability=dies,
        extinction_why=why,
        best_quarter=best,
        lift=lifts_of(every.reproduction.estimate, steps, best),
        open=dict(zip(LATE, sums.late.tolist(), strict=True)) | {"windows": CLOSED_WINDOWS},
        apart={name: Apart(*map(int, row)) for name, row in zip(APART, sums.apart, strict=True)},
        planning=Planning.of(sums.cold, roots, later),
        unit=units.kind,
        units=units.patterns.units,
        confidence=confidence,
        ground=ground.facts(),
        notes=tuple(filter(None, (units.note, *_about_k(every, units), *ground.notes))),
    )


def _about_k(every: Offspring, units: UnitTotals) -> tuple[str, ...]:
    count = units.patterns.units
    if every.k.low is None or count >= NARROW_UNITS:
        return ()
    told = counted(count, units.kind)
    return (f"the interval of k from {told} only is too narrow; take it as a lower bound",)

"""How far requests get: from being asked to a meeting, a name, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import INTERVALS, ground_line
from outreachlab.answers.sums.seekers import Share, share_of
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import Cluster, Found, by_seeker
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import DECLINED, Ground, Outcomes, no_rate
from outreachlab.log.view import FOREST, Log, view_of
from outreachlab.log.vocabulary import FEW, LED_TO, WINDOW_DAYS
from outreachlab.wording import interval, label, listed, number, percent

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Record):
    """One step: `count` of the `of` requests that could have taken it; None with why."""

    step: str
    count: int | None
    of: int | None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Funnel(Charted, Grounded):
    """
    The steps from asked to led_on, each against those that could have taken it.

    `.table` has a row per step: `step`, `count`, `of` (whole numbers, blank where the log does
    not say), `rate`, `low`, `high` (fractions).
    """

    steps: tuple[Step, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cluster: Found = "none"

    @property
    def table(self) -> pd.DataFrame:
        """A row per step."""
        return table_of(
            self.steps,
            "step count:Int64 of:Int64 rate:float64 low:float64 high:float64",
        )

    _json = "cluster confidence steps"

    def _headline(self) -> str:
        return (
            f"Funnel: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} Wilson {INTERVALS[self.cluster]}"
        )

    _each = "steps"
    _columns = (
        Column(
            "",
            lambda step, of: label(step) + ("" if of is None or of >= FEW else " (few)"),
            "step",
            "of",
        ),
        Column("count", number, "count"),
        Column("of", lambda of: "" if of is None else number(of), "of"),
        Column("rate", lambda rate: "" if rate is None else percent(rate), "rate"),
        Column(
            "interval", lambda low, high: "" if low is None else interval(low, high), "low", "high"
        ),
    )

    def _remarks(self) -> Iterable[str]:
        lacking: dict[str, list[str]] = {}
        for one in self.steps:
            if one.count is None and one.why:
                lacking.setdefault(one.why, []).append(label(one.step))
        yield from (f"{listed(steps)}: {why}" for why, steps in lacking.items())
        yield from filter(None, [no_rate(self.ground["totals"])])
        yield from self.notes
        if any(step.of is not None and 0 < step.of < FEW for step in self.steps):
            yield f"few: out of fewer than {FEW}"


FIRST = "the first step is out of nothing"
TO_A_YES = ("answered", "accepted")  # whose shares need what was refused or never answered


def funnel(
    log: Log,
    *,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Funnel:
    """
    How many requests took each step: asked, delivered, answered, accepted, held, and on.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    confidence : float in (0, 1)
        How often the Wilson intervals cover the true share.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Funnel
        `.table` has a row per step with `count` and `of` (whole numbers) and the share of `of`
        that took the step, with its limits (fractions).

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    From `answered` on, only counted requests enter, so that `accepted` is the count of every
    other answer. A step is taken out of the one before it, but for two: `answered` out of all
    counted requests, and `led_on` (a lead, an interview or an offer) out of the meetings held,
    whether a name came of them or not. `next_asked` means that somebody was then asked whom the
    meeting's request led to.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872, for the limits; among seekers Korn &
    Graubard (1998), Survey Methodology 24:193-201.
    """
    view = view_of(log, as_of, window_days)
    (steps,) = view.total(partial(_steps, by_seeker(cluster)), (*FOREST, *TOLD_BY.values()))
    return funnel_of(steps.counts, confidence, view)


AFTER = ("named_someone", "next_asked", "led_on")
# The column without which a log cannot tell a step.
TOLD_BY = {
    "held": "met_on",
    "named_someone": "referrals_given",
    "next_asked": "referrer",
    "led_on": "led_to",
}
StepFlags = dict[str, tuple[Flags, Flags] | None]
StepCounts = dict[str, Share | None]


@dataclass(frozen=True, slots=True)
class _Steps:
    """The counts of each step of the funnel, which add up."""

    counts: StepCounts

    def __add__(self, other: "_Steps") -> "_Steps":
        summed: StepCounts = {}
        for name, one in self.counts.items():
            two = other.counts[name]
            summed[name] = None if one is None or two is None else one + two
        return _Steps(summed)


def _steps(clustered: bool, log: CheckedLog, outcomes: Outcomes) -> tuple[_Steps]:
    flags = step_flags(log, outcomes)
    return (
        _Steps(
            {
                name: None if found is None else share_of(log, outcomes, *found, clustered)
                for name, found in flags.items()
            }
        ),
    )


def step_flags(log: CheckedLog, outcomes: Outcomes) -> StepFlags:
    """Which requests (n,) took each step and which could have; None where the log does not say."""
    every = np.ones(len(outcomes.rows), bool)
    answered = outcomes.counted & (outcomes.accepted | (outcomes.outcome == DECLINED))
    accepted = outcomes.counted & outcomes.accepted
    return {
        "asked": (every, every),
        "delivered": (~outcomes.undelivered, every),
        "answered": (answered, outcomes.counted),
        "accepted": (accepted, answered),
        **_meeting_flags(log, outcomes, accepted),
    }


def _meeting_flags(log: CheckedLog, outcomes: Outcomes, accepted: Flags) -> StepFlags:
    frame, rows = log.frame, outcomes.rows
    steps: StepFlags = dict.fromkeys(("held", *AFTER))
    if "met_on" not in frame and "met" not in frame:
        return steps
    held = accepted & outcomes.held
    steps["held"] = (held, accepted)
    if "referrals_given" in frame:
        names = numbers_of(log, "referrals_given", rows)
        named = held & (names > 0)
        steps["named_someone"] = (named, held & ~np.isnan(names))
        if "referrer" in frame:
            led = lines_of(log, rows).offspring > 0
            steps["next_asked"] = (named & led, named)
    if "led_to" in frame:
        came = frame["led_to"].iloc[rows]
        something = came.isin(LED_TO[1:]).to_numpy(bool)
        steps["led_on"] = (held & something, held & came.notna().to_numpy())
    return steps


def funnel_of(counts: StepCounts, confidence: float, ground: Ground) -> Funnel:
    """The answer from the counts of each step."""
    asked = counts["asked"]
    steps = [Step(step="asked", count=0 if asked is None else asked.count, of=None, why=FIRST)]
    for name, found in counts.items():
        if name != "asked":
            steps.append(
                _unknown(name, _lacking(name, counts))
                if found is None
                else _step(name, found, confidence)
            )
    several = asked is not None and asked.cluster == "seeker"
    whose: Found = "seeker" if several else "none"
    facts = ground.facts()
    if (why := no_rate(facts["totals"])) is not None:
        open_ones = TO_A_YES if facts["totals"]["accepted"] else TO_A_YES[1:]
        steps = [
            replace(one, rate=None, low=None, high=None, why=why) if one.step in open_ones else one
            for one in steps
        ]
    return Funnel(tuple(steps), confidence, facts, ground.notes, whose)


def _lacking(step: str, counts: StepCounts) -> str:
    """The first column that is missing on the way to a step."""
    if counts["held"] is None:
        return TOLD_BY["held"]
    if step == "next_asked" and counts["named_someone"] is None:
        return TOLD_BY["named_someone"]
    return TOLD_BY[step]


def _step(name: str, found: Share, confidence: float) -> Step:
    count, total = found.count, found.of
    if not total:
        return Step(step=name, count=count, of=total, why="nobody got as far as to take this step")
    low, high = found.limits(confidence)
    return Step(step=name, count=count, of=total, rate=count / total, low=low, high=high)


def _unknown(name: str, column: str) -> Step:
    return Step(step=name, count=None, of=None, why=f"the log has no column {column}")

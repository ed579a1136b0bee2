"""Each piece of advice on four rungs: as it is, by referral, adjusted, drawn to the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.judging.tried import eligible_for, lacking, read_for
from outreachlab.answers.sums.levels import ground_line
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import answer
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import DERIVED, WINDOW_DAYS, YES_NO, Advice, sources_of
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.pooling import FEWEST, draw_together
from outreachlab.stats.strata import pooled_among, pooled_difference
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import UNKNOWN, listed, percent, points, points_interval

STRATA = "was_referred"
ITSELF = "it is itself about the referral"
NO_REFERRER = "the log has no column referrer"


def not_stratified(log: CheckedLog, advice: Advice) -> str | None:
    """Why a contrast cannot be compared by referral; None if it can."""
    if (why := lacking(log, advice)) is not None:
        return why
    if not has(log, STRATA):
        return NO_REFERRER
    if set(sources_of(advice.tactic)) & set(DERIVED[STRATA].sources):
        return ITSELF
    return None


SIDES = 2 * len(YES_NO)


def by_referral(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> SeekerCounts:
    """
    Requests and successes of each seeker, first side with a referral and without, then second.

    All are 0 where it cannot be told. The counts of two parts of a log add up.
    """
    level = np.full(len(outcomes.rows), -1)
    if not_stratified(log, advice) is not None:
        return counts_by_seeker(log, outcomes, level, SIDES, together=True)
    eligible, strata = eligible_for(log, outcomes, advice), codes_of(log, STRATA, outcomes.rows)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    for place, side in enumerate(advice.contrast or ()):
        if side in codes.book:
            here = codes.codes == codes.book.index(side)
            level[here] = len(YES_NO) * place + strata.codes[here]
    entering = (level, SIDES, eligible.among, eligible.success)
    return counts_by_seeker(log, outcomes, *entering, together=True)


RUNGS = ("raw", "stratified", "adjusted", "shrunken")
TOO_FEW = f"fewer than {FEWEST} effects of its kind to draw it to"
NO_LIMITS = "no rung below has both limits"


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderLine(Record):
    """
    One piece of advice: four estimates of the same difference, in shares, each with its limits.

    `raw` compares the two sides; `stratified` among the referred and the others apart, pooled;
    `adjusted` holds the other ways of asking equal; `shrunken` draws the highest of these rungs
    that there is towards the other pieces of advice with the same success.
    """

    advice: Advice
    raw: Estimate
    stratified: Estimate
    adjusted: Estimate
    shrunken: Estimate

    _json = "tactic=advice.tactic contrast=advice.contrast raw stratified adjusted shrunken"

    @property
    def rungs(self) -> tuple[tuple[str, Estimate], ...]:
        """The four by name, from the ground up."""
        return tuple((name, getattr(self, name)) for name in RUNGS)

    @property
    def highest(self) -> Estimate | None:
        """The highest rung below the shrunken that has both limits."""
        known = [gap for gap in (self.adjusted, self.stratified, self.raw) if gap.low is not None]
        return known[0] if known else None


def _cell(gap: Estimate) -> str:
    if gap.estimate is None:
        return UNKNOWN
    short = points(gap.estimate).removesuffix(" points")
    if gap.low is None:
        return short
    return f"{short} ({points_interval(gap.low, gap.high).removesuffix(' points')})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EffectLadder(Charted, Grounded):
    """
    The effect ladder of every piece of advice with a contrast.

    `.table` has a row per piece and rung: `advice`, `tactic`, `rung`, `estimate`, `low`, `high`
    (shares), `why` where one is missing.
    """

    lines: tuple[LadderLine, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per piece of advice and rung."""
        rows = [
            {"advice": line.advice, "rung": name, "gap": gap}
            for line in self.lines
            for name, gap in line.rungs
        ]
        return table_of(
            rows,
            "advice=advice.advice tactic=advice.tactic rung estimate=gap.estimate:float64 "
            "low=gap.low:float64 high=gap.high:float64 why=gap.why",
        )

    _json = "confidence strata ladder=lines"

    @property
    def strata(self) -> str:
        """What the second rung compares within."""
        return STRATA

    @property
    def _tried(self) -> list[LadderLine]:
        return [line for line in self.lines if line.raw.estimate is not None]

    def _headline(self) -> str:
        return (
            f"The effect ladder, in points: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} intervals"
        )

    _each = "_tried"
    _columns = (
        Column("", str, "advice.advice"),
        Column("raw", _cell, "raw"),
        Column("by referral", _cell, "stratified"),
        Column("adjusted", _cell, "adjusted"),
        Column("shrunken", _cell, "shrunken"),
    )

    def _remarks(self) -> Iterable[str]:
        yield (
            "by referral: among those with a referrer and those without apart, pooled "
            "(Mantel-Haenszel)"
        )
        yield "shrunken: the best of these drawn towards the other advice with the same success"
        yield from _missing(self._tried)
        yield from self.notes


def effect_ladder(
    log: Log,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    tested: AdviceTested | None = None,
) -> EffectLadder:
    """
    How the effect of each piece of advice changes the more is taken account of.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.
    tested : AdviceTested, optional
        The verdicts on this log as of that day, if they are known already.

    Returns
    -------
    EffectLadder
        `.table` has four rows per piece of advice: raw, stratified, adjusted, shrunken, each a
        difference (shares) with limits, or nan with a `why`.

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Shrinking takes errors from the limits of the best rung and treats the effects as exchangeable
    and apart from each other, which tactics used together are not quite.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890 (raw); Mantel & Haenszel (1959), JNCI
    22:719-748, with the variance of Sato (1989), Biometrics 45:1323-1324 (stratified); Rubin
    (1981), Journal of Educational Statistics 6:377-401 (shrunken).
    """
    view = view_of(log, as_of, window_days)
    if tested is None:
        tested = advice(view, confidence=confidence)
    asked = contrasts_of(answer(tested, "tested", AdviceTested))
    columns = tuple(name for one in asked for name in read_for(one))
    counts = view.total(partial(_by_referral, asked), (*columns, *sources_of(STRATA)))
    return ladder_of(view.header, tested, counts, confidence)


def _by_referral(
    asked: tuple[Advice, ...], log: CheckedLog, outcomes: Outcomes
) -> tuple[SeekerCounts, ...]:
    return tuple(by_referral(log, outcomes, one) for one in asked)


def contrasts_of(tested: AdviceTested) -> tuple[Advice, ...]:
    """The advice that stands on the ladder."""
    return tuple(line.advice for line in tested.lines if line.sides)


def ladder_of(
    log: CheckedLog, tested: AdviceTested, counts: Sequence[SeekerCounts], confidence: float
) -> EffectLadder:
    """The answer from the verdicts and the counts by referral of each contrast."""
    lines = [
        _line(log, line, own, confidence)
        for line, own in zip((line for line in tested.lines if line.sides), counts, strict=True)
    ]
    return EffectLadder(
        tuple(_shrunken(lines, confidence)), confidence, tested.ground, tested.notes
    )


def _line(
    log: CheckedLog, one: JudgedAdvice, counts: SeekerCounts, confidence: float
) -> LadderLine:
    none = Estimate(None, None, None, NO_LIMITS)
    why = not_stratified(log, one.advice)
    stratified = Estimate(None, None, None, why)
    if why is None:
        stratified = _stratified(counts, confidence)
    return LadderLine(
        advice=one.advice,
        raw=one.difference,
        stratified=stratified,
        adjusted=one.adjusted,
        shrunken=none,
    )


def _stratified(counts: SeekerCounts, confidence: float) -> Estimate:
    found = counts.everyone
    assert found is not None
    if counts.several:
        return pooled_among(found, confidence)
    (n, m), (a, b) = (total.reshape(2, -1) for total in found.totals)
    return pooled_difference(a, n, b, m, confidence)


def _shrunken(lines: list[LadderLine], confidence: float) -> Iterator[LadderLine]:
    """The lines with their last rung: each kind of success is drawn together by itself."""
    z = normal_quantile(confidence)
    drawn: dict[str, Estimate] = {}
    for success in dict.fromkeys(line.advice.success for line in lines):
        kind = [one for one in lines if one.advice.success == success]
        known = [(one.advice.tactic, gap) for one in kind if (gap := one.highest) is not None]
        if len(known) < FEWEST:
            drawn |= {name: Estimate(None, None, None, TOO_FEW) for name, _ in known}
            continue
        estimates = np.array([gap.estimate for _, gap in known], dtype=float)
        errors = np.array([_error(gap, z) for _, gap in known])
        found = draw_together(estimates, errors, confidence)
        for place, (name, _) in enumerate(known):
            low, high = max(found.low[place], -1.0), min(found.high[place], 1.0)
            drawn[name] = Estimate(float(found.estimate[place]), float(low), float(high))
    for line in lines:
        yield replace(line, shrunken=drawn.get(line.advice.tactic, line.shrunken))


def _error(gap: Estimate, z: float) -> float:
    """The standard error behind limits that may be lopsided, or cut off at one end."""
    assert gap.estimate is not None
    assert gap.low is not None
    assert gap.high is not None
    return max(gap.high - gap.estimate, gap.estimate - gap.low) / z


def _missing(lines: Iterable[LadderLine]) -> list[str]:
    """Why rungs are missing, each reason once with the advice it stands for."""
    told: dict[str, list[str]] = {}
    for line in lines:
        for name, gap in line.rungs:
            if gap.estimate is None:
                told.setdefault(f"not {name}, {gap.why}", []).append(line.advice.advice)
    return [f"{why}: {listed(names)}" for why, names in told.items()]

"""Common advice as hypotheses: what this log says of each piece."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.effects import AdjustedEffects, adjusted_effects
from outreachlab.answers.judging.doubts import doubts_of
from outreachlab.answers.judging.evidence import Evidence
from outreachlab.answers.judging.evidence_in_parts import evidence_of
from outreachlab.answers.judging.record import (
    JudgedAdvice,
    effects_by_contrast,
    if_adjusted,
    p_values,
    tested,
)
from outreachlab.answers.judging.tried import (
    Tried,
    contrast_of,
    hypotheses_of,
    levels_of_all,
    own_of,
    tried_over,
)
from outreachlab.answers.judging.verdicts import verdict_of
from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded, table_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Ground
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import ADVICE, WINDOW_DAYS
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.power import requests_to_tell
from outreachlab.wording import (
    UNKNOWN,
    listed,
    number,
    of,
    p_value,
    percent,
    points,
    points_interval,
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdviceTested(Charted, Grounded):
    """
    Every piece of advice with its verdict.

    `.table` has a row per piece with a contrast: `advice`, `tactic`, both sides' counts,
    `difference` and `adjusted` (shares) with limits, `p_value`, `p_adjusted`, `verdict`,
    `requests_to_tell`.
    """

    lines: tuple[JudgedAdvice, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per piece of advice that has a contrast."""
        return table_of(
            (line for line in self.lines if line.sides is not None),
            "advice=name tactic level_a=sides.names.0 level_b=sides.names.1 "
            "succeeded_a=sides.counts.a counted_a=sides.counts.n succeeded_b=sides.counts.b "
            "counted_b=sides.counts.m difference=difference.estimate:float64 "
            "low=difference.low:float64 high=difference.high:float64 "
            "adjusted=adjusted.estimate:float64 adjusted_low=adjusted.low:float64 "
            "adjusted_high=adjusted.high:float64 p_value:float64 p_adjusted:float64 verdict "
            "requests_to_tell:Int64",
        )

    _json = "confidence advice=lines"

    def _headline(self) -> str:
        return (
            f"Advice put to the test: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} intervals"
        )

    def _records(self) -> Iterable[JudgedAdvice]:
        return (line for line in self.lines if any(line.totals))

    _columns = (
        Column("", str, "name"),
        Column("with", of, "sides.counts.a", "sides.counts.n"),
        Column("without", of, "sides.counts.b", "sides.counts.m"),
        Column("effect", points, "gap.estimate"),
        Column("interval", points_interval, "gap.low", "gap.high"),
        Column("p (Holm)", p_value, "p_adjusted"),
        Column("verdict", lambda verdict: verdict or UNKNOWN, "verdict"),
        Column("more per side", number, "more"),
    )

    def _remarks(self) -> Iterable[str]:
        yield "effect: adjusted for the other ways of asking where the log allows it"
        yield "observed, not drawn by lot: who was asked how may differ in other ways"
        yield from (f"{line.name}: {line.doubt}" for line in self.lines if line.doubt)
        untold = [
            line.name for line in self.lines if line.sides is not None and not any(line.totals)
        ]
        if untold:
            yield f"nothing in this log tells of: {listed(untold)}"
        yield from self.notes


def advice(
    log: Log,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AdviceTested:
    """
    What the log says of every piece of common advice, and of the tactics its map names.

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

    Returns
    -------
    AdviceTested
        `.table` has a row per piece of advice with its counts, effects (shares), p-values and
        verdict; `.lines` the same with a sentence each.

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    One contrast per piece of advice. Its p-value is the average effect's of the adjusted model,
    or that of the two rates where the model has no such term; the p-values of all contrasts tried
    are adjusted together by Holm's method. *Leaning* is a raw one below 0.2, a hint and no more.
    *Supported* and *contradicted* need an adjusted one below 0.05, and so for the largest p of
    several tests of the same contrast: that of the coefficient, for two rates Fisher's and one by
    clusters, and in a pool of fewer than 200 seekers one within seekers. A referral counts as
    supported only if requests whose referrer is outside the log bear it out, since more yeses
    bring more referrals. With one test alone, 5 to 8 of 100 simulated logs in which nothing works
    had a clear verdict, and many more where seekers differ much: `make coverage`.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    view = view_of(log, as_of, window_days)
    tried = tried_over(view, (*ADVICE, *own_of(view.header)))
    model = partial(adjusted_effects, view, confidence=confidence)
    return advice_of(view.header, tried, model, evidence_of(view), confidence, view)


def advice_of(
    log: CheckedLog,
    tried: Mapping[str, Tried],
    usual_model: Callable[[], AdjustedEffects],
    evidence: Evidence,
    confidence: float,
    ground: Ground,
) -> AdviceTested:
    """The answer from what was counted; `log` tells which columns there are."""
    found, notes = if_adjusted(usual_model)
    effects, dropped = effects_by_contrast(found), found.dropped if found else {}
    tests = [
        tested(one, contrast_of(one, tried[one.tactic], confidence), effects, dropped)
        for one in hypotheses_of(log, tried)
    ]
    after = holm(p_values(tests))
    doubts = doubts_of(evidence, tests, after, found)
    lines = tuple(
        _judged(test, p_adjusted, doubt)
        if test.sides
        else replace(test, levels=levels_of_all(tried[test.tactic], confidence))
        for test, p_adjusted, doubt in zip(tests, after.tolist(), doubts, strict=True)
    )
    return AdviceTested(lines, confidence, ground.facts(), (*ground.notes, *notes))


def _judged(test: JudgedAdvice, after_holm: float, doubt: str | None) -> JudgedAdvice:
    assert test.sides is not None
    p_adjusted = None if np.isnan(after_holm) else after_holm
    more, no_number = requests_to_tell(test.sides.counts)
    strict = 1.0 if doubt else p_adjusted
    return replace(
        test,
        p_adjusted=p_adjusted,
        verdict=verdict_of(test.tried, test.gap.estimate, test.p_value, strict),
        requests_to_tell=more,
        no_number=no_number,
        doubt=doubt,
    )

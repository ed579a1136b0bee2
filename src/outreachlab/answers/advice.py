"""Common advice as hypotheses: what this log says of each piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from outreachlab.answers.effects import AdjustedEffects, adjusted_effects
from outreachlab.answers.judging.by_lot import Trial, by_lot_in_words
from outreachlab.answers.judging.contrast_tests import tests_of
from outreachlab.answers.judging.pace import days_of, settles
from outreachlab.answers.judging.record import (
    IF_SO,
    JudgedAdvice,
    effects_by_contrast,
    if_adjusted,
    tested,
)
from outreachlab.answers.judging.sides import Sides
from outreachlab.answers.judging.tried import (
    contrast_of,
    hypotheses_of,
    levels_of_all,
    own_of,
    tried_over,
)
from outreachlab.answers.judging.verdicts import CLEAR, Verdict, verdict_of, was_tried
from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded, table_of
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import ADVICE, WINDOW_DAYS, Advice
from outreachlab.parts.together import together
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.power import requests_to_tell, shrunken_pair
from outreachlab.stats.verdict_test import VerdictTest, verdict_alpha
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

OPEN: Verdict = "too early to tell"
NEVER = "not in half a year"
CONTRARY = "its test within seekers and the number beside it point different ways"


def _more(line: JudgedAdvice) -> str:
    """How many more requests per side would probably tell."""
    return NEVER if line.unsettled else number(line.more)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdviceTested(Charted, Grounded):
    """
    Every piece of advice with its verdict.

    `.table` has a row per piece with a contrast: `advice`, `tactic`, both sides' counts,
    `difference` and `adjusted` (shares) with limits, `p_value`, `p_adjusted`, `verdict`,
    `requests_to_tell`; `evidence` is `randomised` where lots were drawn: there counts, difference,
    p-values and verdict are the trial's, and nothing is adjusted. `confidence` is the level of the
    limits, which for a trial is its own.
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
            "succeeded_a=counts.a counted_a=counts.n succeeded_b=counts.b counted_b=counts.m "
            "difference=crude.estimate:float64 low=crude.low:float64 high=crude.high:float64 "
            "adjusted=held_equal.estimate:float64 adjusted_low=held_equal.low:float64 "
            "adjusted_high=held_equal.high:float64 p_value:float64 p_adjusted:float64 verdict "
            "requests_to_tell:Int64 evidence",
        ).assign(
            confidence=[
                self.confidence if line.randomised is None else line.randomised.confidence
                for line in self.lines
                if line.sides is not None
            ]
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
        Column("with", of, "counts.a", "counts.n"),
        Column("without", of, "counts.b", "counts.m"),
        Column("effect", points, "gap.estimate"),
        Column("interval", points_interval, "gap.low", "gap.high"),
        Column("p (Holm)", p_value, "p_adjusted"),
        Column("verdict", lambda verdict: verdict or UNKNOWN, "verdict"),
        Column("more per side", _more),
    )

    def _remarks(self) -> Iterable[str]:
        yield "effect: adjusted for the other ways of asking where the log allows it"
        lots = listed(by_lot_in_words(self.lines))
        if lots:
            yield (
                "drawn by lot in a trial, and counts, effect, limits and verdict are the trial's: "
                f"{lots}"
            )
        rest = "all else is " if lots else ""
        yield f"{rest}observed, not drawn by lot: who was asked how may differ in other ways"
        yield (
            "the verdict has a test of its own, within seekers and with the other ways of asking "
            "held equal; by chance alone about one in five leans"
        )
        if any(line.more for line in self.lines):
            yield f"more per side: {IF_SO} so many more would probably bring a verdict"
        if unsettled := [line for line in self.lines if line.unsettled]:
            yield f"{NEVER}: {unsettled[0].never}, at the pace of this log"
        yield from (f"{line.name}: {line.no_verdict}" for line in self.lines if line.no_verdict)
        untold = [
            line.name for line in self.lines if line.sides is not None and not any(line.totals)
        ]
        if untold:
            yield f"nothing in this log tells of: {listed(untold)}"
        yield from self.notes


def advice(
    log: Log,
    *,
    trial: Trial | None = None,
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
    trial : Trial, optional
        A trial as `read_trial` reads it: where it drew lots its verdict stands in place of the
        observed one.
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
    The effect is the average effect of the adjusted model, or the difference of the two rates
    where the model has no such term. The verdict has one test of its own: does the success go with
    the first side within seekers, the other ways of asking held equal, allowing for chains whose
    requests are alike? From eight seekers on the effect must also stand clear of how much it
    differs between them. Four fifths of the error go to the direction the advice names, since it
    was named beforehand. The p-values of all contrasts tried are adjusted together by Holm's
    method; *supported* and *contradicted* need one below 0.045. *Leaning* is a raw one below 0.2,
    a hint and no more: by chance alone about one in five leans. With fewer than five on a side a
    piece of advice is *hardly tried* and has no number. Having a referral at all is looked at
    among requests that nobody in the log led to, an outside referrer against none. In fewer than
    eight seekers, an effect that works for one and not for another can pass for one that works.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70; Moulton (1990), Review of Economics and
    Statistics 72:334-338; Braver (1975), Educational and Psychological Measurement 35:283-288.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    view = view_of(log, as_of, window_days)
    sought, (found, notes), days = together(
        view, [partial(_sought, confidence), partial(_adjusted, confidence), days_of]
    )
    effects, dropped = effects_by_contrast(found), found.dropped if found else {}
    lines = [tested(one, sides, effects, dropped) for one, sides, _ in sought.contrasts]
    lines = [
        line if line.sides else replace(line, levels=levels)
        for line, (_, _, levels) in zip(lines, sought.contrasts, strict=True)
    ]
    notes = (*view.notes, *notes, *(() if trial is None else trial.untold))
    lots = {} if trial is None else trial.randomised
    told = tuple(
        line
        if (drawn := lots.get((line.tactic, line.advice.contrast))) is None
        else line.by_lot(drawn)
        for line in _judged(lines, sought.tests, days)
    )
    return AdviceTested(told, confidence, view.facts(), notes)


Tests = dict[str, VerdictTest | None]


class _Sought(NamedTuple):
    """Every hypothesis with its two sides, or else its levels; the tests of those tried."""

    contrasts: list[tuple[Advice, Sides | None, list[dict[str, Any]]]]
    tests: Tests


def _sought(confidence: float, view: View) -> _Sought:
    tried = tried_over(view, (*ADVICE, *own_of(view.header)))
    found, asked = [], []
    for one in hypotheses_of(view.header, tried):
        sides = contrast_of(one, tried[one.tactic], confidence)
        levels = [] if sides else levels_of_all(tried[one.tactic], confidence)
        found.append((one, sides, levels))
        if sides is not None and was_tried(sides.counts):
            asked.append((one, sum(sides.totals)))
    return _Sought(found, tests_of(view, asked))


def _adjusted(confidence: float, view: View) -> tuple[AdjustedEffects | None, tuple[str, ...]]:
    return if_adjusted(partial(adjusted_effects, view, confidence=confidence))


def _judged(lines: Sequence[JudgedAdvice], tests: Tests, days: int) -> tuple[JudgedAdvice, ...]:
    """The lines with their verdicts: one test each, Holm over all that were tried."""
    tried = [line for line in lines if line.tried]
    ps = [1.0 if (test := tests[line.tactic]) is None else test.p_value for line in tried]
    after = dict(zip((line.tactic for line in tried), holm(ps).tolist(), strict=True))
    return tuple(
        _decided(line, tests[line.tactic], after[line.tactic], len(tried), days)
        if line.tried
        else replace(line, verdict="hardly tried", no_number=line.sides.why)
        if line.sides
        else line
        for line in lines
    )


def _decided(
    line: JudgedAdvice, test: VerdictTest | None, after_holm: float, contrasts: int, days: int
) -> JudgedAdvice:
    """One line's verdict; none against the number that stands beside it."""
    assert line.sides is not None
    counts = line.sides.counts
    first, second = shrunken_pair(counts)
    alpha = verdict_alpha(contrasts, CLEAR, first >= second)
    more, no_number = requests_to_tell(counts, alpha=alpha)
    line = replace(
        line,
        requests_to_tell=more,
        no_number=no_number,
        settles=more is not None and settles(counts, more, days),
    )
    if test is None:
        return replace(line, verdict=verdict_of(True, 0.0, None, None))
    verdict = verdict_of(True, test.statistic, test.p_value, after_holm)
    against = verdict != OPEN and test.statistic * (line.gap.estimate or 0.0) <= 0
    return replace(
        line,
        p_value=test.p_value,
        p_adjusted=after_holm,
        verdict=OPEN if against else verdict,
        no_verdict=CONTRARY if against else None,
    )

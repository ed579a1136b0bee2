"""Common advice as hypotheses: what this log says of each piece."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.advised import NO_CONTRAST, AdvisedLine
from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.hypotheses import hypotheses_of
from outreachlab.answers.multiplicity import holm
from outreachlab.answers.rates import ground_line
from outreachlab.answers.sample_size import requests_to_tell
from outreachlab.answers.sides import Sides
from outreachlab.answers.two_rates import Estimate
from outreachlab.answers.verdicts import (
    contrast_of,
    levels_of_all,
    verdict_of,
    was_tried,
)
from outreachlab.display import Answer, Shown
from outreachlab.errors import NothingToComputeError
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import decide
from outreachlab.vocabulary import WINDOW_DAYS, Advice
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

NOT_MODELLED = "the model of requests has no such term"
NO_MODEL = "only acceptance is modelled; here the two sides are compared as they are"
Effects = dict[tuple[str, str, str], tuple[Estimate, float | None]]


SHARES = (
    "difference",
    "low",
    "high",
    "adjusted",
    "adjusted_low",
    "adjusted_high",
    "p_value",
    "p_adjusted",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdviceTested(Answer):
    """
    Every piece of advice with its verdict.

    `.table` has a row per piece with a contrast: `advice`, `tactic`, both sides' counts,
    `difference` and `adjusted` (shares) with limits, `p_value`, `p_adjusted`, `verdict`,
    `requests_to_tell`.
    """

    lines: tuple[AdvisedLine, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per piece of advice that has a contrast."""
        rows = [_row(line, line.sides) for line in self.lines if line.sides is not None]
        table = pd.DataFrame(rows)
        return table.astype(dict.fromkeys(SHARES, "float64") | {"requests_to_tell": "Int64"})

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `advice` command."""
        return {
            **self.ground,
            "confidence": self.confidence,
            "advice": [line.to_json() for line in self.lines],
        }

    def _shown(self) -> Shown:
        rows, untold = [], []
        for line in self.lines:
            if line.sides is None:
                continue
            if not any(line.sides.totals):
                untold.append(line.advice.advice)
                continue
            clear = line.verdict in ("supported", "contradicted")
            best = line.sides.difference if line.adjusted.estimate is None else line.adjusted
            rows.append(
                (
                    line.advice.advice,
                    *map(of, line.sides.successes, line.sides.totals),
                    points(best.estimate),
                    points_interval(best.low, best.high),
                    p_value(line.p_adjusted),
                    line.verdict or UNKNOWN,
                    UNKNOWN if clear else number(line.requests_to_tell or None),
                )
            )
        return Shown(
            f"Advice put to the test: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} intervals",
            ("", "with", "without", "effect", "interval", "p (Holm)", "verdict", "more per side"),
            tuple(rows),
            (
                "effect: adjusted for the other ways of asking where the log allows it",
                "observed, not drawn by lot: who was asked how may differ in other ways",
                *([f"nothing in this log tells of: {listed(untold)}"] if untold else []),
                *self.notes,
            ),
        )


def advice(
    log: CheckedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AdviceTested:
    """
    What the log says of every piece of common advice, and of the tactics its map names.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
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
    are adjusted together by Holm's method. *Supported* and *contradicted* need one below 0.05;
    *leaning* is a raw one below 0.2, a hint and no more.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    effects, dropped, notes = _adjusted(log, as_of, window_days, confidence)
    tests = [
        _test(one, contrast_of(log, outcomes, one, confidence), effects, dropped)
        for one in hypotheses_of(log, outcomes)
    ]
    ps = [np.nan if test.p_value is None or not test.tried else test.p_value for test in tests]
    lines = tuple(
        _line(test, after)
        if test.sides
        else _untested(test, levels_of_all(log, outcomes, test.advice, confidence))
        for test, after in zip(tests, holm(ps).tolist(), strict=True)
    )
    return AdviceTested(lines, confidence, outcomes.facts(), (*outcomes.notes, *notes))


@dataclass(frozen=True, slots=True)
class _Test:
    """One contrast before the p-values are adjusted for each other."""

    advice: Advice
    sides: Sides | None
    adjusted: Estimate
    p_value: float | None

    @property
    def tried(self) -> bool:
        """Are there enough on both sides?"""
        return self.sides is not None and was_tried(self.sides.counts)


def _adjusted(
    log: CheckedLog, as_of: date | None, window_days: int, confidence: float
) -> tuple[Effects, dict[str, str], tuple[str, ...]]:
    """Average effects of the usual model by (term, level, baseline), terms dropped, notes."""
    try:
        found = adjusted_effects(log, confidence=confidence, as_of=as_of, window_days=window_days)
    except NothingToComputeError as error:
        return {}, {}, (f"nothing could be adjusted: {error}",)
    effects: Effects = {}
    for row in found.average_effects.dropna(subset=["estimate", "p_value"]).to_dict("records"):
        estimate = Estimate(row["estimate"], row["low"], row["high"])
        effects[row["term"], row["level"], row["baseline"]] = estimate, row["p_value"]
    return effects, found.dropped, ()


def _test(one: Advice, sides: Sides | None, effects: Effects, dropped: Mapping[str, str]) -> _Test:
    """The adjusted effect and its p-value; where there is none, the p-value of the two sides."""
    if one.contrast is None or sides is None:
        return _Test(one, None, Estimate(None, None, None, NO_CONTRAST), None)
    why = dropped.get(one.tactic, NOT_MODELLED) if one.success == "accepted" else NO_MODEL
    none = Estimate(None, None, None, why), sides.p_value
    return _Test(one, sides, *effects.get((one.tactic, *one.contrast), none))


def _untested(test: _Test, levels: list[dict[str, Any]]) -> AdvisedLine:
    return AdvisedLine(test.advice, None, levels, test.adjusted, None, None, None, None, None)


def _line(test: _Test, after_holm: float) -> AdvisedLine:
    sides, gap = test.sides, test.adjusted
    assert sides is not None
    p_adjusted = None if np.isnan(after_holm) else after_holm
    estimate = sides.difference.estimate if gap.estimate is None else gap.estimate
    more, no_number = requests_to_tell(sides.counts)
    return AdvisedLine(
        test.advice,
        sides,
        sides.levels("counted", "succeeded"),
        gap,
        test.p_value,
        p_adjusted,
        verdict_of(test.tried, estimate, test.p_value, p_adjusted),
        more,
        no_number,
    )


def _row(line: AdvisedLine, sides: Sides) -> dict[str, Any]:
    gap, adjusted = sides.difference, line.adjusted
    return {
        "advice": line.advice.advice,
        "tactic": line.advice.tactic,
        "level_a": sides.names[0],
        "level_b": sides.names[1],
        "succeeded_a": sides.counts.a,
        "counted_a": sides.counts.n,
        "succeeded_b": sides.counts.b,
        "counted_b": sides.counts.m,
        "difference": gap.estimate,
        "low": gap.low,
        "high": gap.high,
        "adjusted": adjusted.estimate,
        "adjusted_low": adjusted.low,
        "adjusted_high": adjusted.high,
        "p_value": line.p_value,
        "p_adjusted": line.p_adjusted,
        "verdict": line.verdict,
        "requests_to_tell": line.requests_to_tell,
    }

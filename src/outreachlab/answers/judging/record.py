"""One contrast with the figures its verdict goes by, before the p-values are adjusted together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from outreachlab.answers.effects import AdjustedEffects
from outreachlab.answers.judging.sides import Sides
from outreachlab.errors import NothingToComputeError
from outreachlab.log.vocabulary import Advice
from outreachlab.stats.predictors import Floats
from outreachlab.stats.two_rates import Estimate, TwoRates
from outreachlab.wording import label, points

Verdict = Literal[
    "supported",
    "contradicted",
    "leaning for",
    "leaning against",
    "too early to tell",
    "not tried",
]
CLEAR = 0.05
HINT = 0.2
FEWEST_OF_SIDE = 5


def was_tried(counts: TwoRates) -> bool:
    """Five on both sides: fewer say nothing, and would only make the others' p-values larger."""
    return min(counts.n, counts.m) >= FEWEST_OF_SIDE


def verdict_of(tried: bool, estimate: float | None, p: float | None, holm: float | None) -> Verdict:
    """The verdict from the sign of the estimate, its p-value and the same after Holm."""
    if not tried:
        return "not tried"
    if estimate is None or p is None or holm is None or estimate == 0:
        return "too early to tell"
    if holm < CLEAR:
        return "supported" if estimate > 0 else "contradicted"
    if p < HINT:
        return "leaning for" if estimate > 0 else "leaning against"
    return "too early to tell"


EVIDENCE = "observed"
NO_CONTRAST = "all values are shown; none is advised, so none is tested"


@dataclass(frozen=True, slots=True)
class AdvisedLine:
    """
    One piece of advice: its two sides, the adjusted effect, the verdict.

    `p_value` is the adjusted effect's where there is one, else that of the two sides; `p_adjusted`
    is after Holm over all contrasts tried. `requests_to_tell` is how many more requests per side
    would tell the two rates apart. `doubt` says why a verdict is a hint although `p_adjusted` is
    below 0.05. `sides` is None for what has no contrast, which has `levels`.
    """

    advice: Advice
    sides: Sides | None
    levels: list[dict[str, Any]]
    adjusted: Estimate
    p_value: float | None
    p_adjusted: float | None
    verdict: Verdict | None
    requests_to_tell: int | None
    no_number: str | None
    doubt: str | None = None

    @property
    def estimate(self) -> float | None:
        """The difference the verdict goes by, in shares."""
        if self.adjusted.estimate is not None:
            return self.adjusted.estimate
        return self.sides.difference.estimate if self.sides else None

    def sentence(self) -> str:
        """The verdict in words, no stronger than it is."""
        if self.verdict is None or self.sides is None:
            return f"{self.advice.advice}: {NO_CONTRAST}."
        gap = points(None if self.estimate is None else abs(self.estimate)).removeprefix("+")
        more = self.requests_to_tell
        what = "meetings" if self.advice.among == "meetings held" else "requests"
        needed = (
            f"; {more:,} more {what} per side would probably tell"
            if more and not self.doubt
            else ""
        )
        said = {
            "supported": f"supported: {gap} better",
            "contradicted": f"contradicted: {gap} worse",
            "leaning for": f"a hint in its favour, no more: {gap} better{needed}",
            "leaning against": f"a hint against it, no more: {gap} worse{needed}",
            "too early to tell": f"too early to tell{needed}",
            "not tried": f"not tried: {self._tried()}",
        }
        return f"{self.advice.advice}: {said[self.verdict]}."

    def _tried(self) -> str:
        assert self.sides is not None
        pairs = zip(self.sides.names, self.sides.totals, strict=True)
        return ", ".join(f"{count:,} with {label(name)}" for name, count in pairs)

    def to_json(self) -> dict[str, Any]:
        """One entry of the `advice` object."""
        plain = {
            "tactic": self.advice.tactic,
            "contrast": list(self.advice.contrast) if self.advice.contrast else None,
            "among": self.advice.among,
            "levels": self.levels,
            "difference": self.sides.difference_json() if self.sides else None,
            "adjusted": None if self.adjusted.estimate is None else self.adjusted.to_json(),
            "p_value": self.p_value,
            "p_adjusted": self.p_adjusted,
            "verdict": self.verdict,
            "evidence": EVIDENCE,
            "requests_to_tell": self.requests_to_tell,
        }
        why = self._why()
        return plain | {"why": why} if why else plain

    def _why(self) -> str:
        if self.sides is None:
            return NO_CONTRAST
        reasons = {
            "p_value": self.sides.why if self.p_value is None else None,
            "p_adjusted": self._no_p_adjusted(),
            "adjusted": self.adjusted.why,
            "requests_to_tell": self.no_number,
            "verdict": self.doubt,
        }
        return "; ".join(f"{name}: {why}" for name, why in reasons.items() if why)

    def _no_p_adjusted(self) -> str | None:
        if self.p_adjusted is not None:
            return None
        return "not tried, so not among the tests" if self.verdict == "not tried" else "no p-value"


def row_of(line: AdvisedLine, sides: Sides) -> dict[str, Any]:
    """One row of the table of verdicts."""
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


NOT_MODELLED = "the model of requests has no such term"
NO_MODEL = "only acceptance is modelled; here the two sides are compared as they are"
Effects = dict[tuple[str, str | None, str | None], tuple[Estimate, float | None]]


@dataclass(frozen=True, slots=True)
class Tested:
    """One contrast: its two sides, the adjusted effect if there is one, and the p of the better."""

    advice: Advice
    sides: Sides | None
    adjusted: Estimate
    p_value: float | None

    @property
    def tried(self) -> bool:
        """Are there enough on both sides?"""
        return self.sides is not None and was_tried(self.sides.counts)

    @property
    def difference(self) -> float | None:
        """The adjusted difference where there is one, else that of the two sides."""
        if self.adjusted.estimate is not None or self.sides is None:
            return self.adjusted.estimate
        return self.sides.difference.estimate


def if_adjusted(
    usual_model: Callable[[], AdjustedEffects],
) -> tuple[AdjustedEffects | None, tuple[str, ...]]:
    """The usual model, or a note why there is none."""
    try:
        return usual_model(), ()
    except NothingToComputeError as error:
        return None, (f"nothing could be adjusted: {error}",)


def p_values(tests: Sequence[Tested]) -> Floats:
    """The p of each contrast that was tried (n,), nan for the others."""
    return np.array([test.p_value if test.tried else None for test in tests], dtype=float)


def effects_by_contrast(found: AdjustedEffects | None) -> Effects:
    """Average effects that could be estimated, by (term, level, baseline)."""
    if found is None:
        return {}
    names = ["term", "level", "baseline", "estimate", "low", "high", "p_value"]
    rows = zip(*(found.average_effects[name].tolist() for name in names), strict=True)
    return {
        (term, level, baseline): (Estimate(estimate, low, high), p)
        for term, level, baseline, estimate, low, high, p in rows
        if estimate == estimate and p == p
    }


def tested(
    one: Advice, sides: Sides | None, effects: Effects, dropped: Mapping[str, str]
) -> Tested:
    """The adjusted effect and its p-value; where there is none, the p-value of the two sides."""
    if one.contrast is None or sides is None:
        return Tested(one, None, Estimate(None, None, None, NO_CONTRAST), None)
    why = dropped.get(one.tactic, NOT_MODELLED) if one.success == "accepted" else NO_MODEL
    none = Estimate(None, None, None, why), sides.p_value
    return Tested(one, sides, *effects.get((one.tactic, *one.contrast), none))

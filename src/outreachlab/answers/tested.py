"""One contrast with the figures its verdict goes by, before the p-values are adjusted together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from outreachlab.answers.advised import NO_CONTRAST
from outreachlab.answers.effects_answer import AdjustedEffects
from outreachlab.answers.predictors import Floats
from outreachlab.answers.sides import Sides
from outreachlab.answers.two_rates import Estimate
from outreachlab.answers.verdicts import was_tried
from outreachlab.errors import NothingToComputeError
from outreachlab.vocabulary import Advice

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

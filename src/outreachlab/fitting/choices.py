"""From a log to the regression behind choices: every tactic as its two sides, held equal to all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from outreachlab.log.vocabulary import ADVICE, BACKGROUND, Advice
from outreachlab.stats.posterior import Prior, separate_prior

# What can be chosen at the next request; whom one asks is another question.
CHOSEN: tuple[Advice, ...] = tuple(
    one
    for one in ADVICE
    if one.success == "accepted" and one.contrast and one.tactic != "was_referred"
)
INTERCEPT = (-0.5, 2.0)
OTHERS = (0.0, 0.7)  # levels that are no choice, and the background


@dataclass(frozen=True, slots=True)
class Predictor:
    """A column: a tactic as +1/2 on its first side and -1/2 on its second, or one level as 1."""

    term: str
    sides: tuple[str, str] | None = None
    level: str | None = None


def predictors_of(levels: Mapping[str, Mapping[str, int]]) -> tuple[Predictor, ...]:
    """
    The columns after the intercept: tactics, their other levels, the background's.

    `levels` says how many counted requests have each level of each term; a tactic that none of
    them tells of has no column, nor has the commonest level of the background.
    """
    tactics = [
        Predictor(one.tactic, sides=one.contrast)
        for one in CHOSEN
        if one.contrast and any(levels.get(one.tactic, {}).get(side) for side in one.contrast)
    ]
    sides = {one.tactic: one.contrast or () for one in CHOSEN}
    others = [
        Predictor(term, level=level)
        for term in sides
        for level, count in levels.get(term, {}).items()
        if count and level not in sides[term]
    ]
    for term in BACKGROUND:
        used = {level: count for level, count in levels.get(term, {}).items() if count}
        common = max(used, key=lambda level: used[level], default=None)
        others += [Predictor(term, level=level) for level in used if level != common]
    return (*tactics, *others)


def prior_of(
    predictors: Iterable[Predictor],
    mean: float,
    sd: float,
    told: Mapping[str, tuple[float, float]] | None = None,
) -> Prior:
    """
    The prior of the intercept and of each column; raises UsageError for a spread of none.

    Mean and spread are those of every tactic but the `told` ones.
    """
    told = told or {}
    pairs = [told.get(one.term, (mean, sd)) if one.sides else OTHERS for one in predictors]
    means, sds = np.array([INTERCEPT, *pairs]).T
    return separate_prior(means, sds)

"""
Average effects of a logistic model: everyone with a level against everyone with the baseline.

The sums of two parts of a log add up. Errors are by the delta method from any covariance of the
coefficients, as in R's marginaleffects and Stata's margins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.special import expit

from outreachlab.stats.logit import Part
from outreachlab.stats.predictors import Block, Design, Factor, Floats, Term, slope, switched
from outreachlab.stats.products import column_sums, linear
from outreachlab.stats.rows import Rows

MODERATE = 100.0  # an |x'b| whose exponential is far from overflowing


@dataclass(frozen=True, slots=True)
class MeanSums:
    """Over some rows: the sum of a predicted quantity and its gradient (k,) in the coefficients."""

    rows: int
    total: float
    gradient: Floats

    def __add__(self, other: "MeanSums") -> "MeanSums":
        return MeanSums(
            self.rows + other.rows, self.total + other.total, self.gradient + other.gradient
        )


@dataclass(frozen=True, slots=True)
class AverageEffect:
    """
    A mean difference of predicted probabilities, or a mean slope, with its standard error.

    `log_ratio` is the log of the ratio of the two mean probabilities, nan for a slope.
    """

    estimate: float
    error: float
    log_ratio: float = np.nan
    log_ratio_error: float = np.nan


def level_sums(part: Part, beta: Floats, term: int) -> list[MeanSums]:
    """Predicted probabilities with each level in turn given to every row that has one."""
    design, factor = part.design, part.design.terms[term]
    if not isinstance(factor, Factor):
        raise TypeError("only a factor has levels; a number has a slope")
    index = linear(design, beta)
    touched = tuple(block for block in design.blocks if term in block.known)
    rest = index - linear(_only(design, touched), beta)
    odds_against = np.exp(-rest) if np.abs(rest).max(initial=0.0) < MODERATE else None
    known = part.weighted((factor.codes < factor.levels).astype(float))
    rows = int(known.sum())
    sums = []
    for level in range(factor.levels):
        there = switched(design, term, level)
        changed = tuple(block for block in there.blocks if term in block.known)
        chance = _chances(rest, odds_against, changed, _only(there, changed), beta)
        gradient = column_sums(there, known * chance * (1 - chance))
        sums.append(MeanSums(rows, float(known @ chance), gradient))
    return sums


def _chances(
    rest: Floats, odds_against: Floats | None, changed: Sequence[Block], only: Design, beta: Floats
) -> Floats:
    """Probabilities at `rest` and what the changed blocks add; exp(a + b) is exp(a) exp(b)."""
    if odds_against is None or any(block.scale is not None for block in changed):
        return expit(rest + linear(only, beta))
    odds = odds_against
    for block in changed:
        added = block.table @ beta[block.places]
        if np.abs(added).max(initial=0.0) >= MODERATE:
            return expit(rest + linear(only, beta))
        # a cell's factor is looked up by row: far cheaper than an exponential of every row
        odds = odds * np.exp(-added).take(block.codes)
    return 1 / (1 + odds)


def slope_sums(part: Part, beta: Floats, term: int) -> MeanSums:
    """The derivative of each row's predicted probability by a number."""
    design = part.design
    chance = expit(linear(design, beta))
    weight = part.weighted(chance * (1 - chance))
    by_one = slope(design, term)
    steepness = linear(by_one, beta)
    gradient = column_sums(by_one, weight) + column_sums(
        design, weight * (1 - 2 * chance) * steepness
    )
    return MeanSums(part.rows, float(weight @ steepness), gradient)


@dataclass(frozen=True, slots=True)
class Means:
    """The sums of each level of each term; those of two parts add up."""

    terms: tuple[list[MeanSums], ...]

    def __add__(self, other: "Means") -> "Means":
        pairs = zip(self.terms, other.terms, strict=True)
        return Means(tuple([a + b for a, b in zip(one, two, strict=True)] for one, two in pairs))


def average_effects(
    rows: Rows, beta: Floats, covariance: Floats, terms: Sequence[Term]
) -> list[dict[int, AverageEffect]]:
    """For each term the average effect of each level but the baseline; of a number, of level 0."""
    means = rows.total(partial(means_of, beta=beta))
    return [
        effects_from(sums, term, covariance) for sums, term in zip(means.terms, terms, strict=True)
    ]


def means_of(part: Part, beta: Floats) -> Means:
    """What the average effects of all terms are made of."""
    return Means(tuple(term_sums(part, beta, term) for term in range(len(part.design.terms))))


def term_sums(part: Part, beta: Floats, term: int) -> list[MeanSums]:
    """The sums of each level of a factor, or the one of a number."""
    if isinstance(part.design.terms[term], Factor):
        return level_sums(part, beta, term)
    return [slope_sums(part, beta, term)]


def effects_from(
    sums: Sequence[MeanSums], term: Term, covariance: Floats
) -> dict[int, AverageEffect]:
    """The average effects of a term from its sums over all rows."""
    if not isinstance(term, Factor):
        return {0: slope_effect(sums[0], covariance)}
    return {
        level: difference(one, sums[term.baseline], covariance)
        for level, one in enumerate(sums)
        if level != term.baseline
    }


def difference(level: MeanSums, baseline: MeanSums, covariance: Floats) -> AverageEffect:
    """Mean probability with the level minus with the baseline, and the log of their ratio."""
    p, q = level.total / level.rows, baseline.total / baseline.rows
    dp, dq = level.gradient / level.rows, baseline.gradient / baseline.rows
    return AverageEffect(
        p - q, _error(dp - dq, covariance), np.log(p / q), _error(dp / p - dq / q, covariance)
    )


def slope_effect(sums: MeanSums, covariance: Floats) -> AverageEffect:
    """The mean slope by a number."""
    return AverageEffect(sums.total / sums.rows, _error(sums.gradient / sums.rows, covariance))


def e_value(ratio: float) -> float:
    """
    How strongly a confounder would have to go with both sides to explain a risk ratio away.

    VanderWeele & Ding (2017), Annals of Internal Medicine 167:268-274.
    """
    ratio = max(ratio, 1 / ratio)
    return float(ratio + np.sqrt(ratio * (ratio - 1)))


def e_value_limit(low: float, high: float) -> float:
    """The E-value of the limit of a risk ratio nearer 1; 1 if the limits span 1."""
    if low <= 1 <= high:
        return 1.0
    return e_value(low if low > 1 else high)


def _only(design: Design, blocks: tuple[Block, ...]) -> Design:
    return replace(design, blocks=blocks)


def _error(gradient: Floats, covariance: Floats) -> float:
    return float(np.sqrt(max(float(gradient @ covariance @ gradient), 0.0)))

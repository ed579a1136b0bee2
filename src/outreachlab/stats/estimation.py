"""One adjusted model on arrays: which likelihood, which covariance, and every figure of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from outreachlab.errors import NothingToComputeError
from outreachlab.stats import conditional, firth, logit
from outreachlab.stats.average_effects import AverageEffect, average_effects
from outreachlab.stats.intervals import limits, p_values
from outreachlab.stats.jackknife import jackknife_covariance
from outreachlab.stats.predictors import Floats, Term
from outreachlab.stats.rows import Rows, likeliest
from outreachlab.stats.separation import separating, suspicious

# Fewer yeses or noes than this per coefficient, and Firth's likelihood takes over.
EVENTS_PER_COEFFICIENT = 5
# With fewer clusters than this, limits by CR1S are Student's; those by CR3 always are.
MANY_CLUSTERS = 50

Model = Literal["logit", "firth", "conditional logit"]
Clustered = Literal["CR3", "CR1S"]
Covariance = Literal["CR3", "CR1S", "model", "firth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimation:
    """
    A fitted model. Arrays (k,) hold nan for coefficients that are not `kept`.

    `freedom` are Student's degrees, None for the normal; `separated` (k,) marks coefficients that
    plain likelihood would send to infinity; `alone` (k,) those of which nothing would be known
    without one cluster; `matrix` (k, k) is the covariance.
    """

    model: Model
    covariance: Covariance
    kept: np.ndarray
    separated: np.ndarray
    coefficients: Floats
    matrix: Floats
    low: Floats
    high: Floats
    p_values: Floats
    freedom: int | None
    alone: np.ndarray

    @property
    def errors(self) -> Floats:
        """Standard errors (k,)."""
        return np.where(self.kept, np.sqrt(self.matrix.diagonal().clip(0)), np.nan)


def estimate(
    rows: Rows, kept: np.ndarray, confidence: float, clustered: Clustered = "CR3"
) -> Estimation:
    """
    Logit, or Firth's where events are few or the predictors separate the outcomes.

    `kept` (k,) bool marks the columns that are no sum of others. Without clusters the covariance
    is the model's; CR1S stands in for CR3 where a coefficient rests on one cluster alone.
    """
    separated = np.zeros(len(kept), dtype=bool)
    if enough_events(rows.yeses, rows.size, kept):
        fitted = likeliest(rows, kept)
        if suspicious(fitted):
            rows = rows.near()
            separated = separating(rows, kept)
        if fitted.arrived and not separated.any():
            return _plain(rows, fitted, confidence, clustered)
    rows = rows.near()
    best = firth.fit_firth(rows, kept)
    if not best.arrived:
        raise NothingToComputeError("the model does not settle; name fewer `terms`")
    found = firth.profile(rows, best, confidence)
    return Estimation(
        model="firth",
        covariance="firth",
        kept=kept,
        separated=separated,
        coefficients=np.where(kept, best.coefficients, np.nan),
        matrix=best.covariance,
        low=found.low,
        high=found.high,
        p_values=found.p_values,
        freedom=None,
        alone=np.zeros(len(kept), dtype=bool),
    )


def enough_events(successes: float, rows: int, kept: np.ndarray) -> bool:
    """Are there enough yeses and noes for so many coefficients, or does Firth's take over?"""
    return bool(min(successes, rows - successes) >= EVENTS_PER_COEFFICIENT * kept.sum())


def estimate_within(
    strata: conditional.Strata, width: int, confidence: float
) -> tuple[Estimation, int, int]:
    """
    Conditional logit within strata, and how many rows and strata tell anything.

    The intercept and whatever never changes inside a stratum are not kept of `width` coefficients.
    """
    kept = np.zeros(width, dtype=bool)
    products = strata(conditional.within_gram)
    if products is not None:
        kept[1:] = logit.independent(products)
    if not kept.any():
        raise NothingToComputeError(
            "no term changes within anybody who had both outcomes, so nothing compares"
        )
    fitted = conditional.fit_conditional(strata, kept[1:])
    if suspicious(fitted):
        raise NothingToComputeError(
            "the terms tell yeses and noes apart completely within those who had both outcomes, "
            "so no finite estimate exists; name fewer `terms`"
        )
    matrix = np.zeros((len(kept), len(kept)))
    matrix[1:, 1:] = logit.model_covariance(fitted)
    beta = np.concatenate([[0.0], fitted.coefficients])
    none = np.zeros(len(kept), dtype=bool)
    found = _wald("conditional logit", "model", kept, none, beta, matrix, None, confidence)
    return found, fitted.sums.rows, strata(conditional.strata_in)


def effects_of(
    rows: Rows, found: Estimation, terms: Sequence[Term]
) -> list[dict[int, AverageEffect]]:
    """The average effect of each level of each term."""
    beta = np.where(found.kept, found.coefficients, 0.0)
    return average_effects(rows, beta, found.matrix, terms)


def _plain(rows: Rows, fitted: logit.Fit, confidence: float, clustered: Clustered) -> Estimation:
    """The figures of a logit, with the errors of its clusters or without clusters the model's."""
    none, beta = np.zeros(len(fitted.free), dtype=bool), fitted.coefficients
    if rows.clusters is None:
        matrix = logit.model_covariance(fitted)
        return _wald("logit", "model", fitted.free, none, beta, matrix, None, confidence)
    alone = none
    if clustered == "CR3":
        found = rows.jackknife(fitted)
        if not found.alone.any():
            matrix, freedom = jackknife_covariance(found), found.clusters - 1
            return _wald("logit", "CR3", fitted.free, none, beta, matrix, freedom, confidence)
        alone = found.alone
    meat = rows.meat(beta)
    matrix = logit.sandwich(fitted, meat)
    few = meat.clusters < MANY_CLUSTERS or clustered == "CR3"
    degrees = meat.clusters - 1 if few else None
    robust = _wald("logit", "CR1S", fitted.free, none, beta, matrix, degrees, confidence)
    return replace(robust, alone=alone)


def _wald(
    model: Model,
    covariance: Covariance,
    kept: np.ndarray,
    separated: np.ndarray,
    beta: Floats,
    matrix: Floats,
    freedom: int | None,
    confidence: float,
) -> Estimation:
    beta = np.where(kept, beta, np.nan)
    errors = np.where(kept, np.sqrt(matrix.diagonal().clip(0)), np.nan)
    low, high = limits(beta, errors, confidence, freedom)
    p = np.full(len(beta), np.nan)
    p[kept] = p_values(beta[kept], errors[kept], freedom)
    return Estimation(
        model=model,
        covariance=covariance,
        kept=kept,
        separated=separated,
        coefficients=beta,
        matrix=matrix,
        low=low,
        high=high,
        p_values=p,
        freedom=freedom,
        alone=np.zeros(len(beta), dtype=bool),
    )

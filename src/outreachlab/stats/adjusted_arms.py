"""The difference of two arms with strata and a covariate held equal, from a logit model."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.two_rates import Estimate

Floats = NDArray[np.float64]
STEPS = 30
ARRIVED = 1e-10
RUNAWAY = 15.0
NO_FIT = "the model cannot be fitted: somewhere all or none said yes"


def standardised_difference(
    first: ArrayLike, yes: ArrayLike, beside: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    Mean predicted chance with all in the first arm, minus with all in the second.

    Parameters
    ----------
    first, yes : array of bool (n,)
        The arm that was drawn, and whether there was a yes.
    beside : array of float (n, k)
        What is held equal: indicators of strata, a covariate; no intercept.

    Returns
    -------
    Estimate
        Limits by the delta method from HC2 errors of the logit's coefficients.

    References
    ----------
    Freedman (2008), Statistical Science 23:237-249, and Ye, Bannick, Yi & Shao (2023), Statistical
    Theory and Related Fields 7:159-163, for standardising; MacKinnon & White (1985), Journal of
    Econometrics 29:305-325, for HC2.
    """
    arm, y = (np.asarray(one, float).ravel() for one in (first, yes))
    x = np.column_stack([np.ones(len(y)), arm, np.asarray(beside, float).reshape(len(y), -1)])
    if np.linalg.matrix_rank(x) < x.shape[1] or (beta := _logit(x, y)) is None:
        return Estimate(None, None, None, NO_FIT)
    covariance = _hc2(x, y, beta)
    gap, gradient = 0.0, np.zeros(len(beta))
    for side, sign in ((1.0, 1.0), (0.0, -1.0)):
        there = x.copy()
        there[:, 1] = side
        chance = expit(there @ beta)
        gap += sign * float(chance.mean())
        gradient += sign * (there * (chance * (1 - chance))[:, None]).mean(axis=0)
    half = normal_quantile(confidence) * float(np.sqrt(gradient @ covariance @ gradient))
    return Estimate(gap, max(gap - half, -1.0), min(gap + half, 1.0))


def _logit(x: Floats, y: Floats) -> Floats | None:
    """Maximum likelihood by Newton's method; None where it runs away."""
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        chance = expit(x @ beta)
        information = x.T @ (x * (chance * (1 - chance))[:, None])
        if np.linalg.matrix_rank(information) < len(beta):
            return None
        step = np.linalg.solve(information, x.T @ (y - chance))
        beta = beta + step
        if np.abs(x @ beta).max() > RUNAWAY:
            return None
        if np.abs(step).max() < ARRIVED:
            return beta
    return None


def _hc2(x: Floats, y: Floats, beta: Floats) -> Floats:
    """The sandwich (k, k), each squared residual over one less its leverage."""
    chance = expit(x @ beta)
    weight = chance * (1 - chance)
    bread = np.linalg.inv(x.T @ (x * weight[:, None]))
    leverage = weight * np.einsum("ij,jk,ik->i", x, bread, x)
    squared = (y - chance) ** 2 / np.maximum(1 - leverage, ARRIVED)
    covariance: Floats = bread @ (x.T @ (x * squared[:, None])) @ bread
    return covariance

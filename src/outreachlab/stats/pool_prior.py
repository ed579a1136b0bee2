"""
What a pool of other people says beforehand of one more: its posterior, widened by how they differ.

Sums over seekers: those of two parts of a log, which share no seeker, add up.
"""

from dataclasses import dataclass

import numpy as np

from outreachlab.stats.posterior import Posterior, Prior, Scored, intercepts
from outreachlab.stats.predictors import Floats

LEAST_DIFFERENCE = 0.1  # sd between seekers of an effect: no two people are quite alike


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Over seekers, (k,) each: squared scores of their own slopes, information, and its square."""

    squares: Floats
    information: Floats
    squared_information: Floats

    def __add__(self, other: "Slopes") -> "Slopes":
        return Slopes(
            self.squares + other.squares,
            self.information + other.information,
            self.squared_information + other.squared_information,
        )


def slopes_of(rows: Scored, posterior: Posterior) -> Slopes:
    """
    How much each seeker's own slopes pull at the fitted ones.

    Of rows as the posterior was fitted to; each column less its weighted mean within seeker, so
    that seekers' own rates do not enter.
    """
    _, _, chance = intercepts(rows, posterior.mean, posterior.spread)
    seeker, left = rows.seeker, rows.success - chance
    count = int(seeker.max(initial=-1)) + 1
    weight = chance * (1 - chance)
    total = np.maximum(np.bincount(seeker, weight, count), np.finfo(float).tiny)[:, None]
    weighed = rows.grouped(weight, count)
    means = weighed @ rows.scores / total
    pulled = np.bincount(seeker, left, count)[:, None]
    scores = rows.grouped(left, count) @ rows.scores - means * pulled
    information = weighed @ rows.scores**2 - means**2 * total
    information = np.maximum(information, 0.0)
    return Slopes((scores**2).sum(axis=0), information.sum(axis=0), (information**2).sum(axis=0))


def differences(slopes: Slopes) -> Floats:
    """
    The variance between seekers of each coefficient (k,), at least 0.1².

    By moments of one-step estimates: a seeker's squared score is expected to be its information
    plus the variance times its square.

    References
    ----------
    DerSimonian & Laird (1986), Controlled Clinical Trials 7:177-188.
    """
    known = slopes.squared_information > 0
    beyond = slopes.squares - slopes.information
    variance = np.where(known, beyond / np.where(known, slopes.squared_information, 1.0), 0.0)
    return np.maximum(variance, LEAST_DIFFERENCE**2)


def prior_from(posterior: Posterior, slopes: Slopes, intercept: int = 0) -> Prior:
    """
    The prior of one more person (k,): the pool's posterior without their rows, widened.

    Each coefficient by how it differs between seekers, the intercept by the spread of theirs too.
    """
    between = differences(slopes)
    between[intercept] = max(posterior.spread**2, LEAST_DIFFERENCE**2)
    covariance = posterior.covariance + np.diag(between)
    return Prior(posterior.mean, np.linalg.inv(covariance))

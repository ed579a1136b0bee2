"""
Firth's penalised logistic regression, for few events and for separation, where it stays finite.

Firth (1993), Biometrika 80:27-38; Heinze & Schemper (2002), Statistics in Medicine 21:2409-2419.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import erfc, expit

from outreachlab.errors import NothingToComputeError
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.logit import Part, inverse_of, start_at
from outreachlab.stats.predictors import Floats
from outreachlab.stats.products import column_sums, linear, quadratic, weighted_gram
from outreachlab.stats.rows import Rows

MAX_STEPS = 200
# The next step in standard errors at which a fit has arrived; a profile's height is flat there,
# so it is good to the square of this.
STEP_LIMIT = 1e-10
PROFILE_STEP_LIMIT = 1e-6
# How near a profile must come to its limit, on the scale of a normal deviate.
LIMIT_PRECISION = 1e-9
MAX_PROBES = 40
# No step changes x'b for an average row by more than this.
LONGEST_STEP = 5.0


@dataclass(frozen=True, slots=True)
class Height:
    """Log-likelihood and information (k, k) of some rows; those of two parts add up."""

    log_likelihood: float
    information: Floats

    def __add__(self, other: "Height") -> "Height":
        return Height(
            self.log_likelihood + other.log_likelihood, self.information + other.information
        )


@dataclass(frozen=True, slots=True)
class Point:
    """Where a climb stands: coefficients (k,), information (k, k), inverse, height, slope (k,)."""

    beta: Floats
    information: Floats
    inverse: Floats
    height: float
    score: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class FirthFit:
    """
    Penalised coefficients (k,), the inverse information there, the penalised log-likelihood.

    `score` (k,) is its slope, 0 for free coefficients; `model` (k,) marks those in the penalty.
    """

    coefficients: Floats
    covariance: Floats
    height: float
    score: Floats
    model: np.ndarray
    arrived: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """Profile-likelihood limits (k,) and likelihood-ratio p (k,); nan where not found or held."""

    low: Floats
    high: Floats
    p_values: Floats


def height_of(part: Part, beta: Floats) -> Height:
    """Log-likelihood, without penalty, and information of one part at `beta` (k,)."""
    index = linear(part.design, beta)
    chance = expit(index)
    return Height(
        float(part.weighted(part.success * index - np.logaddexp(0, index)).sum()),
        weighted_gram(part.design, part.weighted(chance * (1 - chance))),
    )


def score_of(part: Part, beta: Floats, inverse: Floats) -> Floats:
    """X'(y - p + h (1/2 - p)), (k,), with leverages h from the inverse information."""
    chance = expit(linear(part.design, beta))
    leverage = chance * (1 - chance) * quadratic(part.design, inverse)
    pull = part.success - chance + leverage * (0.5 - chance)
    return column_sums(part.design, part.weighted(pull))


def fit_firth(
    rows: Rows,
    model: np.ndarray | None = None,
    free: np.ndarray | None = None,
    start: Floats | None = None,
    step_limit: float = STEP_LIMIT,
) -> FirthFit:
    """
    The highest point of the penalised likelihood.

    `model` (k,) bool marks the coefficients that are in the model at all, `free` those of them
    that may move; the others stay at `start`, but count in the penalty, as in R's logistf.
    """
    width = rows.width
    model = np.ones(width, dtype=bool) if model is None else model
    free = model if free is None else free
    start = start_at(rows.yeses, rows.size, width) if start is None else start
    here = _point(rows, start, model)
    if here is None:
        raise NothingToComputeError(
            "these predictors cannot be told apart: their sums are singular"
        )
    for _ in range(MAX_STEPS):
        slope = here.score * free
        move = inverse_of(here.information, free) @ slope
        distance = float(np.sqrt(max(move @ slope, 0.0)))
        if distance < step_limit:
            break
        there = _climb(rows, here, move, model)
        if there is here:
            break
        here = there
    arrived = distance < np.sqrt(step_limit)
    return FirthFit(
        coefficients=here.beta,
        covariance=here.inverse,
        height=here.height,
        score=here.score,
        model=model,
        arrived=arrived,
    )


def profile(rows: Rows, best: FirthFit, confidence: float = 0.95) -> Profile:
    """Profile limits and penalised likelihood-ratio tests of every coefficient of the model."""
    width = len(best.coefficients)
    result = Profile(*(np.full(width, np.nan) for _ in range(3)))
    for place in np.flatnonzero(best.model).tolist():
        result.low[place] = _limit(rows, best, place, -1, confidence)
        result.high[place] = _limit(rows, best, place, 1, confidence)
        drop = max(best.height - _held(rows, best, place, 0.0).height, 0.0)
        # chi-squared with one degree is the square of a normal deviate
        result.p_values[place] = erfc(np.sqrt(drop))
    return result


def _limit(rows: Rows, best: FirthFit, place: int, side: int, confidence: float) -> float:
    """
    Where the profile has fallen so far that the root of twice the fall is the normal quantile.

    Newton on that root, which is nearly straight, kept inside the bracket found so far. Each fit
    begins at the nearest one inside, lest it slide to a lower top: with few rows there are some.
    """
    z = normal_quantile(confidence)
    centre = best.coefficients[place]
    near, inside, outside = best, 0.0, np.inf
    distance = z * float(np.sqrt(best.covariance[place, place]))
    for _ in range(MAX_PROBES):
        try:
            held = _held(rows, near, place, centre + side * distance)
        except NothingToComputeError:  # so far out that every row is certain
            distance, outside = (inside + distance) / 2, distance
            continue
        root = float(np.sqrt(2 * max(best.height - held.height, 0.0)))
        if abs(root - z) < LIMIT_PRECISION:
            return float(centre + side * distance)
        if root < z:
            near, inside = held, distance
        else:
            outside = distance
        fall = -side * held.score[place]
        guess = distance - (root - z) * root / fall if root > 0 and fall > 0 else np.inf
        if not inside < guess < outside:
            guess = 2 * distance if np.isinf(outside) else (inside + outside) / 2
        distance = min(guess, 4 * distance)
    return np.nan


def _held(rows: Rows, near: FirthFit, place: int, value: float) -> FirthFit:
    """The fit with one coefficient held, begun where the covariance of a near fit points."""
    free = near.model.copy()
    free[place] = False
    lean = near.covariance[:, place] / near.covariance[place, place]
    start = near.coefficients + (value - near.coefficients[place]) * lean
    start[place] = value
    return fit_firth(rows, near.model, free, start, PROFILE_STEP_LIMIT)


def _point(rows: Rows, beta: Floats, model: np.ndarray) -> Point | None:
    """The penalised height at `beta`; None where the information is singular."""
    total = rows.total(partial(height_of, beta=beta))
    places = np.flatnonzero(model)
    sign, log_size = np.linalg.slogdet(total.information[places[:, None], places])
    height = total.log_likelihood + log_size / 2
    if sign <= 0 or not np.isfinite(height):
        return None
    try:
        inverse = inverse_of(total.information, model)
    except np.linalg.LinAlgError:
        return None
    score = rows.total(partial(score_of, beta=beta, inverse=inverse)) * model
    return Point(beta, total.information, inverse, height, score)


def _climb(rows: Rows, here: Point, move: Floats, model: np.ndarray) -> Point:
    """
    The first point along the step that is not lower, and where the slope has not turned steeply.

    The information leaves out how the penalty bends, so a whole step can leap across the top to
    the same height on the other side, for ever.
    """
    move = move / max(1.0, np.abs(move).max() / LONGEST_STEP)
    level = here.height - 1e-12 * (1 + abs(here.height))
    for _ in range(40):
        there = _point(rows, here.beta + move, model)
        if there is None or there.height < level:
            move = move / 2
            continue
        before, after = move @ here.score, move @ there.score
        if after >= -before / 2:
            return there
        move = move * before / (before - after)
    return here

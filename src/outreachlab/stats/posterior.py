"""
A logit with normal priors and seekers' own intercepts: its mode, and the normal around it.

Sums over seekers: those of two parts of a log, which share no seeker, add up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MAX_STEPS = 100
SETTLED = 1e-10  # Newton's decrement: twice what the next step would gain in log likelihood
WIDEST_SPREAD = 3.0
SPREAD_STEP = 0.005
CHUNK_ROWS = 1 << 15
NARROWEST, WIDEST = 1e-3, 1e3  # standard deviations of a prior that leave digits to the data


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Coefficients ~ N(mean (k,), inverse of precision (k, k))."""

    mean: Floats
    precision: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """
    At some coefficients, each seeker's intercept at its mode: log density, score, information.

    `information` is what is left once the intercepts are allowed for; `volume` the log of how much
    narrower than their prior these are. Those of two parts add up.
    """

    value: float
    score: Floats
    information: Floats
    volume: float

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.value + other.value,
            self.score + other.score,
            self.information + other.information,
            self.volume + other.volume,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Mode (k,), covariance (k, k), the seekers' spread, the log of the marginal likelihood."""

    mean: Floats
    covariance: Floats
    spread: float
    marginal: float

    @property
    def errors(self) -> Floats:
        """Posterior standard deviations (k,)."""
        return np.sqrt(self.covariance.diagonal())


Evaluate = Callable[[Floats, float], Sums]


def separate_prior(means: Floats, sds: Floats) -> Prior:
    """
    Independent normal priors with these means and standard deviations (k,).

    Raises
    ------
    UsageError
        A standard deviation is not between 0.001 and 1,000.
    """
    sds = np.asarray(sds, float)
    if not ((sds >= NARROWEST) & (sds <= WIDEST)).all():
        raise UsageError(
            "the spread of a prior must lie between 0.001 and 1000; write a `prior` of 0.2,0.5, say"
        )
    return Prior(np.asarray(means, float), np.diag(sds**-2.0))


def sums_of(
    x: NDArray, y: NDArray, seeker: Ints | None, coefficients: Floats, spread: float
) -> Sums:
    """
    The sums over some rows: x (n, k), y (n,) of 0 and 1, seekers (n,) coded from 0.

    `spread` is the standard deviation of the seekers' intercepts; 0, or no seekers, for none.
    """
    index, own, chance = intercepts(x, y, seeker, coefficients, spread)
    weight = chance * (1 - chance)
    score, information = np.zeros(x.shape[1]), np.zeros((x.shape[1],) * 2)
    for rows in _chunks(len(y)):
        part = x[rows].astype(float)
        score += part.T @ (y[rows] - chance[rows])
        information += (part * weight[rows, None]).T @ part
    value = float((np.asarray(y, float) * index - np.logaddexp(0, index)).sum())
    if seeker is None or spread <= 0:
        return Sums(value, score, information, 0.0)
    total = np.bincount(seeker, weight, len(own))
    crossed = grouped(x, weight, seeker, len(own))
    information -= crossed.T @ (crossed / (total + spread**-2.0)[:, None])
    value -= float(own @ own) / (2 * spread**2)
    return Sums(value, score, information, float(np.log1p(spread**2 * total).sum()))


def intercepts(
    x: NDArray, y: NDArray, seeker: Ints | None, coefficients: Floats, spread: float
) -> tuple[Floats, Floats, Floats]:
    """Log-odds (n,) with each seeker's own intercept at its mode (g,), and their chances (n,)."""
    index = np.concatenate([x[rows].astype(float) @ coefficients for rows in _chunks(len(y))])
    if seeker is None or spread <= 0:
        return index, np.zeros(0), logistic(index)
    count = int(seeker.max(initial=-1)) + 1
    own = np.zeros(count)
    for _ in range(MAX_STEPS):
        chance = logistic(index + own[seeker])
        slope = np.bincount(seeker, y - chance, count) - own / spread**2
        bend = np.bincount(seeker, chance * (1 - chance), count) + spread**-2.0
        step = np.clip(slope / bend, -1, 1)
        own = own + step
        if float(np.abs(step).max(initial=0.0)) < SETTLED:
            break
    index = index + own[seeker]
    return index, own, logistic(index)


def posterior_of(evaluate: Evaluate, prior: Prior, seekers: bool) -> Posterior:
    """
    The posterior; with `seekers` their spread is where the marginal likelihood is largest.

    `evaluate` gives the sums over all rows at coefficients and a spread. The marginal likelihood
    is Laplace's, coefficients and intercepts integrated out.

    References
    ----------
    Tierney & Kadane (1986), JASA 81:82-86. Breslow & Clayton (1993), JASA 88:9-25.
    """
    start = posterior_at(evaluate, prior, 0.0, prior.mean)
    if not seekers:
        return start
    best = start
    low, high = 0.0, WIDEST_SPREAD
    golden = (np.sqrt(5) - 1) / 2
    inner = [high - golden * (high - low), low + golden * (high - low)]
    found = [posterior_at(evaluate, prior, spread, start.mean) for spread in inner]
    while high - low > SPREAD_STEP:
        best = max(best, *found, key=lambda one: one.marginal)
        right = found[1].marginal > found[0].marginal
        low, high = (inner[0], high) if right else (low, inner[1])
        spread = low + golden * (high - low) if right else high - golden * (high - low)
        new = posterior_at(evaluate, prior, spread, best.mean)
        inner = [inner[1], spread] if right else [spread, inner[0]]
        found = [found[1], new] if right else [new, found[0]]
    return max(best, *found, key=lambda one: one.marginal)


def posterior_at(evaluate: Evaluate, prior: Prior, spread: float, start: Floats) -> Posterior:
    """The posterior at a given spread, by Newton steps halved where they overshoot."""

    def penalised(coefficients: Floats) -> tuple[float, Floats, Sums]:
        sums, away = evaluate(coefficients, spread), coefficients - prior.mean
        pulled = prior.precision @ away
        return sums.value - float(away @ pulled) / 2, sums.score - pulled, sums

    here = start
    value, score, sums = penalised(here)
    for _ in range(MAX_STEPS):
        step = np.linalg.solve(sums.information + prior.precision, score)
        gain = float(step @ score)
        if gain < SETTLED:
            break
        new = penalised(here + step)
        while new[0] < value and gain > SETTLED:
            step, gain = step / 2, gain / 4
            new = penalised(here + step)
        here = here + step
        value, score, sums = new
    information = sums.information + prior.precision
    log_determinant = float(np.linalg.slogdet(information)[1])
    marginal = value - sums.volume / 2 - log_determinant / 2
    return Posterior(here, np.linalg.inv(information), spread, marginal)


def grouped(x: NDArray, v: Floats, seeker: Ints, count: int) -> Floats:
    """The sums of v x within each seeker, (count, k); in one pass where seekers stand together."""
    sums = np.zeros((count, x.shape[1]))
    steps = np.diff(seeker)
    if len(seeker) and (steps >= 0).all():
        first = np.concatenate([[0], np.flatnonzero(steps) + 1])
        sums[seeker[first]] = np.add.reduceat(x * v[:, None], first, axis=0)
        return sums
    for place in range(x.shape[1]):
        sums[:, place] = np.bincount(seeker, x[:, place] * v, count)
    return sums


def logistic(index: Floats) -> Floats:
    """1/(1 + e^-index), without a warning where e^-index would overflow."""
    chance: Floats = 0.5 * (1 + np.tanh(0.5 * index))
    return chance


def _chunks(rows: int) -> list[slice]:
    return [slice(at, at + CHUNK_ROWS) for at in range(0, max(rows, 1), CHUNK_ROWS)]

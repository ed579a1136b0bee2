"""
A logit with normal priors and seekers' own intercepts: its mode, and the normal around it.

Sums over seekers: those of two parts of a log, which share no seeker, add up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from outreachlab.errors import UsageError
from outreachlab.stats.logit import Part, clusters_of
from outreachlab.stats.predictors import Floats, Ints
from outreachlab.stats.products import column_sums, grouped_sums, linear, weighted_gram

MAX_STEPS = 100
SETTLED = 1e-10  # Newton's decrement: twice what the next step would gain in log likelihood
CLOSE = 1e-6  # of an intercept's last step, after which half its square is left to go
WIDEST_SPREAD = 3.0
SPREAD_STEP = 0.005
NARROWEST, WIDEST = 1e-3, 1e3  # standard deviations of a prior that leave digits to the data


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """
    Rows with k columns, as parts whose clusters are seekers coded from 0, if they are told.

    `scores` (w, k) say what each column of the parts' design adds to each of these; no two that
    add to the same are 1 in one row.
    """

    parts: Sequence[Part]
    scores: Floats

    @property
    def success(self) -> Floats:
        """Which rows succeeded (n,)."""
        return np.concatenate([part.success for part in self.parts])

    @property
    def seeker(self) -> Ints:
        """Whose each row is (n,)."""
        return np.concatenate([clusters_of(part) for part in self.parts])

    @property
    def places(self) -> list[tuple[Part, slice]]:
        """The parts, and where each stands among all rows."""
        ends = np.cumsum([0, *(part.design.rows for part in self.parts)]).tolist()
        return [(part, slice(*ends[at : at + 2])) for at, part in enumerate(self.parts)]

    def grouped(self, values: Floats, count: int) -> Floats:
        """The sums of values (n,) times each column of the design by seeker, (count, w)."""
        sums = np.zeros((count, len(self.scores)))
        for part, here in self.places:
            sums += grouped_sums(part.design, values[here], clusters_of(part), count)
        return sums


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


def sums_of(rows: Scored, coefficients: Floats, spread: float) -> Sums:
    """
    The sums over some rows.

    `spread` is the standard deviation of the seekers' intercepts; 0 for none.
    """
    index, own, chance = intercepts(rows, coefficients, spread)
    weight = chance * (1 - chance)
    width = len(rows.scores)
    value, score, information = 0.0, np.zeros(width), np.zeros((width, width))
    for part, here in rows.places:
        height = part.success * index[here] - softplus(index[here], chance[here])
        value += float(part.weighted(height).sum())
        score += column_sums(part.design, part.weighted(part.success - chance[here]))
        information += weighted_gram(part.design, part.weighted(weight[here]))
    score, information = rows.scores.T @ score, rows.scores.T @ information @ rows.scores
    if spread <= 0:
        return Sums(value, score, information, 0.0)
    total = np.bincount(rows.seeker, weight, len(own))
    crossed = rows.scores.T @ rows.grouped(weight, len(own)).T
    return without_intercepts(Sums(value, score, information, 0.0), own, total, crossed, spread)


def without_intercepts(
    sums: Sums, own: Floats, total: Floats, crossed: Floats, spread: float
) -> Sums:
    """
    The sums once the intercepts `own` (g,) are allowed for.

    `total` (g,) is the weight of each seeker's rows, `crossed` (k, g) that of each column in them.
    """
    return Sums(
        sums.value - float(own @ own) / (2 * spread**2),
        sums.score,
        sums.information - (crossed / (total + spread**-2.0)) @ crossed.T,
        float(np.log1p(spread**2 * total).sum()),
    )


def intercepts(rows: Scored, coefficients: Floats, spread: float) -> tuple[Floats, Floats, Floats]:
    """Log-odds (n,) with each seeker's own intercept at its mode (g,), and their chances (n,)."""
    weights = rows.scores @ coefficients
    index = np.concatenate([linear(part.design, weights) for part in rows.parts])
    if spread <= 0:
        return index, np.zeros(0), logistic(index)
    seeker = rows.seeker
    count = int(seeker.max(initial=-1)) + 1
    start = np.zeros(count)
    own = modes(index, rows.success, seeker, spread, lambda v: np.bincount(seeker, v, count), start)
    index = index + own[seeker]
    return index, own, logistic(index)


def modes(
    index: Floats,
    y: Floats,
    seeker: Ints,
    spread: float,
    by_seeker: Callable[[Floats], Floats],
    own: Floats,
) -> Floats:
    """
    The intercept of each seeker (g,) at its mode, from a guess.

    `by_seeker` sums values (n,) of each.
    """
    yeses, ease = by_seeker(y), spread**-2.0
    for _ in range(MAX_STEPS):
        chance = logistic(index + own[seeker])
        slope = yeses - by_seeker(chance) - own * ease
        bend = by_seeker(chance * (1 - chance)) + ease
        step = np.minimum(np.maximum(slope / bend, -1), 1)
        own = own + step
        if float(np.abs(step).max(initial=0.0)) < CLOSE:
            break
    return own


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


def logistic(index: Floats) -> Floats:
    """1/(1 + e^-index), without a warning where e^-index would overflow."""
    chance: Floats = 0.5 * (1 + np.tanh(0.5 * index))
    return chance


def softplus(index: Floats, chance: Floats) -> Floats:
    """log(1 + e^index), whose chance is known: numpy's `logaddexp` takes five times as long."""
    return np.maximum(index, 0) - np.log(0.5 + np.abs(chance - 0.5))

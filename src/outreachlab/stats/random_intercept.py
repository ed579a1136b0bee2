"""
Logistic regression with a normal random intercept per group, by maximum likelihood.

Numbers only. The integral over each group's intercept is adaptive Gauss-Hermite quadrature. Not
made for parts of a log: every step needs all groups.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NODES = 15
MODE_STEPS = 50
STEEPEST = 1e-6  # gradient below which the fit has settled, per row
FARTHEST = 15.0  # a coefficient beyond this runs away: some term tells yes from no
NO_SPREAD = 1e-3
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomIntercept:
    """
    Coefficients (k,) on the log-odds scale, their covariance (k, k), the groups' spread.

    `spread` is the standard deviation of the intercepts, 0 where the groups do not differ beyond
    chance; `deviation` (groups,) the mean of each group's own, given the data.
    """

    coefficients: Floats
    covariance: Floats
    spread: float
    deviation: Floats
    log_likelihood: float


def fit_random_intercept(x: Floats, y: Floats, group: Ints) -> RandomIntercept | None:
    """
    Fit to a design x (n, k), successes y (n,) of 0 and 1 and groups (n,) numbered from 0.

    None where it does not settle: terms that cannot be told apart, or that tell yes from no.
    Pinheiro & Bates (1995), Journal of Computational and Graphical Statistics 4:12-35.
    """
    from scipy.optimize import minimize

    data = _Data(x, y, group, int(group.max()) + 1)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    fits = []
    for start in (0.5, 0.0):
        theta = np.append(np.zeros(x.shape[1]), start)
        fits.append(minimize(data.minus_log, theta, jac=True, method="BFGS"))
    best = min(fits, key=lambda fit: fit.fun)
    theta = best.x
    steep = np.abs(data.minus_log(theta)[1]).max() > STEEPEST * len(y)
    if steep or np.abs(theta[:-1]).max() > FARTHEST:
        return None
    spread = abs(float(theta[-1]))
    covariance = _covariance(data, theta, spread < NO_SPREAD)
    if covariance is None:
        return None
    means = data.deviations(theta)
    flat = spread < NO_SPREAD
    return RandomIntercept(
        coefficients=theta[:-1],
        covariance=covariance,
        spread=0.0 if flat else spread,
        deviation=means,
        log_likelihood=-float(best.fun),
    )


@dataclass(frozen=True, slots=True)
class _Data:
    x: Floats
    y: Floats
    group: Ints
    groups: int

    def minus_log(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the log likelihood and its gradient (k + 1,); the last of theta is the spread."""
        logs, weight, z = self._nodes(theta)
        spread = theta[-1]
        eta = (self.x @ theta[:-1])[:, None] + spread * z[self.group]
        residual = (self.y[:, None] - _expit(eta)) * weight[self.group]
        gradient = np.append(self.x.T @ residual.sum(axis=1), (residual * z[self.group]).sum())
        return -float(logs.sum()), -gradient

    def deviations(self, theta: Floats) -> Floats:
        """The mean of each group's intercept, less the common one, given the data."""
        _, weight, z = self._nodes(theta)
        return theta[-1] * (weight * z).sum(axis=1)

    def _nodes(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Log likelihood (groups,), posterior weights and nodes (groups, nodes) of z ~ N(0, 1)."""
        index, spread = self.x @ theta[:-1], theta[-1]
        centre, width = self._modes(index, spread)
        knots, heights = np.polynomial.hermite_e.hermegauss(NODES)
        z = centre[:, None] + width[:, None] * knots
        eta = index[:, None] + spread * z[self.group]
        terms = self.y[:, None] * eta - np.logaddexp(0, eta)
        logs: Floats = np.stack(
            [np.bincount(self.group, column, self.groups) for column in terms.T], axis=1
        )
        logs += np.log(heights) + knots**2 / 2 - z**2 / 2 + np.log(width)[:, None]
        logs -= np.log(2 * np.pi) / 2
        top = logs.max(axis=1, keepdims=True)
        weight = np.exp(logs - top)
        total = weight.sum(axis=1, keepdims=True)
        return (top + np.log(total))[:, 0], weight / total, z

    def _modes(self, index: Floats, spread: float) -> tuple[Floats, Floats]:
        """The likeliest z of each group and the width of its peak, by Newton steps."""
        z = np.zeros(self.groups)
        for _ in range(MODE_STEPS):
            chance = _expit(index + spread * z[self.group])
            slope = spread * np.bincount(self.group, self.y - chance, self.groups) - z
            bend = 1 + spread**2 * np.bincount(self.group, chance * (1 - chance), self.groups)
            step = np.clip(slope / bend, -2, 2)
            z = z + step
            if np.abs(step).max() < 1e-10:
                break
        return z, 1 / np.sqrt(bend)


def _covariance(data: _Data, theta: Floats, flat: bool) -> Floats | None:
    """Inverse of the observed information; the spread is taken as known where it is 0."""
    size = len(theta) - 1 if flat else len(theta)
    information = np.zeros((size, size))
    for place in range(size):
        step = np.zeros(len(theta))
        step[place] = 1e-4 * max(1.0, abs(theta[place]))
        ends = [data.minus_log(theta + sign * step)[1][:size] for sign in (1, -1)]
        information[:, place] = (ends[0] - ends[1]) / (2 * step[place])
    information = (information + information.T) / 2
    if np.linalg.eigvalsh(information).min() <= 0:
        return None
    whole: Floats = np.asarray(np.linalg.inv(information), float)
    return whole[: len(theta) - 1, : len(theta) - 1]


def _expit(eta: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(eta, -700, 700)))

"""Several estimates of one effect put together, the true effects allowed to differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outreachlab.errors import UsageError
from outreachlab.stats.intervals import quantile

Floats = NDArray[np.float64]

NODES = 200
HALVINGS = 60
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Pooled:
    """
    What k estimates say together, in their own units.

    `tau2` is the variance of the true effects, `mean` their average with its limits,
    `prediction_low` and `prediction_high` hold the true effect of one more, `i2` is the share of
    the estimates' variance that is due to `tau2`.
    """

    k: int
    tau2: float
    mean: float
    std_error: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    i2: float


def random_effects(estimates: ArrayLike, variances: ArrayLike, confidence: float = 0.95) -> Pooled:
    """
    The random-effects mean of estimates (k,) with known sampling variances (k,).

    Parameters
    ----------
    estimates, variances : array of float (k,)
        Finite, the variances above 0; at least two.
    confidence : float in (0, 1)
        How often limits made this way cover the truth.

    Returns
    -------
    Pooled
        `tau2` by restricted maximum likelihood, limits of the mean and of the prediction with
        t(k - 1) and the error of Hartung and Knapp.

    Raises
    ------
    UsageError
        Fewer than two estimates, lengths that differ, or a variance that is not above 0.

    Notes
    -----
    With w = 1/(v + tau2): mean = Σwy/Σw, its squared error Σw(y - mean)²/((k - 1) Σw). Where all
    estimates agree to the digit that is 0 and would claim certainty; then it is 1/Σw.

    References
    ----------
    Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30:261-293, for REML;
    Hartung & Knapp (2001), Statistics in Medicine 20:3875-3889; Higgins & Thompson (2002),
    Statistics in Medicine 21:1539-1558, for I²; IntHout et al. (2016), BMJ Open 6:e010247, for
    the prediction.
    """
    y, v = (np.asarray(one, float).ravel() for one in (estimates, variances))
    if len(y) != len(v) or len(y) < FEWEST:
        raise UsageError(
            f"{len(y)} estimates with {len(v)} variances cannot be pooled; give two or more pairs"
        )
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise UsageError("estimates to be pooled are numbers with variances above 0")
    k, tau2 = len(y), spread_of(y, v)
    weight = 1 / (v + tau2)
    total = float(weight.sum())
    mean = float(weight @ y) / total
    between = float(weight @ (y - mean) ** 2) / (k - 1)
    squared = (between if between > np.finfo(float).eps else 1.0) / total
    t = quantile(confidence, k - 1)
    half, reach = t * squared**0.5, t * (squared + tau2) ** 0.5
    return Pooled(
        k=k,
        tau2=tau2,
        mean=mean,
        std_error=squared**0.5,
        low=mean - half,
        high=mean + half,
        prediction_low=mean - reach,
        prediction_high=mean + reach,
        i2=tau2 / (tau2 + typical_variance(v)),
    )


def spread_of(y: Floats, v: Floats) -> float:
    """The variance of the true effects where the restricted likelihood is largest, at least 0."""
    # the largest lies below half the squared range of y: there the residuals' squares run out
    nodes = np.linspace(0, float(np.ptp(y)), NODES) ** 2
    best = int(np.argmax(restricted(y, v, nodes)[0]))
    low, high = nodes[max(best - 1, 0)], nodes[min(best + 1, NODES - 1)]
    if best == 0 and restricted(y, v, 0.0)[1] <= 0:
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if restricted(y, v, middle)[1] > 0 else (low, middle)
    return float((low + high) / 2)


def restricted(y: Floats, v: Floats, tau2: Floats | float) -> tuple[Floats, Floats]:
    """The restricted log likelihood at variances `tau2` (m,), less its constant, and its slope."""
    weight = 1 / (v + np.asarray(tau2)[..., None])
    total = weight.sum(axis=-1)
    squared = (y - (weight @ y / total)[..., None]) ** 2
    value = np.log(weight).sum(axis=-1) - np.log(total) - (weight * squared).sum(axis=-1)
    slope = (weight**2 * squared).sum(axis=-1) - total + (weight**2).sum(axis=-1) / total
    return value / 2, slope / 2


def typical_variance(v: Floats) -> float:
    """The sampling variance (k,) of a typical estimate, by which I² measures."""
    weight = 1 / v
    return float((len(v) - 1) * weight.sum() / (weight.sum() ** 2 - weight @ weight))

"""What lots drawn within seekers save, and lots over whole seekers cost."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.errors import UsageError

Unit = Literal["request", "seeker"]
UNITS: tuple[Unit, ...] = ("request", "seeker")


def design_effect(unit: Unit, rho: float, per_seeker: float = 1.0, cv: float = 0.0) -> float:
    """
    By what a sample size is multiplied where requests of one seeker are alike.

    Parameters
    ----------
    unit : {"request", "seeker"}
        What lots are drawn for: each request within its seeker, or a seeker once for all.
    rho : float in [0, 1)
        How alike: the share of the variance that lies between seekers.
    per_seeker : float
        Requests of a seeker, on average.
    cv : float
        Their standard deviation over that average.

    Returns
    -------
    float
        1 - rho, or 1 + ((cv² + 1) m - 1) rho; with 10 each and rho .05: 0.95 and 1.45.

    Raises
    ------
    UsageError
        Another unit, or a number out of its range.

    References
    ----------
    Eldridge, Ashby & Kerry (2006), International Journal of Epidemiology 35:1292-1300; Donner &
    Klar (2000), Design and Analysis of Cluster Randomization Trials, chapter 5.
    """
    if unit not in UNITS:
        raise UsageError(f"lots are drawn for a request or a seeker, not for a {unit!r}")
    if not (0 <= rho < 1 and 1 <= per_seeker < np.inf and 0 <= cv < np.inf):
        raise UsageError("`rho` is a share from 0 to below 1, of one request or more a seeker")
    if unit == "request":
        return 1 - rho
    return 1 + ((cv**2 + 1) * per_seeker - 1) * rho


def alike(y: ArrayLike, seeker: ArrayLike) -> float | None:
    """
    How alike requests of one seeker are: the ANOVA estimator of the intraclass correlation.

    `y` (n,) of 0 and 1, `seeker` (n,) codes from 0. At least 0; None where there is nothing to
    compare: one seeker, one request each, or one outcome.

    References
    ----------
    Donner (1986), International Statistical Review 54:67-82; Ridout, Demétrio & Firth (1999),
    Biometrics 55:137-148.
    """
    y, seeker = np.asarray(y, float), np.asarray(seeker, np.intp)
    sizes = np.bincount(seeker, minlength=1)
    means = np.bincount(seeker, y, len(sizes))[sizes > 0] / sizes[sizes > 0]
    sizes = sizes[sizes > 0]
    n, k = len(y), len(sizes)
    if k < 2 or n == k or y.min() == y.max():
        return None
    between = float(sizes @ (means - y.mean()) ** 2) / (k - 1)
    within = float(y @ y - sizes @ means**2) / (n - k)
    typical = (n - float(sizes @ sizes) / n) / (k - 1)
    whole = between + (typical - 1) * within
    return max((between - within) / whole, 0.0) if whole > 0 else 0.0

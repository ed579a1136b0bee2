"""What lots drawn within seekers save, and lots over whole seekers cost."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.errors import UsageError

Unit = Literal["request", "seeker"]
MOST_ALIKE = 0.99
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


def alike(yes: ArrayLike, sizes: ArrayLike) -> float | None:
    """
    How alike requests of one seeker are: the ANOVA estimator of the intraclass correlation.

    `yes` (k,) of `sizes` (k,) requests of each seeker. At least 0; None where there is nothing to
    compare: one seeker, one request each, or one outcome.

    References
    ----------
    Donner (1986), International Statistical Review 54:67-82; Ridout, Demétrio & Firth (1999),
    Biometrics 55:137-148.
    """
    yes, sizes = np.asarray(yes, float), np.asarray(sizes, float)
    yes, sizes = yes[sizes > 0], sizes[sizes > 0]
    k, n = len(sizes), float(sizes.sum())
    if k < 2 or n == k or float(yes.sum()) in (0.0, n):
        return None
    shares, common = yes / sizes, float(yes.sum()) / n
    between = float(sizes @ (shares - common) ** 2) / (k - 1)
    within = float(sizes @ (shares * (1 - shares))) / (n - k)
    typical = (n - float(sizes @ sizes) / n) / (k - 1)
    whole = between + (typical - 1) * within
    return min(max((between - within) / whole, 0.0), MOST_ALIKE) if whole > 0 else 0.0

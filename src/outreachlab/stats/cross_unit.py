"""
Do links join like with like? Against what chance would join, taken from ends of different units.

The two ends of a unit's own links are kin: they would raise what chance is thought to do. Margins
of a unit are its links that agree, where they start by level and where they stop, (2 k + 1,).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST_UNITS = 10


@dataclass(frozen=True, slots=True)
class Mixed:
    """
    Shares of links that agree, seen and by chance, with both coefficients and their limits.

    Limits are None where units are fewer than ten or leaving one out leaves nothing to compare.
    """

    same: float
    expected: float | None
    assortativity: float | None
    assortativity_limits: tuple[float, float] | None
    homophily: float | None
    homophily_limits: tuple[float, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Of some units together, (...,): links, agreeing, and pairs of ends of different units."""

    links: Floats
    agreeing: Floats
    pairs: Floats
    alike: Floats

    @property
    def same(self) -> Floats:
        return _over(self.agreeing, self.links)

    @property
    def expected(self) -> Floats:
        return _over(self.alike, self.pairs)

    @property
    def assortativity(self) -> Floats:
        """(same - E)/(1 - E), nan where all ends are of one level."""
        return _over(self.same - self.expected, 1 - self.expected)

    @property
    def log_homophily(self) -> Floats:
        """The log of same/E, nan where either is 0."""
        ratio = _over(self.same, self.expected)
        return np.log(np.where(ratio > 0, ratio, np.nan))


def mixed(margins: NDArray, times: NDArray, confidence: float = 0.95) -> Mixed | None:
    """
    Assortativity and homophily of links, with limits by the jackknife over units.

    Parameters
    ----------
    margins : array, (u, 2 k + 1)
        Of each unit, a seeker or a chain: agreeing links, links starting at each of k levels,
        links stopping there.
    times : array of int, (u,)
        How many units have these margins.

    Returns
    -------
    Mixed or None
        None where there is no link. Chance is [(Σa)'(Σb) - Σ a_u'b_u]/[L² - Σ L_u²], a_u and b_u
        the starts and stops of unit u with its L_u links; None with one unit only.

    References
    ----------
    Newman (2003), Physical Review E 67:026126. Efron & Stein (1981), Annals of Statistics
    9:586-596.
    """
    units = int(times.sum())
    whole = _sums(margins, times)
    if not whole.links:
        return None
    expected, assortativity = _known(whole.expected), _known(whole.assortativity)
    log_ratio = _known(whole.log_homophily)
    near = far = None
    if units >= FEWEST_UNITS:
        left = _left_out(margins, times, whole)
        near = _limits(assortativity, left.assortativity, times, confidence)
        far = _limits(log_ratio, left.log_homophily, times, confidence)
    ratio = None if expected is None or not expected else float(whole.same) / expected
    return Mixed(
        float(whole.same),
        expected,
        assortativity,
        None if near is None else (near[0], min(near[1], 1.0)),
        ratio,
        None if far is None else (float(np.exp(far[0])), float(np.exp(far[1]))),
    )


def _sums(margins: NDArray, times: NDArray) -> _Sums:
    starts, stops = _ends(margins)
    links, alike = starts.sum(axis=1), (starts * stops).sum(axis=1)
    total = times @ links
    return _Sums(
        total,
        times @ margins[:, 0].astype(float),
        total**2 - times @ links**2,
        (times @ starts) @ (times @ stops) - times @ alike,
    )


def _left_out(margins: NDArray, times: NDArray, whole: _Sums) -> _Sums:
    """The sums over all units but one (u,), each in turn."""
    starts, stops = _ends(margins)
    links, alike = starts.sum(axis=1), (starts * stops).sum(axis=1)
    all_starts, all_stops = times @ starts, times @ stops
    return _Sums(
        whole.links - links,
        whole.agreeing - margins[:, 0],
        whole.pairs - 2 * links * (whole.links - links),
        whole.alike - starts @ all_stops - stops @ all_starts + 2 * alike,
    )


def _ends(margins: NDArray) -> tuple[Floats, Floats]:
    size = (margins.shape[1] - 1) // 2
    return margins[:, 1 : size + 1].astype(float), margins[:, size + 1 :].astype(float)


def _limits(
    estimate: float | None, left: Floats, times: NDArray, confidence: float
) -> tuple[float, float] | None:
    """Estimate and t times the jackknife's error: (G - 1)/G Σ (θ_u - mean)²."""
    from scipy.special import stdtrit

    if estimate is None or np.isnan(left).any():
        return None
    units = int(times.sum())
    spread = times @ (left - times @ left / units) ** 2
    width = float(stdtrit(units - 1, 0.5 + confidence / 2)) * float(
        np.sqrt((units - 1) / units * spread)
    )
    return estimate - width, estimate + width


def _over(above: Floats, below: Floats) -> Floats:
    possible = below > 0
    quotient: Floats = np.where(possible, above / np.where(possible, below, 1.0), np.nan)
    return quotient


def _known(value: Floats) -> float | None:
    return None if np.isnan(value) else float(value)

"""
Rates among seekers who differ: how much the requests of unlike people really tell.

Everything is a sum over seekers. What comes in is the counts of each seeker, or of `times` seekers
who have the same counts: those of two parts of a log, which share no seeker, are put together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from outreachlab.stats.intervals import normal_quantile, wilson

Floats = NDArray[np.float64]

LEAST_LEFT = 0.05  # of a sum without one seeker: who has nearly all of it would else count forever
LEAST_FREEDOM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """
    Counted requests and yeses of each seeker (g, k), and how many seekers have them (g,).

    k are the levels of a tactic, or the groups of a table.
    """

    counted: Floats
    accepted: Floats
    times: Floats

    @property
    def totals(self) -> tuple[Floats, Floats]:
        """Counted requests and yeses of all seekers, (k,) each."""
        return self.times @ self.counted, self.times @ self.accepted

    @property
    def seekers(self) -> Floats:
        """How many seekers have a counted request at each level, (k,)."""
        return self.times @ (self.counted > 0)

    @property
    def rate(self) -> Floats:
        """Yeses over counted requests (k,), 0 where there are none."""
        counted, accepted = self.totals
        return accepted / np.maximum(counted, 1)

    @property
    def freedom(self) -> Floats:
        """Kish's effective number of seekers, less one, (k,)."""
        return kish_freedom(self.counted, self.times)

    @property
    def pulls(self) -> Floats:
        """How far each seeker pulls each rate from what it would be without them, (g, k)."""
        total = np.maximum(self.times @ self.counted, 1)
        excess = self.accepted - self.rate * self.counted
        return excess / (total * np.sqrt(left_without(self.counted / total)))

    @property
    def variance(self) -> Floats:
        """Of each rate, (k,): never below that of as many separate people."""
        counted, _ = self.totals
        plain = self.rate * (1 - self.rate) / np.maximum(counted, 1)
        return np.maximum(self.times @ self.pulls**2, plain)


def among(counted: ArrayLike, accepted: ArrayLike, times: ArrayLike | None = None) -> Among:
    """The counts of seekers (g, k), each standing for one seeker, or for `times` (g,) of them."""
    first = np.asarray(counted, float)
    every = np.ones(len(first)) if times is None else np.asarray(times, float)
    return Among(first, np.asarray(accepted, float), every)


def limits_among(found: Among, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """
    Limits (low, high) of each rate, (k,) each, fractions; nan where nothing was counted.

    Wilson's formula with the effective number of requests in place of their number and Student's
    t in place of the normal quantile; the plain Wilson limits at a level that one seeker alone
    used. Clusters may widen an interval, never narrow it.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24:193-201. Saha, Miller & Wang (2016),
    International Journal of Biostatistics 12(1). Kish (1965), Survey Sampling.
    """
    counted, _ = found.totals
    return _wilson_among(
        counted, found.rate, found.variance, found.freedom, found.seekers, confidence
    )


def limits_by_level(
    level: NDArray[np.int64],
    counts: tuple[Floats, Floats],
    times: NDArray[np.int64],
    size: int,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """
    Limits (low, high) as `limits_among`, (size,) each, of any number of levels.

    Parameters
    ----------
    level : array of int, (m,)
        Codes from 0 below `size`.
    counts : pair of array, (m,)
        Counted requests and yeses that a seeker has at the level.
    times : array of int, (m,)
        How many seekers have these.
    """
    mine, yes = counts

    def total(values: NDArray) -> Floats:
        return np.bincount(level, times * values, minlength=size).astype(float)

    counted = total(mine)
    some = np.maximum(counted, 1)
    rate = total(yes) / some
    share = mine / some[level]
    pulls = (yes - rate[level] * mine) / some[level]
    spread = total(pulls**2 / left_without(share))
    squares = total(share**2)
    freedom = np.maximum(1 / np.where(squares > 0, squares, 1.0) - 1, LEAST_FREEDOM)
    variance = np.maximum(spread, rate * (1 - rate) / some)
    return _wilson_among(counted, rate, variance, freedom, total(mine > 0), confidence)


def _wilson_among(
    counted: Floats,
    rate: Floats,
    variance: Floats,
    freedom: Floats,
    seekers: Floats,
    confidence: float,
) -> tuple[Floats, Floats]:
    known, alone = counted > 0, seekers < 2
    effective = np.where(alone, counted, effective_size(counted, rate, variance))
    width = np.where(alone, normal_quantile(confidence), t_quantile(confidence, freedom))
    effective = np.where(known, effective, 1.0)
    low, high = wilson(rate * effective, effective, width)  # type: ignore[arg-type]
    low, high = np.where(rate == 0, 0.0, low), np.where(rate == 1, 1.0, high)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def error_sums(influence: Floats, seeker: NDArray, requests: int) -> Floats:
    """
    What `error_among` takes, (2,), from the influence of each request (n,); it adds up.

    Influences add up by `seeker` (n,), each sum over one less the seeker's share of all `requests`
    that have any influence; the others do not enter.
    """
    some = influence != 0
    _, code = np.unique(seeker[some], return_inverse=True)
    sizes = np.bincount(code).astype(float)
    sums = np.bincount(code, influence[some])
    spread = float((sums**2 / left_without(sizes / max(requests, 1))).sum())
    return np.array([spread, float((sizes**2).sum())])


def error_among(sums: Floats, requests: int) -> tuple[float, float]:
    """
    The error of an estimate among seekers, and the freedom of its Student's t.

    That is Kish's effective number of seekers, less one.
    """
    spread, squares = sums.tolist()
    freedom = requests**2 / squares - 1 if squares else LEAST_FREEDOM
    return spread**0.5, max(freedom, LEAST_FREEDOM)


def effective_size(counted: Floats, rate: Floats, variance: Floats) -> Floats:
    """How many separate requests would tell as much: p(1 - p)/v, at most their number."""
    certain = (variance <= 0) | (rate <= 0) | (rate >= 1)
    size = rate * (1 - rate) / np.where(certain, 1.0, variance)
    return np.where(certain, counted, np.minimum(size, counted))


def kish_freedom(sizes: Floats, times: Floats) -> Floats:
    """n²/Σ n_g² - 1 of sizes (g, ...) that `times` (g,) units have, at least 2."""
    total = np.tensordot(times, sizes, 1)
    squares = np.tensordot(times, sizes**2, 1)
    return np.maximum(total**2 / np.where(squares > 0, squares, 1.0) - 1, LEAST_FREEDOM)


def left_without(share: Floats) -> Floats:
    """One less the share that one seeker has, at least a twentieth."""
    return np.maximum(1 - share, LEAST_LEFT)


def t_quantile(confidence: float, freedom: ArrayLike) -> Floats:
    """Student's two-sided quantile: 2.776445 for 0.95 and 4 degrees of freedom."""
    return np.asarray(stdtrit(np.asarray(freedom, float), 0.5 + confidence / 2), float)

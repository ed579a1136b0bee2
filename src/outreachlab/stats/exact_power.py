"""How often a trial's own test finds a difference: by enumeration, over looks by simulation."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.blocks import TIED, hypergeometric
from outreachlab.stats.looks import bounds, nominal
from outreachlab.stats.power import ALPHA, POWER, requests_per_side

Floats = NDArray[np.float64]
HALVES = (2, 3)  # of a block of 4 or 6
TRIALS = 4000
SEED = 20260102
ENUMERATED = 400  # a side; above it sizes grow by hundredths
SIMULATED = 400  # requests; a trial takes time by their square
MANY = 100_000


def exact_power(p: float, q: float, n: int, m: int, alpha: float = ALPHA) -> float:
    """
    Chance that Fisher's two-sided test of n against m finds rates p and q different.

    All tables are enumerated; those with one total are ordered by their difference, so the test is
    that of lots drawn in one block.

    References
    ----------
    Fisher (1935), The Design of Experiments; Fleiss, Levin & Paik (2003), Statistical Methods for
    Rates and Proportions, 3rd ed., chapter 3.
    """
    first, second = binomial(n, p), binomial(m, q)
    found = 0.0
    for total in range(1, n + m):
        least, chances = hypergeometric(n, m, total)
        a = least + np.arange(len(chances))
        far = np.abs(a - n * total / (n + m))
        order = np.argsort(-far, kind="stable")
        tail = np.cumsum(chances[order])
        # tables that are equally far enter together
        last = np.searchsorted(-far[order], -far + TIED * n, side="right") - 1
        rejects = tail[last] <= alpha
        found += float((first[a] * second[total - a])[rejects].sum())
    return found


def exact_size(p: float, q: float, *, power: float = POWER, alpha: float = ALPHA) -> int:
    """The least size of each side from which the exact test has that power; 30 to 50 %: 102."""
    size = ceil(requests_per_side(p, q, power=power, alpha=alpha))
    while exact_power(p, q, size, size, alpha) < power:
        size += 1 if size < ENUMERATED else size // 100
    return size


@lru_cache
def size_over_looks(
    p: float, q: float, looks: tuple[float, ...], *, power: float = POWER, alpha: float = ALPHA
) -> int:
    """About how many requests, both sides together, have that power over looks; by normal sums."""
    size = 2 * ceil(requests_per_side(p, q, power=power, alpha=alpha))
    while _drawn_sums(p, q, size, looks, alpha)[0] < power:
        size += 2 * ceil(size / 200)
    return size


def binomial(n: int, p: float) -> Floats:
    """The chances (n + 1,) of 0 to n yeses."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    logs = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    chances: Floats = np.exp(logs + xlogy(k, p) + xlog1py(n - k, -p))
    return chances


def looked_at(
    p: float,
    q: float,
    size: int,
    looks: Sequence[float],
    alpha: float = ALPHA,
    trials: int = TRIALS,
) -> tuple[float, float]:
    """
    Chance that a trial in blocks of 4 or 6 rejects at one of its looks, and its mean size then.

    Parameters
    ----------
    p, q : float in (0, 1)
        The true rates.
    size : int
        Requests planned, both sides together.
    looks : sequence of float
        Of these the shares at which the trial is read; it stops where a look rejects.

    Notes
    -----
    Always the same trials, drawn with a fixed seed; each look has the exact test over its blocks.
    Above 400 requests normal sums are drawn in their place; as the exact test's are whole numbers,
    it rejects half a yes beyond the bound, on average. Where a rate is a few in a hundred that is
    up to five points too low.
    """
    if size > SIMULATED:
        return _drawn_sums(p, q, size, looks, alpha)
    rng = np.random.default_rng(SEED)
    count = ceil(size / (2 * HALVES[0]))
    half = rng.choice(HALVES, (trials, count))
    a, b = rng.binomial(half, p), rng.binomial(half, q)
    ends = np.cumsum(2 * half, axis=1)
    levels = nominal(looks, alpha)
    reached = [np.argmax(ends >= share * size, axis=1) for share in looks]
    stopped = np.full(trials, len(looks))
    lots = _Lots(trials, int(ends.max()) // 2 + 1)
    for block in range(count):
        lots.add(half[:, block], a[:, block], b[:, block])
        for at, last in enumerate(reached):
            here = np.flatnonzero((last == block) & (stopped > at))
            rejects = here[lots.p_values(here) <= levels[at]]
            stopped[rejects] = at
    rejected = stopped < len(looks)
    last = np.array(reached)[np.minimum(stopped, len(looks) - 1), np.arange(trials)]
    return float(rejected.mean()), float(ends[np.arange(trials), last].mean())


def _drawn_sums(
    p: float, q: float, size: int, looks: Sequence[float], alpha: float
) -> tuple[float, float]:
    """The same by normal sums: their mean the gap, in standard errors under equality."""
    rng = np.random.default_rng(SEED)
    common = (p + q) / 2
    null = 4 * common * (1 - common) / size
    spread = np.sqrt(2 * (p * (1 - p) + q * (1 - q)) / size / null)
    times = np.asarray(looks, float)
    steps = np.diff(times, prepend=0.0)
    drawn = rng.standard_normal((MANY, len(times))) * np.sqrt(steps) * spread
    sums = np.cumsum(drawn + steps * (p - q) / np.sqrt(null), axis=1)
    half_a_yes = 1 / np.sqrt(size * times * common * (1 - common))
    edge = (np.array(bounds(looks, alpha)) + half_a_yes) * np.sqrt(times)
    beyond = np.abs(sums) >= edge
    stopped = np.where(beyond.any(axis=1), beyond.argmax(axis=1), len(times) - 1)
    return float(beyond.any(axis=1).mean()), float((times[stopped] * size).mean())


class _Lots:
    """Of many trials at once, how the first arm's yeses are distributed by the lots alone."""

    def __init__(self, trials: int, most: int) -> None:
        self.chances = np.zeros((trials, most))
        self.chances[:, 0] = 1.0
        self.first, self.both = np.zeros(trials, int), np.zeros(trials, int)

    def add(self, half: NDArray, a: NDArray, b: NDArray) -> None:
        """One more block of each trial."""
        own = OF_A_BLOCK[half, a + b]
        before = self.chances
        self.chances = before * own[:, :1]
        for yes in range(1, own.shape[1]):
            self.chances[:, yes:] += before[:, :-yes] * own[:, yes : yes + 1]
        self.first, self.both = self.first + a, self.both + a + b

    def p_values(self, rows: NDArray) -> Floats:
        """The exact two-sided p of some of the trials."""
        expected = self.both[rows, None] / 2
        away = np.abs(np.arange(self.chances.shape[1]) - expected)
        reached = np.abs(self.first[rows, None] - expected) - TIED
        p: Floats = (self.chances[rows] * (away >= reached)).sum(axis=1)
        return p


def _of_a_block() -> Floats:
    """By half a block's size and its yeses, the chances of the first arm's."""
    table = np.zeros((max(HALVES) + 1, 2 * max(HALVES) + 1, max(HALVES) + 1))
    for half in HALVES:
        for yes in range(2 * half + 1):
            least, chances = hypergeometric(half, half, yes)
            table[half, yes, least : least + len(chances)] = chances
    return table


OF_A_BLOCK = _of_a_block()

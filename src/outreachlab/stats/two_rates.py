"""Two proportions against each other, from four counts: difference, ratios, test."""

from dataclasses import dataclass
from math import erfc, lgamma, sqrt

import numpy as np

from outreachlab.stats.intervals import interval_of, normal_quantile


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its limits; all three None, with the reason, where it cannot be estimated."""

    estimate: float | None
    low: float | None
    high: float | None
    why: str | None = None

    def to_json(self) -> dict[str, float | str | None]:
        """The three numbers, and `why` where one is missing."""
        plain: dict[str, float | str | None] = {
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
        }
        return plain if self.why is None else plain | {"why": self.why}


@dataclass(frozen=True, slots=True)
class TwoRates:
    """a of n against b of m, a and b the successes of the first and second side; they add up."""

    a: int
    n: int
    b: int
    m: int

    def __add__(self, other: "TwoRates") -> "TwoRates":
        return TwoRates(self.a + other.a, self.n + other.n, self.b + other.b, self.m + other.m)

    @property
    def totals(self) -> tuple[int, int]:
        """How many on each side."""
        return self.n, self.m

    @property
    def successes(self) -> tuple[int, int]:
        """How many of them succeeded."""
        return self.a, self.b

    @property
    def empty(self) -> bool:
        """Is a side without a single observation?"""
        return self.n == 0 or self.m == 0


NO_SIDE = "one side has no counted request"
ZERO_CELL = "a cell of the two-by-two table is zero"


def difference(counts: TwoRates, confidence: float = 0.95) -> Estimate:
    """
    Difference of the shares, first minus second, in [-1, 1], with the hybrid score interval.

    Newcombe (1998), Statistics in Medicine 17:873-890, method 10.
    """
    if counts.empty:
        return Estimate(None, None, None, NO_SIDE)
    p, q = counts.a / counts.n, counts.b / counts.m
    lows, highs = interval_of([counts.a, counts.b], [counts.n, counts.m], confidence)
    low = p - q - float(np.hypot(p - lows[0], highs[1] - q))
    high = p - q + float(np.hypot(highs[0] - p, q - lows[1]))
    return Estimate(p - q, low, high)


def risk_ratio(counts: TwoRates, confidence: float = 0.95) -> Estimate:
    """Ratio of the shares with Katz et al. (1978) log limits; None where a success count is 0."""
    if counts.empty:
        return Estimate(None, None, None, NO_SIDE)
    if counts.a == 0 or counts.b == 0:
        return Estimate(None, None, None, "a side has no success")
    variance = 1 / counts.a - 1 / counts.n + 1 / counts.b - 1 / counts.m
    return _on_log_scale((counts.a / counts.n) / (counts.b / counts.m), variance, confidence)


def odds_ratio(counts: TwoRates, confidence: float = 0.95) -> Estimate:
    """Ratio of the odds with Woolf (1955) log limits; None where any of the four cells is 0."""
    if counts.empty:
        return Estimate(None, None, None, NO_SIDE)
    cells = (counts.a, counts.n - counts.a, counts.b, counts.m - counts.b)
    if 0 in cells:
        return Estimate(None, None, None, ZERO_CELL)
    variance = sum(1 / cell for cell in cells)
    return _on_log_scale(cells[0] * cells[3] / (cells[1] * cells[2]), variance, confidence)


def number_needed_to_ask(gap: Estimate) -> tuple[float | None, str | None]:
    """
    One over the difference, sign kept, and why it is None: where the interval holds 0.

    Altman (1998), BMJ 317:1309-1312: such an interval would run through infinity.
    """
    if gap.estimate is None or gap.low is None or gap.high is None:
        return None, gap.why
    if gap.low <= 0 <= gap.high:
        return None, "the interval of the difference holds 0"
    return 1 / gap.estimate, None


def p_value_of(counts: TwoRates) -> tuple[float | None, str | None, str | None]:
    """
    Two-sided p-value, the test's name, and why it is None.

    The N-1 chi-squared test where every expected count is at least 1, else Fisher's exact test:
    Campbell (2007), Statistics in Medicine 26:3661-3675.
    """
    if counts.empty:
        return None, None, NO_SIDE
    successes, total = counts.a + counts.b, counts.n + counts.m
    if successes in (0, total):
        return 1.0, "fisher", None
    smallest = min(counts.n, counts.m) * min(successes, total - successes) / total
    if smallest >= 1:
        return n_minus_1_p(counts), "n-1 chi-squared", None
    return fisher_p(counts), "fisher", None


def n_minus_1_p(counts: TwoRates) -> float:
    """Upper tail of chi-squared (1 df) at (N-1)(ad-bc)^2 / (product of the four margins)."""
    a, b = counts.a, counts.n - counts.a
    c, d = counts.b, counts.m - counts.b
    total = counts.n + counts.m
    margins = float(counts.n) * counts.m * (a + c) * (b + d)
    statistic = (total - 1) * (float(a) * d - float(b) * c) ** 2 / margins
    return erfc(sqrt(statistic / 2))


def fisher_p(counts: TwoRates) -> float:
    """Two-sided Fisher p: the tables no likelier than the one seen, margins fixed."""
    successes, total = counts.a + counts.b, counts.n + counts.m
    lowest, highest = _likely_cells(counts)
    if not lowest <= counts.a <= highest:
        return 0.0
    cells = np.arange(lowest, highest + 1)
    logs = (
        _log_choose(counts.n, cells)
        + _log_choose(counts.m, successes - cells)
        - _log_choose(total, np.array([successes]))
    )
    chances = np.exp(logs)
    seen = chances[counts.a - cells[0]]
    # as R does: tables tied with the one seen are taken in despite rounding
    return float(min(1.0, chances[chances <= seen * (1 + 1e-7)].sum()))


def _likely_cells(counts: TwoRates) -> tuple[int, int]:
    """The first and the last number of successes whose chance is no 0 to a floating number."""
    successes, total = counts.a + counts.b, max(counts.n + counts.m, 1)
    share = successes / total
    variance = counts.n * counts.m / total * share * (1 - share)  # but for total/(total-1)
    # forty standard deviations of a normal leave e^-800; few cells, as of a Poisson, more of them
    reach = 41 * sqrt(variance) + 1000
    lowest, highest = max(0, successes - counts.m), min(counts.n, successes)
    return max(lowest, int(counts.n * share - reach)), min(highest, int(counts.n * share + reach))


def _log_choose(n: int, k: np.ndarray) -> np.ndarray:
    return np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in k.tolist()])


def _on_log_scale(ratio: float, variance: float, confidence: float) -> Estimate:
    width = normal_quantile(confidence) * float(np.sqrt(variance))
    return Estimate(ratio, ratio * float(np.exp(-width)), ratio * float(np.exp(width)))

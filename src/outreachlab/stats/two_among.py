"""Two rates among seekers who differ: difference, ratios and test, from the counts of each."""

from dataclasses import dataclass
from math import exp, hypot, sqrt

from outreachlab.stats import two_rates
from outreachlab.stats.among import Among, limits_among, t_quantile
from outreachlab.stats.two_rates import TwoRates


@dataclass(frozen=True, slots=True)
class TwoAmong:
    """
    Two rates with what seekers add to their errors.

    `variance` are those of the two rates, `freedom` the smaller of the sides' t, `correlation` that
    of the rates over seekers, at least 0, `gap_variance` that of their difference.
    """

    counts: TwoRates
    variance: tuple[float, float]
    freedom: float
    correlation: float
    gap_variance: float

    @property
    def rates(self) -> tuple[float, float]:
        """The share of the first and of the second side."""
        return self.counts.a / self.counts.n, self.counts.b / self.counts.m


def two_among(found: Among) -> TwoAmong:
    """The two sides of a contrast, from counts (g, 2); both sides have a counted request."""
    one, two = found.pulls.T
    both = float(found.times @ (one * two))
    size = sqrt(float(found.times @ one**2) * float(found.times @ two**2))
    counts = counts_of(found)
    p, q = counts.a / counts.n, counts.b / counts.m
    v, w = map(float, found.variance)
    return TwoAmong(
        counts,
        (v, w),
        float(found.freedom.min()),
        min(max(both / size, 0.0), 1.0) if size > 0 else 0.0,
        max(
            float(found.times @ (one - two) ** 2),
            p * (1 - p) / counts.n + q * (1 - q) / counts.m,
        ),
    )


def counts_of(found: Among) -> TwoRates:
    """The four counts of all seekers together."""
    (n, m), (a, b) = ([round(value) for value in pair.tolist()] for pair in found.totals)
    return TwoRates(a, n, b, m)


def difference_limits(found: Among, confidence: float = 0.95) -> tuple[float, float]:
    """
    Limits of the difference of two rates, first minus second, in [-1, 1].

    MOVER: the distances of the two rates from their own limits among seekers, joined by the
    correlation of the rates. Never inside Newcombe's limits for separate people.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27:1693-1702. Newcombe (1998), ibid. 17:873-890.
    """
    sides = two_among(found)
    (p, q), r = sides.rates, sides.correlation
    lows, highs = (values.tolist() for values in limits_among(found, confidence))
    low = p - q - _joined(p - lows[0], highs[1] - q, r)
    high = p - q + _joined(highs[0] - p, q - lows[1], r)
    plain = two_rates.difference(sides.counts, confidence)
    assert plain.low is not None
    assert plain.high is not None
    return max(min(low, plain.low), -1.0), min(max(high, plain.high), 1.0)


def risk_ratio_limits(sides: TwoAmong, confidence: float = 0.95) -> tuple[float, float]:
    """
    Limits of the ratio of two rates, neither of them 0.

    Katz et al. (1978), Biometrics 34:469-474, with the variances among seekers.
    """
    p, q = sides.rates
    plain = two_rates.risk_ratio(sides.counts, confidence).to_json()
    return _log_limits(sides, p / q, (p, q), plain, confidence)


def odds_ratio_limits(sides: TwoAmong, confidence: float = 0.95) -> tuple[float, float]:
    """
    Limits of the ratio of two odds, neither rate 0 or 1.

    Woolf (1955), Annals of Human Genetics 19:251-253, with the variances among seekers.
    """
    p, q = sides.rates
    plain = two_rates.odds_ratio(sides.counts, confidence).to_json()
    return _log_limits(
        sides, p / (1 - p) / (q / (1 - q)), (p * (1 - p), q * (1 - q)), plain, confidence
    )


def p_among(sides: TwoAmong) -> float:
    """
    Two-sided p of no difference: Student's t of the difference over its error among seekers.

    Never below the p of the same counts of separate people.
    """
    from scipy.special import stdtr

    p, q = sides.rates
    plain, _, _ = two_rates.p_value_of(sides.counts)
    assert plain is not None
    if sides.gap_variance <= 0:  # both rates are 0 or 1, so nothing tells how far they vary
        return plain
    return max(float(2 * stdtr(sides.freedom, -abs(p - q) / sqrt(sides.gap_variance))), plain)


def _joined(one: float, two: float, r: float) -> float:
    return sqrt(max(hypot(one, two) ** 2 - 2 * r * one * two, 0.0))


def _log_limits(
    sides: TwoAmong,
    ratio: float,
    slopes: tuple[float, float],
    plain: dict[str, float | str | None],
    confidence: float,
) -> tuple[float, float]:
    """Log limits by the delta method, never inside the plain ones; 1/slope is d log / d rate."""
    one, two = (
        sqrt(variance) / slope for variance, slope in zip(sides.variance, slopes, strict=True)
    )
    width = float(t_quantile(confidence, sides.freedom)) * _joined(one, two, sides.correlation)
    low, high = plain["low"], plain["high"]
    assert isinstance(low, float)
    assert isinstance(high, float)
    return min(ratio * exp(-width), low), max(ratio * exp(width), high)

"""How many more requests it would take to tell two rates apart."""

import math
from statistics import NormalDist

from outreachlab.stats.two_rates import NO_SIDE, TwoRates

NORMAL = NormalDist()
ALPHA = 0.05
POWER = 0.8
SHRINKING_REQUESTS = 10
SMALLEST_GAP = 0.02
HALVINGS = 60


def requests_to_tell(
    counts: TwoRates, *, power: float = POWER, alpha: float = ALPHA
) -> tuple[int | None, str | None]:
    """
    How many more requests per side, and why it is None.

    The rates are those observed, shrunk towards each other; the answer is the least whole number
    that, added to both sides, gives the two-sided test the wanted power. None where the shrunken
    rates differ by less than two points: no log of a human size could tell them apart.
    """
    if counts.empty:
        return None, NO_SIDE
    p, q = shrunken_pair(counts)
    if abs(p - q) < SMALLEST_GAP:
        return None, "the two rates, shrunk towards each other, differ by less than two points"

    def enough(more: int) -> bool:
        return power_of_test(p, q, counts.n + more, counts.m + more, alpha) >= power

    few, many = -1, math.ceil(requests_per_side(p, q, power=power, alpha=alpha))
    if enough(0):
        return 0, None
    while not enough(many):
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many, None


def shrunken_pair(counts: TwoRates) -> tuple[float, float]:
    """
    Both rates drawn towards the rate of the two sides together.

    As if each side had ten further requests, answered at the common rate: the mean of a beta
    posterior whose prior weighs as much as ten requests, the number below which a rate is "few".
    """
    common = (counts.a + counts.b) / (counts.n + counts.m)
    extra = SHRINKING_REQUESTS * common
    return (
        (counts.a + extra) / (counts.n + SHRINKING_REQUESTS),
        (counts.b + extra) / (counts.m + SHRINKING_REQUESTS),
    )


def requests_per_side(
    p: float, q: float, *, power: float = POWER, alpha: float = ALPHA, ratio: float = 1.0
) -> float:
    """
    Size of the first side, unrounded, that tells rates p and q apart; the second is `ratio` times.

    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., chapter 4,
    without continuity correction; with `ratio` 1 this is R's `power.prop.test`.
    """
    common = (p + ratio * q) / (1 + ratio)
    null = math.sqrt((1 + 1 / ratio) * common * (1 - common))
    true = math.sqrt(p * (1 - p) + q * (1 - q) / ratio)
    width = NORMAL.inv_cdf(1 - alpha / 2) * null + NORMAL.inv_cdf(power) * true
    return width**2 / (p - q) ** 2


def power_of_test(p: float, q: float, n: float, m: float, alpha: float = ALPHA) -> float:
    """
    Chance that the two-sided test of n against m requests finds rates p and q different.

    Normal approximation with the common variance under equality; the far tail is left out, as in
    R's `power.prop.test`.
    """
    if min(n, m) <= 0:
        return 0.0
    common = (n * p + m * q) / (n + m)
    null = math.sqrt(common * (1 - common) * (1 / n + 1 / m))
    true = math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    gap = abs(p - q) - NORMAL.inv_cdf(1 - alpha / 2) * null
    return NORMAL.cdf(gap / true) if true > 0 else float(gap >= 0)


def smallest_differences(
    p: float, n: float, m: float, *, power: float = POWER, alpha: float = ALPHA
) -> tuple[float | None, float | None]:
    """
    The nearest rates below and above p that n against m requests tell from it with that power.

    None where even a rate of 0, or of 1, is not far enough.
    """
    found: list[float | None] = []
    for end in (0.0, 1.0):
        near, far = p, end
        if power_of_test(p, end, n, m, alpha) < power:
            found.append(None)
            continue
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            enough = power_of_test(p, middle, n, m, alpha) >= power
            near, far = (near, middle) if enough else (middle, far)
        found.append(far)
    return found[0], found[1]

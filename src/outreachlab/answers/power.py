"""How many requests does it take to tell two ways of asking apart?"""

from collections.abc import Sequence

from outreachlab.answers.judging.verdicts import CLEAR
from outreachlab.answers.power_result import Power, whole_sizes
from outreachlab.errors import UsageError
from outreachlab.log.arguments import numbers, whole
from outreachlab.stats.arms_power import power_of_arms
from outreachlab.stats.design_effect import Unit, design_effect
from outreachlab.stats.exact_power import exact_power, exact_size
from outreachlab.stats.power import (
    ALPHA,
    POWER,
    power_of_test,
    requests_per_side,
    smallest_differences,
)
from outreachlab.stats.verdict_test import verdict_alpha

RATES = (0.3, 0.5)
NEAREST = 0.001  # rates nearer than a tenth of a point are taken for equal
MOST = 10_000_000  # requests a side
ENUMERATED = 1000  # a side; above it the exact test is as good as the other


def power(
    rates: Sequence[float] = RATES,
    *,
    per_side: int | None = None,
    power: float = POWER,
    tests: int | None = None,
    ratio: float = 1.0,
    unit: Unit | None = None,
    rho: float = 0.0,
    per_seeker: float = 1.0,
    cv: float = 0.0,
) -> Power:
    """
    How many requests tell two rates apart, or what so many can tell.

    Parameters
    ----------
    rates : sequence of float
        The rates of two ways of asking, or of more: then the first two are the pair of interest.
    per_side : int, optional
        Requests of the first side; as many as are needed unless given.
    power : float in (0.05, 1)
        The chance wished to tell the first two apart.
    tests : int, optional
        Use the level that a verdict on an observed log must reach over so many contrasts; else
        0.05, two-sided.
    ratio : float
        How many requests the second side has for each of the first.
    unit : {"request", "seeker"}, optional
        What lots are drawn for, where there are several seekers.
    rho, per_seeker, cv : float
        How alike a seeker's requests are, how many there are on average, and their standard
        deviation over that average.

    Returns
    -------
    Power
        `.table` has the power of a grid of sizes; `.sentence()` says it in words.

    Raises
    ------
    UsageError
        A rate is no share between 0 and 1, the rates are equal, or a number is out of its range.

    Notes
    -----
    Normal approximation with the common variance under equality, as R's `power.prop.test`. Several
    arms are of equal size: one pair is sized at the level over the number of pairs, and 20,000
    simulated trials tell how often Holm's method finds it, any, and all.

    References
    ----------
    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., chapter 4;
    Eldridge, Ashby & Kerry (2006), International Journal of Epidemiology 35:1292-1300.
    """
    shares = _shares(rates)
    first, second = shares[:2]
    if not ALPHA < power < 1:
        raise UsageError("`power` is a chance between 0.05 and 1")
    if not 0.01 <= ratio <= 100:
        raise UsageError("`ratio` is the second side over the first, from 0.01 to 100")
    if len(shares) > 2 and (ratio != 1 or unit is not None):
        raise UsageError(
            "several arms are of one size and of one seeker; leave `ratio` and `unit` out"
        )
    effect = _effect(unit, rho, per_seeker, cv)
    alpha = level_of(tests)
    level = alpha / (len(shares) * (len(shares) - 1) // 2)
    needed = effect * requests_per_side(first, second, power=power, alpha=level, ratio=ratio)
    if needed * max(1, ratio) > MOST:
        raise UsageError("rates so near cannot be told apart by any log; name others")
    first_side = needed if per_side is None else whole(per_side, "per_side")
    sizes = whole_sizes(first_side, ratio, len(shares))
    size = sizes[0]
    if not 2 <= size <= MOST:
        raise UsageError(f"`per_side` is a number of requests from 2 to {MOST:,}")
    n, m = sizes[0] / effect, sizes[1] / effect
    below, above = smallest_differences(first, n, m, power=power, alpha=level)
    return Power(
        rates=shares,
        alpha=alpha,
        power=power,
        tests=tests,
        ratio=ratio,
        unit=unit,
        effect=effect,
        needed=needed,
        sizes=sizes,
        chance=power_of_test(first, second, n, m, level),
        below=below,
        above=above,
        exact=_exact(shares, None if per_side is None else size, power, level, ratio, effect),
        arms=power_of_arms(shares, size, alpha=alpha) if len(shares) > 2 else None,
        given=per_side is not None,
    )


def _effect(unit: Unit | None, rho: float, per_seeker: float, cv: float) -> float:
    """What sizes are multiplied by; UsageError where a number says nothing for that unit."""
    if unit is None and (rho, per_seeker, cv) != (0.0, 1.0, 0.0):
        raise UsageError(
            "`rho`, `per_seeker` and `cv` matter where there are several seekers; say with `unit` "
            "what lots are drawn for: a request or a seeker"
        )
    if unit == "request" and cv != 0.0:
        raise UsageError("`cv` matters only where lots are drawn for whole seekers; leave it out")
    return 1.0 if unit is None else design_effect(unit, rho, per_seeker, cv)


def level_of(tests: int | None) -> float:
    """0.05, or the two-sided level whose half a verdict over so many contrasts must reach."""
    if tests is None:
        return ALPHA
    if whole(tests, "tests") < 1:
        raise UsageError("`tests` is how many contrasts are tried, 1 or more")
    return verdict_alpha(tests, CLEAR, True)


def _exact(
    rates: tuple[float, ...],
    size: int | None,
    power: float,
    alpha: float,
    ratio: float,
    effect: float,
) -> tuple[int, float] | None:
    """Size and power of the exact test; None where sides differ, seekers matter, or it is long."""
    if len(rates) > 2 or ratio != 1 or effect != 1:
        return None
    first, second = rates
    if (size or requests_per_side(first, second, power=power, alpha=alpha)) > ENUMERATED:
        return None
    size = size or exact_size(first, second, power=power, alpha=alpha)
    return size, exact_power(first, second, size, size, alpha)


def _shares(rates: Sequence[float]) -> tuple[float, ...]:
    found = tuple(float(one) for one in numbers(rates, "rates"))
    if not 2 <= len(found) <= 10 or not all(0 < one < 1 for one in found):
        raise UsageError("`rates` are two to ten shares between 0 and 1, as 0.3,0.5")
    if abs(found[0] - found[1]) < NEAREST:
        raise UsageError("equal rates cannot be told apart; name two that differ in `rates`")
    return found

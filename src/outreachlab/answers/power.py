"""How many requests does it take to tell two ways of asking apart?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import pandas as pd

from outreachlab.answers.judging.verdicts import CLEAR
from outreachlab.display import Answer, Charted, Column, Record, plain, table_of
from outreachlab.errors import UsageError
from outreachlab.log.arguments import numbers, whole
from outreachlab.stats.arms_power import ArmsPower, power_of_arms
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
from outreachlab.wording import counted, listed, number, percent

RATES = (0.3, 0.5)
NEAREST = 0.001  # rates nearer than a tenth of a point are taken for equal
MOST = 10_000_000  # requests a side
ENUMERATED = 1000  # a side; above it the exact test is as good as the other
GAPS = (0.1, 0.2, 0.3)
POINTS = 40
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class PowerAt(Record):
    """The chance to tell `first` from `second` with `per_side` requests of the first side."""

    first: float
    second: float
    per_side: int
    power: float


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Power(Charted, Answer):
    """
    What it takes to tell rates apart.

    `needed` is the size of the first side for `power`, unrounded; `sizes` are whole numbers of all
    sides, those given or those needed, and `chance` is the power they give. `below` and `above`
    are the nearest rates that so many tell from the first; None where none does. `exact` is the
    size per side and its power at the test that a trial decides by. `arms` holds the chances over
    several arms, None for two. `.table` has a row per pair of rates and size: `first`, `second`,
    `per_side`, `power`.
    """

    rates: tuple[float, ...]
    alpha: float
    power: float
    tests: int | None
    ratio: float
    unit: Unit | None
    effect: float
    needed: float
    sizes: tuple[int, ...]
    chance: float
    below: float | None
    above: float | None
    exact: tuple[int, float] | None
    arms: ArmsPower | None
    given: bool

    @property
    def table(self) -> pd.DataFrame:
        """A row per pair of rates and size: the curves of the chart."""
        return table_of(self.curves, "first second per_side power")

    @property
    def curves(self) -> tuple[PowerAt, ...]:
        """Power by size, of these rates and of others 10, 20 and 30 points from the first."""
        first, second = self.rates[:2]
        others = [second, *(first + gap if first < 0.5 else first - gap for gap in GAPS)]
        seconds = dict.fromkeys(round(one, 9) for one in others if 0 < one < 1)
        most = max(2 * self.sizes[0], 20)
        sizes = sorted({max(round(most * place / POINTS), 2) for place in range(1, POINTS + 1)})
        return tuple(
            PowerAt(first, other, size, self._at(other, size))
            for other in seconds
            for size in sizes
        )

    def _at(self, second: float, size: int) -> float:
        worth = size / self.effect
        return power_of_test(self.rates[0], second, worth, worth * self.ratio, self.alpha)

    def sentence(self) -> str:
        """`93 a side to tell 30% from 50%; with seven tactics at once the same 186 serve all.`"""
        first, second = (_rate(rate) for rate in self.rates[:2])
        sides = _sides(self.sizes)
        if self.given:
            return f"{sides} tell {first} from {second} with the chance {self.chance:.2f}."
        said = f"{sides} to tell {first} from {second}"
        if self.arms or self.unit == "seeker":
            return f"{said}."
        return (
            f"{said}; with several tactics at once, each by lots of its own, the same "
            f"{sum(self.sizes):,} requests serve all."
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command."""
        return {
            "rates": list(self.rates),
            "alpha": self.alpha,
            "power": self.power,
            "tests": self.tests,
            "ratio": self.ratio,
            "unit": self.unit,
            "design_effect": self.effect,
            "needed": self.needed,
            "sizes": list(self.sizes),
            "chance": self.chance,
            "smallest": {"below": self.below, "above": self.above},
            "exact": self.exact and {"per_side": self.exact[0], "power": self.exact[1]},
            "arms": self.arms
            and {
                "named_pair": self.arms.named,
                "any_pair": self.arms.any_pair,
                "all_pairs": self.arms.all_pairs,
            },
            "curves": plain(self.curves),
            "notes": list(self._remarks()),
        }

    _each = "summary"
    _columns = (Column("", str, "0"), Column("", str, "1"))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is shown: a name and a figure a line."""
        lines = [
            ("requests, all sides", " + ".join(f"{size:,}" for size in self.sizes)),
            ("chance to tell them apart", f"{self.chance:.3f}"),
        ]
        far = [_rate(rate) for rate in (self.below, self.above) if rate is not None]
        if far:
            lines.append((f"nearest rates told from {_rate(self.rates[0])}", listed(far)))
        if self.arms:
            lines += [
                ("chance to find the first pair", f"{self.arms.named:.3f}"),
                ("chance to find any pair", f"{self.arms.any_pair:.3f}"),
                ("chance to find all pairs", f"{self.arms.all_pairs:.3f}"),
            ]
        return lines

    def _headline(self) -> str:
        return self.sentence()

    def _remarks(self) -> Iterable[str]:
        yield (
            f"two-sided at {number(self.alpha, 4).rstrip('0')}"
            + (f", the level of a verdict over {counted(self.tests, 'test')}" if self.tests else "")
            + f"; for a power of {self.power:g} {number(self.needed, 2)} on the first side"
        )
        if self.exact:
            size, power = self.exact
            yield (
                f"the exact test that decides a trial has {power:.3f} with {size:,} a side"
                if self.given
                else f"the exact test that decides a trial needs {size:,} a side ({power:.3f})"
            )
        if self.unit:
            kind = "within seekers saves" if self.unit == "request" else "over whole seekers costs"
            yield f"drawing lots {kind}: sizes are multiplied by {number(self.effect, 2)}"


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
    Normal approximation with the common variance under equality, as R's `power.prop.test`. Over
    several arms, of equal size, 20,000 simulated trials with Holm's adjustment over all pairs.

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
        raise UsageError("several arms are of one size and of one seeker; leave `ratio` out")
    effect = 1.0 if unit is None else design_effect(unit, rho, per_seeker, cv)
    level = level_of(tests)
    pairs = len(shares) * (len(shares) - 1) // 2
    needed = effect * requests_per_side(
        first, second, power=power, alpha=level / pairs, ratio=ratio
    )
    if needed * max(1, ratio) > MOST:
        raise UsageError("rates so near cannot be told apart by any log; name others")
    size = ceil(needed - ROUNDING) if per_side is None else whole(per_side, "per_side")
    if not 2 <= size <= MOST:
        raise UsageError(f"`per_side` is a number of requests from 2 to {MOST:,}")
    sizes = (size, *[max(ceil(size * ratio - ROUNDING), 1)] * (len(shares) - 1))
    n, m = sizes[0] / effect, sizes[1] / effect
    below, above = smallest_differences(first, n, m, power=power, alpha=level)
    return Power(
        rates=shares,
        alpha=level,
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
        arms=power_of_arms(shares, size, alpha=level) if len(shares) > 2 else None,
        given=per_side is not None,
    )


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


def _rate(share: float) -> str:
    """A rate in percent, in whole ones where it is whole."""
    near = floor(100 * share + 0.5) / 100
    return percent(share, 0 if abs(share - near) < 5e-5 else 1)


def _sides(sizes: tuple[int, ...]) -> str:
    if len(set(sizes)) == 1:
        return f"{sizes[0]:,} a side"
    return " against ".join(f"{size:,}" for size in sizes)

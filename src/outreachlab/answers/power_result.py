"""What it takes to tell rates apart, as figures, words and curves."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import pandas as pd

from outreachlab.display import Answer, Charted, Column, Record, plain, table_of
from outreachlab.stats.arms_power import ArmsPower
from outreachlab.stats.design_effect import Unit
from outreachlab.stats.power import power_of_test
from outreachlab.wording import counted, listed, number, percent

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
    are the nearest rates that so many tell from the first; None where none does. `alpha` is the
    level over all pairs of arms, `level` that of one pair, by which all these figures are. `exact`
    is the size per side and its power at the test that a trial decides by. `arms` holds the chances
    over several arms by Holm's method, None for two. `.table` has a row per pair of rates and size:
    `first`, `second`, `per_side`, `power`.
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
        return power_of_test(self.rates[0], second, worth, worth * self.ratio, self.level)

    @property
    def enough(self) -> tuple[int, ...]:
        """The sizes of all sides that have the power, in whole requests."""
        return whole_sizes(self.needed, self.ratio, len(self.rates))

    @property
    def pairs(self) -> int:
        """How many pairs of arms there are."""
        return len(self.rates) * (len(self.rates) - 1) // 2

    @property
    def level(self) -> float:
        """The two-sided level at which one pair of arms is told apart."""
        return self.alpha / self.pairs

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
            "level": self.level,
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
            (
                f"chance to tell {'the first two' if self.arms else 'them'} apart",
                f"{self.chance:.3f}",
            ),
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
        over = f", the level of a verdict over {counted(self.tests, 'test')}" if self.tests else ""
        if self.pairs > 1:
            over += (
                f", for all {self.pairs} pairs together: {_level(self.level)} for one of them; "
                "chances to find pairs are by Holm's method, in 20,000 simulated trials"
            )
        yield f"two-sided at {_level(self.alpha)}{over}"
        if not self.given or self.chance < self.power:
            yield f"a power of {self.power:g} takes {_sides(self.enough)}"
        if self.exact:
            size, power = self.exact
            yield (
                f"the exact test that decides a trial has {power:.3f} with {size:,} a side"
                if self.given
                else f"the exact test that decides a trial needs {size:,} a side ({power:.3f})"
            )
        if self.unit:
            yield self._by_unit(self.unit)

    def _by_unit(self, unit: Unit) -> str:
        """What lots within seekers save, or over whole seekers cost."""
        kind = "within seekers" if unit == "request" else "over whole seekers"
        if self.effect == 1:
            return (
                f"lots {kind} change nothing where requests of one seeker are no more alike than "
                "others; say how alike they are with `rho`"
            )
        changes = "save: sizes are" if self.effect < 1 else "cost: sizes are"
        return f"lots {kind} {changes} multiplied by {number(self.effect, 2)}"


def whole_sizes(first: float, ratio: float, sides: int) -> tuple[int, ...]:
    """Whole requests of each side, from those of the first."""
    size = ceil(first - ROUNDING)
    return (size, *[max(ceil(size * ratio - ROUNDING), 1)] * (sides - 1))


def _rate(share: float) -> str:
    """A rate in percent, in whole ones where it is whole."""
    near = floor(100 * share + 0.5) / 100
    return percent(share, 0 if abs(share - near) < 5e-5 else 1)


def _sides(sizes: tuple[int, ...]) -> str:
    if len(set(sizes)) == 1:
        return f"{sizes[0]:,} a side"
    return " against ".join(f"{size:,}" for size in sizes)


def _level(alpha: float) -> str:
    return number(alpha, 4).rstrip("0")

"""What is drawn as a whole when chains are resampled: seekers if there are enough, else chains."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.bootstrap import FEWEST_UNITS
from outreachlab.chains.patterns import Patterns, patterns_of
from outreachlab.lines import Lines
from outreachlab.wording import counted

ENOUGH_SEEKERS = 20
NARROW_UNITS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The unit of each of some requests (n,) as a code from 0 up, and what a unit is."""

    kind: Literal["seeker", "chain"]
    code: NDArray[np.int64]
    count: int

    def totals(self, *values: NDArray) -> NDArray[np.int64]:
        """The sums of whole-number columns over each unit (count, columns)."""
        sums = [np.bincount(self.code, column, minlength=self.count) for column in values]
        return np.rint(np.stack(sums, axis=1)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class UnitTotals:
    """
    Totals of units as patterns; of two parts of a log, which share no unit, they add up.

    Those of `chains` are kept as long as seekers are too few to be the units.
    """

    seekers: Patterns
    chains: Patterns | None

    def __add__(self, other: "UnitTotals") -> "UnitTotals":
        seekers = self.seekers + other.seekers
        if self.chains is None or other.chains is None or seekers.units >= ENOUGH_SEEKERS:
            return UnitTotals(seekers, None)
        return UnitTotals(seekers, self.chains + other.chains)

    def widened(self, places: NDArray, width: int) -> "UnitTotals":
        """The same with each count at its place among `width`, all others 0."""
        chains = None if self.chains is None else self.chains.widened(places, width)
        return UnitTotals(self.seekers.widened(places, width), chains)

    @property
    def kind(self) -> Literal["seeker", "chain"]:
        """What a unit is."""
        return "seeker" if self.chains is None else "chain"

    @property
    def patterns(self) -> Patterns:
        """The totals of the units."""
        return self.seekers if self.chains is None else self.chains

    def note(self, narrow: int = NARROW_UNITS) -> str | None:
        """A warning where there are too few units for intervals, or fewer than `narrow`."""
        count = self.patterns.units
        units = counted(count, self.kind)
        if 0 < count < FEWEST_UNITS:
            return f"no intervals from {units} only; it takes {FEWEST_UNITS}"
        if FEWEST_UNITS <= count < narrow:
            return f"intervals from {units} only are too narrow; take them as a lower bound"
        return None


def unit_totals(
    lines: Lines, rows: NDArray[np.intp], totals: Callable[[Units], NDArray[np.int64]]
) -> UnitTotals:
    """What `totals` makes of the seekers of some requests, and of their chains if need be."""
    seekers = _units("seeker", lines.seeker[rows])
    chains = None
    if seekers.count < ENOUGH_SEEKERS:
        chains = patterns_of(totals(_units("chain", lines.descent.root[rows])))
    return UnitTotals(patterns_of(totals(seekers)), chains)


def _units(kind: Literal["seeker", "chain"], codes: NDArray) -> Units:
    present, code = np.unique(codes, return_inverse=True)
    return Units(kind, code.reshape(-1), len(present))

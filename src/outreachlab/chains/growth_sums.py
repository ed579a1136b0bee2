"""What the growth of chains is computed from: sums over chains, so that parts of a log add up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.cohort import Fruits, closed_meetings, fruits_of, names_or_asked
from outreachlab.chains.planning import cold_requests
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import numbers_of
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import Outcomes
from outreachlab.stats.bootstrap import FEWEST_UNITS
from outreachlab.stats.resampling import Patterns, patterns_of
from outreachlab.wording import counted

ENOUGH_SEEKERS = 20


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

    @property
    def note(self) -> str | None:
        """A warning where there are too few units for intervals."""
        count = self.patterns.units
        if 0 < count < FEWEST_UNITS:
            return f"no intervals from {counted(count, self.kind)} only; it takes {FEWEST_UNITS}"
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


GROUPS = ("all", "roots", "later")
LATE = ("meetings", "asked", "accepted", "met")
APART = ("not_held", "outside_referrer")
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GrowthSums:
    """
    The closed meetings of a log, or of a part of one.

    `closed` are N, T, A, C, M per unit; `offspring`, for all, roots and later generations, how
    many meetings of each unit led to 0, 1, 2, … people met. `unnamed` counts closed meetings that
    do not tell their names, `squares` sums the squared names of single meetings. `late` (4,)
    counts the meetings held too lately and what came of them, `apart` (2, 3) the requests, yeses
    and meetings that R leaves out, `cold` (2,) the cold requests and their meetings.
    """

    closed: UnitTotals
    offspring: tuple[UnitTotals, UnitTotals, UnitTotals]
    unnamed: int
    squares: int
    late: Counts
    apart: Counts
    cold: Counts

    def __add__(self, other: "GrowthSums") -> "GrowthSums":
        one, two, three = (a + b for a, b in zip(self.offspring, other.offspring, strict=True))
        return GrowthSums(
            closed=self.closed + other.closed,
            offspring=(one, two, three),
            unnamed=self.unnamed + other.unnamed,
            squares=self.squares + other.squares,
            late=self.late + other.late,
            apart=self.apart + other.apart,
            cold=self.cold + other.cold,
        )


def growth_sums(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> GrowthSums:
    """The sums of a log with its forest."""
    fruits = fruits_of(lines, outcomes.accepted, outcomes.held)
    closed = closed_meetings(outcomes)
    rows = np.flatnonzero(closed)
    names = _names(log, outcomes.rows[rows])
    columns = (
        np.ones(len(rows), np.int64),
        names_or_asked(names, fruits.asked[rows]),
        *(part[rows] for part in (fruits.asked, fruits.accepted, fruits.met)),
    )
    root = lines.descent.generation[rows] == 0
    every, roots, later = (
        _histograms(lines, rows[part], fruits.met) for part in (np.ones_like(root), root, ~root)
    )
    return GrowthSums(
        closed=unit_totals(lines, rows, lambda units: units.totals(*columns)),
        offspring=(every, roots, later),
        unnamed=int(np.isnan(names).sum()),
        squares=int((columns[1].astype(np.int64) ** 2).sum()),
        late=_late(outcomes, closed, fruits),
        apart=_apart(outcomes, lines),
        cold=cold_requests(outcomes, lines),
    )


def _names(log: CheckedLog, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    if "referrals_given" not in log.frame:
        return np.full(len(rows), np.nan)
    return numbers_of(log, "referrals_given", rows)


def _histograms(lines: Lines, rows: NDArray[np.intp], met: Counts) -> UnitTotals:
    """How many of some meetings of each unit led to 0, 1, 2, … people met."""
    led = met[rows]
    width = int(led.max(initial=0)) + 1

    def totals(units: Units) -> Counts:
        flat = np.bincount(units.code * width + led, minlength=units.count * width)
        return flat.reshape(units.count, width)

    return unit_totals(lines, rows, totals)


def _late(outcomes: Outcomes, closed: NDArray[np.bool_], fruits: Fruits) -> Counts:
    late = outcomes.dated & ~closed
    led = (int(part[late].sum()) for part in (fruits.asked, fruits.accepted, fruits.met))
    return np.array([late.sum(), *led], np.int64)


def _apart(outcomes: Outcomes, lines: Lines) -> Counts:
    """Children of requests without a meeting, and requests with an outside referrer."""
    held = np.append(outcomes.held, True)  # the last stands for a root, whose parent is -1
    return np.array(
        [
            [part.sum(), outcomes.accepted[part].sum(), outcomes.held[part].sum()]
            for part in (~held[lines.parent], lines.outside)
        ],
        np.int64,
    )

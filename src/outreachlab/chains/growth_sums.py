"""What the growth of chains is computed from: sums over chains, so that parts of a log add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.cohort import Fruits, closed_meetings, fruits_of, names_or_asked
from outreachlab.chains.planning import cold_requests
from outreachlab.chains.units import Units, UnitTotals, unit_totals
from outreachlab.codes import numbers_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines
from outreachlab.outcomes import Outcomes

GROUPS = ("all", "roots", "later")
LATE = ("meetings", "asked", "accepted", "met")
APART = ("not_held", "outside_referrer")
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class GrowthSums:
    """
    The closed meetings of a log, or of a part of one.

    `closed` are N, T, A, C, M per unit; `offspring`, for all, roots and later generations, how
    many meetings of each unit led to 0, 1, 2, … people met; `unnamed` counts closed meetings
    that do not tell their names. `late` (4,) counts the meetings held too lately and what came of
    them, `apart` (2, 3) the requests, yeses and meetings that R leaves out, `cold` (2,) the cold
    requests and their meetings.
    """

    closed: UnitTotals
    offspring: tuple[UnitTotals, UnitTotals, UnitTotals]
    unnamed: int
    late: Counts
    apart: Counts
    cold: Counts

    def __add__(self, other: "GrowthSums") -> "GrowthSums":
        one, two, three = (a + b for a, b in zip(self.offspring, other.offspring, strict=True))
        return GrowthSums(
            self.closed + other.closed,
            (one, two, three),
            self.unnamed + other.unnamed,
            self.late + other.late,
            self.apart + other.apart,
            self.cold + other.cold,
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
        unit_totals(lines, rows, lambda units: units.totals(*columns)),
        (every, roots, later),
        int(np.isnan(names).sum()),
        _late(outcomes, closed, fruits),
        _apart(outcomes, lines),
        cold_requests(outcomes, lines),
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
    late = outcomes.held & ~closed
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

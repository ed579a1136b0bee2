"""Whether predictors tell successes and failures apart, so that no finite estimate exists."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from outreachlab.stats.logit import INDEX_LIMIT, PART_ROWS, Fit, Part
from outreachlab.stats.predictors import Design, Floats, Ints, Number, dense
from outreachlab.stats.products import column_sums, linear
from outreachlab.stats.rows import Rows

# Beyond this a number of the programme, whose coefficients lie in [-1, 1], is not 0: the solver
# keeps its own promises to a tenth of it.
NOT_ZERO = 1e-6
# A separated row is told apart by at least this much, else the direction is the solver's noise.
TELLING = 1e-4
# How many rows are written out as constraints at a time.
ROWS_AT_ONCE = 8000


def suspicious(fitted: Fit) -> bool:
    """Did Newton fail to arrive, or does some |x'b| look like a coefficient gone to infinity?"""
    return not fitted.arrived or fitted.sums.largest > INDEX_LIMIT


@dataclass(frozen=True, slots=True)
class Begun:
    """
    What the programme begins with; of two parts it adds up.

    `goal` (k,) sums all margins, `units` (k,) are the largest sizes of the columns, `margins`
    (m, k) are the first rows.
    """

    goal: Floats
    units: Floats
    margins: Floats

    def __add__(self, other: "Begun") -> "Begun":
        return Begun(
            self.goal + other.goal,
            np.maximum(self.units, other.units),
            np.vstack([self.margins, other.margins]),
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """The rows (m, k) that break a solution most, and the largest margin of all."""

    margins: Floats
    largest: float

    def __add__(self, other: "Broken") -> "Broken":
        margins = np.vstack([self.margins, other.margins])
        return Broken(margins, max(self.largest, other.largest))


def separating(rows: Rows, free: np.ndarray) -> np.ndarray:
    """
    Which coefficients (k,) bool would run to infinity; none if a finite estimate exists.

    The linear programme of Konis (2007), Linear programming algorithms for detecting separated
    data in binary logistic regression models, University of Oxford: the largest sum of the
    margins (2y-1) x'b with none negative and every |b| at most 1, which is 0 without separation.
    Rows become constraints only once a solution breaks them, so that few of a million are needed.
    """
    from scipy.optimize import linprog

    most = ROWS_AT_ONCE // (rows.size // PART_ROWS + 1) + 1  # of each part
    begun = rows.total(partial(begin, free=free, most=most))
    units, margins = begun.units, begun.margins
    goal = begun.goal / units
    goal = goal / max(1.0, float(np.abs(goal).max()))
    none, direction = np.zeros(len(free), dtype=bool), np.zeros(len(free))
    while True:
        solved = linprog(-goal, margins / units * -1, np.zeros(len(margins)), bounds=(-1, 1))
        if solved.x is None or np.abs(solved.x).max(initial=0.0) < NOT_ZERO:
            return none
        direction[free] = solved.x / units
        broken = rows.total(partial(breaking, direction=direction, free=free, most=most))
        if not len(broken.margins):
            found = none.copy()
            found[free] = (np.abs(solved.x) > NOT_ZERO) & (broken.largest > TELLING)
            return found
        margins = np.vstack([margins, broken.margins])


def begin(part: Part, free: np.ndarray, most: int) -> Begun:
    """The first rows of a part, and its share of the goal."""
    return Begun(
        column_sums(part.design, part.weighted(2 * part.success - 1))[free],
        _units(part.design)[free],
        _margins(part, np.arange(len(part.success))[:most], free),
    )


def breaking(part: Part, direction: Floats, free: np.ndarray, most: int) -> Broken:
    """The rows with the most negative margins, if any are, and the largest margin."""
    margins = (2 * part.success - 1) * linear(part.design, direction)
    worst = np.argsort(margins)[:most]
    worst = worst[margins[worst] < -NOT_ZERO]
    return Broken(_margins(part, worst, free), float(margins.max(initial=0.0)))


def _margins(part: Part, rows: Ints, free: np.ndarray) -> Floats:
    return (2 * part.success[rows, None] - 1) * dense(part.design, rows)[:, free]


def _units(design: Design) -> Floats:
    """The largest size of each column, 1 for one of zeros and ones."""
    sizes = {
        place: float(np.abs(term.values).max(initial=0.0)) or 1.0
        for place, term in enumerate(design.terms)
        if isinstance(term, Number)
    }
    return np.array(
        [np.prod([sizes.get(term, 1.0) for term, _ in column]) for column in design.columns]
    )

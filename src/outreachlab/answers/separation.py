"""Whether predictors tell successes and failures apart, so that no finite estimate exists."""

from collections.abc import Sequence

import numpy as np

from outreachlab.answers.logit import INDEX_LIMIT, Fit, Part
from outreachlab.answers.predictors import Design, Floats, Ints, Number, dense
from outreachlab.answers.products import column_sums, linear

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


def separating(parts: Sequence[Part], free: np.ndarray) -> np.ndarray:
    """
    Which coefficients (k,) bool would run to infinity; none if a finite estimate exists.

    The linear programme of Konis (2007), Linear programming algorithms for detecting separated
    data in binary logistic regression models, University of Oxford: the largest sum of the
    margins (2y-1) x'b with none negative and every |b| at most 1, which is 0 without separation.
    Rows become constraints only once a solution breaks them, so that few of a million are needed.
    """
    from scipy.optimize import linprog

    units = np.max([_units(part.design) for part in parts], axis=0)[free]
    goal = sum(column_sums(part.design, 2 * part.success - 1)[free] for part in parts) / units
    goal = goal / max(1.0, float(np.abs(goal).max()))
    most = ROWS_AT_ONCE // len(parts) + 1
    rows = [_margins(part, np.arange(len(part.success))[:most], free) for part in parts]
    none, direction = np.zeros(len(free), dtype=bool), np.zeros(len(free))
    while True:
        constraints = np.vstack(rows) / units
        solved = linprog(-goal, constraints * -1, np.zeros(len(constraints)), bounds=(-1, 1))
        if solved.x is None or np.abs(solved.x).max(initial=0.0) < NOT_ZERO:
            return none
        direction[free] = solved.x / units
        broken, largest = zip(*(_broken(part, direction, most) for part in parts), strict=True)
        if not any(len(more) for more in broken):
            found = none.copy()
            found[free] = (np.abs(solved.x) > NOT_ZERO) & (max(largest) > TELLING)
            return found
        rows += [_margins(part, more, free) for part, more in zip(parts, broken, strict=True)]


def _broken(part: Part, direction: Floats, most: int) -> tuple[Ints, float]:
    """The rows with the most negative margins, if any are, and the largest margin."""
    margins = (2 * part.success - 1) * linear(part.design, direction)
    worst = np.argsort(margins)[:most]
    return worst[margins[worst] < -NOT_ZERO], float(margins.max(initial=0.0))


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

"""Do requests of one and the same seeker differ? A linear model within groups, on arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from outreachlab.stats.intervals import p_values
from outreachlab.stats.logit import Part, clusters_of, independent
from outreachlab.stats.predictors import Floats, Ints, dense
from outreachlab.stats.rows import Rows

# A column whose sum of squares within groups is less than this share of all of it is constant.
CONSTANT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """
    The sums of some whole groups: the deviations x from the means of their group, and those of y.

    `sizes` (k,) sums the squares of the columns as they are; those of other groups add up.
    """

    rows: int
    groups: int
    sizes: Floats
    products: Floats
    slopes: Floats

    def __add__(self, other: "Inside") -> "Inside":
        return Inside(
            rows=self.rows + other.rows,
            groups=self.groups + other.groups,
            sizes=self.sizes + other.sizes,
            products=self.products + other.products,
            slopes=self.slopes + other.slopes,
        )


def within_ps(rows: Rows) -> Floats:
    """
    Two-sided p of each coefficient but the intercept (k,): no effect on success within clusters.

    Least squares on deviations from the means of the clusters, with heteroscedastic errors (HC1)
    and t on n - clusters - k degrees: the fixed-effects linear probability model, of any size and
    with any separation. nan for a column that does not change within any cluster or is a sum of
    earlier ones. Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 15.7.
    """
    sums = rows.whole(inside)
    ps = np.full(len(sums.sizes), np.nan)
    places = np.flatnonzero(sums.products.diagonal() > CONSTANT * sums.sizes)
    places = places[independent(sums.products[places[:, None], places])]
    freedom = sums.rows - sums.groups - len(places)
    if not len(places) or freedom < 1:
        return ps
    bread = np.linalg.inv(sums.products[places[:, None], places])
    slopes = bread @ sums.slopes[places]
    meat = rows.whole(partial(spread, places=places, slopes=slopes))
    squares = (bread @ meat @ bread).diagonal().clip(0)
    ps[places] = p_values(slopes, np.sqrt(sums.rows / freedom * squares), freedom)
    return ps


def inside(parts: Sequence[Part]) -> Inside:
    """The sums of some groups, all of whose rows are among these."""
    matrix, who, rows, success = _written(parts)
    x, y = _deviations(matrix, who, rows), _deviation(success, who, rows)
    return Inside(
        rows=len(y),
        groups=len(rows),
        sizes=(matrix**2).sum(axis=0),
        products=x.T @ x,
        slopes=x.T @ y,
    )


def spread(parts: Sequence[Part], places: Ints, slopes: Floats) -> Floats:
    """Deviations times residuals, times themselves (k, k), with these slopes."""
    matrix, who, rows, success = _written(parts)
    x = _deviations(matrix[:, places], who, rows)
    scores = x * (_deviation(success, who, rows) - x @ slopes)[:, None]
    return np.asarray(scores.T @ scores)


def _written(parts: Sequence[Part]) -> tuple[Floats, Ints, Ints, Floats]:
    """All rows of X without the intercept, their groups from 0 with their sizes, and success."""
    codes = np.concatenate([clusters_of(part) for part in parts])
    _, who, rows = np.unique(codes, return_inverse=True, return_counts=True)
    matrix = np.vstack([dense(part.design, np.arange(part.design.rows)) for part in parts])
    return matrix[:, 1:], who, rows, np.concatenate([part.success for part in parts])


def _deviations(matrix: Floats, who: Ints, rows: Ints) -> Floats:
    return np.column_stack([_deviation(column, who, rows) for column in matrix.T])


def _deviation(values: Floats, who: Ints, rows: Ints) -> Floats:
    return values - (np.bincount(who, values, len(rows)) / rows)[who]

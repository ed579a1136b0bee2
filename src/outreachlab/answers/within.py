"""Do requests of one and the same seeker differ? A linear model within groups, on arrays."""

import numpy as np

from outreachlab.answers.logit import independent
from outreachlab.answers.predictors import Floats, Ints
from outreachlab.answers.wald import p_values

# A column whose sum of squares within groups is less than this share of all of it is constant.
CONSTANT = 1e-9


def within_ps(matrix: Floats, success: Floats, groups: Ints) -> Floats:
    """
    Two-sided p of each column (k,) of `matrix` (n, k): no effect on `success` (n,) within groups.

    Least squares on deviations from the means of `groups` (n,) codes, with heteroscedastic errors
    (HC1) and t on n - groups - k degrees: the fixed-effects linear probability model, of any size
    and with any separation. nan for a column that does not change within any group or is a sum of
    earlier ones. Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 15.7.
    """
    _, who, rows = np.unique(groups, return_inverse=True, return_counts=True)
    x = np.column_stack([_inside(column, who, rows) for column in matrix.T])
    y = _inside(success, who, rows)
    ps = np.full(x.shape[1], np.nan)
    places = np.flatnonzero((x**2).sum(axis=0) > CONSTANT * (matrix**2).sum(axis=0))
    places = places[independent(x[:, places].T @ x[:, places])]
    freedom = len(y) - len(rows) - len(places)
    if not len(places) or freedom < 1:
        return ps
    x = x[:, places]
    bread = np.linalg.inv(x.T @ x)
    slopes = bread @ (x.T @ y)
    half = (x * (y - x @ slopes)[:, None]) @ bread
    errors = np.sqrt(len(y) / freedom * (half**2).sum(axis=0))
    ps[places] = p_values(slopes, errors, freedom)
    return ps


def _inside(values: Floats, who: Ints, rows: Ints) -> Floats:
    return values - (np.bincount(who, values) / rows)[who]

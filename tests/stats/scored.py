"""A matrix of few values as rows whose columns are scores of levels."""

import numpy as np

from outreachlab.stats.logit import parts_of
from outreachlab.stats.posterior import Scored
from outreachlab.stats.predictors import Factor


def scored(x, y, seeker):
    """x (n, k), the first column of ones; y (n,); seekers (n,), None for none."""
    terms, scores = [], [np.eye(1, x.shape[1])]
    for place, column in enumerate(x.T[1:], start=1):
        values, codes = np.unique(column, return_inverse=True)
        terms.append(Factor(codes, len(values) + 1, len(values)))
        scores.append(values[:, None] * np.eye(1, x.shape[1], place))
    return Scored(parts_of(y, terms, clusters=seeker), np.concatenate(scores))

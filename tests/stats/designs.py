"""Random predictors, and their design matrix written out by hand, for the tests of the fits."""

import numpy as np

from outreachlab.stats.predictors import Factor, Floats, Number, Term


def predictors(rows: int, seed: int) -> list[Term]:
    """Three factors, one with a baseline in the middle, and two numbers."""
    rng = np.random.default_rng(seed)
    return [
        Factor(rng.integers(0, 2, rows), 2),
        Number(rng.normal(3, 2, rows)),
        Factor(rng.integers(0, 4, rows), 4, baseline=2),
        Factor(rng.integers(0, 3, rows), 3, baseline=2),
        Number(rng.normal(0, 1, rows)),
    ]


def by_hand(terms: list[Term], interactions: list[tuple[int, int]], rows: int) -> Floats:
    """The design matrix, column by column."""
    own = []
    for term in terms:
        if isinstance(term, Number):
            own.append([term.values])
        else:
            levels = [level for level in range(term.levels) if level != term.baseline]
            own.append([(term.codes == level).astype(float) for level in levels])
    columns = [np.ones(rows), *(column for columns in own for column in columns)]
    columns += [a * b for one, two in interactions for a in own[one] for b in own[two]]
    return np.column_stack(columns)


def outcomes(terms: list[Term], rows: int, seed: int) -> Floats:
    """Successes, 0.0 or 1.0, that depend on every predictor a little."""
    rng = np.random.default_rng(seed)
    matrix = by_hand(terms, [], rows)
    index = matrix @ rng.normal(0, 0.3, matrix.shape[1])
    return (rng.random(rows) < 1 / (1 + np.exp(-(index - index.mean() - 0.5)))).astype(float)

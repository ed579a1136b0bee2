"""How strongly two columns go together, from a table of counts."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def phi(cells: Counts) -> float:
    """
    The correlation of two columns with two levels each, (2, 2): 1 if the first ones go together.

    Yule (1912), Journal of the Royal Statistical Society 75:579-652.
    """
    (both, first), (second, neither) = cells.astype(float)
    margins = np.array([both + first, second + neither, both + second, first + neither])
    return float((both * neither - first * second) / np.sqrt(margins).prod())


def cramers_v(cells: Counts) -> float:
    """
    From 0, no relation, to 1, one column tells the other; every level occurs.

    Cramér (1946), Mathematical Methods of Statistics, section 21.9.
    """
    total = cells.sum()
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / total
    statistic = float(((cells - expected) ** 2 / expected).sum())
    return float(np.sqrt(statistic / (total * (min(cells.shape) - 1))))


def tells(cells: Counts) -> bool:
    """Whether each level of one column comes with a single level of the other."""
    used = cells > 0
    return bool((used.sum(axis=1) <= 1).all() or (used.sum(axis=0) <= 1).all())

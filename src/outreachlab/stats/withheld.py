"""
Which cells of tables may be shown, so that no withheld one can be worked out from the others.

A cell below k is withheld; where what is shown still pins a withheld cell down to fewer than k
values, further cells are withheld too, under the same mark.
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

TOLERANCE = 1e-6  # of the linear programme


def shown_cells(counts: Counts, margins: Floats, k: int, slack: int = 0) -> Flags:
    """
    Which cells (m,) to show.

    Parameters
    ----------
    counts : array of int (m,)
        The cells of all tables.
    margins : array of float (r, m)
        What is known besides: `margins @ counts` is published, or can be worked out.
    k : int
        The smallest cell, and the smallest range, in requests.
    slack : int
        How many of the last cells are of no table and only make inequalities equal: they are
        never shown, and may be worked out.

    Returns
    -------
    array of bool (m,)
        Each cell that is neither shown nor empty can have values at least k apart; none is shown
        where no choice achieves that.

    Notes
    -----
    Empty cells are taken to be known as empty. For each withheld cell that is not yet safe a
    linear programme finds how it could be k higher with the fewest changes to cells shown, and
    those are withheld too: the choice is good and not the best.

    References
    ----------
    Cox (1980), JASA 75:377-385; Kelly, Golden & Assad (1992), Networks 22:397-417; Fischetti &
    Salazar (2001), Management Science 47:1008-1027.
    """
    shown, guarded = counts >= k, counts > 0
    if slack:
        shown[-slack:] = guarded[-slack:] = False
    least = most = counts.astype(float)
    while shown.any():
        bare = np.flatnonzero(~shown & guarded & (most - least < k - TOLERANCE))
        if not len(bare):
            break
        cell = int(bare[np.argmax(counts[bare])])
        moved = _moved(counts, shown, margins, cell, k)
        if moved is None:
            return np.zeros(len(counts), bool)
        shown &= np.abs(moved - counts) < TOLERANCE
        least, most = np.minimum(least, moved), np.maximum(most, moved)
    return shown


def _moved(counts: Counts, shown: Flags, margins: Floats, cell: int, by: int) -> Floats | None:
    """Cells (m,) that fit the margins, one of them higher by `by`, few of those shown changed."""
    from scipy.optimize import linprog

    places = np.flatnonzero(counts)
    links = margins[:, places]
    aim = (places == cell).astype(float)
    cost = shown[places] * (1 + counts[places] / counts.sum())
    solved = linprog(
        np.concatenate([cost, cost]),
        A_eq=np.block([[links, -links], [aim, -aim]]),
        b_eq=np.append(np.zeros(len(links)), by),
        bounds=[(0, None)] * len(places) + [(0, float(most)) for most in counts[places]],
        method="highs",
    )
    if solved.x is None:
        return None
    up, down = np.split(solved.x, 2)
    moved = counts.astype(float)
    moved[places] += up - down
    return moved


def ranges(counts: Counts, shown: Flags, margins: Floats) -> Floats:
    """
    The least and the greatest value (m, 2) of each cell that fits all that is published.

    Cells are at least 0, and the withheld ones may be anything else; those shown have their count
    twice. This is what somebody who has the tables can work out.
    """
    from scipy.optimize import linprog

    limits = np.stack([counts, counts], axis=1).astype(float)
    free = np.flatnonzero(~shown)
    for cell in free:
        for end, sign in enumerate((1.0, -1.0)):
            solved = linprog(
                sign * (free == cell),
                A_eq=margins[:, free],
                b_eq=margins[:, free] @ counts[free],
                bounds=(0, float(counts.sum())),
                method="highs",
            )
            limits[cell, end] = sign * solved.fun
    return limits

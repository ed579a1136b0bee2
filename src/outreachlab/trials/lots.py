"""Lots: sequences of assignments in permuted blocks, fixed before anybody is assigned."""

from math import ceil

import numpy as np

from outreachlab.trials.plan import FIRST, SECOND

BLOCKS = (4, 6)


def sequence(length: int, rng: np.random.Generator) -> tuple[str, ...]:
    """
    Blocks of 4 or 6 at random, as `ABBA`, of at least `length` assignments together.

    Each block has both sides equally often, in an order of which all are equally likely. Blocks
    of two sizes at random keep the last of a block from being known for certain.
    """
    halves = rng.choice(BLOCKS, ceil(length / min(BLOCKS))) // 2
    enough = int(np.searchsorted(np.cumsum(2 * halves), length)) + 1
    return tuple(
        "".join(rng.permutation(list(FIRST * half + SECOND * half)))
        for half in halves[:enough].tolist()
    )

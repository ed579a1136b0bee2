"""Lots: sequences of assignments in permuted blocks, fixed before anybody is assigned."""

import numpy as np

from outreachlab.trials.plan import FIRST, SECOND

BLOCKS = (4, 6)


def sequence(length: int, rng: np.random.Generator) -> tuple[str, ...]:
    """
    Blocks of 4 or 6 at random, as `ABBA`, of at least `length` assignments together.

    Each block has both sides equally often, in an order of which all are equally likely. Two
    sizes at random make the end of a block harder to foresee, and not impossible: whoever sees
    one side three times in a row at its beginning knows the other three.
    """
    blocks: list[str] = []
    while sum(map(len, blocks)) < length:
        half = int(rng.choice(BLOCKS)) // 2
        blocks.append("".join(rng.permutation([FIRST] * half + [SECOND] * half)))
    return tuple(blocks)

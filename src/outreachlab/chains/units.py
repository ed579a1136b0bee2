"""What is drawn as a whole when chains are resampled: seekers if there are enough, else chains."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.chains.bootstrap import FEWEST_UNITS
from outreachlab.lines import Lines
from outreachlab.wording import counted

ENOUGH_SEEKERS = 20
NARROW_UNITS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The unit of each of some requests (n,) as a code from 0 up, and what a unit is."""

    kind: Literal["seeker", "chain"]
    code: NDArray[np.int64]
    count: int

    def totals(self, *values: NDArray) -> NDArray[np.int64]:
        """The sums of whole-number columns over each unit (count, columns)."""
        sums = [np.bincount(self.code, column, minlength=self.count) for column in values]
        return np.rint(np.stack(sums, axis=1)).astype(np.int64)

    @property
    def note(self) -> str | None:
        """A warning where units are so few that the intervals come out too narrow."""
        if FEWEST_UNITS <= self.count < NARROW_UNITS:
            units = counted(self.count, self.kind)
            return f"intervals from {units} only are too narrow; take them as a lower bound"
        return None


def units_of(lines: Lines, rows: NDArray[np.intp]) -> Units:
    """
    The units of some requests: seekers where these come from 20 or more, else chains.

    Only seekers and chains with one of these requests are units; the others say nothing.
    """
    seekers, seeker = np.unique(lines.seeker[rows], return_inverse=True)
    if len(seekers) >= ENOUGH_SEEKERS:
        return Units("seeker", seeker.reshape(-1), len(seekers))
    chains, chain = np.unique(lines.descent.root[rows], return_inverse=True)
    return Units("chain", chain.reshape(-1), len(chains))

"""What closed meetings led to: of all together, and how many share each vector."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.chains.cohort import closed_meetings, fruits_of, names_or_asked
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.sharing.rules import K

VECTOR = ("names", "asked", "accepted", "met")
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def vectors_of(log: CheckedLog, outcomes: Outcomes) -> tuple[Counts, Counts]:
    """The vectors (m, 4) by `VECTOR` that closed meetings have, and how many have each (m,)."""
    closed = np.flatnonzero(closed_meetings(outcomes))
    fruits = fruits_of(lines_of(log, outcomes.rows), outcomes.accepted, outcomes.held)
    given = np.full(len(closed), np.nan)
    if has(log, "referrals_given"):
        given = numbers_of(log, "referrals_given", outcomes.rows[closed])
    led = [part[closed] for part in (fruits.asked, fruits.accepted, fruits.met)]
    each = np.stack([names_or_asked(given, led[0]), *led], axis=1)
    vectors, counts = np.unique(each.reshape(-1, len(VECTOR)), axis=0, return_counts=True)
    return vectors, counts


def totals_of(vectors: Counts, counts: Counts) -> pd.DataFrame:
    """One row of what all closed meetings led to; none where they are fewer than k."""
    rows = [[int(counts.sum()), *(counts @ vectors).tolist()]] if counts.sum() >= K else []
    return pd.DataFrame(rows, columns=["meetings", *VECTOR])


def known_of(vectors: Counts) -> Floats:
    """The sums (5, m) over meetings of each vector that `totals_of` tells."""
    return np.vstack([np.ones(len(vectors)), vectors.T])


def vector_table(vectors: Counts, counts: Counts, shown: NDArray[np.bool_]) -> pd.DataFrame:
    """A row per vector that is shown, and how many meetings have it."""
    return pd.DataFrame(vectors[shown], columns=list(VECTOR)).assign(meetings=counts[shown])

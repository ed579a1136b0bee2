"""A client of a pool: who it is, and what all the others of the pool tried."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.tried import Tried, tried_over
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import TableView, View
from outreachlab.report.first.choosing import Sides


@dataclass(frozen=True, slots=True)
class Client:
    """One seeker, the first of a view, and the pool that they are of, judged on the same day."""

    view: TableView
    pool: View

    @property
    def name(self) -> str:
        """Whose page it is."""
        return str(self.view.log.frame["seeker"].iloc[self.view.outcomes.rows[0]])

    @property
    def size(self) -> int:
        """How many others the pool has."""
        (seekers,) = self.pool.total(_seekers, ("seeker",))
        return int(seekers) - 1

    def others(self) -> Sides:
        """Asked and accepted of each side of each tactic by the others of the pool."""
        every, own = (tried_over(one, CHOSEN, clustered=False) for one in (self.pool, self.view))
        return {
            name: {
                side: _less(found.counts[place], own[name], side)
                for place, side in enumerate(found.book)
            }
            for name, found in every.items()
        }


def _seekers(log: CheckedLog, outcomes: Outcomes) -> tuple[int]:
    return (len(np.unique(codes_of(log, "seeker", outcomes.rows).codes)),)


def _less(counts: NDArray[np.int64], own: Tried, side: str) -> tuple[int, int]:
    mine = own.counts[own.book.index(side)] if side in own.book else np.zeros(2, np.int64)
    asked, accepted = (counts - mine).tolist()
    return asked, accepted

"""The rows of a fit in the parts of a log: whatever is asked of them is a sum over parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from outreachlab.fitting import reading as over
from outreachlab.fitting.frame import ENOUGH_CLUSTERS
from outreachlab.fitting.reading import Model, Reading
from outreachlab.parts.view import PartsView, summed
from outreachlab.stats.alike import countable
from outreachlab.stats.clusters import cluster_information
from outreachlab.stats.conditional import Batch, Strata
from outreachlab.stats.jackknife import (
    Jackknife,
    jackknife_in,
    jackknife_of,
)
from outreachlab.stats.logit import Fit, Meat, Part, cluster_sums, meat_of, start_at
from outreachlab.stats.predictors import Floats
from outreachlab.stats.rows import Here, Rows, meat_in

# So many rows are brought here, if they fit, for what takes hundreds of steps.
MOST_GATHERED = 2_000_000
Sum = TypeVar("Sum")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Over:
    """
    Rows in the parts of a log; every sum is a pass over the parts.

    But for what is asked cluster by cluster, it is one over the `kinds` of rows that are alike,
    which are here, where these can be counted.
    """

    counting: PartsView
    reading: Reading
    size: int
    yeses: float
    width: int
    clusters: int | None
    kinds: Sequence[Part] | None = None

    def total(self, task: Callable[[Part], Sum]) -> Sum:
        """The sum of what `task` makes of all rows, a few at a time."""
        if self.kinds is not None:
            return Here(self.kinds).total(task)
        return each(self.counting, partial(over.total, self.reading, task))

    def whole(self, task: Callable[[Sequence[Part]], Sum]) -> Sum:
        """The same of all rows of each part of the log."""
        return each(self.counting, partial(over.whole, self.reading, task))

    def meat(self, beta: Floats) -> Meat:
        """Scores times themselves; only clusters that cross parts are added up by name."""
        if self.reading.cluster in over.OWN_UNITS:
            return self.whole(partial(meat_in, beta=beta))
        return meat_of(self.total(partial(cluster_sums, beta=beta)))

    def jackknife(self, fitted: Fit) -> Jackknife:
        """What leaving each cluster out takes away; those that cross parts are put together."""
        if self.reading.cluster in over.OWN_UNITS:
            return self.whole(partial(jackknife_in, fitted=fitted))
        clusters = self.whole(partial(cluster_information, beta=fitted.coefficients))
        return jackknife_of(clusters, fitted.sums.information, fitted.free)

    @property
    def strata(self) -> Strata:
        """What asks all strata, which are the clusters."""
        return self._strata

    def _strata(self, task: Callable[[Batch], Any]) -> Any:
        found = self.counting.workers.results(
            partial(over.in_strata, self.reading, task), self.counting.log.parts
        )
        sums = [one for some in found for one in some]
        return summed(sums) if sums else None

    def start(self, free: np.ndarray) -> Floats:
        """The fit to the first part of the log, if it is one."""
        if self.kinds is not None:
            return start_at(self.yeses, self.size, self.width)
        first = partial(over.first_fit, self.reading, free)
        (found,) = self.counting.workers.results(first, self.counting.log.parts[:1])
        return start_at(self.yeses, self.size, self.width) if found is None else found

    def near(self) -> Rows:
        """The rows brought here, unless their kinds are or they are too many."""
        if self.kinds is not None or self.size > MOST_GATHERED:
            return self
        return Here(_gathered(self.counting, self.reading), self.clusters)


def each(counting: PartsView, task: Callable[..., Any]) -> Any:
    """The sum of what `task` makes of each part of a log."""
    return summed(counting.workers.results(task, counting.log.parts))


def kinds_of_rows(counting: PartsView, reading: Model) -> tuple[Sequence[Part] | None, int | None]:
    """
    All rows by their kinds, those that are alike together; None where these are too many.

    Also how many clusters they have, where these never cross parts.
    """
    terms = [one.term() for one in reading.chosen]
    if not countable(terms):
        return None, None
    kinds, clusters = counting.total(reading.kinds, reading.columns)
    own = reading.cluster in over.OWN_UNITS
    return kinds.parts(terms, reading.pairs), clusters if own else None


def count_clusters(counting: PartsView, reading: Reading) -> int:
    """How many clusters there are in all parts."""
    found = clusters_by_part(counting, reading)
    if reading.cluster in over.OWN_UNITS:
        return sum(map(len, found))
    return len(reduce(np.union1d, found))


def clusters_by_part(counting: PartsView, reading: Reading) -> list[NDArray[np.int32]]:
    """The clusters there are in each part."""
    return [*counting.workers.results(partial(over.clusters_in, reading), counting.log.parts)]


def usual_clusters(
    counting: PartsView, reading_by: Callable[[str | None], Reading], seekers: int | None
) -> tuple[Reading, int | None]:
    """By `seekers`, counted before or not, else by chains, if they are enough; else without."""
    for name in over.OWN_UNITS:
        reading, known = reading_by(name), seekers if name == over.OWN_UNITS[0] else None
        count = count_clusters(counting, reading) if known is None else known
        if count >= ENOUGH_CLUSTERS[name]:
            return reading, count
    return reading_by(None), None


def _gathered(counting: PartsView, reading: Reading) -> list[Part]:
    """The rows of all parts here; clusters that never cross parts numbered on."""
    parts: list[Part] = []
    begun = 0
    for found in counting.workers.results(partial(over.taken, reading), counting.log.parts):
        if found.groups is not None and reading.cluster in over.OWN_UNITS:
            groups = found.groups + np.int32(begun)
            found, begun = replace(found, groups=groups), int(groups.max(initial=begun - 1)) + 1
        parts += found.rows(reading.pairs)
    return parts

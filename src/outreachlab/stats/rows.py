"""The rows that a model is fitted to, wherever they are: what is asked of them adds up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, Protocol, TypeVar

import numpy as np

from outreachlab.stats.conditional import Strata, batches_in, strata_of
from outreachlab.stats.jackknife import Jackknife, jackknife_in
from outreachlab.stats.logit import (
    Fit,
    Meat,
    Part,
    cluster_sums,
    gram_of,
    meat_of,
    newton,
    start_of,
    sums_of,
)
from outreachlab.stats.predictors import Floats

Sum = TypeVar("Sum")


class Rows(Protocol):
    """
    Some rows: in one place, or in the parts of a log.

    `size` rows, of which `yeses` succeeded, with `width` coefficients and so many `clusters`, None
    for none.
    """

    @property
    def size(self) -> int:
        """How many."""
        ...

    @property
    def yeses(self) -> float:
        """How many succeeded."""
        ...

    @property
    def width(self) -> int:
        """How many coefficients, the intercept included."""
        ...

    @property
    def clusters(self) -> int | None:
        """How many clusters, None for none."""
        ...

    def total(self, task: Callable[[Part], Sum]) -> Sum:
        """The sum of what `task` makes of all rows, a few at a time."""
        ...

    def whole(self, task: Callable[[Sequence[Part]], Sum]) -> Sum:
        """The same of all rows in one place: no seeker and no chain is elsewhere too."""
        ...

    def meat(self, beta: Floats) -> Meat:
        """What CR1S errors are made of."""
        ...

    def jackknife(self, fitted: Fit) -> Jackknife:
        """What CR3 errors are made of."""
        ...

    def start(self, free: np.ndarray) -> Floats:
        """Where a fit begins."""
        ...

    @property
    def strata(self) -> Strata:
        """What asks all strata, which are the clusters."""
        ...

    def near(self) -> "Rows":
        """The same rows, brought here if they are few: for what takes hundreds of steps."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """Rows in the memory of this process; `kinds` are those that are alike together, if few."""

    parts: Sequence[Part]
    clusters: int | None = None
    kinds: Sequence[Part] | None = None

    @property
    def size(self) -> int:
        """How many."""
        return sum(part.rows for part in self.parts)

    @property
    def yeses(self) -> float:
        """How many succeeded."""
        return sum(part.yeses for part in self.parts)

    @property
    def width(self) -> int:
        """How many coefficients, the intercept included."""
        return self.parts[0].design.width

    def total(self, task: Callable[[Part], Sum]) -> Sum:
        """The sum of what `task` makes of all rows, or of all kinds of them."""
        return sum_of(map(task, self.parts if self.kinds is None else self.kinds))

    def whole(self, task: Callable[[Sequence[Part]], Sum]) -> Sum:
        """What `task` makes of all parts."""
        return task(self.parts)

    def meat(self, beta: Floats) -> Meat:
        """The scores of the clusters, times themselves."""
        return meat_in(self.parts, beta)

    def jackknife(self, fitted: Fit) -> Jackknife:
        """What leaving each cluster out takes away, times itself."""
        return jackknife_in(self.parts, fitted)

    def start(self, free: np.ndarray) -> Floats:
        """The fit to the first part, if there are more."""
        return start_of(self.parts if self.kinds is None else self.kinds, free)

    @property
    def strata(self) -> Strata:
        """What asks all strata, which are the clusters."""
        return strata_of(batches_in(self.parts))

    def near(self) -> "Here":
        """These rows."""
        return self


def sum_of(sums: Any) -> Any:
    """The sum of one or more things that add up."""
    return reduce(add, sums)


def meat_in(parts: Sequence[Part], beta: Floats) -> Meat:
    """The meat of clusters that have no rows in other parts."""
    return meat_of(sum_of(cluster_sums(part, beta) for part in parts))


def likeliest(rows: Rows, free: np.ndarray) -> Fit:
    """The maximum-likelihood fit of a logit; coefficients that are not `free` (k,) are 0."""
    return newton(lambda beta: rows.total(partial(sums_of, beta=beta)), rows.start(free), free)


def products(part: Part) -> Floats:
    """X'X of one part."""
    return gram_of([part])

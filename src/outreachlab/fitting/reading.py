"""The rows of a regression in each part: read once, kept small, and summed at every step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from outreachlab.fitting.choice import Pairs, known_rows, read_terms, terms_over
from outreachlab.fitting.frame import CHAIN, group_codes
from outreachlab.fitting.terms import Chosen
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, codes_of, has, is_number, numbers_of, places_in
from outreachlab.log.outcomes import Judged, Outcomes, outcomes_on
from outreachlab.log.view import FOREST
from outreachlab.log.vocabulary import columns_for
from outreachlab.parts.part import Part
from outreachlab.stats.alike import Alike, alike_rows
from outreachlab.stats.conditional import Batch, batches_in
from outreachlab.stats.logit import (
    INDEX_LIMIT,
    PART_ROWS,
    Fit,
    Part as Rows,
    fit,
    parts_of,
    with_clusters,
)
from outreachlab.stats.predictors import Factor, Floats, Number, Term
from outreachlab.stats.rows import sum_of

KEPT_BYTES = 512 << 20  # of rows that a process keeps between two steps
OWN_UNITS = ("seeker", CHAIN)  # clusters that never cross parts


Sum = TypeVar("Sum")
Kept = TypeVar("Kept", "Taken", "Strata")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Model:
    """
    Which rows and terms every part takes; `token` tells this model from any other.

    `cluster` is the column of the clusters, None for none; `book` its values in all parts, where
    clusters may cross them.
    """

    token: str
    judged: Judged
    window_days: int
    terms: tuple[str, ...]
    chosen: tuple[Chosen, ...]
    pairs: tuple[tuple[int, int], ...]
    cluster: str | None
    book: tuple[Any, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log that it reads, beside those that requests are judged by."""
        cluster = () if self.cluster in (None, CHAIN) else columns_for(str(self.cluster))
        forest = FOREST if self.cluster == CHAIN else ()
        terms = (column for name in self.terms for column in columns_for(name))
        return (*cluster, *forest, *terms)

    def read(self, part: Part) -> "Taken":
        """The rows of a part."""
        log = part.read(self.columns)
        return self.taken(log, outcomes_on(log, self.judged, self.window_days))

    def kinds(self, log: CheckedLog, outcomes: Outcomes) -> tuple[Alike, int]:
        """How many rows of each kind a log or a part has, and how many clusters."""
        found = self.taken(log, outcomes)
        clusters = 0 if found.groups is None else len(np.unique(found.groups))
        return alike_rows(found.terms, found.success), clusters

    def taken(self, log: CheckedLog, outcomes: Outcomes) -> "Taken":
        """The rows of a log or of a part of one."""
        where = counted_rows(log, outcomes, self.cluster)
        columns = read_terms(log, self.terms, outcomes.rows[where])
        used = known_rows(columns, self.chosen, len(where))
        terms = tuple(small(term) for term in terms_over(columns, self.chosen, used))
        groups = None
        if self.cluster is not None:
            groups = _groups(self, log, outcomes)[where[used]].astype(np.int32)
        return Taken(terms, outcomes.accepted[where[used]], groups)


class Reading(Protocol):
    """Which rows every part takes, and how they are clustered; `token` tells it from any other."""

    @property
    def token(self) -> str:
        """What tells it from any other."""
        ...

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The terms that interact."""
        ...

    @property
    def cluster(self) -> str | None:
        """The column of the clusters, None for none."""
        ...

    def read(self, part: Part) -> "Taken":
        """The rows of a part."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """The rows of one part: a term each of small numbers, success, and cluster codes if any."""

    terms: tuple[Term, ...]
    success: NDArray[np.bool_]
    groups: NDArray[np.int32] | None

    @property
    def size(self) -> int:
        """Its bytes."""
        arrays = [t.codes if isinstance(t, Factor) else t.values for t in self.terms]
        groups = [] if self.groups is None else [self.groups]
        return sum(array.nbytes for array in (*arrays, *groups, self.success))

    def rows(self, pairs: Pairs) -> Iterator[Rows]:
        """The rows as the fit takes them, a few at a time; `pairs` of terms interact."""
        for start in range(0, max(len(self.success), 1), PART_ROWS):
            here = slice(start, start + PART_ROWS)
            terms = [cut(term, here) for term in self.terms]
            rows = parts_of(self.success[here], terms, pairs)
            yield from (
                rows
                if self.groups is None
                else with_clusters(rows, self.groups[here].astype(np.intp))
            )


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """The strata of one part that tell something, in batches."""

    batches: list[Batch]

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(one.matrix.nbytes + one.success.nbytes + one.real.nbytes for one in self.batches)


_kept: dict[tuple[Any, ...], Any] = {}
_keeping = Lock()  # of this process; several threads may fit at once


def taken(reading: Reading, part: Part) -> Taken:
    """The rows of a part, kept in this process as long as they fit."""
    return _remembered(reading.token, part, lambda: reading.read(part))


def strata(reading: Reading, part: Part) -> Strata:
    """Its strata, which are the clusters, kept likewise."""
    return _remembered(
        f"{reading.token} strata",
        part,
        lambda: Strata(batches_in([*reading.read(part).rows(reading.pairs)])),
    )


def _remembered(token: str, part: Part, make: Callable[[], Kept]) -> Kept:
    key = (token, part.folder, part.file.hash, part.seeker, part.since, part.until)
    with _keeping:
        if key in _kept:
            found: Kept = _kept[key]
            return found
        for old in [old for old in _kept if old[0] != token]:
            del _kept[old]
    found = make()  # outside the lock: other threads read other parts meanwhile
    with _keeping:
        if sum(one.size for one in _kept.values()) + found.size <= KEPT_BYTES:
            _kept[key] = found
    return found


def counted_rows(log: CheckedLog, outcomes: Outcomes, cluster: str | None) -> NDArray[np.intp]:
    """The places of counted requests whose cluster is known."""
    where = np.flatnonzero(outcomes.counted)
    if cluster is None:
        return where
    return where[group_codes(log, outcomes, cluster)[where] != BLANK]


def _groups(model: Model, log: CheckedLog, outcomes: Outcomes) -> NDArray[np.intp]:
    """The cluster of each request: a code of this part, or a place in the book of all parts."""
    name = str(model.cluster)
    if name in OWN_UNITS:
        return group_codes(log, outcomes, name)
    if has(log, name) and is_number(log, name):
        return np.searchsorted(np.array(model.book), numbers_of(log, name, outcomes.rows))
    codes = codes_of(log, name, outcomes.rows)
    return np.append(places_in(name, codes.book, model.book), BLANK)[codes.codes]


def small(term: Term) -> Term:
    """The same term in as few bytes as hold it."""
    if isinstance(term, Number):
        return term
    return replace(term, codes=term.codes.astype(np.min_scalar_type(term.levels)))


def cut(term: Term, rows: slice | NDArray[np.intp]) -> Term:
    """A term over some of its rows, its codes as wide as a fit takes them."""
    if isinstance(term, Number):
        return Number(term.values[rows])
    return replace(term, codes=term.codes[rows].astype(np.intp))


# What a worker computes of one part at each step; each result adds up.


def clusters_in(reading: Reading, part: Part) -> NDArray[np.int32]:
    """The clusters there are."""
    groups = taken(reading, part).groups
    return np.unique(np.zeros(0, np.int32) if groups is None else groups)


def first_fit(reading: Reading, free: NDArray[np.bool_], part: Part) -> Floats | None:
    """A fit to one part, a cheap start for all; None where it does not arrive."""
    rows = list(taken(reading, part).rows(reading.pairs))
    successes = sum(float(one.success.sum()) for one in rows)
    if min(successes, sum(one.design.rows for one in rows) - successes) <= free.sum():
        return None
    found: Fit = fit(rows, free)
    return found.coefficients if found.arrived and found.sums.largest < INDEX_LIMIT else None


def total(reading: Reading, task: Callable[[Rows], Sum], part: Part) -> Sum:
    """The sum of what a task makes of the rows, a few at a time."""
    found: Sum = sum_of(task(rows) for rows in taken(reading, part).rows(reading.pairs))
    return found


def whole(reading: Reading, task: Callable[[Sequence[Rows]], Sum], part: Part) -> Sum:
    """What a task makes of all rows."""
    return task(list(taken(reading, part).rows(reading.pairs)))


def in_strata(reading: Reading, task: Callable[[Batch], Sum], part: Part) -> list[Sum]:
    """The sum of what a task makes of the strata: a list of it, empty where none tells a thing."""
    found = [task(batch) for batch in strata(reading, part).batches]
    return [sum_of(found)] if found else []

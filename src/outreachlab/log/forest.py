"""Lines of descent: which request led to which, on arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.lineage import Descent, descent
from outreachlab.log.links import links_of


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """
    The forest as arrays (n,), aligned with the requests an answer looks at.

    `parent` and the root of `descent` are places among these requests, `parent` -1 for a root;
    `outside` marks roots that name a referrer. `person` is a code per (seeker, contact) pair;
    `referrer` tells (seeker, referrer) pairs apart, -1 where no referrer is named.
    """

    parent: NDArray[np.int64]
    descent: Descent
    offspring: NDArray[np.int64]
    chain_size: NDArray[np.int64]
    outside: NDArray[np.bool_]
    seeker: NDArray[np.int32]
    person: NDArray[np.int64]
    referrer: NDArray[np.int64]

    @property
    def edges(self) -> int:
        """Requests that have a parent."""
        return int(self.offspring.sum())

    @property
    def people(self) -> int:
        """Distinct (seeker, contact) pairs."""
        return int(self.person.max(initial=-1)) + 1


def lines_of(log: CheckedLog, rows: NDArray[np.int64]) -> Lines:
    """
    The forest over some rows of a log's frame.

    Parents are found in the whole file, so that leaving rows out never gives a request another
    parent; a request whose parent was left out stands as a root. Those of the rows asked about last
    are kept, as every contrast of a verdict asks about the same.
    """
    known = log.kept.get(("", "lines"))
    if known is None or known[0] is not rows:
        known = log.kept["", "lines"] = rows, _lines_of(log, rows)
    found: Lines = known[1]
    return found


def _lines_of(log: CheckedLog, rows: NDArray[np.int64]) -> Lines:
    links = links_of(log.frame)
    place = np.full(len(log.frame), -1, np.int64)
    place[rows] = np.arange(len(rows))
    above = links.parent[rows]
    parent = np.where(above >= 0, place[above], -1)
    found = descent(parent)
    seeker, contact, referrer = (
        codes[rows] for codes in (links.seeker, links.contact, links.referrer)
    )
    person, named = _pairs(seeker, contact, referrer)
    size = len(rows)
    return Lines(
        parent,
        found,
        np.bincount(parent[parent >= 0], minlength=size),
        np.bincount(found.root, minlength=size)[found.root],
        (parent < 0) & (referrer >= 0),
        seeker,
        person,
        named,
    )


def _pairs(
    seeker: NDArray[np.int32], contact: NDArray[np.int32], referrer: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A code per (seeker, contact) pair, and per (seeker, referrer) pair out of a wider book."""
    people = int(max(contact.max(initial=0), referrer.max(initial=0))) + 1
    whose = seeker.astype(np.int64) * people
    _, person = np.unique(whose + contact, return_inverse=True)
    return person.reshape(-1), np.where(referrer >= 0, whose + referrer, -1)

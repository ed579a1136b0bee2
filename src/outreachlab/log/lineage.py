"""
Who led to whom, on integer arrays: parents, circles, generations, roots, sizes.

The bottom layer: numpy only, no recursion, no loop over requests. A request is a row.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

NEVER = np.iinfo(np.int32).max  # `held_from` of a request that led to no meeting
ORPHAN = -1  # the parent of a root

Ranker = Callable[[np.ndarray], np.ndarray]

_NUMBERS = re.compile(r"([0-9]+)")


def natural_rank(ids: Iterable[str]) -> np.ndarray:
    """The place of each id in natural order, r2 before r10; of equal ids the first goes first."""
    keys = [natural_key(text) for text in ids]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return rank


def natural_key(text: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """A sort key that reads runs of digits as numbers, of any length; the text itself last."""
    parts = _NUMBERS.split(text)
    numbers = [part.lstrip("0") if place % 2 else part for place, part in enumerate(parts)]
    return tuple((len(part) * (i % 2), part) for i, part in enumerate(numbers)), text


def parents_of(
    seeker: np.ndarray,
    contact: np.ndarray,
    referrer: np.ndarray,
    asked: np.ndarray,
    held_from: np.ndarray,
    id_rank: Ranker,
) -> np.ndarray:
    """
    The parent row of every request, or -1, by the rule of the design ("Chains").

    `seeker`, `contact`, `referrer`: whole-number codes (n,), the last two from one book of
    people, -1 for no referrer. `asked`: day numbers (n,). `held_from`: the day of the meeting,
    or `NEVER`. `id_rank(rows)` gives the place of these rows among each other in the natural
    order of their request ids; it is called once, with the rows that tie, or not at all.

    Candidates are the same seeker's other requests to the referrer asked on the same day or
    before; a request is never its own parent. Those whose meeting was held by the child's day
    go first; among them, or else among all, the latest day of asking wins. Several on that
    day tie: the nearest before the child by id, else the first after it. Where two ids are
    equal the row that stands first in the file comes first.
    """
    parent = np.full(len(seeker), ORPHAN, dtype=np.int64)
    rows, child, child_pair, base = _relevant(seeker, contact, referrer, asked)
    if not len(child) or not len(rows):
        return parent
    first, span = int(asked.min()), int(asked.max()) - int(asked.min()) + 1
    day = asked.astype(np.int64) - first
    ready = np.clip(held_from.astype(np.int64) - first, day, span)  # span: too late for anyone
    own = contact[child] == referrer[child]

    by_day = base * span + day[rows]
    order = np.argsort(by_day, kind="stable")
    rows, by_day = rows[order], by_day[order]
    group = child_pair * span
    limit = day[child]

    best, held = _latest_held(rows, by_day, day, ready, group, limit, own, child, span)
    rest = np.flatnonzero(~held)
    latest = np.searchsorted(by_day, (group + limit)[rest], side="right") - 1 - own[rest]
    found = held.copy()
    found[rest] = (latest >= 0) & (by_day[np.maximum(latest, 0)] >= group[rest])
    best[rest] = latest

    child, best, held, limit = child[found], best[found], held[found], limit[found]
    left, right = (ends[best] for ends in _runs(by_day))
    alone = right - left == 1
    parent[child[alone]] = rows[left[alone]]
    if not alone.all():
        tied = ~alone
        until = np.where(held, limit, span)[tied]
        parent[child[tied]] = _nearest_by_id(
            rows, left[tied], right[tied], until, ready, child[tied], id_rank
        )
    return parent


def _relevant(
    seeker: np.ndarray, contact: np.ndarray, referrer: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows that may be parents, rows that may have one, and the (seeker, person) pair of each."""
    child = np.flatnonzero(referrer >= 0)
    none = np.zeros(0, dtype=np.int64)
    if not len(child):
        return none, none, none, none
    people = int(max(contact.max(), referrer.max())) + 1
    rows, child = _meeting(seeker, contact, referrer, child)
    pair = seeker[rows].astype(np.int64) * people + contact[rows]
    child_pair = seeker[child].astype(np.int64) * people + referrer[child]
    span = int(asked.max()) - int(asked.min()) + 2
    if (int(seeker.max()) + 1) * people * span >= 2**62:
        known, pair = np.unique(pair, return_inverse=True)
        at = np.minimum(np.searchsorted(known, child_pair), max(len(known) - 1, 0))
        match = known[at] == child_pair if len(known) else np.zeros(len(child), dtype=bool)
        child, child_pair = child[match], at[match]
    return rows, child, child_pair, pair


def asked_at_all(
    seeker: np.ndarray, contact: np.ndarray, referrer: np.ndarray, child: np.ndarray
) -> np.ndarray:
    """Whether each of the rows `child` has a referrer whom the same seeker asked on any day."""
    found = np.zeros(len(seeker), dtype=bool)
    if not len(child):
        return found[child]
    people = int(max(contact.max(), referrer.max())) + 1
    rows, near = _meeting(seeker, contact, referrer, child)
    known = np.sort(seeker[rows].astype(np.int64) * people + contact[rows])
    wanted = seeker[near].astype(np.int64) * people + referrer[near]
    at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    found[near] = known[at] == wanted if len(known) else False
    return found[child]


def _meeting(
    seeker: np.ndarray, contact: np.ndarray, referrer: np.ndarray, child: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """
    Rows to somebody who referred, and children whose referrer was asked; a few others slip in.

    Each seeker has a stretch of marks twice as long as their rows. A person's mark may be
    another's too, which costs time and no more: who belongs to whom is looked up afterwards.
    """
    wide = 2 << np.frexp(np.maximum(np.bincount(seeker), 1) - 1)[1].astype(np.int64)
    begin, mask = np.cumsum(wide) - wide, (wide - 1).astype(contact.dtype)
    seekers = seeker[child]
    refers = begin[seekers] + (referrer[child] & mask[seekers])
    asked = begin[seeker] + (contact & mask[seeker])
    marks = np.zeros((2, int(wide.sum())), dtype=bool)
    marks[0][refers] = True
    marks[1][asked] = True
    rows = np.flatnonzero(marks[0][asked])
    return rows[contact[rows] >= 0], child[marks[1][refers]]


def _runs(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the run of equal keys around each place of a sorted array begins and ends."""
    new = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    begins = np.concatenate([[0], new])
    lengths = np.diff(begins, append=len(keys))
    left = np.repeat(begins, lengths)
    return left, left + np.repeat(lengths, lengths)


def _latest_held(
    rows: np.ndarray,
    by_day: np.ndarray,
    day: np.ndarray,
    ready: np.ndarray,
    group: np.ndarray,
    limit: np.ndarray,
    own: np.ndarray,
    child: np.ndarray,
    span: int,
) -> tuple[np.ndarray, np.ndarray]:
    """
    The place in `by_day` of the latest whose meeting was held by each child's day, if there is one.

    Requests are sorted by the day they became ready; the running maximum of their places is then
    the latest of those ready so far, the running second maximum the latest but one, which is
    wanted where the child itself is the latest.
    """
    usable = np.flatnonzero(ready[rows] < span)
    if not len(usable):
        return np.zeros(len(child), dtype=np.int64), np.zeros(len(child), dtype=bool)
    rows = rows[usable]
    by_ready = by_day[usable] - day[rows] + ready[rows]
    order = np.argsort(by_ready, kind="stable")
    by_ready, places = by_ready[order], usable[order]
    most = np.maximum.accumulate(places)
    last = np.searchsorted(by_ready, group + limit, side="right") - 1
    best = most[np.maximum(last, 0)]
    if own.any():
        second = np.full(len(places), -1, dtype=np.int64)
        second[1:] = np.maximum.accumulate(np.minimum(most[:-1], places[1:]))
        best = np.where(own & (ready[child] <= limit), second[np.maximum(last, 0)], best)
    return best, (last >= 0) & (best >= 0) & (by_day[best] >= group)


def _nearest_by_id(
    rows: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    until: np.ndarray,
    ready: np.ndarray,
    child: np.ndarray,
    id_rank: Ranker,
) -> np.ndarray:
    """
    Among `rows[left:right]` that are ready by `until`, the nearest before each child by id.

    Children that share a tie are answered together: one sorted list of (tie, place) holds every
    candidate, and a child looks up its own place in it.
    """
    ties, tie_of_child = np.unique(np.stack([left, until]), axis=1, return_inverse=True)
    tie_of_child = tie_of_child.reshape(-1)
    first = np.zeros(ties.shape[1], dtype=np.int64)
    first[tie_of_child] = right - left
    tie = np.repeat(np.arange(len(first)), first)
    offset = np.arange(len(tie)) - np.repeat(np.cumsum(first) - first, first)
    member = rows[ties[0][tie] + offset]
    fit = ready[member] <= ties[1][tie]
    tie, member = tie[fit], member[fit]

    involved = np.unique(np.concatenate([member, child]))
    rank = np.empty(len(involved), dtype=np.int64)
    rank[np.lexsort((involved, np.asarray(id_rank(involved))))] = np.arange(len(involved))
    size = len(involved)
    key = tie * size + rank[np.searchsorted(involved, member)]
    order = np.argsort(key, kind="stable")
    key, member = key[order], member[order]
    own = tie_of_child * size + rank[np.searchsorted(involved, child)]
    before = np.searchsorted(key, own, side="left") - 1
    after = np.searchsorted(key, own, side="right")
    has_before = (before >= 0) & (key[np.maximum(before, 0)] >= tie_of_child * size)
    return member[np.where(has_before, before, after)]


@dataclass(frozen=True, slots=True)
class Descent:
    """What pointer jumping finds; arrays (n,) aligned with the requests."""

    generation: np.ndarray  # int32, 0 for a root
    root: np.ndarray  # the row of the root, its own row for a root
    descendants: np.ndarray  # int64, requests below this one at any depth


def descent(parent: np.ndarray) -> Descent:
    """
    Generation, root and number of descendants of every row of a forest.

    Pointer jumping: after k rounds each row knows its ancestor 2^k steps up, so a chain of a
    million takes twenty rounds. Raises ValueError if there is a circle.
    """
    size = len(parent)
    above = np.asarray(parent, dtype=np.int64).copy()
    live = np.flatnonzero(above >= 0)
    generation = (above >= 0).astype(np.int32)
    root = np.where(above >= 0, above, np.arange(size))
    family = np.ones(size)
    for _ in range(_rounds(size)):
        if not len(live):
            break
        up = above[live]
        np.add.at(family, up, family[live])
        generation[live] += generation[up]
        root[live] = root[up]
        further = above[up]
        above[live] = further
        live = live[further >= 0]
    if len(live):
        raise ValueError("a circle of parents has no generations; find it with circles()")
    return Descent(generation, root, family.astype(np.int64) - 1)


def sums_below(parent: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum of whole-number weights (n,) over all descendants of every row of a forest (n,)."""
    above = np.asarray(parent, dtype=np.int64).copy()
    total = np.asarray(weights, dtype=float).copy()
    live = np.flatnonzero(above >= 0)
    for _ in range(_rounds(len(above))):
        if not len(live):
            break
        total += np.bincount(above[live], weights=total[live], minlength=len(above))
        above[live] = above[above[live]]
        live = live[above[live] >= 0]
    return np.rint(total - weights).astype(np.int64)


def generations_and_roots(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Generation (int32) and root row of every row of a forest; ValueError if there is a circle."""
    found = descent(parent)
    return found.generation, found.root


def circles(parent: np.ndarray) -> list[np.ndarray]:
    """
    The circles of a parent array, each as its rows from parent to child, smallest row first.

    A row that only hangs from a circle is not part of it. Rows that never reach a root are
    followed until only the circles themselves are left.
    """
    above = np.asarray(parent, dtype=np.int64).copy()
    live = np.flatnonzero(above >= 0)
    for _ in range(_rounds(len(above))):
        if not len(live):
            return []
        above[live] = above[above[live]]
        live = live[above[live] >= 0]
    return _walk(np.unique(above[live]), parent) if len(live) else []


def _walk(rows: np.ndarray, parent: np.ndarray) -> list[np.ndarray]:
    """Each circle through `rows` (all of them on circles), from parent to child."""
    up = dict(zip(rows.tolist(), parent[rows].tolist(), strict=True))
    found = []
    for start in rows.tolist():
        if start not in up:
            continue
        circle, at = [start], up.pop(start)
        while at != start:
            circle.append(at)
            at = up.pop(at)
        found.append(np.array([start, *circle[:0:-1]]))
    return found


def _rounds(size: int) -> int:
    """Doublings that reach further than any chain of `size` rows."""
    return int(size).bit_length() + 1

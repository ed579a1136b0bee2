"""The counted requests behind choices, in a log or its parts: what is asked of them adds up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.choices import Predictor
from outreachlab.fitting.reading import Taken, cut, small
from outreachlab.fitting.rows_in_parts import MOST_GATHERED
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import SmallInts, codes_of, has
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import folded
from outreachlab.log.view import View
from outreachlab.log.vocabulary import sources_of
from outreachlab.stats.alike import Alike, alike_rows
from outreachlab.stats.logit import parts_of
from outreachlab.stats.pool_prior import Slopes, slopes_of
from outreachlab.stats.posterior import (
    Posterior,
    Prior,
    Scored,
    Sums,
    intercepts,
    posterior_at,
    posterior_of,
    sums_of,
)
from outreachlab.stats.predictors import Factor, Floats, dense
from outreachlab.stats.products import linear
from outreachlab.stats.written import summing

MOST_SAMPLED = 10_000  # requests that stand for all where gains are averaged
MOST_SEEKERS = 2_000  # who stand for all where it is found how much seekers differ
SPREAD_OUT = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
Levels = tuple[tuple[str, tuple[str, ...]], ...]  # of each term those that have a column


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which requests, and which levels of which terms.

    `own` takes those of `seekers` (folded names) alone, those of all others, or with None all.
    """

    terms: Levels
    seekers: frozenset[str]
    own: bool | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log that it reads."""
        return ("seeker", *(source for name, _ in self.terms for source in sources_of(name)))

    def taken(self, log: CheckedLog, outcomes: Outcomes) -> Taken:
        """The requests of a log or a part: a factor each of small numbers, success, seekers."""
        rows = self.rows(log, outcomes)
        terms = tuple(small(_term(log, outcomes, rows, *one)) for one in self.terms)
        seeker = np.unique(self.who(log, outcomes, rows), return_inverse=True)[1]
        return Taken(terms, outcomes.accepted[rows], seeker.reshape(-1).astype(np.int32))

    def who(self, log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp]) -> SmallInts:
        """Whose they are, as codes of the column."""
        return codes_of(log, "seeker", outcomes.rows).codes[rows]

    def rows(self, log: CheckedLog, outcomes: Outcomes) -> NDArray[np.intp]:
        """The places of the requests."""
        if self.own is None:
            return np.flatnonzero(outcomes.counted)
        return np.flatnonzero(outcomes.counted & (self.theirs(log, outcomes) == self.own))

    def theirs(self, log: CheckedLog, outcomes: Outcomes) -> Flags:
        """Which requests are of the seekers named."""
        who = codes_of(log, "seeker", outcomes.rows)
        wanted = np.array([folded(name) in self.seekers for name in who.book] or [False])
        return np.asarray(wanted[who.codes])


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The requests with the least keys (m,): x (m, k), and their seekers' intercepts (m,)."""

    keys: Keys
    x: Floats
    own: Floats

    def __add__(self, other: "Sample") -> "Sample":
        keys, x, own = (
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("keys", "x", "own")
        )
        least = _least(keys)
        return Sample(keys[least], x[least], own[least])


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """
    The requests of the seekers with the least keys (g,), rising: as if drawn by lot.

    Their groups are places among the keys, and they stand in that order.
    """

    keys: Keys
    taken: Taken

    def __add__(self, other: "Drawn") -> "Drawn":
        keys = np.concatenate([self.keys, other.keys])
        least = np.argsort(keys, kind="stable")[:MOST_SEEKERS]
        place = np.full(len(keys), -1, np.int32)
        place[least] = np.arange(len(least))
        one, two = self.taken, other.taken
        groups = place[np.concatenate([_groups(one), _groups(two) + len(self.keys)])]
        kept = np.flatnonzero(groups >= 0)
        kept = kept[np.argsort(groups[kept], kind="stable")]
        terms = tuple(
            replace(mine, codes=np.concatenate([mine.codes, theirs.codes])[kept])
            for mine, theirs in zip(one.terms, two.terms, strict=True)
            if isinstance(mine, Factor) and isinstance(theirs, Factor)
        )
        success = np.concatenate([one.success, two.success])
        return Drawn(keys[least], Taken(terms, success[kept], groups[kept]))


def _groups(found: Taken) -> NDArray[np.int32]:
    return np.zeros(0, np.int32) if found.groups is None else found.groups


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """
    Counted requests with k columns, in a log or its parts; what is asked of them is a sum.

    `together` has those that are alike as one, without their seekers, `near` those of some
    seekers, of `every` one if they are few; None where there is one or their requests are too
    many. `seekers` counts who asked, `found` says whether those named asked anything.
    """

    view: View
    wanted: Wanted
    together: Scored
    near: Scored | None
    rows: int
    yeses: int
    seekers: int
    found: bool

    @property
    def every(self) -> bool:
        """Are all requests near?"""
        return self.near is not None and self.seekers <= MOST_SEEKERS

    def posterior(self, prior: Prior) -> Posterior:
        """What is known of each column; several seekers have intercepts of their own."""
        if self.seekers < 2 or self.near is None:
            return posterior_of(self.sums, prior, self.seekers > 1)
        found = posterior_of(summing(self.near), prior, True)
        if self.every:
            return found
        return posterior_at(self.sums, prior, found.spread, found.mean)

    def sides(self, place: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """How many were asked by the first and the second side of a tactic's column; the yeses."""
        rows = self.together
        found = np.zeros((2, 2))
        for part in rows.parts:
            x = linear(part.design, rows.scores[:, place])
            for side, at in enumerate((0.5, -0.5)):
                times = part.weighted((x == at).astype(float))
                found[:, side] += times.sum(), times @ part.success
        (n, m), (a, b) = found.astype(int).tolist()
        return (n, m), (a, b)

    def sums(self, coefficients: Floats, spread: float) -> Sums:
        """What a posterior is found by."""
        if spread <= 0:
            return sums_of(self.together, coefficients, 0.0)
        found: Sums = self._each(partial(sums_of, coefficients=coefficients, spread=spread))
        return found

    def slopes(self, posterior: Posterior) -> Slopes:
        """How much seekers differ from it."""
        found: Slopes = self._each(partial(slopes_of, posterior=posterior))
        return found

    def sample(self, posterior: Posterior) -> Sample:
        """Ten thousand requests at most, the same in whatever order they come."""
        task = partial(_sample, self.wanted, self.together.scores, posterior)
        return self.view.total(task, (*self.wanted.columns, "request_id"))[0]  # type: ignore[no-any-return]

    def _each(self, task: Callable[[Scored], Any]) -> Any:
        if self.near is not None and self.every:
            return task(self.near)
        own = partial(_of_rows, self.wanted, self.together.scores, task)
        return self.view.total(own, self.wanted.columns)[0]


def asked_in(
    view: View, predictors: Sequence[Predictor], seekers: frozenset[str], own: bool | None
) -> Asked:
    """The counted requests of a log or its parts: those of some seekers, of all others, or all."""
    if not view.facts()["totals"]["counted"]:
        raise NothingToComputeError(
            "no request counts yet: every one is undelivered or too young to judge"
        )
    terms, scores = _scores(predictors)
    wanted = Wanted(terms, seekers, own)
    alike, several, found = view.total(partial(_kinds, wanted), wanted.columns)
    nothing = np.zeros(0, np.intp)
    empty = [Factor(nothing, len(levels) + 1, len(levels)) for _, levels in terms]
    near = None
    if several > 1 and alike.rows * min(1.0, MOST_SEEKERS / several) <= MOST_GATHERED:
        (drawn,) = view.total(partial(_drawn, wanted), wanted.columns)
        near = _scored(scores, drawn.taken)
    return Asked(
        view=view,
        wanted=wanted,
        together=Scored(alike.parts(empty, ()), scores),
        near=near,
        rows=alike.rows,
        yeses=alike.yeses,
        seekers=several,
        found=found > 0,
    )


def _scores(predictors: Sequence[Predictor]) -> tuple[Levels, Floats]:
    """The levels that have a column, and what each adds to the intercept and the predictors."""
    levels: dict[str, list[str]] = {}
    for one in predictors:
        levels.setdefault(one.term, []).extend(one.sides or (str(one.level),))
    order = [(name, level) for name, own in levels.items() for level in own]
    scores = np.zeros((1 + len(order), 1 + len(predictors)))
    scores[0, 0] = 1
    for place, one in enumerate(predictors, start=1):
        told = zip(one.sides, (0.5, -0.5), strict=True) if one.sides else ((one.level, 1.0),)
        for level, at in told:
            scores[1 + order.index((one.term, str(level))), place] = at
    return tuple((name, tuple(own)) for name, own in levels.items()), scores


def _term(
    log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp], name: str, levels: tuple[str, ...]
) -> Factor:
    """A column for each level; the last code, of a blank and of all else, has none."""
    rest = len(levels)
    if not has(log, name):
        return Factor(np.full(len(rows), rest), rest + 1, rest)
    codes = codes_of(log, name, outcomes.rows)
    place = {level: at for at, level in enumerate(levels)}
    table = np.array([*(place.get(level, rest) for level in codes.book), rest])
    return Factor(table[codes.codes[rows]], rest + 1, rest)


def _kinds(wanted: Wanted, log: CheckedLog, outcomes: Outcomes) -> tuple[Alike, int, int]:
    """The requests that are alike, how many seekers they have, and those of the ones named."""
    found = wanted.taken(log, outcomes)
    seekers = 0 if found.groups is None else int(found.groups.max(initial=-1)) + 1
    theirs = int(wanted.theirs(log, outcomes).sum())
    return alike_rows(found.terms, found.success), seekers, theirs


def _drawn(wanted: Wanted, log: CheckedLog, outcomes: Outcomes) -> tuple[Drawn]:
    found, nobody = wanted.taken(log, outcomes), Taken((), np.zeros(0, bool), None)
    rows = wanted.rows(log, outcomes)
    book = codes_of(log, "seeker", outcomes.rows).book
    names = [folded(book[code]) for code in np.unique(wanted.who(log, outcomes, rows)).tolist()]
    keys = pd.util.hash_array(np.array([*names, ""], object), categorize=False)[:-1]
    nothing = replace(nobody, terms=tuple(cut(term, slice(0)) for term in found.terms))
    return (Drawn(keys, found) + Drawn(keys[:0], nothing),)  # which draws the least of them


def _scored(scores: Floats, found: Taken) -> Scored:
    return Scored([*found.rows(())], scores)


def _of_rows(
    wanted: Wanted,
    scores: Floats,
    task: Callable[[Scored], Any],
    log: CheckedLog,
    outcomes: Outcomes,
) -> tuple[Any]:
    return (task(_scored(scores, wanted.taken(log, outcomes))),)


def _sample(
    wanted: Wanted, scores: Floats, posterior: Posterior, log: CheckedLog, outcomes: Outcomes
) -> tuple[Sample]:
    found = wanted.taken(log, outcomes)
    keys = _keys(log, outcomes.rows[wanted.rows(log, outcomes)])
    least = _least(keys)
    own = intercepts(_scored(scores, found), posterior.mean, posterior.spread)[1]
    of_seeker = own[found.groups] if len(own) else np.zeros(len(keys))
    few = parts_of(found.success[least], [cut(term, least) for term in found.terms])
    x = np.concatenate([dense(part.design, np.arange(part.design.rows)) for part in few]) @ scores
    return (Sample(keys[least], x, of_seeker[least]),)


def _keys(log: CheckedLog, rows: NDArray[np.int64]) -> Keys:
    """A number for each request by its seeker and its id, as if drawn by lot."""
    seekers = codes_of(log, "seeker", rows)
    ids = log.frame["request_id"].cat
    names = [folded(name) for name in seekers.book]
    who, which = (
        pd.util.hash_array(np.array([*texts, ""], object), categorize=False)
        for texts in (names, ids.categories)
    )
    return who[seekers.codes] * SPREAD_OUT + which[ids.codes.to_numpy()[rows]]


def _least(keys: Keys) -> NDArray[np.intp]:
    """The places of the least keys, in their order."""
    return np.argsort(keys, kind="stable")[:MOST_SAMPLED]

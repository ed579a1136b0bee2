"""The counted requests behind choices, in a log or its parts: what is asked of them adds up."""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.choices import Predictor
from outreachlab.fitting.reading import Taken, cut, small, taken
from outreachlab.fitting.rows_in_parts import each
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.outcomes import Judged, Outcomes, outcomes_on
from outreachlab.log.people import folded
from outreachlab.log.view import View
from outreachlab.log.vocabulary import sources_of
from outreachlab.parts.part import Part
from outreachlab.parts.view import PartsView
from outreachlab.stats.alike import Alike, alike_rows
from outreachlab.stats.logit import parts_of
from outreachlab.stats.pool_prior import Slopes, slopes_of
from outreachlab.stats.posterior import Posterior, Scored, Sums, intercepts, sums_of
from outreachlab.stats.predictors import Factor, Floats, dense
from outreachlab.stats.products import linear

MOST_SAMPLED = 10_000  # requests that stand for all where gains are averaged
SPREAD_OUT = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
Levels = tuple[tuple[str, tuple[str, ...]], ...]  # of each term those that have a column


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which requests and which levels of which terms; `token` tells these from any others.

    `own` takes those of `seekers` (folded names) alone, those of all others, or with None all.
    """

    token: str
    judged: Judged | None
    window_days: int
    terms: Levels
    seekers: frozenset[str]
    own: bool | None
    pairs: tuple[tuple[int, int], ...] = ()
    cluster: str | None = "seeker"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log that it reads."""
        return ("seeker", *(source for name, _ in self.terms for source in sources_of(name)))

    def read(self, part: Part) -> Taken:
        """The requests of a part."""
        assert self.judged is not None
        log = part.read(self.columns)
        return self.taken(log, outcomes_on(log, self.judged, self.window_days))

    def taken(self, log: CheckedLog, outcomes: Outcomes) -> Taken:
        """The requests of a log or a part: a factor each of small numbers, success, seekers."""
        rows = self.rows(log, outcomes)
        terms = tuple(small(_term(log, outcomes, rows, *one)) for one in self.terms)
        who = codes_of(log, "seeker", outcomes.rows).codes[rows]
        seeker = np.unique(who, return_inverse=True)[1].reshape(-1).astype(np.int32)
        return Taken(terms, outcomes.accepted[rows], seeker)

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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """
    Counted requests with k columns, in a log or its parts; what is asked of them is a sum.

    `together` has those that are alike as one, without their seekers, and `here` the requests of
    a table one by one; `seekers` counts who asked, `found` whether those named asked anything.
    """

    view: View
    wanted: Wanted
    together: Scored
    here: Scored | None
    rows: int
    yeses: int
    seekers: int
    found: bool

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
        if self.here is not None:
            return task(self.here)
        assert isinstance(self.view, PartsView)
        return each(self.view, partial(_of_part, self.wanted, self.together.scores, task))


def asked_in(
    view: View, predictors: Sequence[Predictor], seekers: frozenset[str], own: bool | None
) -> Asked:
    """The counted requests of a log or its parts: those of some seekers, of all others, or all."""
    facts = view.facts()
    if not facts["totals"]["counted"]:
        raise NothingToComputeError(
            "no request counts yet: every one is undelivered or too young to judge"
        )
    terms, scores = _scores(predictors)
    judged = view.judged if isinstance(view, PartsView) else None
    told = (judged, facts["window_days"], terms, seekers, own)
    token = blake2b(pickle.dumps((*told[:3], sorted(seekers), own)), digest_size=8).hexdigest()
    wanted = Wanted(token, *told)
    alike, several, found = view.total(partial(_kinds, wanted), wanted.columns)
    nothing = np.zeros(0, np.intp)
    empty = [Factor(nothing, len(levels) + 1, len(levels)) for _, levels in terms]
    here = None if judged else _scored(wanted, scores, wanted.taken(*view.whole("choices")))
    return Asked(
        view=view,
        wanted=wanted,
        together=Scored(alike.parts(empty, ()), scores),
        here=here,
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


def _scored(wanted: Wanted, scores: Floats, found: Taken) -> Scored:
    return Scored([*found.rows(wanted)], scores)


def _of_part(wanted: Wanted, scores: Floats, task: Callable[[Scored], Any], part: Part) -> Any:
    return task(_scored(wanted, scores, taken(wanted, part)))


def _sample(
    wanted: Wanted, scores: Floats, posterior: Posterior, log: CheckedLog, outcomes: Outcomes
) -> tuple[Sample]:
    found = wanted.taken(log, outcomes)
    keys = _keys(log, outcomes.rows[wanted.rows(log, outcomes)])
    least = _least(keys)
    own = intercepts(_scored(wanted, scores, found), posterior.mean, posterior.spread)[1]
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

"""From a log to the regression behind choices: every tactic as its two sides, held equal to all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import folded
from outreachlab.log.view import View
from outreachlab.log.vocabulary import ADVICE, BACKGROUND, Advice, sources_of
from outreachlab.stats.posterior import Prior, separate_prior

# What can be chosen at the next request; whom one asks is another question.
CHOSEN: tuple[Advice, ...] = tuple(
    one
    for one in ADVICE
    if one.success == "accepted" and one.contrast and one.tactic != "was_referred"
)
INTERCEPT = (-0.5, 2.0)
OTHERS = (0.0, 0.7)  # levels that are no choice, and the background
MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Predictor:
    """A column: a tactic as +1/2 on its first side and -1/2 on its second, or one level as 1."""

    term: str
    sides: tuple[str, str] | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """
    Counted requests: x (n, k), y (n,), seekers (n,) from 0, and which are of the one looked at.

    `found` says whether that seeker asked anything. Those of two parts, which share no seeker,
    stand one after the other.
    """

    x: NDArray[np.float32]
    y: NDArray[np.bool_]
    seeker: NDArray[np.intp]
    own: NDArray[np.bool_]
    found: bool

    def __add__(self, other: "Asked") -> "Asked":
        begun = int(self.seeker.max(initial=-1)) + 1
        return Asked(
            np.concatenate([self.x, other.x]),
            np.concatenate([self.y, other.y]),
            np.concatenate([self.seeker, other.seeker + begun]),
            np.concatenate([self.own, other.own]),
            self.found or other.found,
        )

    def of(self, some: NDArray[np.bool_]) -> "Asked":
        """Some of the requests, those of a seeker together."""
        places = np.flatnonzero(some)
        rows = places[np.argsort(self.seeker[places], kind="stable")]
        seeker = np.unique(self.seeker[rows], return_inverse=True)[1].reshape(-1).astype(np.intp)
        return Asked(self.x[rows], self.y[rows], seeker, self.own[rows], self.found)


def predictors_of(levels: Mapping[str, Mapping[str, int]]) -> tuple[Predictor, ...]:
    """
    The columns after the intercept: tactics, their other levels, the background's.

    `levels` says how many counted requests have each level of each term; a tactic that none of
    them tells of has no column, nor has the commonest level of the background.
    """
    tactics = [
        Predictor(one.tactic, sides=one.contrast)
        for one in CHOSEN
        if one.contrast and any(levels.get(one.tactic, {}).get(side) for side in one.contrast)
    ]
    sides = {one.tactic: one.contrast or () for one in CHOSEN}
    others = [
        Predictor(term, level=level)
        for term in sides
        for level, count in levels.get(term, {}).items()
        if count and level not in sides[term]
    ]
    for term in BACKGROUND:
        used = {level: count for level, count in levels.get(term, {}).items() if count}
        common = max(used, key=lambda level: used[level], default=None)
        others += [Predictor(term, level=level) for level in used if level != common]
    return (*tactics, *others)


def prior_of(
    predictors: Iterable[Predictor],
    mean: float,
    sd: float,
    told: Mapping[str, tuple[float, float]] | None = None,
) -> Prior:
    """
    The prior of the intercept and of each column; raises UsageError for a spread of none.

    Mean and spread are those of every tactic but the `told` ones.
    """
    told = told or {}
    pairs = [told.get(one.term, (mean, sd)) if one.sides else OTHERS for one in predictors]
    means, sds = np.array([INTERCEPT, *pairs]).T
    return separate_prior(means, sds)


def asked_in(view: View, predictors: tuple[Predictor, ...], seekers: frozenset[str]) -> Asked:
    """The counted requests of a log or its parts; those of `seekers` (folded names) are `own`."""
    count = view.facts()["totals"]["counted"]
    if not count:
        raise NothingToComputeError(
            "no request counts yet: every one is undelivered or too young to judge"
        )
    if count > MOST_ROWS:
        raise UsageError(
            f"choices look at up to {MOST_ROWS:,} counted requests at once, and here are "
            f"{count:,}; name a `seeker` or narrow the days by `since`"
        )
    columns = tuple(source for one in predictors for source in sources_of(one.term))
    found: Asked = view.total(partial(_asked, predictors, seekers), ("seeker", *columns))[0]
    return found


def _asked(
    predictors: tuple[Predictor, ...],
    seekers: frozenset[str],
    log: CheckedLog,
    outcomes: Outcomes,
) -> tuple[Asked]:
    rows = np.flatnonzero(outcomes.counted)
    x = np.zeros((len(rows), 1 + len(predictors)), np.float32)
    x[:, 0] = 1
    for place, one in enumerate(predictors, start=1):
        if has(log, one.term):
            x[:, place] = _column(log, outcomes, one)[rows]
    who = codes_of(log, "seeker", outcomes.rows)
    wanted = np.array([folded(name) in seekers for name in who.book] or [False])
    own = wanted[who.codes]
    seeker = np.unique(who.codes[rows], return_inverse=True)[1].reshape(-1).astype(np.intp)
    return (Asked(x, outcomes.accepted[rows], seeker, own[rows], bool(own.any())),)


def _column(log: CheckedLog, outcomes: Outcomes, one: Predictor) -> NDArray[np.float64]:
    codes = codes_of(log, one.term, outcomes.rows)
    value = np.zeros(len(codes.book) + 1)  # the last is a blank's
    levels = zip(one.sides, (0.5, -0.5), strict=True) if one.sides else ((one.level, 1.0),)
    for level, at in levels:
        if level in codes.book:
            value[codes.book.index(level)] = at
    return value[codes.codes]

"""The one test of each verdict, in a log or its parts: which requests, and what beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.tried import Tried, eligible_for, read_for
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, View
from outreachlab.log.vocabulary import Advice, sources_of
from outreachlab.stats.verdict_test import (
    Floats,
    Ints,
    Line,
    Products,
    Spread,
    VerdictTest,
    columns_allowed,
    line_of,
    products_of,
    spread_of,
    verdict_test,
)

# What is held equal, the first first where a log carries few columns.
BESIDE = (
    "referral",
    "said_informational",
    "explained_why",
    "short_time",
    "offered_phone",
    "relationship",
    "convenient_venue",
    "meeting_format",
)


class Beside(NamedTuple):
    """A column of Z: 1 where a term has a level, its mean where that is not recorded."""

    term: str
    level: str
    mean: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """One piece of advice and what is held equal when its two sides are compared."""

    advice: Advice
    beside: tuple[Beside, ...] = ()


def tests_of(view: View, asked: Sequence[tuple[Advice, int]]) -> dict[str, VerdictTest | None]:
    """
    The test of each piece of advice, by its tactic; None where nothing could tell.

    `asked` has each with how many requests are on either side. Three passes over the log: which
    columns stand beside each contrast, their products, and what is left of them.
    """
    told = (name for one, _ in asked for name in read_for(one))
    columns = (*told, *FOREST, "seeker", *_terms_of(view.header))
    contrasts = _contrasts(view, asked, columns)
    products = view.total(partial(_products, contrasts), columns)
    lines = [line_of(one) for one in products]
    clear = [(one, line) for one, line in zip(contrasts, lines, strict=True) if line is not None]
    spreads = iter(view.total(partial(_spreads, clear), columns) if clear else ())
    return {
        one.advice.tactic: None if line is None else verdict_test(sums, line, next(spreads))
        for one, sums, line in zip(contrasts, products, lines, strict=True)
    }


def _terms_of(header: CheckedLog) -> tuple[str, ...]:
    """The columns that what may be held equal is read from."""
    return tuple(source for name in BESIDE if has(header, name) for source in sources_of(name))


def _contrasts(
    view: View, asked: Sequence[tuple[Advice, int]], columns: tuple[str, ...]
) -> tuple[Contrast, ...]:
    """Each contrast with as many columns beside it as its requests carry; one pass."""
    terms = [_beside(view.header, one) for one, _ in asked]
    pairs = [(one, name) for (one, _), names in zip(asked, terms, strict=True) for name in names]
    found = iter(view.total(partial(_levels, pairs), columns) if pairs else ())
    return tuple(
        Contrast(one, _held([next(found) for _ in names], rows))
        for (one, rows), names in zip(asked, terms, strict=True)
    )


def _beside(header: CheckedLog, advice: Advice) -> list[str]:
    """The terms held equal: of other columns than the contrast's own; none at meetings."""
    if advice.success != "accepted":
        return []
    own = {*sources_of(advice.tactic)}
    return [name for name in BESIDE if has(header, name) and not own & {*sources_of(name)}]


def _held(terms: Sequence[Tried], rows: int) -> tuple[Beside, ...]:
    """The columns, all levels in use but each term's first; at most one per 25 requests."""
    found: list[Beside] = []
    for one in terms:
        counts = one.counts[:, 0]
        used = np.flatnonzero(counts)[1:].tolist()
        known = counts.sum()
        found += [Beside(one.tactic, one.book[at], float(counts[at] / known)) for at in used]
    return tuple(found[: columns_allowed(rows)])


def _levels(
    pairs: Sequence[tuple[Advice, str]], log: CheckedLog, outcomes: Outcomes
) -> tuple[Tried, ...]:
    """How often each level of a term stands on the sides of a contrast, and with success."""
    return tuple(_levels_of(log, outcomes, one, name) for one, name in pairs)


def _levels_of(log: CheckedLog, outcomes: Outcomes, advice: Advice, name: str) -> Tried:
    rows, _, success = _sides(log, outcomes, advice)
    codes = codes_of(log, name, outcomes.rows)
    known = codes.codes[rows] >= 0
    counts = [
        np.bincount(codes.codes[some], minlength=len(codes.book))
        for some in (rows[known], rows[known & (success > 0)])
    ]
    return Tried(name, codes.book, np.stack(counts, axis=1).astype(np.int64))


def _products(
    contrasts: Sequence[Contrast], log: CheckedLog, outcomes: Outcomes
) -> tuple[Products, ...]:
    return tuple(products_of(*_arrays(log, outcomes, one)[:4]) for one in contrasts)


def _spreads(
    asked: Sequence[tuple[Contrast, Line]], log: CheckedLog, outcomes: Outcomes
) -> tuple[Spread, ...]:
    return tuple(spread_of(*_arrays(log, outcomes, one), line) for one, line in asked)


def _arrays(
    log: CheckedLog, outcomes: Outcomes, contrast: Contrast
) -> tuple[Floats, Floats, Floats, Ints, Ints]:
    """x, y (n,), Z (n, q), seekers and chains (n,) of the requests on either side."""
    rows, x, y = _sides(log, outcomes, contrast.advice)
    lines = lines_of(log, outcomes.rows)
    z = np.zeros((len(rows), len(contrast.beside)))
    for place, one in enumerate(contrast.beside):
        codes = codes_of(log, one.term, outcomes.rows)
        here = codes.codes[rows]
        level = codes.book.index(one.level) if one.level in codes.book else len(codes.book)
        z[:, place] = np.where(here < 0, one.mean, here == level)
    return x, y, z, _numbered(lines.seeker[rows]), _numbered(lines.descent.root[rows])


def _sides(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> tuple[Ints, Floats, Floats]:
    """The places of the requests on either side (n,), 1 for the first side, 1 for success."""
    assert advice.contrast is not None
    ground = eligible_for(log, outcomes, advice)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(one) if one in codes.book else -2 for one in advice.contrast)
    rows = np.flatnonzero(ground.among & ((codes.codes == a) | (codes.codes == b)))
    return rows, (codes.codes[rows] == a).astype(float), ground.success[rows].astype(float)


def _numbered(codes: NDArray[np.integer]) -> Ints:
    """The codes in use as 0, 1, 2."""
    return np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.intp)

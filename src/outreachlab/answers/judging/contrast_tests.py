"""The one test of each verdict, in a log or its parts: which requests, and what beside them."""

from collections.abc import Iterator, Sequence
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
from outreachlab.stats.predictors import Design, Factor, design_of, first_columns
from outreachlab.stats.verdict_test import (
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

Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]
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
    """A term of Z: its levels in use, and the share of each among those that record it."""

    term: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """
    One piece of advice and what is held equal when its two sides are compared.

    Z are the first `columns` of those of the terms, one for each level but a term's first; where a
    term is not recorded they are its shares.
    """

    advice: Advice
    beside: tuple[Beside, ...] = ()
    columns: int = 0


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
    terms = tuple((one, tuple(_beside(view.header, one))) for one, _ in asked)
    found = iter(view.total(partial(_levels, terms), columns))
    return tuple(
        _held(one, [next(found) for _ in names], rows)
        for (_, rows), (one, names) in zip(asked, terms, strict=True)
    )


def _beside(header: CheckedLog, advice: Advice) -> list[str]:
    """The terms held equal: of other columns than the contrast's own; none at meetings."""
    if advice.success != "accepted":
        return []
    own = {*sources_of(advice.tactic)}
    return [name for name in BESIDE if has(header, name) and not own & {*sources_of(name)}]


def _held(advice: Advice, terms: Sequence[Tried], rows: int) -> Contrast:
    """What is held equal: all levels in use but each term's first, at most one per 25 requests."""
    found: list[Beside] = []
    columns, most = 0, columns_allowed(rows)
    for one in terms:
        counts = one.counts[:, 0]
        used = np.flatnonzero(counts).tolist()
        if len(used) > 1 and columns < most:
            known = counts.sum()
            shares = tuple(float(counts[at] / known) for at in used)
            found.append(Beside(one.tactic, tuple(one.book[at] for at in used), shares))
            columns += len(used) - 1
    return Contrast(advice, tuple(found), min(columns, most))


def _levels(
    terms: Sequence[tuple[Advice, tuple[str, ...]]], log: CheckedLog, outcomes: Outcomes
) -> tuple[Tried, ...]:
    """How often each level of some terms stands on the sides of each contrast."""
    return tuple(one for asked, names in terms for one in _levels_of(log, outcomes, asked, names))


def _levels_of(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, names: Sequence[str]
) -> Iterator[Tried]:
    rows, _, success = _sides(log, outcomes, advice)
    for name in names:
        codes = codes_of(log, name, outcomes.rows)
        size = len(codes.book)
        at = codes.codes[rows].astype(np.intp) + 1  # blanks first, so that no code is negative
        counts = [np.bincount(at, weight, size + 1)[1:] for weight in (None, success)]
        yield Tried(name, codes.book, np.stack(counts, axis=1).astype(np.int64))


def _products(
    contrasts: Sequence[Contrast], log: CheckedLog, outcomes: Outcomes
) -> tuple[Products, ...]:
    return tuple(products_of(*_rows(log, outcomes, one)[:2]) for one in contrasts)


def _spreads(
    asked: Sequence[tuple[Contrast, Line]], log: CheckedLog, outcomes: Outcomes
) -> tuple[Spread, ...]:
    return tuple(spread_of(*_rows(log, outcomes, one), line) for one, line in asked)


def _rows(log: CheckedLog, outcomes: Outcomes, contrast: Contrast) -> tuple[Design, Ints, Ints]:
    """x, y and Z, seekers and chains (n,) of the requests on either side."""
    rows, x, y = _sides(log, outcomes, contrast.advice)
    lines = lines_of(log, outcomes.rows)
    terms = [_two(x), _two(y), *(_term(log, outcomes, rows, one) for one in contrast.beside)]
    design = first_columns(design_of(len(rows), terms), 3 + contrast.columns)
    return design, lines.seeker[rows].astype(np.intp), lines.descent.root[rows].astype(np.intp)


def _two(flags: Flags) -> Factor:
    """A column that is 1 where a flag (n,) is set."""
    return Factor(flags.astype(np.intp), 2)


def _term(log: CheckedLog, outcomes: Outcomes, rows: Ints, one: Beside) -> Factor:
    codes = codes_of(log, one.term, outcomes.rows)
    place = {level: at for at, level in enumerate(one.levels)}
    blank = len(one.levels)
    table = np.array([*(place.get(level, blank) for level in codes.book), blank], np.intp)
    return Factor(table[codes.codes[rows]], blank, shares=one.shares)


def _sides(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> tuple[Ints, Flags, Flags]:
    """The places of the requests on either side, which of them are on the first, and succeeded."""
    assert advice.contrast is not None
    ground = eligible_for(log, outcomes, advice)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(one) if one in codes.book else -2 for one in advice.contrast)
    rows = np.flatnonzero(ground.among & ((codes.codes == a) | (codes.codes == b)))
    return rows, codes.codes[rows] == a, ground.success[rows]

"""The one test of each verdict, in a log or its parts: which requests, and what beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.tried import eligible_for, read_for
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, View
from outreachlab.log.vocabulary import Advice, levels_of, sources_of
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

    `asked` has each with how many requests are on either side. Two passes over the log: the
    products of both sides with all that may stand beside them, and what is left of them.
    """
    told = (name for one, _ in asked for name in read_for(one))
    columns = (*told, *FOREST, "seeker", *_terms_of(view.header))
    terms = tuple((one, tuple(_beside(view.header, one))) for one, _ in asked)
    every = view.total(partial(_products, terms), columns)
    held = [
        _held(one, names, products, rows)
        for (one, names), products, (_, rows) in zip(terms, every, asked, strict=True)
    ]
    lines = [line_of(products) for _, products in held]
    clear = [(one, line) for (one, _), line in zip(held, lines, strict=True) if line is not None]
    spreads = iter(view.total(partial(_spreads, clear), columns) if clear else ())
    return {
        one.advice.tactic: None if line is None else verdict_test(products, line, next(spreads))
        for (one, products), line in zip(held, lines, strict=True)
    }


def _terms_of(header: CheckedLog) -> tuple[str, ...]:
    """The columns that what may be held equal is read from."""
    return tuple(source for name in BESIDE if has(header, name) for source in sources_of(name))


def _beside(header: CheckedLog, advice: Advice) -> list[str]:
    """The terms held equal: of other columns than the contrast's own; none at meetings."""
    if advice.success != "accepted":
        return []
    own = {*sources_of(advice.tactic)}
    return [name for name in BESIDE if has(header, name) and not own & {*sources_of(name)}]


def _held(
    advice: Advice, names: Sequence[str], products: Products, rows: int
) -> tuple[Contrast, Products]:
    """
    What is held equal: all levels in use but each term's first, at most one per 25 requests.

    Of the products, which have a column for each level of a term but its first and one for its
    blanks, come those with the columns of the contrast.
    """
    most, place = columns_allowed(rows), 2
    found: list[Beside] = []
    weights = [*np.eye(2, len(products.sums))]
    for name in names:
        book = levels_of(name)
        blank = place + len(book) - 1
        counts = products.sums[place : blank + 1].round()
        counts = np.append(products.rows - counts.sum(), counts[:-1])  # the first has no column
        used, known = np.flatnonzero(counts).tolist(), counts.sum()
        if len(used) > 1 and len(weights) - 2 < most:
            shares = tuple(float(counts[at] / known) for at in used)
            found.append(Beside(name, tuple(book[at] for at in used), shares))
            for at, share in zip(used[1:], shares[1:], strict=True):
                column = np.zeros(len(products.sums))
                column[place + at - 1], column[blank] = 1, share
                weights.append(column)
        place = blank + 1
    weights = weights[: 2 + most]
    contrast = Contrast(advice, tuple(found), len(weights) - 2)
    return contrast, products.combined(np.array(weights))


def _products(
    terms: Sequence[tuple[Advice, tuple[str, ...]]], log: CheckedLog, outcomes: Outcomes
) -> tuple[Products, ...]:
    """The products of x, y, and of each level and the blanks of each term, for each contrast."""
    return tuple(_products_of(log, outcomes, *one) for one in terms)


def _products_of(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, names: Sequence[str]
) -> Products:
    rows, x, y = _sides(log, outcomes, advice)
    terms = [_two(x), _two(y)]
    for name in names:
        book = levels_of(name)
        codes = _codes(log, outcomes, rows, name, book)
        terms.append(Factor(codes, len(book) + 1))
    seeker = lines_of(log, outcomes.rows).seeker[rows].astype(np.intp)
    return products_of(design_of(len(rows), terms), seeker)


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
    codes = _codes(log, outcomes, rows, one.term, one.levels)
    return Factor(codes, len(one.levels), shares=one.shares)


def _codes(
    log: CheckedLog, outcomes: Outcomes, rows: Ints, name: str, levels: tuple[str, ...]
) -> Ints:
    """The place of each request's level (n,), of a blank one past the last."""
    codes = codes_of(log, name, outcomes.rows)
    place = {level: at for at, level in enumerate(levels)}
    table = np.array([*(place.get(level, len(levels)) for level in codes.book), len(levels)])
    return table.astype(np.intp)[codes.codes[rows]]


def _sides(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> tuple[Ints, Flags, Flags]:
    """The places of the requests on either side, which of them are on the first, and succeeded."""
    assert advice.contrast is not None
    ground = eligible_for(log, outcomes, advice)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(one) if one in codes.book else -2 for one in advice.contrast)
    rows = np.flatnonzero(ground.among & ((codes.codes == a) | (codes.codes == b)))
    return rows, codes.codes[rows] == a, ground.success[rows]

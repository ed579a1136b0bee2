"""The choices of a regression, made for a whole log from sums: terms, pairs, coefficients."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.fitting.figures import aliased, wholly_aliased
from outreachlab.fitting.recorded import Column, Recorded, column_of, known_in, rows_of
from outreachlab.fitting.terms import (
    Chosen,
    Selection,
    chosen_of,
    refuse_doubles,
    select,
    take,
    usual_terms,
)
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.stats.logit import independent
from outreachlab.stats.predictors import Column as Coefficient, Floats, Term, columns_of
from outreachlab.wording import counted, listed, of, plural

Pairs = Sequence[tuple[int, int]]
# X'X over the requests used, for some terms and the pairs of them that interact
Gram = Callable[[Sequence[Chosen], Pairs], Floats]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Choice:
    """
    The terms of a model, the pairs that interact, its coefficients, and why the rest is not.

    `kept` (k,) marks columns that are no sum of others, `why` tells why the others are not;
    `rows` requests are used, of which `yeses` were accepted.
    """

    chosen: tuple[Chosen, ...]
    pairs: tuple[tuple[int, int], ...]
    columns: tuple[Coefficient, ...]
    kept: np.ndarray
    why: dict[int, str]
    dropped: dict[str, str]
    rows: int
    yeses: int


def choose(
    log: CheckedLog,
    recorded: Recorded,
    terms: Sequence[str] | None,
    baselines: Mapping[str, str],
    interactions: Sequence[tuple[str, str]],
    gram: Gram,
) -> Choice:
    """
    Choose terms and set aside what cannot be told apart.

    `log` tells which columns there are; `recorded` are its counted requests by pattern. Raises
    NothingToComputeError where no row, no yes or no no is left, or fewer rows than coefficients.
    """
    without: dict[str, str] = {}
    while True:
        selection = (
            select(log, recorded, without) if terms is None else take(terms, recorded, without)
        )
        _refuse_one_outcome(recorded, selection)
        chosen = chosen_of(selection, baselines)
        pairs, lost = _pairs(chosen, interactions, terms)
        columns = columns_of([one.term() for one in chosen], pairs)
        products = gram(chosen, pairs)
        kept = independent(products)
        why = aliased(products, kept, columns, chosen)
        gone = wholly_aliased(kept, why, columns, chosen)
        if not gone:
            break
        without |= gone
    rows = recorded.total(selection.patterns)
    if rows <= kept.sum():
        raise NothingToComputeError(
            f"{counted(rows, 'request')} cannot carry "
            f"{counted(int(kept.sum()), 'coefficient')}; name fewer `terms`"
        )
    yeses = recorded.accepted(selection.patterns)
    dropped = selection.dropped | lost
    return Choice(
        chosen=tuple(chosen),
        pairs=tuple(pairs),
        columns=columns,
        kept=kept,
        why=why,
        dropped=dropped,
        rows=rows,
        yeses=yeses,
    )


def read_terms(
    log: CheckedLog, terms: Sequence[str] | None, rows: NDArray[np.int64]
) -> dict[str, Column]:
    """The columns of the terms, or of the usual ones that the log has, over some rows."""
    if terms is not None:
        refuse_doubles(terms)
    names = [name for name in usual_terms(log) if has(log, name)] if terms is None else terms
    return {name: column_of(log, name, rows) for name in names}


def known_rows(
    columns: Mapping[str, Column], chosen: Sequence[Chosen], rows: int
) -> NDArray[np.intp]:
    """The rows in which every chosen term is recorded, or held at its mean where it is not."""
    keep = np.ones(rows, dtype=bool)
    for one in chosen:
        if not one.filled:
            keep &= known_in(columns[one.name])
    return np.flatnonzero(keep)


def terms_over(
    columns: Mapping[str, Column], chosen: Sequence[Chosen], rows: NDArray[np.intp]
) -> list[Term]:
    """The terms over some rows, as a fit takes them."""
    return [one.term(rows_of(columns[one.name], rows)) for one in chosen]


def _refuse_one_outcome(recorded: Recorded, selection: Selection) -> None:
    names = listed(candidate.name for candidate in selection.candidates)
    rows = recorded.total(selection.patterns)
    yeses = recorded.accepted(selection.patterns)
    if not rows:
        which = f" that records {names}" if names else ""
        raise NothingToComputeError(f"there is no counted request{which}")
    if yeses in (0, rows):
        used = f"{of(yeses, rows)} {plural('request', rows)} used"
        raise NothingToComputeError(f"accepted: {used}; effects need both outcomes")


def _pairs(
    chosen: Sequence[Chosen], interactions: Sequence[tuple[str, str]], terms: Sequence[str] | None
) -> tuple[list[tuple[int, int]], dict[str, str]]:
    """The interactions as places of terms; those of a term that was dropped go with it."""
    place = {one.name: number for number, one in enumerate(chosen)}
    pairs, lost = [], {}
    for one, two in interactions:
        for name in (one, two):
            if terms is not None and name not in terms:
                raise UsageError(f"{name} is in an interaction but not among the terms")
        if one == two:
            raise UsageError(f"{one} cannot interact with itself")
        missing = [name for name in (one, two) if name not in place]
        if missing:
            lost[f"{one}:{two}"] = f"{listed(missing)} did not enter"
        else:
            pairs.append((place[one], place[two]))
    return pairs, lost

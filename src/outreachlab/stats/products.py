"""Products with an implicit design matrix: each is a sum over rows, so parts of a log add up."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from outreachlab.stats.predictors import (
    ONE_CELL,
    Block,
    Column,
    Design,
    Factor,
    Floats,
    Ints,
    Number,
)


def linear(design: Design, beta: Floats) -> Floats:
    """X beta, (rows,)."""
    total = np.zeros(design.rows)
    for block in design.blocks:
        values = block.table @ beta[block.places]
        seen = values.take(block.codes) if block.group != ONE_CELL else values
        total += seen if block.scale is None else seen * block.scale
    return total


def column_sums(design: Design, v: Floats) -> Floats:
    """X'v, (width,)."""
    sums = np.zeros(design.width)
    for block in design.blocks:
        sums[block.places] = _cells(block, _scaled(v, block)) @ block.table
    return sums


def weighted_gram(design: Design, w: Floats) -> Floats:
    """X' diag(w) X, (width, width)."""
    gram = np.zeros((design.width, design.width))
    margins: dict[int, Floats] = {}
    for place, one in enumerate(design.blocks):
        v = _scaled(w, one)
        for two in design.blocks[place + 1 :]:
            cells = _paired_cells(design, one, two, _scaled(v, two))
            product = one.table.T @ (
                cells @ two.table if cells.ndim == 2 else cells[:, None] * two.table
            )
            gram[one.places[:, None], two.places] = product
            gram[two.places[:, None], one.places] = product.T
            if cells.ndim == 2 and one.scale is None and two.scale is None:
                margins |= {one.group: cells.sum(axis=1), two.group: cells.sum(axis=0)}
        own = margins.get(one.group) if one.scale is None else None
        own = _cells(one, _scaled(v, one)) if own is None else own
        gram[one.places[:, None], one.places] = (one.table * own[:, None]).T @ one.table
    return gram


def quadratic(design: Design, matrix: Floats) -> Floats:
    """x_i' matrix x_i for every row, (rows,); `matrix` is symmetric (width, width)."""
    total = np.zeros(design.rows)
    for place, one in enumerate(design.blocks):
        for two in design.blocks[place:]:
            inner = one.table @ matrix[one.places[:, None], two.places]
            if one.group == two.group:
                seen = (inner * two.table).sum(axis=1).take(one.codes)
            else:
                seen = (inner @ two.table.T).ravel().take(_pair_codes(design, one, two))
            total += _scaled(_scaled(seen, one), two) * (1.0 if one is two else 2.0)
    return total


def grouped_sums(design: Design, v: Floats, groups: Ints, count: int) -> Floats:
    """X'v within each of `count` groups of rows, (count, width)."""
    sums = np.empty((count, design.width))
    for places, codes, table, scale in _alike(design):
        cells = len(table)
        scaled = v if scale is None else v * scale
        found = _bincount(np.multiply(groups, cells, dtype=np.intp) + codes, scaled, count * cells)
        sums[:, places] = found.reshape(count, cells) @ table
    return sums


def grouped_linear(design: Design, betas: Floats, groups: Ints) -> Floats:
    """x'b of each row, (rows,), by the coefficients (count, width) of its group."""
    total = np.zeros(design.rows)
    for places, codes, table, scale in _alike(design):
        at = np.multiply(groups, len(table), dtype=np.intp) + codes
        seen = (betas[:, places] @ table.T).ravel().take(at)
        total += seen if scale is None else seen * scale
    return total


def _alike(design: Design) -> Iterator[tuple[list[int], Ints, Floats, Floats | None]]:
    """
    Columns that are made of the same terms.

    Their places (c,), a code per row (n,), what each column is at each code (cells, c), and the
    number (n,) that multiplies them, if any.
    """
    factors = tuple(
        None if isinstance(term, Number) else (term.levels, term.shares) for term in design.terms
    )
    for terms, places, table in _tables(factors, design.columns):
        codes, scale = np.zeros(1, dtype=np.intp), None
        for term in (design.terms[number] for number in terms):
            if isinstance(term, Number):
                scale = term.values if scale is None else scale * term.values
            else:
                codes = term.codes if len(table) == term.cells else codes * term.cells + term.codes
        yield places, codes, table, scale


@lru_cache(maxsize=100)
def _tables(
    factors: tuple[tuple[int, tuple[float, ...] | None] | None, ...], columns: tuple[Column, ...]
) -> list[tuple[tuple[int, ...], list[int], Floats]]:
    """Terms that make columns, the places of these, and their values at each code (cells, c)."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for place, column in enumerate(columns):
        alike.setdefault(tuple(term for term, _ in column), []).append(place)
    found = []
    for terms, places in alike.items():
        table = np.ones((1, len(places)))
        for position, number in enumerate(terms):
            if (factor := factors[number]) is not None:
                term = Factor(np.zeros(0), factor[0], shares=factor[1])
                cells = np.arange(term.cells)
                at = [columns[place][position][1] for place in places]
                own = np.stack([term.column(level, cells) for level in at], axis=1)
                table = (table[:, None] * own).reshape(-1, len(places))
        found.append((terms, places, table))
    return found


def _paired_cells(design: Design, one: Block, two: Block, v: Floats) -> Floats:
    """The sum of v in each pair of cells, (cells, cells); (cells,) if both have the same codes."""
    if one.group == two.group:
        return _cells(one, v)
    shape = (len(one.table), len(two.table))
    return _bincount(_pair_codes(design, one, two), v, shape[0] * shape[1]).reshape(shape)


def _pair_codes(design: Design, one: Block, two: Block) -> Ints:
    if one.group == ONE_CELL:
        return two.codes
    if two.group == ONE_CELL:
        return one.codes
    both = one.group, two.group
    if both not in design.pairs:
        design.pairs[both] = one.codes * len(two.table) + two.codes
    return design.pairs[both]


def _cells(block: Block, v: Floats) -> Floats:
    """The sum of v in each cell of the block's table."""
    if block.group == ONE_CELL:
        return np.array([v.sum()])
    return _bincount(block.codes, v, len(block.table))


def _bincount(codes: Ints, v: Floats, cells: int) -> Floats:
    return np.asarray(np.bincount(codes, v, cells), dtype=float)


def _scaled(v: Floats, block: Block) -> Floats:
    return v if block.scale is None else v * block.scale

"""
The predictors of a regression as codes and numbers: an implicit design matrix.

No matrix is built for a large log. Factors are merged into groups ("super-codes"), so that a sum
over rows becomes a weighted bincount per group, or per pair of groups, times a small table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
# The level (or value) of each term in every cell of a table.
Known = dict[int, np.ndarray]

# Up to this many rows, one table of the rows themselves beats merged groups.
DENSE_ROWS = 2048
# Merged groups have at most this many cells, so that sums over pairs of groups stay small.
GROUP_CELLS = 256
# The group of a block that has a single cell.
ONE_CELL = -1


@dataclass(frozen=True, slots=True)
class Factor:
    """
    A categorical predictor: codes (n,) in 0..levels-1; `baseline` has no column.

    With `shares` (levels,) a blank has the code `levels`, and each column is its share there.
    """

    codes: np.ndarray
    levels: int
    baseline: int = 0
    shares: tuple[float, ...] | None = None

    @property
    def cells(self) -> int:
        """How many codes there are, that of a blank included."""
        return self.levels + (self.shares is not None)

    def column(self, level: int, codes: np.ndarray) -> Floats:
        """The column of one level where the codes are these."""
        own: Floats = np.asarray(codes == level, float)
        if self.shares is not None:
            own[codes == self.levels] = self.shares[level]
        return own


@dataclass(frozen=True, slots=True)
class Number:
    """A predictor that enters as it is: values (n,), finite."""

    values: Floats


Term = Factor | Number
# What a coefficient multiplies: (term, level) pairs, level 0 for a number; () is the intercept.
Column = tuple[tuple[int, int], ...]
# Factors merged: a name, a code per row, their levels in every cell, and how many cells there are.
Group = tuple[int, Ints, Known, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    Some columns of the design: a table looked up by one code per row, times a number or not.

    `codes` (n,) name the rows of `table` (cells, c), `places` (c,) the coefficients. Blocks of the
    same `group` have the same codes. `scale` (n,) holds the values of the term `number`.
    """

    group: int
    codes: Ints
    columns: tuple[Column, ...]
    places: Ints
    known: Known
    table: Floats
    number: int | None = None
    scale: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """An implicit matrix X (rows, width); `pairs` keeps merged codes of two groups once asked."""

    rows: int
    terms: tuple[Term, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    pairs: dict[tuple[int, int], Ints]

    @property
    def width(self) -> int:
        """How many coefficients there are, the intercept included."""
        return len(self.columns)


def design_of(
    rows: int, terms: Sequence[Term], interactions: Sequence[tuple[int, int]] = ()
) -> Design:
    """The design of an intercept, each term, and the products of pairs of terms, in this order."""
    terms = tuple(terms)
    columns = columns_of(terms, interactions)
    if rows <= DENSE_ROWS:
        known: Known = {
            place: term.codes if isinstance(term, Factor) else term.values
            for place, term in enumerate(terms)
        }
        block = _block(terms, columns, range(len(columns)), (0, np.arange(rows), known, rows))
        return Design(rows=rows, terms=terms, columns=columns, blocks=(block,), pairs={})
    return _grouped_design(rows, terms, columns, interactions)


def columns_of(
    terms: Sequence[Term], interactions: Sequence[tuple[int, int]] = ()
) -> tuple[Column, ...]:
    """The columns in the order of the coefficients."""
    own = [_own_columns(place, term) for place, term in enumerate(terms)]
    for one, two in interactions:
        if isinstance(terms[one], Number) and isinstance(terms[two], Number):
            raise UsageError("two numbers cannot interact; put one of them into groups first")
    crossed = [a + b for one, two in interactions for a in own[one] for b in own[two]]
    return ((), *(column for part in own for column in part), *crossed)


def switched(design: Design, term: int, level: int) -> Design:
    """The design in which every row has this level of a factor, all else as it is."""
    blocks = (
        replace(block, table=_table_with(design, block, term, level))
        if term in block.known
        else block
        for block in design.blocks
    )
    return replace(design, blocks=tuple(blocks))


def slope(design: Design, term: int) -> Design:
    """The derivative of the design by one number; blocks that do not hold it are left out."""
    blocks = []
    for block in design.blocks:
        if block.number == term:
            blocks.append(replace(block, number=None, scale=None))
        elif term in block.known:
            ends = [_table_with(design, block, term, end) for end in (0.0, 1.0)]
            blocks.append(replace(block, table=ends[1] - ends[0]))
    return replace(design, blocks=tuple(blocks))


def first_columns(design: Design, width: int) -> Design:
    """The first columns of a design alone."""
    blocks = []
    for block in design.blocks:
        here = block.places < width
        columns = tuple(one for one, keep in zip(block.columns, here, strict=True) if keep)
        table = block.table[:, here]
        blocks.append(replace(block, columns=columns, places=block.places[here], table=table))
    return replace(design, columns=design.columns[:width], blocks=tuple(blocks))


def dense(design: Design, rows: Ints) -> Floats:
    """Some rows of X written out, (len(rows), width)."""
    matrix = np.zeros((len(rows), design.width))
    for block in design.blocks:
        part = block.table[block.codes[rows]]
        matrix[:, block.places] = part if block.scale is None else part * block.scale[rows, None]
    return matrix


def _own_columns(place: int, term: Term) -> list[Column]:
    if isinstance(term, Number):
        return [((place, 0),)]
    return [((place, level),) for level in range(term.levels) if level != term.baseline]


def _grouped_design(
    rows: int,
    terms: tuple[Term, ...],
    columns: tuple[Column, ...],
    interactions: Sequence[tuple[int, int]],
) -> Design:
    groups: list[Group] = [
        (number, *_merged(terms, pack, rows))
        for number, pack in enumerate(_packs(terms, interactions))
    ]
    alone: Group = (ONE_CELL, np.zeros(rows, dtype=np.intp), {}, 1)
    home = {term: group for group in groups for term in group[2]}
    first = groups[0] if groups else alone
    inside: dict[tuple[int, int | None], tuple[Group, list[int]]] = {}
    for place, column in enumerate(columns):
        numbers = [term for term, _ in column if isinstance(terms[term], Number)]
        factors = [term for term, _ in column if isinstance(terms[term], Factor)]
        group = home[factors[0]] if factors else alone if numbers else first
        key = (group[0], numbers[0] if numbers else None)
        inside.setdefault(key, (group, []))[1].append(place)
    blocks = tuple(
        _block(terms, columns, places, group, number)
        for (_, number), (group, places) in inside.items()
    )
    return Design(rows=rows, terms=terms, columns=columns, blocks=blocks, pairs={})


def _packs(terms: Sequence[Term], interactions: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Which factors are merged: those that interact, then what fits beside them."""
    cells = {place: term.cells for place, term in enumerate(terms) if isinstance(term, Factor)}
    packs = [[place] for place in cells]
    for one, two in interactions:
        if one in cells and two in cells:
            joined = sorted(
                {place for pack in packs if one in pack or two in pack for place in pack}
            )
            packs = [pack for pack in packs if one not in pack and two not in pack] + [joined]
    done: list[list[int]] = []
    for pack in sorted(packs, key=lambda pack: -prod(cells[place] for place in pack)):
        size = prod(cells[place] for place in pack)
        for group in done:
            if size * prod(cells[place] for place in group) <= GROUP_CELLS:
                group.extend(pack)
                break
        else:
            done.append(list(pack))
    return done


def _merged(terms: Sequence[Term], pack: Iterable[int], rows: int) -> tuple[Ints, Known, int]:
    """One code per row for several factors, and each factor's level in every cell."""
    factors = {place: term for place in pack if isinstance(term := terms[place], Factor)}
    codes = np.zeros(rows, dtype=np.intp)
    for factor in factors.values():
        codes *= factor.cells
        codes += factor.codes
    sizes = tuple(factor.cells for factor in factors.values())
    levels = np.unravel_index(np.arange(prod(sizes)), sizes)
    return codes, dict(zip(factors, levels, strict=True)), prod(sizes)


def _block(
    terms: Sequence[Term],
    columns: tuple[Column, ...],
    places: Iterable[int],
    group: Group,
    number: int | None = None,
) -> Block:
    name, codes, known, cells = group
    places = list(places)
    own = tuple(columns[place] for place in places)
    table = _table(terms, known, own, cells)
    term = None if number is None else terms[number]
    scale = term.values if isinstance(term, Number) else None
    return Block(
        group=name,
        codes=codes,
        columns=own,
        places=np.array(places, dtype=np.intp),
        known=known,
        table=table,
        number=number,
        scale=scale,
    )


def _table_with(design: Design, block: Block, term: int, level: float) -> Floats:
    known = block.known | {term: np.full(len(block.table), level)}
    return _table(design.terms, known, block.columns, len(block.table))


def _table(terms: Sequence[Term], known: Known, columns: Sequence[Column], cells: int) -> Floats:
    """The value of each column in each cell; a number outside `known` is the block's scale."""
    table = np.ones((cells, len(columns)))
    for place, column in enumerate(columns):
        for term, level in column:
            if term in known:
                one, values = terms[term], known[term]
                table[:, place] *= one.column(level, values) if isinstance(one, Factor) else values
    return table

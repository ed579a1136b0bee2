"""Who refers to whom: do people pass the seeker on to people like themselves?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.chains.growth_sums import Units, UnitTotals, unit_totals
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import texts
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, merged_books
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import Ground, Outcomes
from outreachlab.log.view import FOREST, Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, columns_for
from outreachlab.stats.bootstrap import too_few
from outreachlab.stats.cross_unit import FEWEST_UNITS, Mixed, mixed
from outreachlab.stats.homophily import Counts, assortativity, homophily, margins, shares
from outreachlab.stats.intervals import require_confidence
from outreachlab.stats.resampling import SEED, Seed, generator
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import listed, number, number_interval, percent

NO_OVERLAP = "no value stands at both a giving and a receiving end"
ONE_VALUE = "all links have the same one value at both ends"
ONE_UNIT = "all links are of one {kind}, so there is no chance to hold them against"
NONE_ALIKE = "no link joins like with like, so it has no log limits"
UNSTEADY = "without one {kind} there would be nothing to compare"
NOTHING = Mixed(0.0, None, None, None, None, None)
TOO_MANY = "too many values to compare"


def unit_margins(start: NDArray, stop: NDArray, size: int, units: Units) -> Counts:
    """`margins` of each unit's links, (units, 2 size + 1), from the levels at their two ends."""
    width = 2 * size + 1
    first = units.code * width
    places = (first[start == stop], first + 1 + start, first + 1 + size + stop)
    counts = np.bincount(np.concatenate(places), minlength=units.count * width)
    return counts.reshape(units.count, width)


MOST_CELLS = 20_000_000  # of units by values; with more, no limits are computed


@dataclass(frozen=True, slots=True, eq=False)
class MixingSums:
    """
    One column: `matrix[i, j]` links from a contact with level i of `book` to one with level j.

    `units` are the margins of each unit's links, None where they are too many to hold.
    """

    column: str
    book: tuple[str, ...]
    matrix: Counts
    units: UnitTotals | None

    @property
    def links(self) -> int:
        """Links with a value at both ends."""
        return int(self.matrix.sum())

    def __add__(self, other: "MixingSums") -> "MixingSums":
        book, *places = merged_books(self.column, self.book, other.book)
        matrix = np.zeros((len(book), len(book)), np.int64)
        units: list[UnitTotals] = []
        for place, own in zip(places, (self, other), strict=True):
            matrix[np.ix_(place, place)] += own.matrix
            if own.units is not None:
                columns = np.concatenate([[0], 1 + place, 1 + len(book) + place])
                units.append(own.units.widened(columns, 1 + 2 * len(book)))
        total = units[0] + units[1] if len(units) == 2 else None
        if total is not None and total.patterns.units * (1 + 2 * len(book)) > MOST_CELLS:
            total = None
        return MixingSums(self.column, book, matrix, total)


def mixing_sums(log: CheckedLog, outcomes: Outcomes, lines: Lines, name: str) -> MixingSums:
    """The links of a forest by the values of one column at their two ends."""
    codes = codes_of(log, name, outcomes.rows)
    child = np.flatnonzero(lines.parent >= 0)
    child = child[(codes.codes[child] >= 0) & (codes.codes[lines.parent[child]] >= 0)]
    levels, end = np.unique(
        np.concatenate([codes.codes[lines.parent[child]], codes.codes[child]]), return_inverse=True
    )
    size = len(levels)
    start, stop = end[: len(child)], end[len(child) :]
    matrix = np.bincount(start * size + stop, minlength=size * size).reshape(size, size)
    book = tuple(codes.book[level] for level in levels)
    return MixingSums(name, book, matrix, _margins(lines, child, start, stop, size))


def _margins(
    lines: Lines, child: NDArray[np.intp], start: NDArray, stop: NDArray, size: int
) -> UnitTotals | None:
    cells = len(np.unique(lines.seeker[child])) * (1 + 2 * size)
    if cells > MOST_CELLS:
        return None
    return unit_totals(lines, child, lambda units: unit_margins(start, stop, size, units))


COLUMNS = ("industry", "role", "seniority", "relationship")
NO_LINKS = "no link has a value at both ends"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MixingOf(Charted, Record):
    """
    One column: `matrix[i, j]` links from a contact with level i of `book` to one with level j.

    `same_share` is the share of links whose ends agree, `expected_share` what ends of different
    units would give, `assortativity` Newman's coefficient, `homophily` same over expected. Those
    with `_own` go by the margins of all links together, kin or not.
    """

    column: str
    book: tuple[str, ...]
    matrix: Counts
    same_share: float | None
    expected_share: float | None
    assortativity: Estimate
    homophily: Estimate
    expected_share_own: float | None
    homophily_own: float | None
    assortativity_own: float | None

    @property
    def links(self) -> int:
        """Links with a value at both ends."""
        return int(self.matrix.sum())

    _json = (
        "column links same_share expected_share homophily=homophily.estimate "
        "homophily_low=homophily.low homophily_high=homophily.high "
        "assortativity=assortativity.estimate assortativity_low=assortativity.low "
        "assortativity_high=assortativity.high "
        "expected_share_own homophily_own assortativity_own"
    )

    @property
    def why(self) -> str | None:
        """Why something is missing, None where nothing is."""
        if not self.links:
            return NO_LINKS
        whys = {"assortativity": self.assortativity.why, "homophily": self.homophily.why}
        if self.homophily.why == self.assortativity.why:
            return self.homophily.why
        return "; ".join(f"{name}: {why}" for name, why in whys.items() if why) or None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mixing(Charted, Grounded):
    """Assortativity and homophily per column; `columns` holds each with its matrix."""

    columns: tuple[MixingOf, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """
        A row per column of the log.

        `column`, `links` (whole), `same_share`, `expected_share` (fractions), `assortativity`,
        `homophily` with `_low` and `_high`, and what the margins of all links together give under
        names with `_own`; blank where they cannot be estimated.
        """
        return table_of(
            self.columns,
            "column links:int64 same_share:float64 expected_share:float64 "
            "assortativity=assortativity.estimate:float64 "
            "assortativity_low=assortativity.low:float64 "
            "assortativity_high=assortativity.high:float64 "
            "homophily=homophily.estimate:float64 homophily_low=homophily.low:float64 "
            "homophily_high=homophily.high:float64 expected_share_own:float64 "
            "homophily_own:float64 assortativity_own:float64",
        )

    def to_json(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """The `mixing` list of the `chains` command."""
        return [one.to_json() for one in self.columns]

    def _headline(self) -> str:
        return f"Who refers to whom: {percent(self.confidence, 0)} intervals"

    _each = "columns"
    _columns = (
        Column("", str, "column"),
        Column("links", number, "links"),
        Column("same", percent, "same_share"),
        Column("expected", percent, "expected_share"),
        Column("assortativity", number, "assortativity.estimate"),
        Column("interval", number_interval, "assortativity.low", "assortativity.high"),
        Column("homophily", number, "homophily.estimate"),
        Column("its interval", number_interval, "homophily.low", "homophily.high"),
    )

    def _remarks(self) -> Iterable[str]:
        yield (
            "homophily: how many times as often as by chance both ends are the same; "
            "assortativity: 0 where that is chance, 1 where they always are"
        )
        yield from self.notes


def mixing(
    log: Log,
    *,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    rng: Seed = SEED,
) -> Mixing:
    """
    Whether contacts refer the seeker to people like themselves.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    by : str or sequence of str, optional
        Columns to compare at both ends of each link; industry, role, seniority, relationship
        and every category of the map unless given.
    confidence : float in (0, 1)
        How often intervals made this way should cover the truth.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Changes no link.
    rng : int or numpy.random.Generator
        Changes nothing: limits are those of a jackknife.

    Returns
    -------
    Mixing
        `.table` has a row per column: `links` (whole number), `same_share`, `expected_share`
        (fractions), `assortativity` (at most 1, 0 for none), `homophily` (ratio, 1 for none).

    Raises
    ------
    UnknownColumnError
        The log has no column named in `by`.
    UsageError
        A column of `by` holds numbers or free notes.
    NothingToComputeError
        Nothing had been asked by `as_of`.

    Notes
    -----
    A link goes from a request to the request that it led to; links with a blank at either end do
    not enter. The expected share is that of pairs of a start and a stop of different units that
    agree, so that a level which many belong to is not taken for homophily, and kin not for
    chance. Units are seekers if there are twenty or more, else chains; limits leave one out in
    turn. Of the conventions in use this is homophily by edge margins, as recruitment homophily in
    chain-referral samples; others expect the shares of nodes.

    References
    ----------
    Newman (2003), Physical Review E 67:026126. Efron & Stein (1981), Annals of Statistics
    9:586-596.
    """
    generator(rng)  # a seed of another kind is refused here as elsewhere
    view = view_of(log, as_of, window_days)
    header = view.header
    names = default_columns(header) if by is None else texts(by, "by")
    for name in names:
        codes_of(header, name)  # refuses what is no column, and numbers
    columns = (column for name in names for column in columns_for(name))
    sums = view.total(partial(_sums, names), (*FOREST, *columns))
    return mixing_from(sums, view, confidence)


def _sums(names: tuple[str, ...], log: CheckedLog, outcomes: Outcomes) -> tuple["MixingSums", ...]:
    lines = lines_of(log, outcomes.rows)
    return tuple(mixing_sums(log, outcomes, lines, name) for name in names)


def mixing_from(sums: Sequence[MixingSums], ground: Ground, confidence: float = 0.95) -> Mixing:
    """The answer from the sums of each column."""
    require_confidence(confidence)
    cautions: dict[str, list[str]] = {}
    for one in sums:
        caution = one.units.note if one.units is not None else None
        if caution := caution if one.links else NO_LINKS:
            cautions.setdefault(caution, []).append(one.column)
    notes = (*ground.notes, *(f"{listed(of)}: {said}" for said, of in cautions.items()))
    found = tuple(_mixing_of(one, confidence) for one in sums)
    return Mixing(found, confidence, ground.facts(), notes)


def default_columns(log: CheckedLog) -> tuple[str, ...]:
    """The four of the log it has, and the categories of its map."""
    categories = (name for name, kind in log.tactics.items() if kind == "category")
    return tuple(name for name in (*COLUMNS, *categories) if name in log.frame)


def _mixing_of(sums: MixingSums, confidence: float) -> MixingOf:
    found, units = None, sums.units
    if units is not None and units.patterns.counts.size <= MOST_CELLS:
        found = mixed(units.patterns.counts, units.patterns.times, confidence)
    assorted, alike = _whys(sums, found)
    crossed = found or NOTHING
    totals = margins(sums.matrix)[None]
    same, expected = (_known(share) for share in shares(totals))
    return MixingOf(
        column=sums.column,
        book=sums.book,
        matrix=sums.matrix,
        same_share=same,
        expected_share=crossed.expected,
        assortativity=_estimate(crossed.assortativity, crossed.assortativity_limits, assorted),
        homophily=_estimate(crossed.homophily, crossed.homophily_limits, alike),
        expected_share_own=expected,
        homophily_own=_known(homophily(totals)),
        assortativity_own=_known(assortativity(totals)),
    )


def _whys(sums: MixingSums, found: Mixed | None) -> tuple[str, str]:
    """Why assortativity or homophily, or their limits, cannot be had, if they cannot."""
    if not sums.links:
        return NO_LINKS, NO_LINKS
    if found is None or sums.units is None:
        return TOO_MANY, TOO_MANY
    units, kind = sums.units.patterns.units, sums.units.kind
    if found.expected is None:
        return ONE_UNIT.format(kind=kind), ONE_UNIT.format(kind=kind)
    limits = too_few(units) if units < FEWEST_UNITS else UNSTEADY.format(kind=kind)
    alike = limits if found.same else NONE_ALIKE
    return (
        ONE_VALUE if found.assortativity is None else limits,
        NO_OVERLAP if found.homophily is None else alike,
    )


def _estimate(value: float | None, limits: tuple[float, float] | None, why: str) -> Estimate:
    if value is None or limits is None:
        return Estimate(value, None, None, why)
    return Estimate(value, *limits)


def _known(value: NDArray) -> float | None:
    return None if np.isnan(value[0]) else float(value[0])

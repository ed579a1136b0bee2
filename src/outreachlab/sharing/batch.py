"""The sums of one batch of requests: every cell in which at least k stand, and no other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.outcomes import ACCEPTED, DECLINED, Outcomes
from outreachlab.log.vocabulary import BACKGROUND, YES_NO, levels_of
from outreachlab.sharing.requests import wait_classes
from outreachlab.sharing.rules import K, MOST_SUPPRESSED, MOST_TERMS, WAITS
from outreachlab.stats.withheld import shown_cells

RATES = (*(one.tactic for one in CHOSEN), *BACKGROUND)
TWO_VALUED = tuple(one.tactic for one in CHOSEN if levels_of(one.tactic) == YES_NO)
ANSWERS = (*WAITS, "day not known", "no answer")
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """
    The cells of all tables of a batch.

    `names` (m) are what is counted in each, the table first: `("rates", tactic, level)`,
    `("waits", class)`, `("patterns", level, ...)`. `counts` (m,) are requests, `yeses` (m,) those
    accepted; `links` (r, m) are sums that are known, as all of a table make the batch; `shown`
    (m,) are the cells that may be told.
    """

    terms: tuple[str, ...]
    names: tuple[Cell, ...]
    counts: Counts
    yeses: Counts
    links: Floats
    shown: NDArray[np.bool_]

    def of(self, *table: str) -> Iterator[tuple[Cell, int, int]]:
        """The cells shown of one table: what is counted, requests, yeses."""
        for place in np.flatnonzero(self.shown).tolist():
            name = self.names[place]
            if name[: len(table)] == table:
                yield name[len(table) :], int(self.counts[place]), int(self.yeses[place])


def cells_of(log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp]) -> Cells:
    """
    The tables of some requests, places among the outcomes, all of which count.

    The table of patterns has as many terms as leave nine in ten of the requests that have them all
    recorded in cells that are shown.
    """
    known = tuple(name for name in TWO_VALUED if has(log, name))[:MOST_TERMS]
    for size in range(len(known), 0, -1):
        cells = _cells(log, outcomes, rows, known[:size])
        recorded = np.array([name[0] == "patterns" and "" not in name for name in cells.names])
        gone = cells.counts[recorded & ~cells.shown].sum()
        if gone <= MOST_SUPPRESSED * cells.counts[recorded].sum():
            return cells
    return _cells(log, outcomes, rows, ())


def _cells(
    log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp], terms: tuple[str, ...]
) -> Cells:
    at, yes = outcomes.rows[rows], outcomes.accepted[rows]
    names: list[Cell] = []
    places: list[NDArray[np.int64]] = []

    def table(levels: list[Cell], place: NDArray[np.int64]) -> None:
        places.append(place + len(names))
        names.extend(levels)

    for name in (name for name in RATES if has(log, name)):
        levels = (*levels_of(name), "")
        table([("rates", name, level) for level in levels], _codes(log, name, at))
    waits = wait_classes(outcomes, rows)
    answered = np.isin(outcomes.outcome[rows], (ACCEPTED, DECLINED))
    waits = np.where(waits >= 0, waits, np.where(answered, len(WAITS), len(WAITS) + 1))
    table([("waits", one) for one in ANSWERS], waits)
    if terms:
        levels = [(*levels_of(name), "") for name in terms]
        place = np.ravel_multi_index([_codes(log, name, at) for name in terms], [*map(len, levels)])
        table([("patterns", *one) for one in product(*levels)], place)
    counts, yeses = (
        sum((np.bincount(one, weight, len(names)) for one in places), np.zeros(len(names)))
        for weight in (np.ones(len(rows)), yes)
    )
    links = np.array([*_links(names, terms)])
    counts = counts.astype(np.int64)
    shown = shown_cells(counts, links, K)
    return Cells(terms, tuple(names), counts, yeses.astype(np.int64), links, shown)


def _codes(log: CheckedLog, name: str, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place (n,) of each row's level among those of the vocabulary, the last for a blank."""
    codes, levels = codes_of(log, name, at), levels_of(name)
    place = np.array([*map(levels.index, codes.book), len(levels)], np.int64)
    return place[codes.codes]


def _links(names: list[Cell], terms: tuple[str, ...]) -> Iterator[list[float]]:
    """Each table adds up to the batch, and the patterns to the rates of their terms."""
    tables = dict.fromkeys(name[:2] if name[0] == "rates" else name[:1] for name in names)
    for one in tables:
        yield [float(name[: len(one)] == one) for name in names]
    for place, term in enumerate(terms, start=1):
        for level in (*levels_of(term), ""):
            yield [
                float(name == ("rates", term, level))
                - float(name[0] == "patterns" and name[place] == level)
                for name in names
            ]


def tables_of(cells: Cells) -> dict[str, Any]:
    """The cells shown as plain data: every cell is its levels, requests, yeses."""
    rates: dict[str, list[list[Any]]] = {}
    for (tactic, level), count, yes in cells.of("rates"):
        rates.setdefault(tactic, []).append([level, count, yes])
    return {
        "rates": rates,
        "waits": [[*one, count, yes] for one, count, yes in cells.of("waits")],
        "patterns": {
            "terms": list(cells.terms),
            "cells": [[*one, count, yes] for one, count, yes in cells.of("patterns")],
        },
    }


def levels_shown(tables: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """How many requests have each level that is shown, without the blanks."""
    return {
        name: {level: count for level, count, _ in rows if level}
        for name, rows in tables["rates"].items()
    }

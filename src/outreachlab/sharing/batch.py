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
from outreachlab.sharing.rules import MOST_SUPPRESSED, MOST_TERMS, WAITS, K
from outreachlab.stats.folded_cells import folded_cells
from outreachlab.stats.withheld import shown_cells

RATES = (*(one.tactic for one in CHOSEN), *BACKGROUND)
TWO_VALUED = tuple(one.tactic for one in CHOSEN if levels_of(one.tactic) == YES_NO)
NOT_TOLD = ""  # what is not recorded, and what stands for fewer than k
ANSWERS = (*WAITS, "day not known", "no answer", NOT_TOLD)
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """
    What may be told of each request of a batch: its place (n,) among the levels of each column.

    Each level stands for at least k requests or for none; the last one is what is not told.
    `waits` (n,) go by `ANSWERS`, `yes` (n,) says which were accepted; `folded` counts the values
    that are recorded and not told.
    """

    places: dict[str, Counts]
    waits: Counts
    yes: NDArray[np.bool_]
    folded: int

    def levels(self) -> dict[str, dict[str, int]]:
        """How many requests have each level that is told."""
        return {
            name: {
                level: int((place == at).sum())
                for at, level in enumerate(levels_of(name))
                if (place == at).any()
            }
            for name, place in self.places.items()
        }


def told_of(log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp]) -> Told:
    """What may be told of some requests, places among the outcomes, all of which count."""
    at = outcomes.rows[rows]
    recorded = {name: _codes(log, name, at) for name in RATES if has(log, name)}
    places = {name: folded_cells(one, len(levels_of(name)), K) for name, one in recorded.items()}
    answered = np.isin(outcomes.outcome[rows], (ACCEPTED, DECLINED))
    classes = wait_classes(outcomes, rows)
    classes = np.where(classes >= 0, classes, np.where(answered, len(WAITS), len(WAITS) + 1))
    waits = folded_cells(classes, len(ANSWERS) - 1, K)
    folded = sum(int((recorded[name] != one).sum()) for name, one in places.items())
    return Told(places, waits, outcomes.accepted[rows], folded + int((waits != classes).sum()))


def _codes(log: CheckedLog, name: str, at: NDArray[np.int64]) -> Counts:
    """The place (n,) of each row's level among those of the vocabulary, the last for a blank."""
    codes, levels = codes_of(log, name, at), levels_of(name)
    place = np.array([*map(levels.index, codes.book), len(levels)], np.int64)
    return place[codes.codes]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """
    How many requests have each pattern of some yes/no tactics.

    `cells` are the levels of each, `counts` and `yeses` (m,) requests, `links` (r, m) the sums
    that the rates tell of them, `shown` (m,) which may be told.
    """

    terms: tuple[str, ...]
    cells: tuple[Cell, ...]
    counts: Counts
    yeses: Counts
    links: Floats
    shown: NDArray[np.bool_]


def patterns_of(told: Told) -> Patterns:
    """
    The patterns of as many tactics as leave nine in ten requests in cells that are shown.

    Of the requests, that is, of which all these tactics are told.
    """
    known = [name for name in TWO_VALUED if name in told.places][:MOST_TERMS]
    for size in range(len(known), 0, -1):
        found = _patterns(told, tuple(known[:size]))
        whole = np.array([NOT_TOLD not in cell for cell in found.cells])
        gone = found.counts[whole & ~found.shown].sum()
        if gone <= MOST_SUPPRESSED * found.counts[whole].sum():
            return found
    return _patterns(told, ())


def _patterns(told: Told, terms: tuple[str, ...]) -> Patterns:
    levels = [(*levels_of(name), NOT_TOLD) for name in terms]
    cells = tuple(product(*levels))
    if not terms:
        none = np.zeros(0, np.int64)
        return Patterns((), (), none, none, np.zeros((0, 0)), none > 0)
    place = np.ravel_multi_index([told.places[name] for name in terms], [*map(len, levels)])
    counts, yeses = (
        np.bincount(place[rows], minlength=len(cells)) for rows in (slice(None), told.yes)
    )
    links = np.array(
        [
            [float(cell[at] == level) for cell in cells]
            for at, known in enumerate(levels)
            for level in known
        ]
    )
    return Patterns(terms, cells, counts, yeses, links, shown_cells(counts, links, K))


def tables_of(told: Told, patterns: Patterns) -> dict[str, Any]:
    """The cells that may be told as plain data: each is its levels, requests, yeses."""
    shown = np.flatnonzero(patterns.shown).tolist()
    return {
        "rates": {
            name: [[level, *pair] for level, pair in _told(place, told.yes, levels_of(name))]
            for name, place in told.places.items()
        },
        "waits": [[name, *pair] for name, pair in _told(told.waits, told.yes, ANSWERS[:-1])],
        "patterns": {
            "terms": list(patterns.terms),
            "cells": [
                [*patterns.cells[at], int(patterns.counts[at]), int(patterns.yeses[at])]
                for at in shown
            ],
        },
    }


def _told(
    place: Counts, yes: NDArray[np.bool_], levels: tuple[str, ...]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for at, level in enumerate((*levels, NOT_TOLD)):
        if (mine := place == at).any():
            yield level, (int(mine.sum()), int(yes[mine].sum()))


def sides_told(levels: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int]]:
    """The levels of a model: those of the background, and of tactics with both sides told."""
    sides = {one.tactic: {*one.contrast} for one in CHOSEN if one.contrast}
    return {name: found for name, found in levels.items() if sides.get(name, set()) <= {*found}}

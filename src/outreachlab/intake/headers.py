"""Which column of the file is which of ours, by the map or by header and cells together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from outreachlab.errors import UsageError, nearest
from outreachlab.intake.cells import MOSTLY, fit, sample
from outreachlab.intake.claims import EXPECTED, OWN, SYNONYMS, order_in
from outreachlab.intake.layout import Known, bare
from outreachlab.intake.maps import LogMap
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.suggestions import guesses, missing
from outreachlab.intake.table import RawTable, Words
from outreachlab.intake.votes import Vote, vote
from outreachlab.log.vocabulary import COLUMN, DERIVED
from outreachlab.wording import listed

__all__ = ["SYNONYMS", "Named", "known_headers", "name_columns"]

COMPUTED = frozenset(name for name, derived in DERIVED.items() if not derived.yields)
Headers = dict[str, tuple[str, ...]]
How = Literal["named", "synonym", "cells", "map", "own"]

KEPT = "the file's own column"  # begins the note on one that is not read as its header says


@dataclass(frozen=True, slots=True)
class Named:
    """
    The columns under their names in the log.

    `words` holds ours, the map's tactics and the person's own columns; `headers` what the file
    calls each (several where they are joined) and `how` it was found out; `steps` the columns
    that tell an outcome where none holds it, each with its word; `orders` the order of day and
    month that a header gives; `faults` concern the whole file.
    """

    words: Mapping[str, Words]
    headers: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    how: Mapping[str, How] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)


def called_in(headers: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What the file calls each column of the log, where that is something else."""
    told = {ours: " and ".join(theirs) for ours, theirs in headers.items()}
    return {ours: header for ours, header in told.items() if header != ours}


def known_headers(log_map: LogMap | None) -> Known:
    """The headers that may be expected in a file, to find its header row by."""
    if log_map is None:
        return EXPECTED
    told = {theirs for headers in log_map.columns.values() for theirs in headers}
    told |= {tactic.column for tactic in log_map.tactics.values()} | set(log_map.outcome_from)
    return frozenset(map(bare, (*told, *COLUMN))) - {""}


def name_columns(raw: RawTable, log_map: LogMap | None) -> Named:
    """
    Give each column of the file its name in the log, by the map or by headers and cells.

    Raises
    ------
    UsageError
        The map names a column the file does not have.
    """
    voted = vote(raw) if log_map is None else _by_map(raw, log_map)
    headers, notes = dict(voted.headers), list(voted.notes)
    taken = {theirs for told in headers.values() for theirs in told}
    faults = [*voted.faults, *_repeated(raw, headers)]
    words = {ours: _joined([raw.columns[name] for name in told]) for ours, told in headers.items()}
    if log_map is not None:
        for ours, text in log_map.constants.items():
            words[ours] = Words.constant(text, len(raw.rows))
    how: dict[str, How] = dict(voted.how)
    for theirs, column in raw.columns.items():
        if theirs in taken:
            continue
        if theirs in words:
            notes.append(f"{KEPT} {quoted(theirs)} gave way to the map's")
            continue
        name = _own_name(theirs, words, voted.reasons, notes, by_map=log_map is not None)
        words[name], headers[name], how[name] = column, (theirs,), "own"
    if "outcome" not in words and voted.steps:
        faults += missing(raw, {**words, "outcome": Words.of([])})
    else:
        faults += missing(raw, words)
    orders = {
        ours: order
        for ours, told in headers.items()
        if ours in COLUMN and COLUMN[ours].kind == "date" and (order := order_in(told[0]))
    }
    if log_map is None:
        notes += guesses(raw, words)
    return Named(words, headers, tuple(faults), tuple(notes), how, voted.steps, orders)


def _own_name(
    theirs: str,
    words: Mapping[str, Words],
    reasons: Mapping[str, str],
    notes: list[str],
    *,
    by_map: bool,
) -> str:
    """The person's own column keeps its name, unless that name means something of ours."""
    if theirs in reasons:
        about = reasons[theirs]
    elif theirs in COMPUTED:
        about = f"{theirs} is computed from {listed(DERIVED[theirs].sources)}"
    elif by_map and (ours := SYNONYMS.get(bare(theirs))) is not None:
        about = f"{quoted(theirs)} would be read as {ours[0]} elsewhere"
    else:
        return theirs
    name = theirs
    if theirs in COMPUTED or bare(theirs) in SYNONYMS:
        name += OWN
        while name in words:
            name += OWN
    kept = f"kept as {quoted(name)}" if name != theirs else "kept as your own"
    notes.append(f"{KEPT} {quoted(theirs)} is {kept}: {about}")
    return name


def _repeated(raw: RawTable, headers: Headers) -> list[Fault]:
    """A header that stands there twice is a fault where one of ours is read from it."""
    used = [(ours, name) for ours, told in headers.items() for name in told]
    return [
        Fault(
            raw.header_row,
            ours,
            name,
            f"the header {quoted(name)} stands there more than once",
            "rename the columns that are not meant",
        )
        for ours, name in used
        if name in raw.repeated and not _copies(raw, name)
    ]


def _copies(raw: RawTable, name: str) -> bool:
    """Are all columns of one header alike, or blank but for the first?"""
    first = raw.columns[name]
    others = [raw.columns.get(f"{name} ({number})") for number in range(2, 30)]
    return all(
        other is None
        or other.is_blank()
        or (np.array_equal(first.codes, other.codes) and first.book.equals(other.book))
        for other in others
    )


def _by_map(raw: RawTable, log_map: LogMap) -> Vote:
    for ours, told in log_map.columns.items():
        for theirs in told:
            _require_theirs(raw, theirs, f"[columns] {ours}")
    claimed = {theirs for told in log_map.columns.values() for theirs in told}
    claimed |= {tactic.column for tactic in log_map.tactics.values()}
    headers: Headers = {
        theirs: (theirs,)
        for theirs in raw.columns
        if theirs in COLUMN
        and theirs not in log_map.columns
        and theirs not in log_map.constants
        and theirs not in claimed
        and _may_be(theirs, raw.columns[theirs])
    }
    how: dict[str, How] = dict.fromkeys(headers, "named")
    how |= dict.fromkeys(log_map.columns, "map")
    headers |= dict(log_map.columns)
    for ours, tactic in log_map.tactics.items():
        _require_theirs(raw, tactic.column, f"[tactics] {ours}")
        headers[ours], how[ours] = (tactic.column,), "map"
    for theirs in filter(None, log_map.outcome_from):
        _require_theirs(raw, theirs, "[outcome_from]")
    steps = {} if "outcome" in headers else dict(log_map.outcome_from)
    return Vote(headers, how, {}, steps, [], [])


def _may_be(ours: str, column: Words) -> bool:
    """Do the cells of a column that no map lists fit our name, which it bears?"""
    if COLUMN[ours].required or COLUMN[ours].kind in ("text", "person"):
        return True
    cells = sample(column)
    return not cells or fit(ours, cells) >= MOSTLY


def _require_theirs(raw: RawTable, theirs: str, where: str) -> None:
    if theirs not in raw.columns:
        near = nearest(theirs, raw.columns)
        hint = f"; did you mean {listed(near, 'or')}?" if near else ""
        shown = ", ".join(list(raw.columns)[:40])
        raise UsageError(
            f"{raw.source}: the map's {where} names {quoted(theirs)}, "
            f"which the file does not have{hint}\n  columns: {shown}"
        )


def _joined(columns: list[Words]) -> Words:
    """Several columns as one text, a space between; first and last name, say."""
    whole = columns[0]
    for words in columns[1:]:
        width = len(words.book) + 1
        pair = (whole.codes.astype(np.int64) + 1) * width + words.codes + 1
        distinct, codes = np.unique(pair, return_inverse=True)
        left, right = ["", *whole.texts], ["", *words.texts]
        texts = [
            " ".join(filter(None, (left[at // width].strip(), right[at % width].strip())))
            for at in distinct.tolist()
        ]
        whole = Words.merged(codes.astype(np.int32), texts)
    return whole

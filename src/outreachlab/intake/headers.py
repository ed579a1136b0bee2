"""Which column of the file is which of ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outreachlab.errors import UsageError, nearest
from outreachlab.intake.maps import LogMap
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.table import RawTable, Words
from outreachlab.vocabulary import COLUMN, COLUMNS, REQUIRED
from outreachlab.wording import listed

_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Named:
    """
    The columns under their names in the log.

    `words` holds ours, the map's tactics and the person's own columns; `headers` what the file
    calls each; `faults` say which required column is missing.
    """

    words: Mapping[str, Words]
    headers: Mapping[str, str]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def bare(header: str) -> str:
    """A header for comparison: case folded, spaces and punctuation gone."""
    return _MARKS.sub("", header.casefold())


SYNONYMS: dict[str, str] = {
    bare(name): column.name for column in COLUMNS for name in (*column.synonyms, column.name)
}


def name_columns(raw: RawTable, log_map: LogMap | None) -> Named:
    """
    Give each column of the file its name in the log, by the map or by the synonym table.

    Raises
    ------
    UsageError
        The map names a column the file does not have, or two columns claim one name.
    """
    headers = _by_map(raw, log_map) if log_map is not None else _by_synonyms(raw)
    words = {ours: raw.columns[theirs] for ours, theirs in headers.items()}
    notes: list[str] = []
    if log_map is not None:
        for ours, text in log_map.constants.items():
            words[ours] = Words.constant(text, len(raw.rows))
    taken = set(headers.values())
    for theirs, column in raw.columns.items():
        if theirs in taken:
            continue
        if theirs in words or theirs in COLUMN:
            notes.append(f"the file's own column {quoted(theirs)} gave way to the map's")
            continue
        words[theirs] = column
    return Named(words, headers, _missing(raw, words), tuple(notes))


def _by_synonyms(raw: RawTable) -> dict[str, str]:
    headers: dict[str, str] = {}
    for theirs in raw.columns:
        ours = theirs if theirs in COLUMN else SYNONYMS.get(bare(theirs))
        if ours is None:
            continue
        if ours in headers:
            if headers[ours] == ours:
                continue
            if theirs != ours:
                raise UsageError(
                    f"{raw.source}: both {quoted(headers[ours])} and {quoted(theirs)} read as "
                    f"{ours}; rename one of them, or name the right one in a map file (--map)"
                )
        headers[ours] = theirs
    return headers


def _by_map(raw: RawTable, log_map: LogMap) -> dict[str, str]:
    for ours, theirs in log_map.columns.items():
        _require_theirs(raw, theirs, f"[columns] {ours}")
    headers = {
        theirs: theirs
        for theirs in raw.columns
        if theirs in COLUMN
        and theirs not in log_map.columns
        and theirs not in log_map.constants
        and theirs not in log_map.columns.values()
    } | dict(log_map.columns)
    for ours, tactic in log_map.tactics.items():
        _require_theirs(raw, tactic.column, f"[tactics] {ours}")
        headers[ours] = tactic.column
    return headers


def _require_theirs(raw: RawTable, theirs: str, where: str) -> None:
    if theirs not in raw.columns:
        near = nearest(theirs, raw.columns)
        hint = f"; did you mean {listed(near, 'or')}?" if near else ""
        shown = ", ".join(list(raw.columns)[:40])
        raise UsageError(
            f"{raw.source}: the map's {where} names {quoted(theirs)}, "
            f"which the file does not have{hint}\n  columns: {shown}"
        )


def _missing(raw: RawTable, words: Mapping[str, Words]) -> tuple[Fault, ...]:
    own = [theirs for theirs in raw.columns if theirs not in COLUMN]
    return tuple(
        Fault(
            raw.header_row,
            name,
            "",
            f"the file has no column {name}{_suggested(name, own)}",
            f"add it, or say in a map file (--map) which column it is; "
            f"a log needs {listed(REQUIRED)}",
        )
        for name in REQUIRED
        if name not in words
    )


def _suggested(name: str, headers: list[str]) -> str:
    """A guess worth saying, never one to act on."""
    names = (name, *COLUMN[name].synonyms)
    near = {bare(header): header for header in headers}
    found = [near[hit] for ours in names for hit in nearest(bare(ours), near, 1)]
    return f" (is it {quoted(found[0])}?)" if found else ""

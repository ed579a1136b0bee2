"""Which column of the file is which of ours."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from outreachlab.errors import UsageError, nearest
from outreachlab.intake.layout import Known, bare
from outreachlab.intake.maps import LogMap
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.suggestions import guesses, missing
from outreachlab.intake.table import EDGES, RawTable, Words
from outreachlab.intake.words import BLANK_MARKS, YES_NO
from outreachlab.log.synonyms import name_parts, plain
from outreachlab.log.vocabulary import COLUMN, COLUMNS, DERIVED
from outreachlab.wording import listed

Headers = dict[str, tuple[str, ...]]
OWN = " (own)"  # what a column of the person's is called whose name means something else here


@dataclass(frozen=True, slots=True)
class Named:
    """
    The columns under their names in the log.

    `words` holds ours, the map's tactics and the person's own columns; `headers` what the file
    calls each (several where they are joined); `faults` concern the whole file.
    """

    words: Mapping[str, Words]
    headers: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


SYNONYMS: dict[str, str] = {
    bare(name): column.name for column in COLUMNS for name in (*column.synonyms, column.name)
}
_FIRST, _LAST = (frozenset(map(bare, name_parts(which))) for which in ("first", "last"))
_EXPECTED: Known = frozenset(SYNONYMS) | _FIRST | _LAST


def known_headers(log_map: LogMap | None) -> Known:
    """The headers that may be expected in a file, to find its header row by."""
    if log_map is None:
        return _EXPECTED
    told = {theirs for headers in log_map.columns.values() for theirs in headers}
    told |= {tactic.column for tactic in log_map.tactics.values()}
    return frozenset(map(bare, (*told, *COLUMN)))


def name_columns(raw: RawTable, log_map: LogMap | None) -> Named:
    """
    Give each column of the file its name in the log, by the map or by the synonym table.

    Raises
    ------
    UsageError
        The map names a column the file does not have.
    """
    faults: list[Fault] = []
    notes: list[str] = []
    if log_map is not None:
        headers = _by_map(raw, log_map)
        taken = {theirs for told in headers.values() for theirs in told}
    else:
        headers = _by_synonyms(raw, faults, notes)
        taken = {theirs for told in headers.values() for theirs in told}
    faults += _repeated(raw, headers)
    words = {ours: _joined([raw.columns[name] for name in told]) for ours, told in headers.items()}
    if log_map is not None:
        for ours, text in log_map.constants.items():
            words[ours] = Words.constant(text, len(raw.rows))
    for theirs, column in raw.columns.items():
        if theirs in taken:
            continue
        if theirs in words:
            notes.append(f"the file's own column {quoted(theirs)} gave way to the map's")
            continue
        name = _own_name(theirs, column, words, notes)
        words[name], headers[name] = column, (theirs,)
    faults += missing(raw, words)
    return Named(
        words, headers, tuple(faults), (*notes, *guesses(raw, words, _lacking(words, log_map)))
    )


def _own_name(theirs: str, column: Words, words: Mapping[str, Words], notes: list[str]) -> str:
    """The person's own column keeps its name, unless that name means something of ours."""
    if theirs in DERIVED:
        about = f"{theirs} is computed from {listed(DERIVED[theirs].sources)}"
    elif (ours := SYNONYMS.get(bare(theirs))) is not None:
        about = f"{quoted(theirs)} would be read as {ours} elsewhere"
        if _ticked(ours, column):
            about = f"it holds yes and no, and {ours} is a day"
    else:
        return theirs
    name = theirs + OWN
    while name in words:
        name += OWN
    notes.append(f"the file's own column {quoted(theirs)} is kept as {quoted(name)}: {about}")
    return name


def _by_synonyms(raw: RawTable, faults: list[Fault], notes: list[str]) -> Headers:
    """Exact names first, then synonyms; two columns that claim one name are a fault."""
    claims: dict[str, list[str]] = {}
    for theirs in raw.columns:
        ours = SYNONYMS.get(bare(theirs))
        if ours is not None and (theirs == ours or not _ticked(ours, raw.columns[theirs])):
            claims.setdefault(ours, []).append(theirs)
    headers: Headers = {}
    for ours, claiming in claims.items():
        exact = [name for name in claiming if name == ours]
        filled = [name for name in claiming if not raw.columns[name].is_blank()]
        chosen = exact or filled or claiming[:1]
        if len(chosen) > 1:
            faults.append(_two_claims(raw, ours, chosen))
        headers[ours] = (chosen[0],)
    first, last = (_one_of(raw, names) for names in (_FIRST, _LAST))
    if "contact" not in headers and first and last:
        headers["contact"] = (first, last)
        notes.append(f"contact is {quoted(first)} and {quoted(last)} joined")
    return headers


def _ticked(ours: str, column: Words) -> bool:
    """Does a column that its header makes one of days hold yes and no instead, as `Thank you?`"""
    if COLUMN[ours].kind != "date" or not 0 < len(column.book) <= len(YES_NO) + len(BLANK_MARKS):
        return False
    said = [text.strip(EDGES) for text in column.texts]
    return all(plain(text) in YES_NO or text.casefold() in BLANK_MARKS for text in said) and any(
        plain(text) in YES_NO for text in said
    )


def _one_of(raw: RawTable, names: Known) -> str | None:
    return next((theirs for theirs in raw.columns if bare(theirs) in names), None)


def _two_claims(raw: RawTable, ours: str, theirs: list[str]) -> Fault:
    return Fault(
        raw.header_row,
        ours,
        theirs[1],
        f"{listed(map(quoted, theirs))} may each be {ours}",
        f"call the right one {ours}, or name it in a map file (--map)",
    )


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


def _by_map(raw: RawTable, log_map: LogMap) -> Headers:
    for ours, told in log_map.columns.items():
        for theirs in told:
            _require_theirs(raw, theirs, f"[columns] {ours}")
    claimed = {theirs for told in log_map.columns.values() for theirs in told}
    headers: Headers = {
        theirs: (theirs,)
        for theirs in raw.columns
        if theirs in COLUMN
        and theirs not in log_map.columns
        and theirs not in log_map.constants
        and theirs not in claimed
    } | dict(log_map.columns)
    for ours, tactic in log_map.tactics.items():
        _require_theirs(raw, tactic.column, f"[tactics] {ours}")
        headers[ours] = (tactic.column,)
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


def _lacking(words: Mapping[str, Words], log_map: LogMap | None) -> dict[str, str]:
    """The names, made bare, of our columns that the file lacks; none where a map decides."""
    if log_map is not None:
        return {}
    return {short: ours for short, ours in SYNONYMS.items() if ours not in words}

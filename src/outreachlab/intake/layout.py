"""Where the table begins in a file, and which of its lines are rows of requests."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UnreadableFileError, UsageError
from outreachlab.intake.table import BANDS, EDGES, EXAMPLE, Aside, RawTable, Words
from outreachlab.log.synonyms import composed
from outreachlab.wording import counted, listed

Line = Sequence[str]
Known = frozenset[str]  # headers that may be expected, as `bare` makes them

MOST_COLUMNS = 2000
SEARCHED_LINES = 60
LONGEST = 100  # characters of a header that could be known
_MARKS = re.compile(r"[\W_]+")
_TOTALS = re.compile(
    r"((grand |sub ?)?totals?|sum|count|average|mean|overall|summe|gesamt|insgesamt|totale|totaal|"
    r"toplam|somme|suma|soma|Σ)",
    re.IGNORECASE,
)
_TOTALS_BEGIN = re.compile(rf"{_TOTALS.pattern}(?!\w).*|.* totals?", re.IGNORECASE)
_DATED = re.compile(r"(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)")
TOTALS = "a row of totals, no request"
AGAIN = "the header again, no request"
MOST_SEARCHED = 20_000  # rows in which totals are looked for; of more only the last
_NUMBER = re.compile(r"[-+]?[\d.,:%$€£ ]*\d[\d.,:%$€£ ]*(min|h|days)?")


@lru_cache(maxsize=10_000)
def bare(header: str) -> str:
    """A header for comparison: case folded, spaces and punctuation gone."""
    return _MARKS.sub("", composed(header.casefold()))


def hits(line: Line, known: Known) -> int:
    """How many cells of a line are headers that may be expected, each counted once."""
    return len({bare(cell) for cell in line[:MOST_COLUMNS] if len(cell) < LONGEST} & known)


def header_place(lines: Sequence[Line], known: Known) -> int | None:
    """
    The place of the header among the first lines; None if all of them are blank.

    The first line with nearly the most hits; without any hit, the first with several cells. A line
    with a day in it is a row of data.
    """
    found = [0 if _is_data(line) else hits(line, known) for line in lines[:SEARCHED_LINES]]
    if most := max(found, default=0):
        return next(at for at, count in enumerate(found) if 3 * count >= 2 * most)
    filled = [sum(bool(cell.strip(EDGES)) for cell in line) for line in lines]
    several = (at for at, count in enumerate(filled) if count > 1)
    return next(several, next((at for at, count in enumerate(filled) if count), None))


def told_header(name: str, row: int, lines: int) -> int:
    """The place of a header whose row was told; UsageError if the file has no such row."""
    if row > lines:
        raise UsageError(f"{name}: the header cannot stand in row {row}: there are {lines} rows")
    return row - 1


def _is_data(line: Line) -> bool:
    return any(_DATED.search(cell) for cell in line[:MOST_COLUMNS] if len(cell) < LONGEST)


def unique_headers(cells: Line) -> tuple[list[str], frozenset[str]]:
    """The headers trimmed, a repeated one numbered, an empty one empty; and those repeated."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for cell in cells:
        header = " ".join(cell.strip(EDGES).split())
        seen[header] = seen.get(header, 0) + 1
        while seen[header] > 1 and (numbered := f"{header} ({seen[header]})") in seen:
            seen[header] += 1
        if header and seen[header] > 1:
            seen[numbered] = 1
        unique.append(header if not header or seen[header] == 1 else numbered)
    repeated = frozenset(header for header, times in seen.items() if header and times > 1)
    return unique, repeated


def table_of_lines(name: str, lines: Sequence[Line], at: int) -> RawTable:
    """A table from lines of cells, the header at place `at`; blank lines are left out."""
    headers, repeated = unique_headers(lines[at])
    _refuse_many(name, sum(map(bool, headers)))
    kept = [
        (place + 1, line)
        for place, line in enumerate(lines[at + 1 :], start=at + 1)
        if any(cell.strip(EDGES) for cell in line)
    ]
    width = len(headers)
    columns = [
        Words.of(line[place] if place < len(line) else None for _, line in kept)
        for place in range(width)
    ]
    beyond = {
        place: tuple(line[width:])
        for place, (_, line) in enumerate(kept)
        if any(cell.strip(EDGES) for cell in line[width:])
    }
    rows = np.array([row for row, _ in kept], np.int64)
    named = max((place + 1 for place, header in enumerate(headers) if header), default=0)
    shorter = sum(len(line) < named for _, line in kept)
    notes = [_skipped(lines, at)] if any(_filled(line) for line in lines[:at]) else []
    if shorter:
        notes.append(f"{counted(shorter, 'row')} shorter than the header: the rest is empty")
    return finished(name, headers, columns, rows, at + 1, beyond, repeated, notes)


def finished(
    name: str,
    headers: Sequence[str],
    columns: Sequence[Words],
    rows: NDArray[np.int64],
    header_row: int,
    beyond: Mapping[int, tuple[str, ...]],
    repeated: frozenset[str],
    notes: Iterable[str],
) -> RawTable:
    """
    The table without blank columns and without a row of totals.

    Raises
    ------
    UnreadableFileError
        There are far too many columns.
    """
    kept: dict[str, Words] = {}
    for place, (header, words) in enumerate(zip(headers, columns, strict=True)):
        if header:
            kept[header] = words
        elif not words.is_blank():
            kept[f"column {letters(place)}"] = words
    _refuse_many(name, len(kept))
    aside = tuple(
        Aside(int(rows[place]), texts, why)
        for place in _searched(kept, len(rows))
        if place not in beyond and (why := _no_request(texts := _row(kept, place)))
    )
    if aside:
        keep = ~np.isin(rows, [one.row for one in aside])
        places = np.cumsum(keep) - 1
        beyond = {int(places[place]): cells for place, cells in beyond.items()}
        rows = rows[keep]
        kept = {header: words.take(keep) for header, words in kept.items()}
        notes = (*notes, *_left_out(aside))
    return RawTable(
        name, kept, rows, header_row, len(headers), beyond, aside, repeated, tuple(notes)
    )


def _left_out(aside: Sequence[Aside]) -> Iterable[str]:
    for why in (TOTALS, AGAIN):
        rows = [str(one.row) for one in aside if one.why == why]
        shown = listed([*rows[:5], *([f"{len(rows) - 5} more"] if len(rows) > 5 else [])])
        if len(rows) == 1:
            yield f"row {shown} was left out: it is {why}"
        elif rows:
            yield f"rows {shown} were left out: they are {why.replace('a row', 'rows')}"


def _no_request(row: Mapping[str, str]) -> str:
    """Why a row is no request; empty where it is one."""
    if any(text.strip(EDGES) == EXAMPLE for text in row.values()):
        return "the example of the template"
    told = [(bare(header), bare(text)) for header, text in row.items() if text]
    if len(told) > 1 and all(header == text for header, text in told):
        return AGAIN
    return TOTALS if _totals(row) else ""


def _searched(columns: Mapping[str, Words], rows: int) -> list[int]:
    """The rows that may be totals, an example or the header: in which some column says so."""
    if rows > MOST_SEARCHED:
        return [rows - 1]
    found = np.zeros(rows, bool)
    for header, words in columns.items():
        bare_texts = (text.strip(EDGES) for text in words.texts)
        says = [
            text in (EXAMPLE, header) or _TOTALS_BEGIN.fullmatch(text) is not None
            for text in bare_texts
        ]
        if any(says):
            found |= np.array([*says, False])[words.codes]
    return np.flatnonzero(found).tolist()


def _refuse_many(name: str, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise UnreadableFileError(
            f"{name}: the table has {columns:,} columns, a log a few dozen; "
            "delete those that do not belong to it"
        )


def letters(place: int) -> str:
    """The letters a spreadsheet program shows over a column: A, B … Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _row(columns: Mapping[str, Words], place: int) -> dict[str, str]:
    return {header: words.at(place) for header, words in columns.items()}


def _totals(row: Mapping[str, str]) -> bool:
    """Does a row say that it sums up, and hold nothing but numbers beside that?"""
    first, *others = [text.strip(EDGES) for text in row.values() if text] or [""]
    numbers = all(_NUMBER.fullmatch(other) for other in others)
    only = _TOTALS.fullmatch(first.rstrip(":")) is not None
    return numbers and (only or (bool(others) and _TOTALS_BEGIN.fullmatch(first) is not None))


def _skipped(lines: Sequence[Line], at: int) -> str:
    return f"the header was found in row {at + 1}; what stands above it was not read"


def _filled(line: Line) -> bool:
    """Does a line above the header say anything, other than our template's bands?"""
    return any(text not in BANDS for cell in line if (text := cell.strip(EDGES)))

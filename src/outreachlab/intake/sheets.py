"""What several sheets, merged cells and hidden rows of a workbook become."""

import re
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from outreachlab.intake.layout import Known, Line, bare, hits
from outreachlab.intake.table import BLANK, EDGES, SHEET, RawTable, Words, text_array
from outreachlab.wording import counted, listed

Range = tuple[tuple[int, int], tuple[int, int]]  # the first and the last cell: row, column
ALIKE = 0.7  # of the headers that two sheets of one shape have together
_HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')


def same_shape(one: Line, other: Line, known: Known) -> bool:
    """Do two headers say that their sheets are parts of one list?"""
    first, second = ({bare(cell) for cell in line if cell.strip(EDGES)} for line in (one, other))
    together = first & second
    return hits(tuple(together), known) > 1 and len(together) >= ALIKE * len(first | second)


def joined_sheets(tables: Sequence[RawTable], names: Sequence[str]) -> RawTable:
    """
    Sheets of one shape one below the other, and that is said.

    The rows of each later sheet count on from `SHEET` times its place.
    """
    spelled: dict[str, str] = {}
    for table in tables:
        for header in table.columns:
            spelled.setdefault(bare(header), header)
    columns = {header: _stacked(tables, short) for short, header in spelled.items()}
    rows = np.concatenate([table.rows + at * SHEET for at, table in enumerate(tables)])
    starts = np.cumsum([0, *(len(table.rows) for table in tables)])
    beyond = {
        int(start) + place: cells
        for start, table in zip(starts, tables, strict=False)
        for place, cells in table.beyond.items()
    }
    counts = listed(
        f"{name!r} ({len(one.rows):,})" for name, one in zip(names, tables, strict=True)
    )
    notes = dict.fromkeys(note for table in tables for note in table.notes)
    said = f"{counted(len(tables), 'sheet')} of one shape were joined: {counts}"
    first = tables[0]
    return RawTable(
        first.source,
        columns,
        rows,
        first.header_row,
        max(table.width for table in tables),
        beyond,
        tuple(aside for table in tables for aside in table.aside),
        frozenset().union(*(table.repeated for table in tables)),
        (said, *notes),
    )


def _stacked(tables: Sequence[RawTable], short: str) -> Words:
    """One column of all sheets; blank where a sheet lacks it."""
    texts: list[str] = []
    codes: list[NDArray[np.int32]] = []
    for table in tables:
        found = next((words for name, words in table.columns.items() if bare(name) == short), None)
        if found is None:
            codes.append(np.full(len(table.rows), BLANK, np.int32))
            continue
        codes.append(np.where(found.codes == BLANK, BLANK, found.codes + len(texts)))
        texts += found.texts
    return (
        Words.merged(np.concatenate(codes).astype(np.int32), texts)
        if texts
        else Words(np.concatenate(codes).astype(np.int32), text_array([]))
    )


def with_merged(
    lines: Sequence[Line], merged: Sequence[Range], at: int
) -> tuple[Sequence[Line], int]:
    """The lines below the header with merged cells filled downwards, and how many were."""
    if not merged:
        return lines, 0
    filled = 0
    found = [list(line) for line in lines]
    for (top, left), (bottom, _) in merged:
        if top <= at or top >= len(found) or left >= len(found[top]):
            continue
        text = found[top][left]
        for row in range(top + 1, min(bottom + 1, len(found))):
            if text and left < len(found[row]) and not found[row][left]:
                found[row][left] = text
                filled += 1
    return found, filled


def hidden_rows(archive: zipfile.ZipFile, sheet: str, rows: NDArray[np.int64]) -> int:
    """How many of some rows of a sheet of an XLSX file are hidden."""
    member = _member_of(archive, sheet)
    if member is None:
        return 0
    hidden = {int(row) for row in _HIDDEN.findall(archive.read(member))}
    return len(hidden.intersection(rows.tolist()))


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file in an XLSX archive that holds a sheet."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    told = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in told}
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            where = next((value for key, value in one.items() if key.endswith("}id")), "")
            target = targets.get(where, "").removeprefix("/xl/")
            return f"xl/{target}" if f"xl/{target}" in names else None
    return None

"""The merged cells and the hidden rows of an ODS sheet, which its reader does not tell."""

import io
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

from outreachlab.intake.sheets import Range

CONTENT = "content.xml"
MOST_HIDDEN = 100_000  # rows in one, with what stands in them once
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPANNED = "number-rows-spanned"


class Marks(NamedTuple):
    """Merged ranges, and the rows that are hidden, counted from 1."""

    merged: list[Range]
    hidden: set[int]


def marks_of(archive: zipfile.ZipFile, sheet: str) -> Marks:
    """What an ODS file says of a sheet besides its cells; nothing of a file of another kind."""
    found = Marks([], set())
    if CONTENT not in archive.namelist():
        return found
    content = archive.read(CONTENT)
    if _SPANNED.encode() not in content and b"visibility=" not in content:
        return found
    here, row = False, 0
    for event, node in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
        if node.tag == f"{_TABLE}table":
            here, row = event == "start" and node.get(f"{_TABLE}name") == sheet, 0
        elif event == "end" and node.tag == f"{_TABLE}table-row":
            times = _number(node, "number-rows-repeated")
            if here and len(node):
                _take(node, row, times, found)
            row += times
            node.clear()
    return found


def _take(node: ElementTree.Element, row: int, times: int, found: Marks) -> None:
    if node.get(f"{_TABLE}visibility", "visible") != "visible":
        found.hidden.update(range(row + 1, row + min(times, MOST_HIDDEN) + 1))
    column = 0
    for cell in node:
        tall, wide = (_number(cell, what) for what in (_SPANNED, "number-columns-spanned"))
        if tall > 1:
            found.merged.append(((row, column), (row + tall - 1, column + wide - 1)))
        column += _number(cell, "number-columns-repeated")


def _number(node: ElementTree.Element, what: str) -> int:
    told = node.get(f"{_TABLE}{what}", "1")
    return int(told) if told.isdecimal() and len(told) < 8 else 1

"""Cells written anew and rows left out, before anything is read from a table."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from outreachlab.errors import UsageError
from outreachlab.intake.problems import quoted
from outreachlab.intake.table import Aside, RawTable, Words

Mended: TypeAlias = Mapping[int, Mapping[str, str] | None]
LEFT_OUT = "left out by hand"


def mended_table(raw: RawTable, mended: Mended) -> RawTable:
    """
    The table with some cells written anew, by row and header; None leaves a row out.

    Raises
    ------
    UsageError
        The file has no such row or header.
    """
    if not mended:
        return raw
    places = {int(row): at for at, row in enumerate(raw.rows.tolist())}
    columns = dict(raw.columns)
    for header, cells in _by_header(raw, mended, places).items():
        texts = columns[header].spelled(range(len(raw.rows)))
        for at, text in cells.items():
            texts[at] = text
        columns[header] = Words.of(texts)
    gone = [places[row] for row, cells in mended.items() if cells is None]
    keep = np.ones(len(raw.rows), bool)
    keep[gone] = False
    aside = [
        Aside(int(raw.rows[at]), {name: words.at(at) for name, words in columns.items()}, LEFT_OUT)
        for at in gone
    ]
    return replace(
        raw,
        columns={name: words.take(keep) for name, words in columns.items()},
        rows=raw.rows[keep],
        beyond={int(keep[:at].sum()): cells for at, cells in raw.beyond.items() if keep[at]},
        aside=(*raw.aside, *aside),
    )


def _by_header(
    raw: RawTable, mended: Mended, places: Mapping[int, int]
) -> dict[str, dict[int, str]]:
    """What is written anew: by header, the text of each place."""
    found: dict[str, dict[int, str]] = {}
    for row, cells in mended.items():
        if row not in places:
            raise UsageError(f"{raw.source}: there is no row {row} to mend; look at its faults")
        for header, text in (cells or {}).items():
            if header not in raw.columns:
                raise UsageError(f"{raw.source}: no column {quoted(header)} to mend in row {row}")
            found.setdefault(header, {})[places[row]] = text
    return found

"""Faults and fixes: many cells at once while they are found, a table in the end."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.intake.table import FILE, SHEET, RawTable, Words

FAULT_COLUMNS = ["row", "column", "value", "problem", "fix"]
FIX_COLUMNS = ["row", "column", "from", "to", "why"]
UNREAD_COLUMNS = ["column", "header", "value", "count", "row"]
LONGEST_VALUE = 1000


# What a question about a whole file asks for: which column, the year, the order of day and month, …
Asks = Literal["", "column", "year", "order", "swapped", "replied", "ticks"]
AskedOf = tuple[str, str, str, Asks]  # of a column: a text, the question, the remedy, what it asks


class Fault(NamedTuple):
    """
    A fault of the whole file: where, what was written, what is wrong, what to do.

    `asks` says what an answer would have to tell; "" where only the file itself can be mended.
    """

    row: int
    column: str
    value: str
    problem: str
    fix: str
    asks: Asks = ""


class Cells(NamedTuple):
    """
    Faults or fixes in many cells of one column, `places` (n,) in the frame.

    The three texts (n,) are value, problem and remedy of a fault; from, to and why of a fix.
    """

    places: NDArray[np.int64]
    column: str
    first: NDArray[np.object_]
    second: NDArray[np.object_]
    third: NDArray[np.object_]


def cells_holding(
    words: Words, column: str, found: dict[int, tuple[str, str, str]]
) -> Cells | None:
    """The cells that hold some distinct texts, with what is said of each; None without any."""
    if not found:
        return None
    texts = np.empty((3, len(words.book) + 1), object)
    hit = np.zeros(len(words.book) + 1, bool)  # the last stands for a blank, code -1
    for code, said in found.items():
        hit[code] = True
        texts[:, code] = said
    places = np.flatnonzero(hit[words.codes])
    codes = words.codes[places]
    first, second, third = (text[codes] for text in texts)
    return Cells(places, column, first, second, third)


def cells_at(
    places: NDArray[np.int64], column: str, value: Iterable[str], problem: Iterable[str], fix: str
) -> Cells:
    """Faults at some places of one column that share a remedy."""
    values, problems = (np.array(list(said), object) for said in (value, problem))
    return Cells(places, column, values, problems, np.full(len(places), fix, object))


def fault_table(
    whole: Iterable[Fault], cells: Iterable[Cells], rows: NDArray[np.int64]
) -> pd.DataFrame:
    """The faults in the order of the file, one a cell."""
    told = pd.DataFrame([one[: len(FAULT_COLUMNS)] for one in whole], columns=FAULT_COLUMNS)
    found = _table(cells, rows, FAULT_COLUMNS)
    table = pd.concat([told, found], ignore_index=True) if len(told) else found
    table["value"] = [clipped(value) for value in table["value"]]
    return table.sort_values("row", kind="stable", ignore_index=True)


def first_told(cells: Iterable[Cells]) -> list[Cells]:
    """The faults of cells without those at a cell that has one already."""
    seen: dict[str, set[int]] = {}
    kept = []
    for one in cells:
        known = seen.setdefault(one.column, set())
        new = np.array([at not in known for at in one.places.tolist()], bool)
        known.update(one.places.tolist())
        kept.append(_some(one, new))
    return kept


def rows_of(cells: Iterable[Cells], rows: int) -> NDArray[np.bool_]:
    """Which rows (rows,) have any of some cells."""
    flags = np.zeros(rows, bool)
    for one in cells:
        flags[one.places] = True
    return flags


def asked_once(cells: Iterable[Cells], column: str, row: int) -> tuple[list[Fault], list[Cells]]:
    """
    The faults of a column whose text stands in several rows, asked once at the header; the rest.

    What one answer mends is one question, however many rows it costs until then.
    """
    questions: list[Fault] = []
    rest: list[Cells] = []
    for one in cells:
        if one.column != column:
            rest.append(one)
            continue
        said, which, counts = np.unique(
            one.first.astype(str), return_inverse=True, return_counts=True
        )
        for code in np.flatnonzero(counts > 1).tolist():
            at = int(np.flatnonzero(which == code)[0])
            problem = f"{one.second[at]} ({counts[code]:,} rows)"
            questions.append(Fault(row, column, str(said[code]), problem, str(one.third[at])))
        rest.append(_some(one, counts[which] == 1))
    return questions, rest


def _some(cells: Cells, keep: NDArray[np.bool_]) -> Cells:
    parts = (part[keep] for part in (cells.first, cells.second, cells.third))
    return Cells(cells.places[keep], cells.column, *parts)


def unread_table(
    cells: Iterable[Cells], headers: Mapping[str, tuple[str, ...]], rows: NDArray[np.int64]
) -> pd.DataFrame:
    """What could not be read: each text of a column once, with its count and its first row."""
    records = []
    for one in cells:
        found: dict[str, list[int]] = {}
        for text, at in zip(one.first.tolist(), one.places.tolist(), strict=True):
            found.setdefault(str(text), []).append(at)
        header = " and ".join(headers.get(one.column, (one.column,)))
        records += [
            (one.column, header, clipped(text), len(at), int(rows[min(at)]))
            for text, at in found.items()
        ]
    return pd.DataFrame(records, columns=UNREAD_COLUMNS)


def fix_table(cells: Iterable[Cells], rows: NDArray[np.int64]) -> pd.DataFrame:
    """The fixes in the order of the file."""
    return _table(cells, rows, FIX_COLUMNS)


def _table(cells: Iterable[Cells], rows: NDArray[np.int64], columns: list[str]) -> pd.DataFrame:
    parts = [part for part in cells if len(part.places)]
    if not parts:
        return pd.DataFrame({columns[0]: np.zeros(0, np.int64), **dict.fromkeys(columns[1:], "")})
    row = np.concatenate([rows[part.places] for part in parts])
    order = np.argsort(row, kind="stable")
    names = np.concatenate([np.full(len(part.places), part.column, object) for part in parts])
    texts = [np.concatenate([part[which] for part in parts]) for which in (2, 3, 4)]
    return pd.DataFrame(
        {name: values[order] for name, values in zip(columns, (row, names, *texts), strict=True)}
    )


def headed(table: pd.DataFrame, called: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """A table with the `header` that the file of each row has in place of our column."""
    which, ours = pd.factorize(table["column"])
    names = [[one.get(name, name) for name in ours] for one in called]
    headers = np.array(names, object).reshape(len(called), len(ours))
    return table.assign(header=headers[table["row"].to_numpy() // FILE, which])


def placed(table: pd.DataFrame, raw: RawTable) -> pd.DataFrame:
    """A table with the row of each sheet and its name, and the file's, where there are several."""
    if not len(table):
        return table
    if raw.files:
        numbers = (table["row"] // FILE).tolist()
        files = [raw.files[at] for at in numbers]
        rows = table["row"] % FILE
        table = table.assign(row=rows % SHEET, file=[name for name, _ in files])
        if any(len(sheets) > 1 for _, sheets in files):
            places = (rows // SHEET).tolist()
            names = [
                sheets[at] if len(sheets) > 1 else ""
                for (_, sheets), at in zip(files, places, strict=True)
            ]
            table = table.assign(sheet=names)
        return table
    if len(raw.sheets) < 2:
        return table
    names = [raw.sheets[row // SHEET] for row in table["row"]]
    return table.assign(row=table["row"] % SHEET, sheet=names)


def clipped(text: str) -> str:
    """A value that a table can show: a very long one is cut."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def quoted(text: str, most: int = 60) -> str:
    """A value as a message shows it: on one line, cut if long, in single quotes."""
    flat = " ".join(text[: 10 * most].split())
    shown = "".join(mark if mark.isprintable() else "�" for mark in flat)
    return f"'{shown if len(shown) <= most else shown[: most - 1] + '…'}'"

"""The page on how a log was read: its faults in their rows, its columns, what was not read."""

from collections.abc import Iterable

import pandas as pd

from outreachlab.display import Shown
from outreachlab.errors import ways_on
from outreachlab.log.checked import LogCheck
from outreachlab.report.model import Report, Section
from outreachlab.wording import counted, listed, sentence, shortened

MOST = 500  # rows of a table; a page is to be looked through
WHY = {
    "named": "by its name",
    "synonym": "a word for it",
    "cells": "by its cells",
    "map": "the map says so",
    "own": "kept as your own",
}


def check_report(found: LogCheck) -> Report:
    """
    How a log was read, as a page.

    Parameters
    ----------
    found : LogCheck
        What `check_log` found.

    Returns
    -------
    Report
        Faults, columns, unread words, fixes and notes, a section each where there are any.
    """
    sections = (_faults(found), _files(found), _headers(found), _unread(found), _fixes(found))
    notes = Section(
        key="notes",
        heading="What else was noted",
        sentences=tuple(map(sentence, found.notes)),
    )
    filled = [section for section in sections if section is not None]
    return Report(
        f"How {found.source} was read",
        tuple(_summary(found)),
        tuple(filled + ([notes] if found.notes else [])),
    )


def _summary(found: LogCheck) -> Iterable[str]:
    if found.table.empty:
        yield sentence(f"{counted(found.rows, 'row')}, no faults")
    else:
        faults, rows = len(found.table), counted(found.faulty_rows, "row")
        yield sentence(f"{counted(found.rows, 'row')}; {counted(faults, 'fault')} in {rows}")
        yield "Mend them in your spreadsheet, or answer what is asked in a map file."
        yield from map(sentence, ways_on(found.table))
    if len(found.unread):
        cells = int(found.unread["count"].sum())
        yield sentence(f"{counted(cells, 'cell')} could not be read and count as not recorded")


def _faults(found: LogCheck) -> Section | None:
    """Every fault with the row it stands in."""
    if found.table.empty:
        return None
    rows = tuple(
        (_where(fault, found.table), shortened(fault["header"]), shortened(fault["value"]), *told)
        for (_, fault), around in zip(found.table.head(MOST).iterrows(), found.around, strict=False)
        for told in [(fault["problem"], fault["fix"], around)]
    )
    columns = ("row", "your column", "written", "what is wrong", "what to do", "the row")
    return _section("faults", "What has to be mended or answered", columns, rows, len(found.table))


def _where(fault: pd.Series, table: pd.DataFrame) -> str:
    names = [fault[name] for name in ("sheet", "file") if name in table]
    named = [name for name in names if isinstance(name, str) and name]
    return " of ".join([str(fault["row"]), *map(shortened, named)])


def _files(found: LogCheck) -> Section | None:
    rows = tuple(
        (shortened(one.source), f"{one.rows:,}", f"{one.unread:,}", f"{one.asked:,}", one.why)
        for one in found.files
    )
    columns = ("file", "rows", "cells unread", "asked", "why it was left out")
    return _section("files", "File by file", columns, rows, len(rows)) if rows else None


def _headers(found: LogCheck) -> Section:
    """Each column of the file, what it was read as, why, and some of its cells."""
    table = found.headers
    files = table["file"] if "file" in table else [""] * len(table)
    rows: tuple[tuple[str, ...], ...] = tuple(
        (shortened(header), "" if how == "own" else column, WHY[how], listed(examples), file)
        for header, column, how, examples, file in zip(
            table["header"], table["column"], table["how"], table["examples"], files, strict=True
        )
    )
    columns: tuple[str, ...] = ("your column", "read as", "why", "for example", "file")
    if not found.files:
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    return _section("columns", "How each column was read", columns, rows, len(rows))


def _unread(found: LogCheck) -> Section | None:
    if not len(found.unread):
        return None
    columns = ("your column", "written", "times", "first in row")
    names = ["header", "value", "count", "row"]
    rows = tuple(
        (shortened(header), shortened(value), f"{count:,}", str(row))
        for header, value, count, row in found.unread[names].itertuples(index=False, name=None)
    )
    return _section("unread", "Words that were not read", columns, rows, len(rows))


def _fixes(found: LogCheck) -> Section | None:
    if not len(found.fixes):
        return None
    columns = ("row", "your column", "written", "read as", "why")
    names = ["row", "header", "from", "to", "why"]
    rows = tuple(
        (str(row), shortened(header), shortened(before), shortened(after), why)
        for row, header, before, after, why in found.fixes[names].itertuples(index=False, name=None)
    )
    return _section("fixes", "Read other than written", columns, rows, len(rows))


def _section(
    key: str, heading: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], count: int
) -> Section:
    more = (f"and {count - MOST:,} more",) if count > MOST else ()
    return Section(key=key, heading=heading, table=Shown(heading, columns, rows[:MOST], more))

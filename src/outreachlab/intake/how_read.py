"""`how_read`: how a person's file was understood, and the map it amounts to, to be changed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from outreachlab.display import Answer, Column, Record
from outreachlab.errors import UsageError
from outreachlab.intake.asked import Question, Word, is_word, questions_of, words_of
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import Examined, Map, Source, examine
from outreachlab.intake.headers_read import headers_read
from outreachlab.intake.imported import Imported, imported_from
from outreachlab.intake.map_changes import Change, joining_header, reading_header
from outreachlab.intake.map_text import map_text
from outreachlab.intake.mended import Mended
from outreachlab.intake.people_file import People
from outreachlab.intake.several import several
from outreachlab.intake.table import SHEET
from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.vocabulary import COLUMN, REQUIRED
from outreachlab.wording import counted, listed, shortened


@dataclass(frozen=True, slots=True)
class Header(Record):
    """A header of the file: the log's column it is, "" if the file's own; why; three cells."""

    header: str
    column: str
    how: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong(Record):
    """What is wrong in a row: the column, its headers, what is written, what to do."""

    column: str
    headers: tuple[str, ...]
    value: str
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class FaultyRow(Record):
    """
    A row with faults: its cells by header, and each fault.

    `key` is what `mended` takes; `row` and `sheet` are what a spreadsheet program shows.
    """

    key: int
    row: int
    sheet: str
    cells: Mapping[str, str]
    faults: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HowRead(Answer):
    """
    How a file was understood.

    `headers` has each column of the file, `questions` what is asked about all of it, `words` the
    texts not understood, `faulty` the rows with any other fault, `people` the names that may be
    one person's. `map` is what the reading amounts to, as plain data: what a question asks stands
    not in it. `imported` is the log that came of it, None while something is asked about the file.
    """

    source: str
    rows: int
    headers: tuple[Header, ...]
    questions: tuple[Question, ...]
    words: tuple[Word, ...]
    faulty: tuple[FaultyRow, ...]
    people: tuple[Suggestion, ...]
    map: Mapping[str, Any]
    imported: Imported | None
    notes: tuple[str, ...] = ()

    _each = "headers"
    _columns = (
        Column("your column", shortened, "header"),
        Column("read as", lambda column: column or "your own", "column"),
        Column("for example", lambda cells: shortened(listed(cells)) if cells else "", "examples"),
    )

    def read_as(self, header: str, column: str, *, joined: bool = False) -> Change:
        """
        The change of the map that reads a header as a column of the log, "" as the file's own.

        With `joined` the header is joined to what the column is read from already.
        """
        if header not in [one.header for one in self.headers]:
            raise UsageError(f"{self.source}: there is no column {header!r}; look at its headers")
        if column not in ("", *COLUMN):
            raise UsageError(f"the log knows no column {column!r}; name one of its own")
        if not column and header in REQUIRED:
            raise UsageError(f"a log needs {header}; read another header as {header} instead")
        return (joining_header if joined else reading_header)(self.map, header, column)

    def to_json(self) -> dict[str, Any]:
        """The reading as plain data."""
        parts = ("headers", "questions", "words", "faulty")
        return {
            "rows": self.rows,
            **{name: [one.to_json() for one in getattr(self, name)] for name in parts},
            "people": [one._asdict() for one in self.people],
            "map": dict(self.map),
            "notes": list(self.notes),
        }

    def _headline(self) -> str:
        asked = len(self.questions) + sum(one.costs for one in self.words)
        return (
            f"{self.source}: {counted(self.rows, 'row')}, {counted(asked, 'question')}, "
            f"{counted(len(self.faulty), 'row')} to mend"
        )


def how_read(
    source: Source,
    *,
    map: Map | None = None,
    sheet: str | None = None,
    dates: DayOrder | None = None,
    people: People | None = None,
    encoding: str | None = None,
    mended: Mended | None = None,
) -> HowRead:
    """
    How a file was understood, what is asked about it, and the map it amounts to.

    Parameters
    ----------
    source : path, bytes, (name, bytes), open file, or DataFrame
        One file as a person keeps it.
    map : path or mapping, optional
        How it reads; `changed_map(how.map, change)` is one, where `change` comes from an offer of
        a question, from `Word.means` or from `HowRead.read_as`.
    sheet : str, optional
        The sheet of a workbook.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.
    people : path or mapping, optional
        Which spellings are one person's (`same`) and which are not (`different`).
    encoding : str, optional
        How a text file that is not in UTF-8 was written, as "cp1254".
    mended : mapping, optional
        Cells written anew: {key of a row: {header: text}}; None instead leaves the row out.

    Returns
    -------
    HowRead
        Headers, questions, words and rows as records; `.imported` is the log.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UsageError
        Several files are given, or the map, the people file or an argument makes no sense.
    """
    if several(source) is not None:
        raise UsageError("one file is looked at at a time; name one of them")
    examined = examine(source, map, sheet, dates, people, encoding=encoding, mended=mended)
    found = _map_of(examined)
    headers = headers_read(examined)
    return HowRead(
        source=examined.log.source,
        rows=len(examined.raw.rows),
        headers=tuple(
            Header(theirs, "" if how == "own" else ours, how, tuple(examples))
            for theirs, ours, how, examples in headers.itertuples(index=False, name=None)
        ),
        questions=questions_of(examined, found),
        words=words_of(examined),
        faulty=tuple(_faulty(examined)),
        people=examined.log.people,
        map=found,
        imported=None if examined.whole else imported_from(examined),
        notes=examined.log.notes,
    )


def _map_of(examined: Examined) -> dict[str, Any]:
    """What a reading amounts to, without an answer to what is still asked."""
    parts = (examined.raw, examined.named, examined.known, examined.sheet, examined.dates)
    found = tomllib.loads(map_text(*parts))
    for one in examined.whole:
        if one.asks == "column":
            found.get("columns", {}).pop(one.column, None)
        if one.column in found.get("values", {}):
            told = examined.known.values.get(one.column, {}) if examined.known else {}
            found["values"][one.column] = dict(told)
    return found


def _faulty(examined: Examined) -> list[FaultyRow]:
    """The rows with a fault that no word for a text mends, in the order of the file."""
    told = examined.known.values.get("outcome", {}) if examined.known else {}
    wrong: dict[int, list[Wrong]] = {}
    for one in examined.cells:
        headers = examined.named.headers.get(one.column, ())
        for at, *said in zip(one.places, one.first, one.second, one.third, strict=True):
            if not is_word(one.column, str(said[0]), told):
                wrong.setdefault(int(at), []).append(Wrong(one.column, headers, *map(str, said)))
    return [_row(examined, at, tuple(wrong[at])) for at in np.sort(list(wrong)).tolist()]


def _row(examined: Examined, at: int, faults: tuple[Wrong, ...]) -> FaultyRow:
    raw, row = examined.raw, int(examined.raw.rows[at])
    sheet = raw.sheets[row // SHEET] if len(raw.sheets) > 1 else ""
    cells = {name: words.at(at) for name, words in raw.columns.items()}
    return FaultyRow(row, row % SHEET, sheet, cells, faults)

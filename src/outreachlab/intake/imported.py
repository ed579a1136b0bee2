"""`import_log`: a person's file as a clean log, what was refused, and a map that repeats it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.errors import LogFaultsError, UsageError
from outreachlab.escapes import csv_text
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import (
    Examined,
    Map,
    Source,
    counts_of,
    examine,
    located,
    sound_log,
)
from outreachlab.intake.faults_sheet import faults_xlsx
from outreachlab.intake.map_text import map_text
from outreachlab.intake.people_file import People, people_text
from outreachlab.intake.problems import placed
from outreachlab.intake.several import several
from outreachlab.intake.table import SHEET
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import COLUMNS
from outreachlab.wording import counted, theirs


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Imported(Answer):
    """
    What became of a file.

    `log` has the sound rows, `table` them as texts in the log's own columns. `refused` has every
    other row as it was, with its `row` in the file and `why`; `rows` counts both together.
    `fixes` lists what was read other than written, `map` is the text of a map file that repeats
    the import, `people_file` that of a file to decide on spellings that may be one person's,
    empty where there are none. `marked` is a workbook of the person's own rows with what was
    refused marked in it, empty where nothing was.
    """

    log: CheckedLog
    table: pd.DataFrame
    refused: pd.DataFrame
    fixes: pd.DataFrame
    rows: int
    map: str
    people_file: str
    notes: tuple[str, ...]
    marked: bytes = b""

    @property
    def csv(self) -> str:
        """The clean log as CSV."""
        return csv_text(self.table)

    @property
    def faults_csv(self) -> str:
        """The refused rows as CSV."""
        return csv_text(self.refused)

    def to_json(self) -> dict[str, Any]:
        """The counts, the fixes and the reasons of refusal as plain data."""
        return {
            "rows": self.rows,
            "imported": len(self.table),
            "refused": self.refused[["row", "why"]].to_dict("records"),
            "fixes": self.fixes.drop(columns="header").to_dict("records"),
            "people": [one._asdict() for one in self.log.people],
            "notes": list(self.notes),
        }

    def _shown(self) -> Shown:
        headline = (
            f"{self.log.source}: {counted(self.rows, 'row')}, {len(self.table):,} imported, "
            f"{len(self.refused):,} refused, {counted(len(self.fixes), 'cell')} read other than "
            "written"
        )
        return Shown(headline, notes=self.notes)


def import_log(
    source: Source,
    *,
    map: Map | None = None,
    sheet: str | None = None,
    dates: DayOrder | None = None,
    people: People | None = None,
    encoding: str | None = None,
    strict: bool = False,
) -> Imported:
    """
    A person's file as a clean log, with every row that could not be taken.

    Parameters
    ----------
    source : path, folder, "-" for standard input, or DataFrame
        A spreadsheet, a text file, Parquet, or LinkedIn's data archive.
    map : path or mapping, optional
        How a foreign file reads as an outreach log.
    sheet : str, optional
        The sheet of a workbook.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.
    people : path or mapping, optional
        Which spellings are one person's (`same`) and which are not (`different`); where left out,
        the file `STEM.people.toml` beside the log, if there is one.
    encoding : str, optional
        How a text file that is not in UTF-8 was written, as "cp1254".
    strict : bool
        Make a cell of an optional column that cannot be read a fault.

    Returns
    -------
    Imported
        `.rows` = rows of `.table` + rows of `.refused`, always.

    Raises
    ------
    LogFaultsError
        A fault concerns the whole file: a required column is missing, or day and month cannot
        be told apart. Its `map` is the text of a map that answers every question by our guess,
        its `marked` a workbook of the file's own rows with the faults marked.
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UsageError
        The map, the people file or an argument makes no sense.
    """
    if not isinstance(source, pd.DataFrame) and several(source) is not None:
        raise UsageError("an import reads one file; name one of them")
    examined = examine(source, map, sheet, dates, people, encoding=encoding, strict=strict)
    if examined.whole:
        raise LogFaultsError(
            examined.log.source,
            located(examined.faults, examined),
            rows_only=False,
            counts=counts_of(examined),
            map=guessed_map(examined),
            marked=faults_xlsx(examined),
        )
    marked = faults_xlsx(examined) if len(examined.faults) else b""
    return imported_from(examined, marked)


def imported_from(examined: Examined, marked: bytes = b"") -> Imported:
    """What became of a file about which as a whole nothing is asked any more."""
    log, faults = sound_log(examined, skip_faulty=True)
    return Imported(
        log,
        clean_table(log),
        _refused(examined, log, faults),
        placed(log.fixes, examined.raw),
        len(examined.raw.rows) + len(examined.raw.aside),
        map_text(examined.raw, examined.named, examined.known, examined.sheet, examined.dates),
        people_text(log.people, examined.decisions) if log.people else "",
        log.notes,
        marked,
    )


def guessed_map(examined: Examined) -> str:
    """The text of a map with our guess for every column, word and question of a file."""
    asked = (*examined.whole, *examined.questions)
    return map_text(
        examined.raw, examined.named, examined.known, examined.sheet, examined.dates, asked
    )


def clean_table(log: CheckedLog) -> pd.DataFrame:
    """A log as texts in vocabulary order, the person's own columns last; blanks are empty."""
    ours = [column.name for column in COLUMNS if column.name in log.frame]
    own = [name for name in log.frame if name not in ours]
    return pd.DataFrame({name: _texts(log.frame[name]) for name in (*ours, *own)})


def _texts(series: pd.Series) -> pd.Series:
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.astype(object).where(series.notna(), "").astype(str)
    if series.dtype.kind == "M":
        return series.dt.strftime("%Y-%m-%d").fillna("").astype(str)
    if series.dtype.kind == "f":
        return series.map(lambda value: "" if np.isnan(value) else f"{value:.17g}").astype(str)
    return series.astype(object).where(series.notna(), "").astype(str)


def _refused(examined: Examined, log: CheckedLog, faults: pd.DataFrame) -> pd.DataFrame:
    """Every row that is not in the log, as it was, with why."""
    raw, called = examined.raw, log.called
    why: dict[int, list[str]] = {}
    for one in examined.cells:
        for at, problem, fix in zip(one.places.tolist(), one.second, one.third, strict=True):
            told = f"{theirs(one.column, called)}: {problem}; {fix}"
            why.setdefault(int(raw.rows[at]), []).append(told)
    known = set(why)
    for row, column, problem, fix in zip(
        *(faults[name] for name in ("row", "column", "problem", "fix")), strict=True
    ):
        if int(row) not in known:
            why.setdefault(int(row), []).append(f"{theirs(column, called)}: {problem}; {fix}")
    places = np.flatnonzero(~np.isin(raw.rows, log.rows))
    records = [
        {
            "row": int(raw.rows[place]) % SHEET,
            "why": "\n".join(why[int(raw.rows[place])]),
            **_apart({header: words.at(place) for header, words in raw.columns.items()}),
            **_beyond(raw.beyond, place),
        }
        for place in places.tolist()
    ]
    records += [{"row": one.row, "why": one.why, **_apart(one.cells)} for one in raw.aside]
    table = pd.DataFrame(
        records, columns=["row", "why", *_apart(raw.columns)] if not records else None
    )
    return table.fillna("")


def _apart(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The file's own columns, told apart from the two that are put before them."""
    return {f"{name} (own)" if name in ("row", "why") else name: it for name, it in cells.items()}


def _beyond(beyond: Mapping[int, tuple[str, ...]], place: int) -> dict[str, str]:
    cells = beyond.get(place, ())
    return {f"beyond the header {number}": cell for number, cell in enumerate(cells, start=1)}

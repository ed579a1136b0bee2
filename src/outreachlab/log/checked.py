"""The checked log, the one thing every answer takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.display import Answer, Shown
from outreachlab.errors import UnknownLevelError
from outreachlab.log.likeness.of_log import those_among
from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.links import links_in
from outreachlab.log.notes import notes_of, people_notes
from outreachlab.log.people import folded
from outreachlab.log.slips import ONLY_YESES
from outreachlab.log.view import TableView, view_of_table
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.wording import Cost, counted, shortened

OF_COLUMNS = ("codes", "days")  # what is kept of a frame, whichever rows are looked at
TacticKind = Literal["category", "yes_no", "number"]


class FileRead(NamedTuple):
    """
    What became of one file of several.

    `rows` were read, of which `faulty` were left out; `unread` cells are blank since they could
    not be read; `asked` counts the questions for which the whole file was left out, `why` says it.
    `seeker` is whose it is, None where the file says that row by row; `notes` are those on it.
    """

    source: str
    rows: int
    faulty: int
    unread: int
    sheets_left: tuple[str, ...]
    asked: int
    why: str
    seeker: str | None
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The counts, as every answer's JSON says them."""
        names = ("source", "rows", "faulty", "unread", "sheets_left", "asked")
        found = {name: getattr(self, name) for name in names}
        return {**found, "sheets_left": list(self.sheets_left)}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CheckedLog(Answer):
    """
    A log without faults, as `read_log` returns it.

    `frame` has a row per request of the file: texts and words are categorical, dates
    datetime64[s], whole numbers Int32; a column that the file lacks is absent. `selected` marks
    the rows that answers look at (all, unless a seeker or a span of days was asked for); what is
    judged once for the file, as the day of judgement, looks at all. `tactics` are the map's own
    columns and their kinds, `rows` the spreadsheet row of each request, `faulty` how many rows
    were left out, `unread` how many cells are blank since they could not be read, `unread_words`
    the table of these as in `LogCheck.unread`, `sheets_left` the sheets of its workbook that were
    not read; `anonymous` says that all names in it are
    pseudonyms. `people` are spellings that may be one person's; `called` is what the file calls
    its columns, where that is not our name. `files` are what it was read from, where there are
    several.
    """

    frame: pd.DataFrame
    selected: NDArray[np.bool_]
    source: str
    rows: NDArray[np.int64]
    tactics: Mapping[str, TacticKind] = field(default_factory=dict)
    faulty: int = 0
    fixes: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    unread: int = 0
    sheets_left: tuple[str, ...] = ()
    anonymous: bool = False
    people: tuple[Suggestion, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FileRead, ...] = ()
    unread_words: pd.DataFrame = field(default_factory=pd.DataFrame)
    # columns as codes and days as numbers, each found once; a frame in use is never changed
    kept: dict[tuple[str, str], Any] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return int(self.selected.sum())

    @property
    def table(self) -> pd.DataFrame:
        """The selected rows."""
        return self.frame[self.selected]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the log's columns."""
        return tuple(self.frame.columns)

    @property
    def read(self) -> dict[str, Any] | list[dict[str, Any]]:
        """How the file was read, as every answer's JSON says it; of several files each."""
        if self.files:
            return [one.to_json() for one in self.files]
        return {
            "source": self.source,
            "rows": len(self.frame) + self.faulty,
            "faulty": self.faulty,
            "unread": self.unread,
            "sheets_left": list(self.sheets_left),
        }

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> TableView:
        """The log judged once, for as many answers as one likes; the arguments are theirs."""
        return view_of_table(self, day, window_days)

    def between(self, since: date | None, until: date | None) -> "CheckedLog":
        """The same log looking at requests asked from `since` to `until`, both included."""
        keep = self.selected.copy()
        if since is not None:
            keep &= (self.frame["asked_on"] >= pd.Timestamp(since)).to_numpy()
        if until is not None:
            keep &= (self.frame["asked_on"] <= pd.Timestamp(until)).to_numpy()
        return replace(self, selected=keep)

    def of_seeker(self, name: str) -> "CheckedLog":
        """
        The same log looking at one seeker's requests; UnknownLevelError if there is none.

        Its notes are about these requests, so that they name nobody else's contacts.
        """
        column = self.frame["seeker"]
        names = [one for one in column.cat.categories if folded(one) == folded(name)]
        if not names:
            raise UnknownLevelError("seeker", name, sorted(column.cat.categories))
        one = replace(self, selected=self.selected & column.isin(names).to_numpy())
        one.kept.update((key, known) for key, known in self.kept.items() if key[1] in OF_COLUMNS)
        table = one.table
        people = tuple(those_among(self.people, table))
        notes = notes_of(table, links_in(table), people)
        about_all = {*people_notes(self.people), ONLY_YESES}
        files = tuple(
            file
            for file in self.files
            if file.seeker is None or folded(file.seeker) == folded(name)
        )
        told = [note for file in files for note in file.notes] if self.files else self.notes
        costs = [note for note in told if isinstance(note, Cost) and note not in about_all]
        return replace(one, notes=(*costs, *notes), people=people, files=files)

    @property
    def seekers(self) -> tuple[str, ...]:
        """Whose requests are looked at, one spelling each, sorted."""
        found: dict[str, str] = {}
        for name in self.table["seeker"].astype("str").unique():
            found.setdefault(folded(name), name)
        return tuple(sorted(found.values()))

    def _shown(self) -> Shown:
        asked = self.table["asked_on"]
        seekers = self.table["seeker"].nunique()
        span = f", asked {asked.min():%Y-%m-%d} to {asked.max():%Y-%m-%d}" if len(asked) else ""
        who = f" of {counted(seekers, 'seeker')}" if seekers > 1 else ""
        left = f"; {counted(self.faulty, 'faulty row')} left out" if self.faulty else ""
        return Shown(
            f"{self.source}: {counted(len(self), 'request')}{who}{span}{left}", notes=self.notes
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LogCheck(Answer):
    """
    What is wrong with a file, and what was read other than written.

    `.table` has a row per fault: `row` (as a spreadsheet shows it, header = 1), `column`,
    `value`, `problem`, `fix`, `header` (what the file calls the column); `.fixes` a row per
    automatic fix: `row`, `column`, `from`, `to`, `why`, `header`; `.unread` a row per text that
    could not be read: `column`, `header`, `value`, `count`, `row`; `.headers` a row per column of
    the file: `header`, `column` (ours), `how` it was found out, `examples`. `rows` counts the
    requests of the file, `faulty_rows` those with a fault. `people` are spellings that may be one
    person's, `people_file` the text of a file to decide on them; `files` what became of each of
    several files, `around` the text of the row of each fault.
    """

    source: str
    rows: int
    table: pd.DataFrame
    fixes: pd.DataFrame
    notes: tuple[str, ...]
    faulty_rows: int
    unread: pd.DataFrame
    headers: pd.DataFrame
    people: tuple[Suggestion, ...] = ()
    people_file: str = ""
    files: tuple[FileRead, ...] = ()
    around: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `check` command."""
        return {
            "rows": self.rows,
            "faulty_rows": self.faulty_rows,
            "problems": self.table.drop(columns="header").to_dict("records"),
            "fixes": self.fixes.drop(columns="header").to_dict("records"),
            "unread": self.unread.to_dict("records"),
            "headers": self.headers.to_dict("records"),
            "people": [one._asdict() for one in self.people],
            "notes": list(self.notes),
        }

    def _shown(self) -> Shown:
        if self.table.empty:
            headline = f"{self.source}: {counted(self.rows, 'row')}, no faults"
        else:
            headline = (
                f"{self.source}: {counted(len(self.table), 'fault')} "
                f"in {counted(self.faulty_rows, 'row')}"
            )
        rows = tuple(
            (str(row), shortened(header), shortened(value), problem, fix)
            for row, _, value, problem, fix, header, *_ in self.table.itertuples(
                index=False, name=None
            )
        )
        return Shown(headline, ("row", "column", "value", "problem", "fix"), rows, self.notes)

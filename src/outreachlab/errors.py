"""Every error under one base; each writes its own sentence and knows its exit code."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outreachlab.wording import Argument, arguments_in, harmless, theirs

if TYPE_CHECKING:
    import pandas as pd

SHOWN_FAULTS = 10
GUESS = "is our guess"  # ends the remedy of what an import can answer


@dataclass(frozen=True, slots=True)
class Remedy:
    """
    What to do about an error, and the arguments of the function called that do it.

    An argument has the value it should be given, None where that is for the person to say.
    """

    says: str
    arguments: tuple[Argument, ...]


class OutreachlabError(Exception):
    """
    Base of all errors; `str()` is the message a person reads, `exit_code` the command's.

    The message names arguments between backticks, as Python has them: the command line words them
    as its options, and a page may offer them as buttons.
    """

    exit_code = 2

    @property
    def remedy(self) -> Remedy | None:
        """What the message tells a person to do, as data; None where it only says what is so."""
        clauses = [line.rpartition("; ")[2] for line in str(self).splitlines() if "; " in line]
        return Remedy(clauses[-1], arguments_in(clauses[-1])) if clauses else None

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the sentence, without the way it took through the code."""
        return str(self).splitlines()


class UsageError(OutreachlabError, ValueError):
    """An argument that makes no sense, with what to write instead."""


class CannotWriteError(UsageError):
    """A place that takes no file; `strerror` and `errno` as the system says it."""

    def __init__(self, path: object, strerror: str, errno: int | None = None) -> None:
        self.path, self.strerror, self.errno = path, strerror, errno
        super().__init__(f"{path}: cannot be written: {strerror}; name another place")


class InTheWayError(OutreachlabError, FileExistsError):
    """A file that somebody may have worked on, where another was to be written."""

    def __init__(
        self,
        path: object,
        says: str = "there is such a file already; name another, or move it away",
    ) -> None:
        self.path, self.says = path, says
        super().__init__(str(path))

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


class UnreadableFileError(OutreachlabError, ValueError):
    """A file that is no table, with the reason and what to do."""

    exit_code = 1


class MissingFileError(OutreachlabError, FileNotFoundError):
    """No file at the path given."""


class UnknownColumnError(OutreachlabError, KeyError):
    """The log has no such column; names what it is `read_as`, or the nearest, and what is there."""

    def __init__(self, name: str, available: Iterable[str], read_as: str = "") -> None:
        self.name, self.available, self.read_as = name, tuple(available), read_as
        super().__init__(name)

    def __str__(self) -> str:
        near = nearest(self.name, self.available)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        if self.read_as:
            hint = f"; the file's column of that name is read as {self.read_as}, so name that"
        known = f"\n  columns: {', '.join(self.available)}" if self.available else ""
        return f"the log has no column {self.name!r}{hint}{known}"


class UnknownLevelError(OutreachlabError, KeyError):
    """A column has no such value; names the values it has."""

    def __init__(self, column: str, level: str, available: Iterable[str]) -> None:
        self.column, self.level, self.available = column, level, tuple(available)
        super().__init__(level)

    def __str__(self) -> str:
        shown = ", ".join(self.available[:20]) or "none"
        return f"{self.column} has no value {self.level!r}; its values are: {shown}"


class NothingToComputeError(OutreachlabError, ValueError):
    """The request is sound, but no row of the log can answer it."""

    exit_code = 3


class LogFaultsError(OutreachlabError, ValueError):
    """
    A log with faults. `.table` lists them: row, column, value, problem, fix, header.

    The header is what the file calls the column.

    Unless `rows_only`, a fault concerns the whole file, and no row can be left out for it.
    `counts` are how many faults there are and in how many rows, where the table has but the first;
    `many` says that they are in more than a tenth of the rows;
    `map` is a map file's text that answers what is asked about the file by our guess, `marked` a
    workbook of the file's own rows with the faults marked.
    """

    exit_code = 1

    def __init__(
        self,
        source: str,
        table: "pd.DataFrame",
        *,
        rows_only: bool = True,
        counts: tuple[int, int] | None = None,
        map: str | None = None,
        marked: bytes = b"",
        many: bool = False,
    ) -> None:
        self.source, self.table, self.rows_only, self.map = source, table, rows_only, map
        self.marked, self.many = marked, many
        self.counts = counts or (len(table), table["row"].nunique())
        super().__init__(source)

    def __str__(self) -> str:
        lines = [headline(self.source, *self.counts)]
        lines += [fault_line(*fault) for fault in faults_of(self.table.head(SHOWN_FAULTS))]
        if (more := self.counts[0] - SHOWN_FAULTS) > 0:
            lines.append(f"  and {more:,} more")
        leave = "`skip_all_faulty=True`" if self.many else "`skip_faulty=True`"
        which = "those rows out, more than a tenth of all," if self.many else "those rows out"
        way_on = f", or leave {which} with {leave}" if self.rows_only else ""
        lines += ways_on(self.table)
        see = "them all" if more > 0 else "how it was read"
        lines.append(f"run `check_log` to see {see}; mend the file{way_on}")
        return "\n".join(lines)


def nearest(name: str, available: Iterable[str], most: int = 3) -> list[str]:
    """The names most like `name`, best first; none if nothing is close."""
    import difflib

    return difflib.get_close_matches(name, list(available), n=most, cutoff=0.6)


def headline(source: str, faults: int, rows: int) -> str:
    """`bad.csv: 4 faults in 3 rows`."""
    return (
        f"{source}: {faults:,} {'fault' if faults == 1 else 'faults'}"
        f" in {rows:,} {'row' if rows == 1 else 'rows'}"
    )


def ways_on(table: "pd.DataFrame") -> list[str]:
    """How to take guesses of ours, where the remedies of a table have some."""
    if not table["fix"].str.contains(GUESS, regex=False).any():
        return []
    return ["`import_log` writes our guesses into a map, to look through and to go by"]


def faults_of(table: "pd.DataFrame") -> Iterable[tuple[Any, ...]]:
    """The faults of a table as plain (row, column as the file calls it, problem, fix)."""
    return cells_of(table, "problem", "fix")


def cells_of(table: "pd.DataFrame", *columns: str) -> Iterable[tuple[Any, ...]]:
    """
    The row, which names its sheet and file where there are several, the column, and these others.

    The column is called as the file calls it.
    """
    rows = table["row"].astype(str)
    for name in ("sheet", "file"):
        if name in table:
            where = table[name].fillna("")
            rows = rows + (" of " + where).where(where != "", "")
    called = (
        theirs(ours, {ours: header})
        for ours, header in zip(table["column"], table.get("header", table["column"]), strict=True)
    )
    return zip(rows, called, *(table[name] for name in columns), strict=True)


def fault_line(row: str, column: str, problem: str, fix: str) -> str:
    """`  row 3, outcome: 'acepted' is no outcome; write accepted, declined, ...`."""
    return harmless(f"  row {row}, {column}: {problem}; {fix}")

"""A file as a table of raw texts, with the row numbers that a spreadsheet program shows."""

from functools import partial
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from outreachlab.errors import UsageError
from outreachlab.intake.archive import opened, require_few_lines
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.delimited import read_delimited
from outreachlab.intake.layout import Known
from outreachlab.intake.linkedin import is_archive, read_archive
from outreachlab.intake.maps import is_made
from outreachlab.intake.parquet import read_parquet, read_parquet_folder
from outreachlab.intake.source import Content, bytes_of, foreign
from outreachlab.intake.table import RawTable
from outreachlab.intake.workbook import read_workbook

SPREADSHEETS = (".csv", ".tsv", ".xlsx", ".ods", ".xls")
_ZIP, PARQUET, _OLD_EXCEL = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


class Asked(NamedTuple):
    """How a file is to be read: which sheet or sheets, in which encoding, which order of dates."""

    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    dates: DayOrder | None = None


def read_file(
    source: str | PathLike[str] | Content,
    known: Known = frozenset(),
    asked: Asked | None = None,
    header_row: int | None = None,
) -> RawTable:
    """
    The table in a file, a folder, or standard input (`-`); its content says what it is.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is empty or is no table.
    UsageError
        The workbook has no such sheet, or the file is no workbook.
    """
    asked = asked or Asked()
    with foreign(source.name if isinstance(source, Content) else source, "the file cannot be read"):
        if not isinstance(source, Content) and str(source) != "-" and Path(source).is_dir():
            return _read_folder(Path(source), asked)
        content = bytes_of(source)
    how = known, asked.sheet, asked.sheets, header_row
    if content.data.startswith(_ZIP):
        archive = opened(content)
        if is_archive(archive.namelist()):
            _no_sheet(content.name, asked.sheet)
            require_few_lines(content, archive)
            return read_archive(content.name, archive.read, archive.namelist(), asked.dates)
        return read_workbook(content, archive, *how).without_guards()
    if content.data.startswith(_OLD_EXCEL):
        return read_workbook(content, None, *how).without_guards()
    _no_sheet(content.name, asked.sheet)
    if content.data.startswith(PARQUET):
        return read_parquet(content)
    return read_delimited(content, known, asked.encoding, header_row).without_guards()


def _read_folder(folder: Path, asked: Asked) -> RawTable:
    _no_sheet(folder.name, asked.sheet)
    names = _names_in(folder)
    if is_archive(names):
        return read_archive(folder.name, partial(_read_within, folder), names, asked.dates)
    return read_parquet_folder(folder)


def _names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


def spreadsheets(folder: Path) -> list[Path]:
    """
    The spreadsheets that a folder is read from, by name; none where it is something else.

    A LinkedIn archive is, and a folder of Parquet. What the program wrote beside a log is no log.
    """
    with foreign(folder, "the folder cannot be read"):
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SPREADSHEETS
            and not path.name.startswith((".", "~$"))
            and not path.stem.endswith((".faults", ".proposals"))
            and path.is_file()
            and not is_made(path)
        )
        other = found and (is_archive(_names_in(folder)) or any(folder.rglob("*.parquet")))
        return [] if other else found


def _read_within(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _no_sheet(name: str, sheet: str | None) -> None:
    if sheet is not None:
        raise UsageError(f"{name} is no workbook and has no sheets; leave `sheet` out")

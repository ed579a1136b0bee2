"""A file as a table of raw texts, with the row numbers that a spreadsheet program shows."""

from os import PathLike
from pathlib import Path

from outreachlab.errors import UsageError
from outreachlab.intake.archive import opened, require_few_lines
from outreachlab.intake.delimited import read_delimited
from outreachlab.intake.layout import Known
from outreachlab.intake.linkedin import is_archive, read_archive
from outreachlab.intake.parquet import read_parquet, read_parquet_folder, require_rows
from outreachlab.intake.source import bytes_of, foreign
from outreachlab.intake.table import RawTable
from outreachlab.intake.workbook import read_workbook

_ZIP, PARQUET, _OLD_EXCEL = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


def read_file(
    source: str | PathLike[str], known: Known = frozenset(), sheet: str | None = None
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
    with foreign(source, "the file cannot be read"):
        if str(source) != "-" and (folder := Path(source)).is_dir():
            return _read_folder(folder, sheet)
        content = bytes_of(source)
    if content.data.startswith(_ZIP):
        archive = opened(content)
        if is_archive(archive.namelist()):
            _no_sheet(content.name, sheet)
            require_few_lines(content, archive)
            return read_archive(content.name, archive.read, archive.namelist())
        return read_workbook(content, archive, known, sheet).without_guards()
    if content.data.startswith(_OLD_EXCEL):
        return read_workbook(content, None, known, sheet).without_guards()
    _no_sheet(content.name, sheet)
    if content.data.startswith(PARQUET):
        return read_parquet(content)
    require_rows(content.name, content.data.count(b"\n"))
    return read_delimited(content, known).without_guards()


def _read_folder(folder: Path, sheet: str | None) -> RawTable:
    _no_sheet(folder.name, sheet)
    names = [path.name for path in folder.iterdir() if path.is_file()]
    if is_archive(names):
        return read_archive(folder.name, lambda name: (folder / name).read_bytes(), names)
    return read_parquet_folder(folder)


def _no_sheet(name: str, sheet: str | None) -> None:
    if sheet is not None:
        raise UsageError(f"{name} is no workbook and has no sheets; leave `sheet` out")

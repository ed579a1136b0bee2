"""Small logs as text, for the tests of the intake."""

from pathlib import Path

from outreachlab.intake.read import check_log, read_log
from outreachlab.log.checked import CheckedLog, LogCheck

HEADER = "contact,asked_on,outcome"


def written(folder: Path, *lines: str, name: str = "log.csv", encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def checked(folder: Path, *lines: str, **how: object) -> LogCheck:
    """These lines checked."""
    return check_log(written(folder, *lines), **how)


def log_of(folder: Path, *lines: str, **how: object) -> CheckedLog:
    """These lines read."""
    return read_log(written(folder, *lines), **how)


def column(log: CheckedLog, name: str) -> list[object]:
    """A column as plain values: dates as ISO text, blanks as None."""
    series = log.frame[name]
    if series.dtype.kind == "M":
        series = series.dt.strftime("%Y-%m-%d")
    return [None if blank else value for value, blank in zip(series, series.isna(), strict=True)]


def faults(check: LogCheck) -> list[tuple[int, str, str]]:
    """Row, column and problem of every fault."""
    return list(check.table[["row", "column", "problem"]].itertuples(index=False, name=None))


def unread(check: LogCheck) -> list[tuple[str, str, int]]:
    """Header, text and count of every text that could not be read."""
    return list(check.unread[["header", "value", "count"]].itertuples(index=False, name=None))

"""`read_log` and `check_log`: the doors of the intake."""

from dataclasses import replace
from datetime import date
from typing import Any

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import MOST_SKIPPED, Map, sound_log
from outreachlab.intake.headers_read import headers_read
from outreachlab.intake.people_file import People, people_text
from outreachlab.intake.problems import placed
from outreachlab.intake.several import Sources, every_fault, examine_all
from outreachlab.intake.table import SHEET
from outreachlab.log.checked import CheckedLog, LogCheck
from outreachlab.log.days import day_of

__all__ = ["CheckedLog", "LogCheck", "check_log", "read_log"]


def check_log(
    source: Sources,
    *,
    map: Map | None = None,
    sheet: str | None = None,
    dates: DayOrder | None = None,
    people: People | None = None,
    encoding: str | None = None,
    strict: bool = False,
    each_file: bool | None = None,
) -> LogCheck:
    """
    Every fault of a log at once, by row and column, and every automatic fix.

    Parameters
    ----------
    source : path, folder, "-", bytes, (name, bytes), open file, DataFrame, or a list of these
        The log as a person keeps it; `-` is standard input, a folder all spreadsheets in it.
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
    each_file : bool, optional
        Whether each of several files is a seeker's own, called as the file is; so in a folder, but
        not in a list, unless given. A column `seeker` goes before it.

    Returns
    -------
    LogCheck
        `.table` has a row per fault, `.fixes` a row per fix; it is falsy in neither case.
        `.people` are spellings that may be one person's, `.people_file` the text of a file of
        decisions to fill in.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UsageError
        The map, the people file or an argument makes no sense.
    """
    examined = examine_all(
        source,
        map,
        sheet,
        dates,
        people,
        None,
        encoding=encoding,
        strict=strict,
        each_file=each_file,
    )
    log = examined.log
    table, faulty, around = every_fault(examined)
    return LogCheck(
        source=log.source,
        rows=sum(one.rows for one in log.files) if log.files else len(log.rows),
        table=table,
        fixes=placed(log.fixes, examined.raw),
        notes=log.notes,
        faulty_rows=faulty,
        unread=placed(examined.unread, examined.raw),
        headers=headers_read(examined),
        people=log.people,
        people_file=people_text(log.people, examined.decisions),
        files=log.files,
        around=tuple(around),
    )


def read_log(
    source: Sources,
    *,
    map: Map | None = None,
    sheet: str | None = None,
    dates: DayOrder | None = None,
    people: People | None = None,
    encoding: str | None = None,
    seeker: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    skip_faulty: bool = False,
    skip_all_faulty: bool = False,
    strict: bool = False,
    each_file: bool | None = None,
) -> CheckedLog:
    """
    A file as a checked log.

    Parameters
    ----------
    source : path, folder, "-", bytes, (name, bytes), open file, DataFrame, or a list of these
        The log as a person keeps it; `-` is standard input, a folder all spreadsheets in it.
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
    seeker : str, optional
        Look at the requests of this seeker only.
    since, until : date or ISO text, optional
        Look at requests asked from or up to that day, both included.
    skip_faulty : bool
        Leave rows with faults out and count them, instead of refusing the file; but not more than
        a tenth of the rows.
    skip_all_faulty : bool
        Leave them out however many they are.
    strict : bool
        Make a cell of an optional column that cannot be read a fault.
    each_file : bool, optional
        Whether each of several files is a seeker's own, called as the file is; so in a folder, but
        not in a list, unless given. A column `seeker` goes before it.

    Returns
    -------
    CheckedLog
        A row per sound request.

    Raises
    ------
    LogFaultsError
        The log has faults; `.table` lists them all.
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file is no table.
    UnknownLevelError
        The log has no such seeker.
    NothingToComputeError
        No request is left.
    UsageError
        The map, the people file or an argument makes no sense.
    """
    how: dict[str, Any] = {"encoding": encoding, "strict": strict, "each_file": each_file}
    examined = examine_all(source, map, sheet, dates, people, **how)
    most = 1.0 if skip_all_faulty else MOST_SKIPPED
    log, _ = sound_log(examined, skip_faulty or skip_all_faulty, most)
    log = replace(log, rows=log.rows % SHEET, fixes=placed(log.fixes, examined.raw))
    if not len(log.rows):
        raise NothingToComputeError(f"{log.source}: no request is left to look at")
    if seeker is not None:
        log = log.of_seeker(seeker)
    since, until = day_of(since), day_of(until)
    if since is not None and until is not None and since > until:
        raise UsageError(f"`since` {since} is after `until` {until}; swap them")
    log = log.between(since, until)
    if not len(log):
        raise NothingToComputeError(
            f"{log.source}: no request was asked in these days; widen `since` and `until`"
        )
    return log

"""The log that the files and what was added amount to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from outreachlab.app.workspace import Cells, Sheet, Workspace
from outreachlab.errors import NothingToComputeError, OutreachlabError
from outreachlab.escapes import csv_text
from outreachlab.intake.examine import MOST_SKIPPED
from outreachlab.intake.imported import Imported, clean_table
from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import DEFAULT_SEEKER, REQUIRED
from outreachlab.wording import counted, label

if TYPE_CHECKING:
    import pandas as pd

MOST_LISTED = 500  # requests in the menu; open ones come first
Joined = tuple[CheckedLog, "pd.DataFrame"]


def lacking(sheet: Sheet) -> str:
    """Why a file is not counted yet, empty where it is."""
    if sheet.how is None:
        return "it cannot be read"
    if sheet.how.imported is None:
        return "a question about it is open"
    left = sheet.how.rows - len(sheet.how.imported.log.rows)
    if left > MOST_SKIPPED * sheet.how.rows:
        return f"{counted(left, 'row')} of {sheet.how.rows:,} are not understood yet"
    return "" if len(sheet.how.imported.log.rows) else "it has no row that can be counted"


def ready(space: Workspace) -> list[Sheet]:
    """The files that are counted."""
    return [one for one in space.sheets.values() if not lacking(one)]


def joined(space: Workspace) -> Joined:
    """
    The log as it stands, and the same as texts in the log's own columns.

    Raises
    ------
    NothingToComputeError
        There is no request yet.
    LogFaultsError
        What was set or added contradicts itself.
    """
    sheets = ready(space)
    if len(sheets) == 1 and not sheets[0].became and not space.added:
        imported = _imported(sheets[0])
        return imported.log, imported.table
    tables = [edited(one) for one in sheets]
    if len(sheets) > 1:
        table = _one_table(sheets, tables, space.each_file)
    elif tables:
        table = tables[0]
    elif space.added:
        table = _frame([])
    else:
        raise NothingToComputeError("there is no request yet; drop a file or add one")
    table = with_added(table, space.added)
    tactics = {name: kind for one in sheets for name, kind in _imported(one).log.tactics.items()}
    own: Any = {name: {"column": name, "kind": kind} for name, kind in tactics.items()}
    log = read_log(table, map={"tactics": own} if own else None)
    return replace(log, source=_called(sheets)), clean_table(log)


def kept(space: Workspace, undo: Callable[[], object]) -> None:
    """Keep a change if the log can be read with it, else take it back and raise."""
    try:
        joined(space)
    except NothingToComputeError:
        pass
    except OutreachlabError:
        undo()
        raise


def edited(sheet: Sheet) -> "pd.DataFrame":
    """The rows of one file, with what was set in the page of some of them."""
    imported = _imported(sheet)
    table = imported.table.copy()
    places = {int(row): at for at, row in enumerate(imported.log.rows.tolist())}
    for row, cells in sheet.became.items():
        for name, text in cells.items() if row in places else ():
            if name not in table:
                table[name] = ""
            table.loc[places[row], name] = text
    return table


def with_added(table: "pd.DataFrame", added: Iterable[Cells]) -> "pd.DataFrame":
    """A table with further requests below, each with an id that is free."""
    import pandas as pd

    rows = [dict(one) for one in added]
    taken = set(table["request_id"]) if "request_id" in table else set()
    free = (f"r{number}" for number in range(len(table) + 1, len(table) + len(taken) + 10_000))
    for row in rows:
        row["request_id"] = next(one for one in free if one not in taken)
        if "seeker" in table:
            row.setdefault("seeker", whose(table))
    return pd.concat([table, _frame(rows)], ignore_index=True).fillna("") if rows else table


def whose(table: "pd.DataFrame") -> str:
    """Who asks, where that is one person."""
    names = table["seeker"].unique().tolist() if "seeker" in table else []
    return names[0] if len(names) == 1 else DEFAULT_SEEKER


def _one_table(
    sheets: list[Sheet], tables: list["pd.DataFrame"], each_file: bool
) -> "pd.DataFrame":
    """Several files as one; ids that only say the place in a file are given anew."""
    sources: list[Any] = []
    for sheet, table in zip(sheets, tables, strict=True):
        own = [one.column for one in sheet.how.headers] if sheet.how else []
        made = [name for name in ("request_id", "seeker") if name not in own]
        sources.append((f"{sheet.name}", csv_text(table.drop(columns=made)).encode()))
    return clean_table(read_log(sources, each_file=each_file))


def _frame(rows: list[dict[str, str]]) -> "pd.DataFrame":
    import pandas as pd

    names = dict.fromkeys((*REQUIRED, *(name for row in rows for name in row)))
    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _imported(sheet: Sheet) -> Imported:
    assert sheet.how is not None
    assert sheet.how.imported is not None
    return sheet.how.imported


def _called(sheets: list[Sheet]) -> str:
    if not sheets:
        return "log.csv"
    more = f" and {len(sheets) - 1} more" if len(sheets) > 1 else ""
    return f"{sheets[0].name}{more}"


def requests_of(space: Workspace) -> list[tuple[str, str]]:
    """Every request, open ones first and the latest first: where it is, and what it says."""
    found = [
        (row["outcome"] not in ("pending", "no_reply"), row["asked_on"], f"added-{at}", row)
        for at, row in enumerate(space.added)
    ]
    for sheet in ready(space):
        rows = edited(sheet)[list(REQUIRED)].to_dict("records")
        for key, row in zip(_imported(sheet).log.rows.tolist(), rows, strict=True):
            settled = row["outcome"] not in ("pending", "no_reply")
            found.append((settled, row["asked_on"], f"{sheet.number}-{key}", row))
    found.sort(key=lambda one: one[1], reverse=True)
    found.sort(key=lambda one: one[0])
    return [
        (where, f"{row['contact']}, asked {asked}: {label(row['outcome'])}")
        for _, asked, where, row in found[:MOST_LISTED]
    ]

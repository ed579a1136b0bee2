"""What was handed out: `assigned.csv`, a row per contact and tactic."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.escapes import csv_text, without_guard
from outreachlab.log.days import FIRST_YEAR, LAST_YEAR
from outreachlab.log.people import folded
from outreachlab.trials.plan import ASSIGNED
from outreachlab.wording import counted, shortened

COLUMNS = (
    "number", "day", "seeker", "contact", "stratum", "block", "tactic", "arm", "probability",
    "opted_out",
)  # fmt: skip
MOST = 10**9  # contacts or blocks
KINDS = {
    "number": "int64", "day": "datetime64[s]", "block": "Int64", "probability": "Float64",
    "opted_out": "bool",
}  # fmt: skip
SIGNS = ",;\t"  # what spreadsheet programs put between cells


class Lot(NamedTuple):
    """
    One row: what was drawn for a contact about one tactic.

    `number` counts contacts from 1; `block` counts those of its sequence from 1, None where it is
    not told. One who opted out has no block, no arm and no probability: nothing was drawn.
    """

    number: int
    day: date
    seeker: str
    contact: str
    stratum: str
    block: int | None
    tactic: str
    arm: str
    probability: float | None
    opted_out: bool


def read_assigned(folder: str | PathLike[str]) -> pd.DataFrame:
    """
    What was handed out so far, in order; no rows before the first.

    Parameters
    ----------
    folder : path
        Where the plan is.

    Returns
    -------
    DataFrame
        A row per contact and tactic: `number` (of the contact, from 1), `day`, `seeker`, `contact`,
        `stratum`, `block` (within its sequence, from 1; missing until all contacts of the plan are
        handed out, since who sees where a block begins can foresee more of it), `tactic`, `arm` (a
        level of the tactic, "" for who opted out), `probability` of this arm, `opted_out`.

    Raises
    ------
    UsageError
        The file is not as it was written.
    """
    return table_of_lots(lots_in(folder))


def table_of_lots(lots: Iterable[Lot]) -> pd.DataFrame:
    """Lots as a table, its columns of their kinds."""
    return pd.DataFrame(list(lots), columns=list(COLUMNS)).astype(KINDS)


def lots_in(folder: str | PathLike[str]) -> list[Lot]:
    """
    The rows of `assigned.csv` by number; UsageError where one is not as it was written.

    A spreadsheet program may have sorted them, put another sign between cells, or left blank lines.
    """
    path = Path(folder) / ASSIGNED
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lots = _lots(path, list(_lines(path, file)))
    except FileNotFoundError:
        return []
    except UsageError:
        raise
    except UnicodeError:
        raise UsageError(
            f"{path}: its letters are not in UTF-8; save it so, or put the file back"
        ) from None
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read: {error}; put the file back") from None
    return sorted(lots, key=lambda lot: lot.number)


def _lines(path: Path, file: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with its line; UsageError where the header is another."""
    lines = iter(file)
    header = next(lines, "").strip()
    for sign in SIGNS:
        if _filled(next(csv.reader([header], delimiter=sign), [])) == list(COLUMNS):
            reader = csv.reader(lines, delimiter=sign)
            yield from ((reader.line_num + 1, _filled(cells)) for cells in reader if any(cells))
            return
    raise UsageError(f"{path}: its first line must be {','.join(COLUMNS)}; put the file back")


def _filled(cells: list[str]) -> list[str]:
    """The cells of a row without blank ones beyond our columns."""
    more = cells[len(COLUMNS) :]
    return cells if any(more) else cells[: len(COLUMNS)]


def _lots(path: Path, rows: Sequence[tuple[int, list[str]]]) -> list[Lot]:
    """Rows read; UsageError tells the first that is not as it was written, and how many are."""
    lots, wrong = [], []
    for line, cells in rows:
        try:
            lots.append(_lot(cells))
        except ValueError as error:
            wrong.append((line, str(error)))
    if wrong:
        line, what = wrong[0]
        more = f", as in {counted(len(wrong) - 1, 'more line')}" if len(wrong) > 1 else ""
        raise UsageError(f"{path}: line {line}{more}: {what}")
    return lots


def _lot(cells: Sequence[str]) -> Lot:
    """A row read; ValueError says what is not as it was written."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells in place of {len(COLUMNS)}; put the file back")
    found = []
    for name, cell in zip(COLUMNS, cells, strict=True):
        try:
            found.append(_READ.get(name, without_guard)(cell))
        except ValueError:
            raise ValueError(
                f"{name} is not as it was written: {shortened(cell)!r}; write {_WRITE[name]}, or "
                "put the file back"
            ) from None
    lot = Lot(*found)
    if lot.opted_out == bool(lot.arm):
        raise ValueError("an arm for one who opted out, or none; put the file back")
    return lot


def _count(cell: str) -> int:
    count = int(cell)
    if not 1 <= count <= MOST:
        raise ValueError
    return count


def _count_or_none(cell: str) -> int | None:
    return _count(cell) if cell else None


def _chance(cell: str) -> float | None:
    chance = float(cell.replace(",", ".")) if cell else None
    if chance is not None and not 0 < chance < 1:
        raise ValueError
    return chance


def _yes_or_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError
    return cell == "yes"


def day_on(text: str) -> date:
    """A day as it is written here, of a year that a log may have."""
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


_READ: Mapping[str, Callable[[str], Any]] = {
    "number": _count,
    "day": day_on,
    "block": _count_or_none,
    "probability": _chance,
    "opted_out": _yes_or_no,
}
_WRITE = {
    "number": "a whole number",
    "day": "a day as 2026-02-03",
    "block": "a whole number or nothing",
    "probability": "a share as 0.5",
    "opted_out": "yes or no",
}


def assigned_text(lots: Iterable[Lot]) -> str:
    """Lots as `assigned.csv` has them."""
    cells = [[_cell(value) for value in lot] for lot in lots]
    return csv_text(pd.DataFrame(cells, columns=list(COLUMNS), dtype=object))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def of_contact(lots: Iterable[Lot], seeker: str, contact: str) -> list[Lot]:
    """The lots of one contact of a seeker, as names are compared."""
    who = folded(seeker), folded(contact)
    return [lot for lot in lots if (folded(lot.seeker), folded(lot.contact)) == who]

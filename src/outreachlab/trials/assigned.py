"""What was handed out: `assigned.csv`, a row per contact and tactic."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.escapes import csv_text, without_guard
from outreachlab.log.days import FIRST_YEAR, LAST_YEAR
from outreachlab.log.people import folded
from outreachlab.trials.plan import ASSIGNED, FIRST, Key, Plan

COLUMNS = (
    "number", "day", "seeker", "contact", "stratum", "block", "tactic", "arm", "probability",
    "opted_out",
)  # fmt: skip
MOST = 10**9  # contacts or blocks
KINDS = {
    "number": "int64", "day": "datetime64[s]", "block": "Int64", "probability": "Float64",
    "opted_out": "bool",
}  # fmt: skip


class Lot(NamedTuple):
    """
    One row: what was drawn for a contact about one tactic.

    `number` counts contacts from 1; `block` counts those of its sequence from 1, None without one.
    One who opted out has no block, no arm and no probability: nothing was drawn.
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
        `stratum`, `block` (within its sequence, from 1), `tactic`, `arm` (a level of the tactic,
        "" for who opted out), `probability` of this arm, `opted_out`.

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
    """The rows of `assigned.csv`; UsageError where the file is not as it was written."""
    path = Path(folder) / ASSIGNED
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file)) or [[]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read: {error}; put the file back") from None
    if tuple(header) != COLUMNS:
        raise UsageError(f"{path}: its first line must be {','.join(COLUMNS)}; put the file back")
    lots = []
    for line, row in enumerate(rows, start=2):
        try:
            lots.append(_lot(*row))
        except (TypeError, ValueError):
            raise UsageError(
                f"{path}: line {line} is not as it was written; put the file back as it was"
            ) from None
    return lots


def _lot(
    number: str, day: str, seeker: str, contact: str, stratum: str, block: str,
    tactic: str, arm: str, probability: str, opted_out: str,
) -> Lot:  # fmt: skip
    """A row read; ValueError where a cell is not as it was written."""
    chance = float(probability) if probability else None
    opted = {"yes": True, "no": False}.get(opted_out)
    if opted is None or opted == bool(arm) or not (chance is None or 0 < chance < 1):
        raise ValueError
    places = [int(one) for one in (number, block) if one]
    if not all(1 <= place <= MOST for place in places):
        raise ValueError
    return Lot(
        number=int(number),
        day=day_on(day),
        seeker=without_guard(seeker),
        contact=without_guard(contact),
        stratum=without_guard(stratum),
        block=int(block) if block else None,
        tactic=tactic,
        arm=without_guard(arm),
        probability=chance,
        opted_out=opted,
    )


def day_on(text: str) -> date:
    """A day as it is written here, of a year that a log may have."""
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


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


def taken(lots: Iterable[Lot]) -> Mapping[Key, int]:
    """How many of each sequence are handed out."""
    return Counter(Key(lot.seeker, lot.stratum, lot.tactic) for lot in lots if not lot.opted_out)


def at(plan: Plan, key: Key, place: int) -> tuple[int, str] | None:
    """The block (from 1) and the arm at a place (from 0) of a sequence; None past its end."""
    for block, letters in enumerate(plan.sequences[key], start=1):
        if place < len(letters):
            contrast = plan.contrast(key.tactic)
            return block, contrast.first if letters[place] == FIRST else contrast.second
        place -= len(letters)
    return None


def departures(plan: Plan, lots: Iterable[Lot]) -> tuple[str, ...]:
    """Where what was handed out is not what the plan's sequences say, in sentences."""
    seen: Counter[Key] = Counter()
    found = []
    for lot in lots:
        key = Key(lot.seeker, lot.stratum, lot.tactic)
        if lot.opted_out or plan.adaptive:
            continue
        if key not in plan.sequences:
            found.append(f"lot {lot.number} is about what the plan does not have: {lot.tactic}")
            continue
        if at(plan, key, seen[key]) != (lot.block, lot.arm):
            found.append(f"lot {lot.number} ({lot.tactic}) is not the next one of the plan")
        seen[key] += 1
    return tuple(found)

"""A log begun or filled from requests: only empty cells, each with the words it was read from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from outreachlab.intake.messages.mail import Person
from outreachlab.intake.messages.request import CodedRequest, coded_request
from outreachlab.intake.messages.threads import Asked
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import COLUMNS

PROPOSALS = ("contact", "asked_on", "column", "in_log", "read", "words", "what")
# What stands under `what`.
FILLED, QUESTION, OFFERED, TAKEN = "filled", "question", "offered", "taken"
Cells = dict[str, list[str]]  # a log's columns
UNDECIDED = frozenset({"", "pending", "no_reply"})


@dataclass(frozen=True, slots=True)
class Filled:
    """
    `table` is the log as texts; `proposals` has a row per cell read.

    `what` says of each whether it was filled, is a question since the log says otherwise, was
    offered (answers, and requests that the log does not have), or taken.
    """

    table: pd.DataFrame
    proposals: pd.DataFrame


def begun_log(asked: Iterable[Asked], take_replies: bool = False) -> Filled:
    """A log with a row per request; the answers are offered unless they are to be taken."""
    asked = list(asked)
    names = _named_apart([each.contact for each in asked])
    rows = [
        {"contact": name, "asked_on": each.asked_on.isoformat(), "outcome": "pending"}
        for name, each in zip(names, asked, strict=True)
    ]
    columns = ["contact", "asked_on", "outcome"]
    cells = {column: [row[column] for row in rows] for column in columns}
    return _filled(_widened(cells, asked, len(rows)), dict(enumerate(asked)), take_replies, [])


def filled_log(table: pd.DataFrame, asked: Iterable[Asked], take_replies: bool = False) -> Filled:
    """
    A log with its empty cells filled from the requests to the same person on the same day.

    Parameters
    ----------
    table : DataFrame of texts
        The log in its own columns, as `import_log` gives it.
    asked : requests
        One to a person of the log is that row's when their days are at most one apart.
    take_replies : bool
        Whether an outcome read from an answer is written where the log has none yet.
    """
    asked = list(asked)
    cells = _cells(table)
    rows = _rows_by_person(cells)
    matched: dict[int, Asked] = {}
    others: list[dict[str, str]] = []
    for each in asked:
        same = [row for key in _keys(each.contact) for row in rows.get(key, ())]
        near = [row for row in same if _apart(cells, row, each.asked_on) <= 1]
        free = [row for row in near if row not in matched]
        if free:
            matched[min(free, key=lambda row: _apart(cells, row, each.asked_on))] = each
        else:
            others.append(_not_in_log(each, cells, same))
    widened = _widened(cells, matched.values(), len(table))
    return _filled(widened, matched, take_replies, others)


def filled_from_column(table: pd.DataFrame, texts: list[str]) -> Filled:
    """A log filled from the texts of its own requests, a text a row; the texts are not kept."""
    coded = {row: coded_request(text) for row, text in enumerate(texts) if text.strip()}
    read = [column for each in coded.values() for column, _ in _values(each)]
    cells = _with_columns(_cells(table), read, len(table))
    said = [line for row, each in coded.items() for line in _take(cells, row, _readings(each))]
    return Filled(pd.DataFrame(cells), _proposals(said))


def _filled(
    table: Cells, matched: dict[int, Asked], take_replies: bool, others: list[dict[str, str]]
) -> Filled:
    said: list[dict[str, str]] = []
    for row, each in matched.items():
        said += _take(table, row, [*_days(each), *_readings(each.coded)])
        said += _outcome(table, row, each, take_replies)
    return Filled(pd.DataFrame(table), _proposals([*said, *others]))


def _take(
    table: Cells, row: int, readings: Iterable[tuple[str, str, str]]
) -> Iterator[dict[str, str]]:
    """Fill what is empty; what the log says otherwise is a question."""
    for column, value, words in readings:
        old = table[column][row]
        if not old:
            table[column][row] = value
        if old != value:
            yield _line(table, row, column, old, value, words, QUESTION if old else FILLED)


def _outcome(table: Cells, row: int, asked: Asked, take: bool) -> Iterator[dict[str, str]]:
    if asked.undelivered:
        yield from _decide(table, row, "outcome", "undelivered", "could not be delivered", True)
    elif asked.reply and asked.reply.outcome in ("accepted", "declined"):
        words = asked.reply.words or ""
        yield from _decide(table, row, "outcome", asked.reply.outcome, words, take)
        if asked.reply.agreed_format:
            yield from _decide(table, row, "agreed_format", asked.reply.agreed_format, words, take)


def _decide(
    table: Cells, row: int, column: str, value: str, words: str, take: bool
) -> Iterator[dict[str, str]]:
    old = table[column][row]
    if old == value:
        return
    decided = old not in UNDECIDED
    if take and not decided:
        table[column][row] = value
    what = QUESTION if decided else TAKEN if take else OFFERED
    yield _line(table, row, column, old, value, words, what)


def _readings(coded: CodedRequest) -> list[tuple[str, str, str]]:
    return [(column, value, coded.fields[column].words or "") for column, value in _values(coded)]


def _values(coded: CodedRequest) -> list[tuple[str, str]]:
    return [
        (column, str(read.value)) for column, read in coded.fields.items() if read.value is not None
    ]


def _days(asked: Asked) -> list[tuple[str, str, str]]:
    days = {"responded_on": asked.responded_on, "followed_up_on": asked.followed_up_on}
    found = [(column, day.isoformat(), "") for column, day in days.items() if day]
    return [("channel", asked.channel, ""), *found]


def _line(
    table: Cells, row: int, column: str, old: str, value: str, words: str, what: str
) -> dict[str, str]:
    contact, asked_on = table["contact"][row], table["asked_on"][row]
    cells = (contact, asked_on, column, old, value, words, what)
    return dict(zip(PROPOSALS, cells, strict=True))


def _not_in_log(asked: Asked, table: Cells, same: list[int]) -> dict[str, str]:
    """A request the log does not have; its person's only other day is asked about."""
    name = asked.contact.name or asked.contact.key
    old = table["asked_on"][same[0]] if len(same) == 1 else ""
    cells = (name, asked.asked_on.isoformat(), "asked_on", old, asked.asked_on.isoformat(), "")
    return dict(zip(PROPOSALS, (*cells, QUESTION if old else OFFERED), strict=True))


def _proposals(lines: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=list(PROPOSALS))


def _cells(table: pd.DataFrame) -> Cells:
    return {name: table[name].astype(str).tolist() for name in table}


def _rows_by_person(table: Cells) -> dict[str, list[int]]:
    """Rows by the folded name, and by any address that stands in a cell alone."""
    rows: dict[str, list[int]] = {}
    for row, cells in enumerate(zip(*table.values(), strict=True)):
        keys = {cell.lower() for cell in cells if "@" in cell and " " not in cell}
        for key in keys | {folded(table["contact"][row])}:
            rows.setdefault(key, []).append(row)
    return rows


def _keys(person: Person) -> list[str]:
    return list(dict.fromkeys(key for key in (folded(person.name), person.key) if key))


def _apart(table: Cells, row: int, day: date) -> int:
    return abs((date.fromisoformat(table["asked_on"][row][:10]) - day).days)


def _widened(table: Cells, asked: Iterable[Asked], rows: int) -> Cells:
    """The table with a column for everything that was read."""
    read: list[str] = []
    for each in asked:
        read += [column for column, _, _ in (*_days(each), *_readings(each.coded))]
        if each.reply and each.reply.agreed_format:
            read.append("agreed_format")
    return _with_columns(table, read, rows)


def _with_columns(table: Cells, read: Iterable[str], rows: int) -> Cells:
    return {name: table.get(name, [""] * rows) for name in _in_order((*table, *read))}


def _in_order(columns: Iterable[str]) -> list[str]:
    """Our columns as the vocabulary has them, the person's own after them."""
    found = dict.fromkeys(columns)
    ours = [column.name for column in COLUMNS if column.name in found]
    return [*ours, *(name for name in found if name not in ours)]


def _named_apart(people: list[Person]) -> list[str]:
    """A name, or the address where there is none; two people of one name are told apart."""
    keys: dict[str, set[str]] = {}
    for each in people:
        keys.setdefault(folded(each.name), set()).add(each.key)
    return [
        each.key
        if not each.name
        else f"{each.name} ({each.key})"
        if len(keys[folded(each.name)]) > 1
        else each.name
        for each in people
    ]

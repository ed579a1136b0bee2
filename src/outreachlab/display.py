"""What an answer declares once, shown as text in a terminal, as HTML in Jupyter, and as JSON."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from outreachlab.wording import Cost, aligned, counted, harmless

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What an answer shows: a headline, a table of strings (first column the label), notes.

    Names come from people's files, so each string is made harmless here.
    """

    headline: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        set_once = object.__setattr__
        set_once(self, "headline", harmless(self.headline))
        set_once(self, "rows", tuple(tuple(map(harmless, row)) for row in self.rows))
        for name in ("columns", "notes"):
            set_once(self, name, tuple(map(harmless, getattr(self, name))))


class Column:
    """
    One column that is shown: its head, and how a row is worded in it.

    `worded` takes the values under `keys` of a row (a mapping, or a record, whose keys may be
    dotted), or the row itself where no key is named.
    """

    __slots__ = ("head", "keys", "worded")

    def __init__(self, head: str, worded: Callable[..., str], *keys: str) -> None:
        self.head, self.worded, self.keys = head, worded, keys

    def cell(self, row: Any) -> str:
        """The words of one row."""
        return self.worded(*(_value(row, key) for key in self.keys) if self.keys else (row,))


Strings = tuple[tuple[str, ...], ...]


def worded(columns: Iterable[Column], rows: Iterable[Any]) -> Strings:
    """The rows as strings, a cell per column."""
    columns = tuple(columns)
    return tuple(tuple(column.cell(row) for column in columns) for row in rows)


class Record:
    """Base of small records: their JSON is their fields in order, and `why` where there is one."""

    __slots__ = ()
    _json: ClassVar[str] = ""

    def to_json(self) -> dict[str, Any]:
        """The record as plain data."""
        names = (field.name for field in fields(self) if field.name != "why")  # type: ignore[arg-type]
        return plain_of(self, self._json or " ".join(names))


WORDS = 26  # letters beyond which a cell is read as words


class Answer:
    """
    Base of every answer: it shows as text and HTML, by what it declares.

    `_columns` are shown of each thing in `_each`, under `_headline` and above `_remarks`.
    """

    __slots__ = ()
    _each: ClassVar[str] = "table"
    _columns: ClassVar[tuple[Column, ...]] = ()

    def _headline(self) -> str:
        raise NotImplementedError

    def _shown_columns(self) -> tuple[Column, ...]:
        return self._columns

    def _records(self) -> Iterable[Any]:
        found = getattr(self, self._each)
        return records(found) if hasattr(found, "iloc") else found

    def _rows(self) -> Strings:
        return worded(self._shown_columns(), self._records())

    def _remarks(self) -> Iterable[str]:
        return getattr(self, "notes", ())

    def _shown(self) -> Shown:
        heads = tuple(column.head for column in self._shown_columns())
        return Shown(self._headline(), heads, self._rows() if heads else (), tuple(self._remarks()))

    def __repr__(self) -> str:
        return as_text(self._shown())

    def _repr_html_(self) -> str:
        return as_html(self._shown())


class Grounded(Answer):
    """
    An answer that says on which day and on how many requests it stands; its JSON begins with it.

    `_json` names what follows, as in `plain_of`.
    """

    __slots__ = ()
    _json: ClassVar[str] = ""

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data: its ground, then what it found, and all notes."""
        ground: dict[str, Any] = self.ground  # type: ignore[attr-defined]
        notes = dict.fromkeys((*ground.get("notes", ()), *getattr(self, "notes", ())))
        return {**ground, **self._found(), "notes": list(notes)}

    def _found(self) -> dict[str, Any]:
        return plain_of(self, self._json)

    def _with_reading(self) -> Shown:
        return with_reading(self._shown(), self.ground.get("notes", ()))  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return as_text(self._with_reading())

    def _repr_html_(self) -> str:
        return as_html(self._with_reading())


def with_reading(shown: Shown, notes: Iterable[str]) -> Shown:
    """
    What is shown, with the notes on how the log was read.

    What cost rows or people is said in words, the rest as a count.
    """
    said = set(shown.notes)
    further = [note for note in notes if harmless(note) not in said]
    costs: list[str] = [note for note in further if isinstance(note, Cost)]
    if more := len(further) - len(costs):
        costs.append(f"{counted(more, 'note')} on how the log was read: `check_log` lists all")
    return replace(shown, notes=(*shown.notes, *costs))


class Charted:
    """What has a chart of its own."""

    __slots__ = ()

    def plot(self) -> "Figure":
        """The same as a picture, a matplotlib Figure."""
        from outreachlab.charts.draw import draw  # the one import from below upwards

        return draw(self)


def plain_of(thing: Any, names: str) -> dict[str, Any]:
    """
    Some values of a thing as plain data, and `why` where it has a reason.

    `names` are its attributes; `key=attribute` where the JSON has another name for one.
    """
    pairs = ((name.partition("=")[0], name.rpartition("=")[2]) for name in names.split())
    found = {key: plain(_value(thing, path)) for key, path in pairs}
    why = getattr(thing, "why", None)
    return found if why is None else found | {"why": why}


def plain(value: Any) -> Any:
    """A value as JSON has it: records and tables as objects, a missing cell as None."""
    if hasattr(value, "iloc"):
        rows = value.astype(object).where(value.notna(), None).to_dict("records")
        return [{k: v for k, v in row.items() if k != "why" or v is not None} for row in rows]
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def table_of(rows: Iterable[Any], names: str) -> "DataFrame":
    """
    A table with these columns, a row per mapping or record.

    `names` are its columns; `name=path` where a record has it under another name, `name:kind`
    where the column is not of the kind that pandas finds.
    """
    from pandas import DataFrame

    split = [re.fullmatch(r"(\w+)(?:=([\w.]+))?(?::(.+))?", name) for name in names.split()]
    columns = [(found[1], found[2] or found[1], found[3]) for found in split if found]
    cells = [[_value(row, path) for _, path, _ in columns] for row in rows]
    table = DataFrame(cells, columns=[name for name, _, _ in columns])
    return table.astype({name: kind for name, _, kind in columns if kind})


def records(table: "DataFrame") -> list[dict[str, Any]]:
    """The rows of a table as mappings, in a quarter of the time its own `to_dict` takes."""
    names = table.columns.tolist()
    columns = [table[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _value(row: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(row, dict):
            row = row[name]
        else:
            row = row[int(name)] if name.isdigit() else getattr(row, name)
    return row


def is_words(column: Iterable[str]) -> bool:
    """Is a column of a table read as words, and set to the left, or as numbers?"""
    cells = [cell for cell in column if cell]
    begun = sum(cell[0].isalpha() for cell in cells)
    return 2 * begun > len(cells) or max(map(len, cells), default=0) > WORDS


def lined_up(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a plain-text table: its first column and words to the left, numbers right."""
    cells = zip(*rows, strict=True)
    return aligned(columns, rows, [not at or is_words(one) for at, one in enumerate(cells)])


def as_text(shown: Shown) -> str:
    """The strings as lines for a terminal."""
    lines = [shown.headline]
    if shown.rows:
        lines += lined_up(shown.columns, shown.rows)
    return "\n".join([*lines, *(f"note: {note}" for note in shown.notes)])


# A notebook's own style sets every cell to the right.
LEFT = ' style="text-align: left"'


def as_html(shown: Shown) -> str:
    """The strings as an HTML table, every text escaped; the headline is its caption."""
    notes = "".join(f"<p>{escape(note)}</p>" for note in shown.notes)
    if not shown.rows:
        return f"<p>{escape(shown.headline)}</p>{notes}"
    _, *others = zip(*shown.rows, strict=True)
    kinds = [LEFT if is_words(cells) else "" for cells in others]
    head = _cells("th", ' scope="col"', shown.columns, [LEFT, *kinds])
    body = "".join(
        f'<tr><th scope="row"{LEFT}>{escape(name)}</th>{_cells("td", "", cells, kinds)}</tr>'
        for name, *cells in shown.rows
    )
    return (
        f"<table><caption>{escape(shown.headline)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"
    )


def _cells(tag: str, more: str, texts: Sequence[str], kinds: Sequence[str]) -> str:
    pairs = zip(texts, kinds, strict=True)
    return "".join(f"<{tag}{more}{kind}>{escape(text)}</{tag}>" for text, kind in pairs)

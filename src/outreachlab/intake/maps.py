"""A map file: how a foreign file reads as an outreach log."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, get_args

from outreachlab.errors import MissingFileError, UsageError, nearest
from outreachlab.intake.dates import DayOrder
from outreachlab.log.checked import TacticKind
from outreachlab.log.vocabulary import COLUMN, DERIVED, OUTCOMES
from outreachlab.wording import listed

SECTIONS = ("reading", "columns", "values", "constants", "outcome_from", "tactics")
READING = ("sheet", "sheets", "dates", "swapped", "header_row", "year", "encoding", "made")
MOST_BYTES = 1 << 20
MOST_DEEP = 100  # points and brackets of a line
MOST_OPENED = 20_000  # brackets of a file
_QUOTED = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]* """, re.VERBOSE)
KINDS: tuple[str, ...] = get_args(TacticKind)


@dataclass(frozen=True, slots=True)
class Tactic:
    """A further column to analyse: their header and how to read it."""

    column: str
    kind: TacticKind


@dataclass(frozen=True, slots=True)
class LogMap:
    """
    What a map says.

    `columns`: ours to theirs, several where a text is joined from them; `values`: per column,
    theirs to ours; `outcome_from`: where no column holds outcomes, those that tell one, each with
    its word, and "" for the rest. How the file is read as a whole: `sheet`, `dates` and
    `encoding` as the options of that name, `sheets` to join (empty: all of one shape), the
    `header_row`, the `year` of days that have none, and whether the spreadsheet `swapped` day and
    month wherever it could. `made` is the file that an import with it wrote.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    tactics: Mapping[str, Tactic] = field(default_factory=dict)
    outcome_from: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    dates: DayOrder | None = None
    swapped: bool | None = None
    header_row: int | None = None
    year: int | None = None
    encoding: str | None = None
    made: str | None = None


def read_map(path: str | PathLike[str]) -> LogMap:
    """
    The map in a TOML file.

    Raises
    ------
    MissingFileError
        There is no such file.
    UsageError
        The file is no TOML, or names what the log does not have.
    """
    return map_of(read_toml(path, "map"), str(path))


def map_beside(source: object) -> Path | None:
    """
    The file `STEM.map.toml` beside a log, if there is one that reads it.

    One whose import wrote the log is about the file that the log was made from.
    """
    if not isinstance(source, str | PathLike) or str(source) == "-":
        return None
    path = Path(source)
    beside = _beside(path)
    return None if beside is None or path.is_dir() or is_made(path) else beside


def is_made(path: Path) -> bool:
    """Does a map beside a file say that an import wrote it?"""
    beside = _beside(path)
    return beside is not None and read_map(beside).made == path.name


def _beside(path: Path) -> Path | None:
    """The map beside a file, if there is one; none beside what can be no file."""
    with suppress(OSError, ValueError):
        beside = path.with_suffix(".map.toml")
        return beside if path.stem and beside.is_file() else None
    return None


def read_toml(path: str | PathLike[str], what: str) -> dict[str, Any]:
    """
    What a TOML file of a person's says; `what` it is, as errors call it.

    Raises
    ------
    MissingFileError
        There is no such file.
    UsageError
        The file is no TOML, or far deeper or longer than anybody writes.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
        _require_flat(path, text, what)
        return tomllib.loads(text.replace("\r\n", "\n"))
    except FileNotFoundError:
        raise MissingFileError(f"{path}: there is no such {what} file; check the path") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: the {what} is no TOML: {error}") from None
    except UsageError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: the {what} cannot be read: {error}") from None


def _require_flat(path: Path, text: str, what: str) -> None:
    """The reader of TOML takes time and memory by the square of how deep a key goes."""
    bare = _QUOTED.sub("", text)
    deep = max(line.count(".") + line.count("[") + line.count("{") for line in bare.split("\n"))
    opened = bare.count("[") + bare.count("{")
    if len(text) > MOST_BYTES or deep > MOST_DEEP or opened > MOST_OPENED:
        raise UsageError(f"{path}: the {what} is far larger or deeper than it can be; write less")


def map_of(written: Mapping[str, Any], name: str = "the map") -> LogMap:
    """The map that a mapping (as TOML gives it) describes; `name` stands in its errors."""
    for section, content in written.items():
        if section not in SECTIONS:
            raise UsageError(f"{name}: no section [{section}]; write {listed(SECTIONS, 'or')}")
        if not isinstance(content, Mapping):
            raise UsageError(f"{name}: [{section}] must be a table of `name = value` lines")
    tactics = {ours: _tactic(ours, told, name) for ours, told in written.get("tactics", {}).items()}
    columns = {ours: _theirs(ours, told, name) for ours, told in written.get("columns", {}).items()}
    constants = {
        ours: _text(value, f"{name}: [constants] {ours}")
        for ours, value in written.get("constants", {}).items()
    }
    for ours in (*columns, *constants):
        _require_known(ours, name)
    if both := sorted(set(columns) & set(constants)):
        raise UsageError(f"{name}: {both[0]} stands in [columns] and in [constants]; keep one")
    return LogMap(
        columns=columns,
        values=_values(written.get("values", {}), tactics, name),
        constants=constants,
        tactics=tactics,
        outcome_from=_outcome_from(written.get("outcome_from", {}), name),
        **_reading(written.get("reading", {}), name),
    )


def _theirs(ours: str, told: object, name: str) -> tuple[str, ...]:
    headers = [told] if isinstance(told, str) else told
    if (
        not isinstance(headers, (list, tuple))
        or not headers
        or not all(isinstance(header, str) for header in headers)
    ):
        raise UsageError(
            f"{name}: [columns] {ours}: write the file's header in quotes, or several to join"
        )
    return tuple(" ".join(header.split()) for header in headers)


def _values(
    told: Mapping[str, Any], tactics: Mapping[str, Tactic], name: str
) -> dict[str, dict[str, str]]:
    values = {}
    for ours, pairs in told.items():
        if ours not in tactics:
            _require_known(ours, name)
        if not isinstance(pairs, Mapping):
            raise UsageError(f"{name}: [values.{ours}] must be a table of `their = our` lines")
        where = f"{name}: [values.{ours}]"
        values[ours] = {str(theirs): _text(meant, where) for theirs, meant in pairs.items()}
    return values


def _outcome_from(told: Mapping[str, Any], name: str) -> dict[str, str]:
    found = {" ".join(theirs.split()): str(word) for theirs, word in told.items()}
    if wrong := [word for word in found.values() if word not in ("", *OUTCOMES)]:
        raise UsageError(f"{name}: [outcome_from] has {wrong[0]!r}; write {listed(OUTCOMES, 'or')}")
    return found


def _reading(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    if unknown := set(told) - set(READING):
        raise UsageError(
            f"{name}: [reading] has no {sorted(unknown)[0]}; write {listed(READING, 'or')}"
        )
    dates = told.get("dates")
    if dates not in (None, "dmy", "mdy"):
        raise UsageError(f"{name}: [reading] dates must be dmy or mdy, not {dates!r}")
    for key, least in (("header_row", 1), ("year", 1970)):
        value = told.get(key)
        if value is not None and (type(value) is not int or value < least):
            raise UsageError(f"{name}: [reading] {key} must be a whole number, not {value!r}")
    sheets = told.get("sheets", ())
    found = {key: told[key] for key in READING if key in told and key != "sheets"}
    for key in ("sheet", "encoding", "made"):
        if key in found:
            found[key] = str(found[key])
    return found | {"sheets": () if sheets in ("all", ()) else tuple(map(str, sheets))}


def _tactic(ours: str, told: object, name: str) -> Tactic:
    if ours in COLUMN or (ours in DERIVED and not DERIVED[ours].yields):
        raise UsageError(
            f"{name}: {ours} is a name of the log's own; give the tactic another, as in\n"
            f'  {ours}_theirs = {{ column = "{ours}", kind = "category" }}'
        )
    if isinstance(told, str):
        told = {"column": ours, "kind": told}
    if not isinstance(told, Mapping) or set(told) - {"column", "kind"} or "kind" not in told:
        raise UsageError(f"{name}: tactic {ours}: write a kind, or {{ column = ..., kind = ... }}")
    kind = told["kind"]
    if kind not in KINDS:
        raise UsageError(f"{name}: tactic {ours}: no kind {kind!r}; write {listed(KINDS, 'or')}")
    return Tactic(" ".join(str(told.get("column", ours)).split()), kind)


def _require_known(ours: str, name: str) -> None:
    if ours not in COLUMN:
        near = nearest(ours, COLUMN)
        hint = f"; did you mean {listed(near, 'or')}?" if near else ""
        raise UsageError(f"{name}: the log knows no column {ours!r}{hint}")


def _text(value: object, where: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise UsageError(f"{where}: write a text, a number or a date, not {value!r}")

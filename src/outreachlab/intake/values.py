"""What a text of the file means, one distinct text at a time: words, yes and no, whole numbers."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from outreachlab.intake.problems import quoted
from outreachlab.vocabulary import Column


class Reading(NamedTuple):
    """A text read: its value (None if unreadable), why it differs, or what is wrong and the fix."""

    value: object | None
    why: str = ""
    problem: str = ""
    fix: str = ""


_PLAIN = re.compile(r"[^a-z0-9✓✔✗✘]+")
_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?")


def plain(text: str) -> str:
    """A word for comparison: case folded, all but letters and digits made single spaces."""
    return _PLAIN.sub(" ", text.casefold()).strip()


def read_text(text: str) -> Reading:
    """A free text: only the spaces around it go."""
    trimmed = text.strip()
    return Reading(trimmed, "spaces around it removed" if trimmed != text else "")


def read_word(text: str, words: tuple[str, ...], people_write: Mapping[str, str]) -> Reading:
    """One of `words`, or what people write for one; any other text stays, for the schema to see."""
    trimmed = text.strip()
    if trimmed in words:
        return Reading(trimmed, "spaces around it removed" if trimmed != text else "")
    compared = plain(trimmed)
    meant = compared.replace(" ", "_")
    if meant not in words:
        meant = people_write.get(compared, "")
    return Reading(meant, f"read as the word {meant}") if meant else Reading(trimmed)


def read_whole(text: str, column: Column) -> Reading:
    """A whole number; its range is the schema's business."""
    trimmed = text.strip()
    if _WHOLE.fullmatch(trimmed) and len(trimmed) < 12:
        value = int(float(trimmed))
        return Reading(value, "" if trimmed == str(value) else "read as a whole number")
    return Reading(
        None, "", f"{quoted(text)} is no whole number", f"write {range_of(column)}, or leave it empty"
    )


def read_number(text: str) -> Reading:
    """Any finite number, for a column that a map calls a number."""
    try:
        value = float(text.strip())
    except ValueError:
        value = float("nan")
    if abs(value) < float("inf"):
        return Reading(value)
    return Reading(None, "", f"{quoted(text)} is no number", "write a number, or leave it empty")


def range_of(column: Column) -> str:
    """`a whole number from 5 to 480` in words."""
    if column.high is None:
        return f"a whole number from {column.low or 0} up"
    return f"a whole number from {column.low} to {column.high}"

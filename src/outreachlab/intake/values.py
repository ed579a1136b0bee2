"""What a text of the file means, one distinct text at a time: words, yes and no, numbers."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from outreachlab.intake.problems import quoted
from outreachlab.intake.table import EDGES
from outreachlab.intake.words import BLANK_MARKS, NOT_ASKED_YET, WORDS
from outreachlab.log.synonyms import TICKS, plain
from outreachlab.log.vocabulary import COLUMN, Column


class Reading(NamedTuple):
    """A text read: its value (None if unreadable), why it differs, or what is wrong and the fix."""

    value: object | None
    why: str = ""
    problem: str = ""
    fix: str = ""


_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|Err:\d+")
_LOOSE = re.compile(
    r" (?:(?:\d+ )?(?:min|mins|minute|minutes|hour|h|hr) )+|"
    r" (?:(?:quick|short|brief|informal|virtual|for|over|a|an|the|in|person) )+"
)
SPACES = "spaces around it removed"
EMPTY = "read as empty"
LONGEST = 200  # characters; no word, date or number that a person writes is longer

_HOURS = r"(?P<h>\d{1,2}(?:[.,]\d+)?)\s*(?:h|hr|hrs|hour|hours)"
_MINUTES = r"(?P<m>\d{1,3})\s*(?:m|min|mins|minute|minutes|'|′)?"
_LENGTHS = (
    re.compile(rf"{_HOURS}\.?(?:\s*(?:and\s*)?{_MINUTES})?\.?"),
    re.compile(r"(?P<m>\d{1,3}(?:\.0+)?)\s*-?\s*(?:m|min|mins|minute|minutes|'|′)\.?"),
    re.compile(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::00)?"),
)
_SPOKEN = {
    "quarter of an hour": 15,
    "a quarter of an hour": 15,
    "quarter hour": 15,
    "half an hour": 30,
    "half hour": 30,
    "a half hour": 30,
    "1/2 hour": 30,
    "½ hour": 30,
    "three quarters of an hour": 45,
    "an hour": 60,
    "one hour": 60,
    "1 h": 60,
    "an hour and a half": 90,
    "hour and a half": 90,
    "two hours": 120,
    "ten minutes": 10,
    "fifteen minutes": 15,
    "twenty minutes": 20,
    "thirty minutes": 30,
    "forty five minutes": 45,
    "forty-five minutes": 45,
}


def trimmed(text: str) -> str:
    """A text without the white space and the invisible marks around it."""
    return text.strip(EDGES)


def read_text(text: str) -> Reading:
    """A free text: only the spaces around it go."""
    bare = trimmed(text)
    return Reading(bare, SPACES if bare != text else "")


def read_word(text: str, words: tuple[str, ...], people_write: Mapping[str, str]) -> Reading:
    """One of `words`, or what people write for one; any other text stays, for the schema to see."""
    bare = trimmed(text)
    if bare in words:
        return Reading(bare, SPACES if bare != text else "")
    if len(bare) > LONGEST:
        return Reading(bare)
    if _ERROR.fullmatch(bare):
        return spreadsheet_error(bare)
    compared = plain(bare) if "?" not in bare else ""  # `yes?` is not yet a yes
    meant = _meant(compared, words, people_write) or _meant(
        compared.strip(f"{TICKS} "), words, people_write
    )
    if meant:
        return Reading(meant, f"read as the word {meant}")
    if bare.casefold() in BLANK_MARKS:
        return Reading(None, EMPTY)
    if people_write and "accepted" in words and compared in NOT_ASKED_YET:
        fix = "take the row out until the request is sent, or write what became of it"
        return Reading(None, "", f"{quoted(bare)} says that nothing was asked yet", fix)
    return Reading(bare)


def _meant(compared: str, words: tuple[str, ...], people_write: Mapping[str, str]) -> str:
    own = compared.replace(" ", "_")
    return own if own in words else people_write.get(compared, "")


def read_format(text: str) -> str | None:
    """A way of meeting, lengths and small words aside: `20 min call`, `quick phone call`."""
    words, table = COLUMN["meeting_format"].words, WORDS["meeting_format"]
    compared = plain(text)
    return (
        _meant(compared, words, table)
        or _meant(_LOOSE.sub(" ", f" {compared} ").strip(), words, table)
        or None
    )


def read_whole(text: str, column: Column) -> Reading:
    """A whole number; its range is the schema's business."""
    bare = trimmed(text)
    if len(bare) < 10 and _WHOLE.fullmatch(bare):
        value = int(float(bare))
        return Reading(value, "" if text == str(value) else "read as a whole number")
    write = f"write {range_of(column)}, or leave it empty"
    if len(bare) > LONGEST:
        too_long = "far too large" if bare[:LONGEST].isdecimal() else "no whole number"
        return Reading(None, "", f"{quoted(text)} is {too_long}", write)
    if bare.casefold() in BLANK_MARKS:
        return Reading(None, EMPTY)
    if column.name.startswith("minutes") and (minutes := minutes_of(bare)) is not None:
        return Reading(minutes, "read as minutes")
    if _ERROR.fullmatch(bare):
        return spreadsheet_error(bare)
    if _WHOLE.fullmatch(bare):
        return Reading(None, "", f"{quoted(bare)} is far too large", write)
    return Reading(None, "", f"{quoted(text)} is no whole number", write)


def in_range(reading: Reading, column: Column) -> Reading:
    """A whole number, or what is wrong if it lies outside the range of its column."""
    value, low = int(str(reading.value)), column.low or 0
    if low <= value and (column.high is None or value <= column.high):
        return reading
    fix = f"write {range_of(column)}, or leave it empty"
    return Reading(None, "", f"{value} is outside the range", fix)


def minutes_of(text: str) -> int | None:
    """Minutes as people write a length of time: `30 min`, `half an hour`, `1h`, `1:30`."""
    said = " ".join(text.casefold().split())
    if said in _SPOKEN:
        return _SPOKEN[said]
    for length in _LENGTHS:
        if match := length.fullmatch(said):
            parts = match.groupdict()
            hours = float((parts.get("h") or "0").replace(",", "."))
            total = 60 * hours + float(parts.get("m") or 0)
            return int(total) if total.is_integer() else None
    return None


def read_number(text: str) -> Reading:
    """Any finite number, for a column that a map calls a number."""
    bare = trimmed(text)
    try:
        value = float(bare) if "_" not in bare and len(bare) < LONGEST else float("nan")
    except ValueError:
        value = float("nan")
    if abs(value) < float("inf"):
        return Reading(value)
    if bare.casefold() in BLANK_MARKS:
        return Reading(None, EMPTY)
    return Reading(None, "", f"{quoted(text)} is no number", "write a number, or leave it empty")


def spreadsheet_error(text: str) -> Reading:
    """A formula that failed where the file was made."""
    fix = "correct the formula in the spreadsheet, or write the value"
    return Reading(None, "", f"{quoted(text)} is an error of the spreadsheet program", fix)


def is_spreadsheet_error(text: str) -> bool:
    """Is the text what a failed formula shows?"""
    return _ERROR.fullmatch(text) is not None


def range_of(column: Column) -> str:
    """`a whole number from 5 to 480` in words."""
    if column.high is None:
        return f"a whole number from {column.low or 0} up"
    return f"a whole number from {column.low} to {column.high}"

"""What the cells of a column hold, whatever its header says."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from outreachlab.intake.dates import names_a_day
from outreachlab.intake.table import EDGES, Words
from outreachlab.intake.values import in_range, read_format, read_whole, read_word
from outreachlab.intake.words import BLANK_MARKS, NOBODY, WORDS, YES_NO
from outreachlab.log.synonyms import plain
from outreachlab.log.vocabulary import COLUMN, Column

LOOKED_AT = 150  # distinct texts of a column, the commonest first
MOSTLY = 0.5
_NUMBER = re.compile(r"[-+#]?\d[\d.,%]*")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|\S+\.com/\S*")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?(?: ?[ap]\.?m\.?)?", re.IGNORECASE)


def sample(words: Words) -> list[tuple[str, int]]:
    """The commonest texts of a column that say something, each with its count."""
    counts = words.counts
    rank = np.arange(len(counts)) - counts * len(counts)  # ties in the order of the book
    most = min(2 * LOOKED_AT, len(counts))
    order = np.sort(np.partition(rank, most - 1)[:most]) % len(counts) if most else rank
    texts = [(words.book[int(at)].as_py().strip(EDGES), int(counts[at])) for at in order]
    kept = [(text, n) for text, n in texts if n and text.casefold() not in BLANK_MARKS]
    return kept[:LOOKED_AT]


def share(cells: list[tuple[str, int]], holds: Callable[[str], bool]) -> float:
    """The share of the cells whose text passes a test; 0 without any cell."""
    whole = sum(count for _, count in cells)
    return sum(count for text, count in cells if holds(text)) / whole if whole else 0.0


def fit(ours: str, cells: list[tuple[str, int]]) -> float:
    """The share of some cells that can be read as a column of ours."""
    return share(cells, _reader(ours))


@cache
def _reader(ours: str) -> Callable[[str], bool]:
    column = COLUMN[ours]
    if column.kind == "date":
        return names_a_day
    if column.kind == "yes_no":
        return is_tick
    if ours in ("meeting_format", "agreed_format"):
        return lambda text: read_format(text) is not None
    if column.kind == "category":
        table = WORDS[ours]
        return lambda text: read_word(text, column.words, table).value in column.words
    if column.kind == "whole":
        return lambda text: _is_number_of(text, column) and not is_date_number(text)
    if ours == "referrer":
        return lambda text: (text.casefold() in NOBODY and not is_tick(text)) or is_name(text)
    if ours == "names_given":
        return lambda text: is_name(text) and not _NUMBER.fullmatch(text)
    if column.kind == "person":
        return is_name
    if ours == "request_id":
        return lambda text: not is_tick(text) and not names_a_day(text)
    return lambda text: (
        len(text) < 2 or (not is_tick(text) and not names_a_day(text) and not _is_address(text))
    )


def _is_number_of(text: str, column: Column) -> bool:
    reading = read_whole(text, column)
    return reading.value is not None and in_range(reading, column).value is not None


def is_tick(text: str) -> bool:
    """Is it a yes, a no, or a mark for one? With a question mark it is none yet."""
    return "?" not in text and plain(text) in YES_NO


def is_date_number(text: str) -> bool:
    """Five digits that a spreadsheet means as a day."""
    return len(text) == 5 and text.isdecimal() and names_a_day(text)


def is_name(text: str) -> bool:
    """May it be a person: no tick, day, number, address, and no word of a request?"""
    said = plain(text)
    return (
        any(mark.isalpha() or ord(mark) > 0x2000 for mark in text)
        and said not in YES_NO
        and not _is_address(text)
        and not any(said in WORDS[of] for of in ("outcome", "channel", "meeting_format"))
        and said.replace(" ", "_") not in _WORDS_OF_OURS
        and not names_a_day(text)
    )


_WORDS_OF_OURS = frozenset(
    word
    for name in ("outcome", "channel", "meeting_format")
    for word in COLUMN[name].words
    if word != "other"
)


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def are_clock_times(words: Words) -> bool:
    """Do the cells of a column of minutes rather say when: any half of a day, or 2:00 and later?"""
    found = [match for text, _ in sample(words) if (match := _CLOCK.fullmatch(text))]
    return any(int(match[1]) >= 2 or "m" in match[0].lower() for match in found)

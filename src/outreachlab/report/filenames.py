"""File names from names of people, whatever these hold."""

import re
import unicodedata
from collections.abc import Sequence

MOST_BYTES = 80
UNSAFE = re.compile(r"[^\w]+")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows keeps them
NOBODY = "seeker"


def file_names(names: Sequence[str], ending: str) -> list[str]:
    """
    A file name per name: its letters and digits, at most 80 bytes, no two the same.

    Names that differ in case or accents alone count as the same, as some disks take them; the
    second gets a number.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain, number = _plain(name), 1
        while _seen(unique := plain if number == 1 else f"{plain}-{number}") in taken:
            number += 1
        taken.add(_seen(unique))
        found.append(unique + ending)
    return found


def _plain(name: str) -> str:
    text = UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-_")
    text = text.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore").rstrip("-_")
    return f"{NOBODY}-{text}" if DEVICES.fullmatch(text) else text or NOBODY


def _seen(name: str) -> str:
    """The name as the least discerning disk sees it."""
    return unicodedata.normalize("NFKD", name).casefold()

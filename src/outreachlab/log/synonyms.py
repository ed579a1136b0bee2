"""
What people write in their own files: headers, words, months, marks.

They stand in `words/`, one TOML file a language, and are read once, when first asked for.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "words"
TICKS = "✓✔✗✘☑☒☐✅❌"
_PLAIN = re.compile(rf"(?:[^\w{TICKS}]|_)+")
_SHARED = {"meeting_format": "format", "agreed_format": "format"}  # columns with one table


def plain(text: str) -> str:
    """A word for comparison: case folded, all but letters and digits made single spaces."""
    return _PLAIN.sub(" ", composed(text.casefold())).strip()


def composed(text: str) -> str:
    """Accents in one byte form; each Turkish i, dotted or not, is one, as folding mixes them."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).replace("i̇", "i").replace("ı", "i")


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Every language's file by its name, English first."""
    paths = sorted(FOLDER.glob("*.toml"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


def listed(section: str, key: str) -> tuple[str, ...]:
    """What all languages list under a key of a section, as they write it."""
    return tuple(
        text for told in languages().values() for text in told.get(section, {}).get(key, ())
    )


def synonyms_of(column: str) -> tuple[str, ...]:
    """What people call a column of the log."""
    return listed("headers", column)


def name_parts(which: str) -> tuple[str, ...]:
    """What people call the column of `first` names, or of `last` ones."""
    return listed("parts", which)


def sayings(what: str) -> frozenset[str]:
    """Whole cells that say something besides a word of ours: `blank`, `nobody`, `not_held` …"""
    return frozenset(text.casefold() for text in listed("says", what))


@cache
def words_of(column: str) -> dict[str, str]:
    """What people write for the words of a column, made plain, each with our word."""
    section = _SHARED.get(column, column)
    found: dict[str, str] = {}
    for told in languages().values():
        for ours, texts in told.get("words", {}).get(section, {}).items():
            for text in texts:
                found.setdefault(plain(text), ours)
    return found


@cache
def months() -> dict[str, int]:
    """Every name of a month, its case folded, with its number."""
    return dict(_months())


def _months() -> Iterator[tuple[str, int]]:
    for told in languages().values():
        for number, names in enumerate(told.get("months", {}).get("names", ()), start=1):
            yield from ((composed(name.casefold()), number) for name in names.split())

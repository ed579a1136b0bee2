"""What our columns are called in a sentence that a reader sees: never by the names in our code."""

import re
from typing import TypeVar

from outreachlab.log.vocabulary import COLUMN, DERIVED
from outreachlab.wording import said_anew, told_as

Told = TypeVar("Told")
NAMES = "|".join(name for name in (*COLUMN, *DERIVED) if "_" in name)
# A quotation, a name set apart, or one of our names, which is then not a part of a longer word.
_FOUND = re.compile(
    r"\u2068[^\u2069]*\u2069|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)|`[^`\n]*`"
    rf"|(?<!\w)({NAMES})(?!\w)"
)


def in_words(told: Told) -> Told:
    """A report whose sentences say “met on” for `met_on`; what is quoted is left as it is."""
    return said_anew(told, lambda text: _FOUND.sub(_said, text) if "_" in text else text)


def _said(found: re.Match[str]) -> str:
    return told_as(found[1]) if found[1] else found[0]

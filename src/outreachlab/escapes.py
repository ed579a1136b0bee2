"""One escape for each grammar that a name from a person's file is written in."""

import re
from typing import TYPE_CHECKING

from outreachlab.wording import sound

if TYPE_CHECKING:
    import pandas as pd

# What a spreadsheet runs instead of showing it; a plain number is none of it.
_RUN = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*([eE][-+]?\d+)?%?")
GUARDED = r"^'+[=+\-@\t\r]"  # what `cell` made, the apostrophe still before it
_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~!$"})
_TOML = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_NOT_TOML = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_NOT_ICS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile("[a-z0-9_]{1,40}")
_STEERS_A_PAGE = re.compile("[\x7f-\x9f\u202a-\u202e]")


def cell(text: str) -> str:
    """
    A cell of CSV or XLSX that no spreadsheet runs: an apostrophe before what it would.

    `without_guard` takes exactly one such apostrophe away again.
    """
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def without_guard(text: str) -> str:
    """What `cell` was made of."""
    return text[1:] if re.match(GUARDED, text) else text


def csv_text(table: "pd.DataFrame") -> str:
    """A table of texts as CSV, its headers and cells guarded."""
    import csv

    safe = table.map(lambda value: cell(value) if isinstance(value, str) else value)
    safe.columns = [cell(str(name)) for name in table.columns]
    text = safe.to_csv(index=False, lineterminator="\n")
    if "\r" in text:  # before Python 3.13 a cell with a lone one would be left without quotes
        text = safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_ALL)
    return text


def markdown(text: str) -> str:
    """A text on one line, with what Markdown or HTML would act on made plain."""
    return " ".join(page(text).split()).translate(_MARKDOWN)


def page(html: str) -> str:
    """A text or a page without control characters and marks that turn the text after them."""
    return _STEERS_A_PAGE.sub("\ufffd", sound(html).replace("\r", "\n"))


def toml(text: str) -> str:
    """A text as a TOML string on one line, which stays one in a comment too."""

    def mark(at: re.Match[str]) -> str:
        code = 0xFFFD if 0xD800 <= ord(at[0]) <= 0xDFFF else ord(at[0])
        return _TOML.get(at[0], f"\\u{code:04X}")

    return f'"{_NOT_TOML.sub(mark, text)}"'


def without_controls(text: str) -> str:
    """A text as a calendar may hold it: its line breaks of one kind, no control character left."""
    return _NOT_ICS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def key(name: str, number: int) -> str:
    """What ids and file names are made of: a plain name itself, of any other its number."""
    return name if _PLAIN.fullmatch(name) else f"own-{number}"

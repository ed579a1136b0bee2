"""Marks around or in place of a text: a ditto mark, a formula that only holds a text."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outreachlab.intake.problems import Cells
from outreachlab.intake.table import BLANK, Words

DITTO = pa.array(
    [
        '"',
        "''",
        "”",
        "“",
        "〃",
        "″",
        "„",
        "’’",
        "ditto",
        "Ditto",
        "dito",
        "Dito",
        "idem",
        '- " -',
        '-"-',
        "^^",
    ],
    pa.large_string(),
)
_FORCED = r'^="([^"]*)"$'
AS_ABOVE = "as in the row above"
FORCED = "the marks that made it a text removed"


def tidied(name: str, words: Words) -> tuple[Words, list[Cells]]:
    """The column with ditto marks filled from above and `="Ana"` as Ana, and these fixes."""
    fixes: list[Cells] = []
    if pc.any(pc.starts_with(words.book, '="')).as_py():
        forced = pc.match_substring_regex(words.book, _FORCED)
        texts = pc.replace_substring_regex(words.book, _FORCED, r"\1").to_pylist()
        places = np.flatnonzero(
            np.append(forced.to_numpy(zero_copy_only=False), False)[words.codes]
        )
        fixes.append(_cells(name, words, places, texts, words.codes, FORCED))
        words = Words.merged(words.codes, texts)
    ditto = pc.is_in(words.book, DITTO)
    if pc.any(ditto).as_py():
        marks = np.append(ditto.to_numpy(zero_copy_only=False), False)[words.codes]
        source = np.maximum.accumulate(np.where(marks, 0, np.arange(len(marks))))
        codes = np.where(marks, words.codes[source], words.codes).astype(np.int32)
        if marks[0]:
            codes[: int(np.argmin(marks)) or len(marks)] = BLANK
        fixes.append(_cells(name, words, np.flatnonzero(marks), words.texts, codes, AS_ABOVE))
        words = Words(codes, words.book).without_unused()
    return words, fixes


def _cells(
    name: str, words: Words, places: np.ndarray, texts: list[str], codes: np.ndarray, why: str
) -> Cells:
    after = ["" if code == BLANK else texts[code] for code in codes[places].tolist()]
    said = np.array(words.spelled(places.tolist()), object)
    return Cells(places, name, said, np.array(after, object), np.full(len(places), why, object))

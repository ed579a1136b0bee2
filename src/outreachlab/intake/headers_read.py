"""How each column of a file was read, with examples."""

import numpy as np
import pandas as pd

from outreachlab.intake.cells import sample
from outreachlab.intake.examine import Examined
from outreachlab.intake.headers import Named
from outreachlab.intake.table import RawTable
from outreachlab.log.vocabulary import COLUMN
from outreachlab.wording import shortened

EXAMPLES = 3
CELLS = 6  # of a row, as a hint which one it is


def headers_read(examined: Examined) -> pd.DataFrame:
    """A row per column of the file: `header`, `column` of the log, `how`, `examples`."""
    if not examined.files:
        return _headers(examined.raw, examined.named)
    tables = [_headers(one.raw, one.named).assign(file=one.log.source) for one in examined.files]
    return pd.concat(tables, ignore_index=True)


def _headers(raw: RawTable, named: Named) -> pd.DataFrame:
    records = [
        (theirs, name, named.how.get(name, "own"), _examples(raw, theirs))
        for name, told in named.headers.items()
        for theirs in told
        if theirs in raw.columns
    ]
    told = {record[0] for record in records}
    gave_way = [theirs for theirs in raw.columns if theirs in COLUMN and theirs not in told]
    records += [(theirs, theirs, "own", _examples(raw, theirs)) for theirs in gave_way]
    order = {theirs: place for place, theirs in enumerate(raw.columns)}
    records.sort(key=lambda record: order[record[0]])
    return pd.DataFrame(records, columns=["header", "column", "how", "examples"])


def _examples(raw: RawTable, theirs: str) -> list[str]:
    return [shortened(text) for text, _ in sample(raw.columns[theirs])[:EXAMPLES]]


def row_text(raw: RawTable, row: int) -> str:
    """The first filled cells of a row, to know it by; empty for the header."""
    place = int(np.searchsorted(raw.rows, row))
    if place == len(raw.rows) or raw.rows[place] != row:
        return ""
    texts = filter(None, (words.at(place) for words in raw.columns.values()))
    return " | ".join(shortened(text) for text, _ in zip(texts, range(CELLS), strict=False))

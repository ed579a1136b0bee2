"""The quick way through a large plain text: Arrow reads it, or declines."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from pyarrow import csv

from outreachlab.intake.layout import Line, finished, unique_headers
from outreachlab.intake.source import Content
from outreachlab.intake.table import BLANK, RawTable, Words

BLOCK = 8 << 20
_MARK = b"\xef\xbb\xbf"


def read_plain(content: Content, delimiter: str, head: Sequence[Line], at: int) -> RawTable | None:
    """
    The table of a text in which every line is one row; None where that does not hold.

    Then quoted line breaks, blank lines or ragged rows would put row numbers off, and the
    careful reader has to count them.
    """
    data = content.data.removeprefix(_MARK)
    if any("\n" in cell for line in head[: at + 1] for cell in line) or any(
        not line for line in head[:at]
    ):
        return None
    returns = data.count(b"\r")
    if returns and returns != data.count(b"\r\n"):
        return None
    found = _read(data, delimiter, len(head[at]), at + 1)
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    if found is None or found.num_rows != lines - at - 1:
        return None
    headers, repeated = unique_headers(head[at])
    columns = [Words.of_arrow(column) for column in found.columns]
    rows = np.arange(found.num_rows, dtype=np.int64) + at + 2
    columns, rows = without_blank_rows(columns, rows)
    skipped = [f"the header was found in row {at + 1}; what stands above it was not read"]
    notes = skipped if at else []
    return finished(content.name, headers, columns, rows, at + 1, {}, repeated, notes)


def _read(data: bytes, delimiter: str, width: int, skip: int) -> pa.Table | None:
    names = [str(place) for place in range(width)]
    try:
        return csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(block_size=BLOCK, skip_rows=skip, column_names=names),
            csv.ParseOptions(delimiter=delimiter),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowException:
        return None


def without_blank_rows(columns: list[Words], rows: np.ndarray) -> tuple[list[Words], np.ndarray]:
    """The columns and the row numbers without the rows in which every cell is blank."""
    alive = np.zeros(len(rows), bool)
    for words in columns:
        alive |= words.codes != BLANK
        if alive.all():
            return columns, rows
    return [words.take(alive) for words in columns], rows[alive]

"""Parts as a raw table, so that those of an earlier layout, or of another size, are split anew."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.apart import text_of
from outreachlab.intake.maps import LogMap, Tactic
from outreachlab.intake.table import BLANK, RawTable, Words, text_array
from outreachlab.parts.folder import MANIFEST, PartFile
from outreachlab.parts.stored import NOTHING, Stored, columns_in

PARTS = "part-*.arrow"


def parts_in(path: Path) -> dict[str, Any] | None:
    """
    What the manifest of a folder of parts says, of whatever layout; None where `path` is none.

    Raises
    ------
    UnreadableFileError
        The manifest is damaged.
    """
    if not path.is_dir() or not any(path.glob(PARTS)) or not (path / MANIFEST).is_file():
        return None
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        files = [PartFile(**part) for part in told["parts"]]
        known = LogMap(tactics={name: Tactic(name, kind) for name, kind in told["tactics"].items()})
        found = {"files": files, "columns": dict(told["columns"]), "map": known}
        return found | {"rows": int(told["rows"]), "faulty": int(told["faulty"])}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableFileError(
            f"{path}: the manifest is damaged; run partition on the log itself"
        ) from None


def pieces_of_parts(path: Path, told: dict[str, Any]) -> Iterator[RawTable]:
    """The rows of each part as they were checked, as texts; row numbers run on."""
    done = 2
    for file in told["files"]:
        stored = columns_in(str(path), file, told["columns"], told["columns"])
        columns = {name: _words(one, told["columns"][name]) for name, one in stored.items()}
        yield RawTable(path.name, columns, np.arange(done, done + file.rows))
        done += file.rows


def _words(stored: Stored, kind: str) -> Words:
    """The texts of a column."""
    if isinstance(stored, tuple):
        codes, book = stored
        return Words(codes.astype(np.int32), book).without_unused()
    blank = np.isnan(stored) if stored.dtype.kind == "f" else stored == NOTHING
    values, which = np.unique(stored[~blank], return_inverse=True)
    codes = np.full(len(stored), BLANK, np.int32)
    codes[~blank] = which
    known = values.astype("datetime64[D]") if kind == "date" else values
    return Words(codes, text_array(map(text_of, known.tolist())))

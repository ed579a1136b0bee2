"""A bundle of somebody else's, taken for hostile until its checksums agree."""

import os
import re
import stat
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pandas as pd

from outreachlab.errors import MissingFileError, UnreadableFileError
from outreachlab.escapes import without_guard
from outreachlab.sharing.bundle import CHECKSUMS

MOST_BYTES = 256 << 20
TABLES = ("requests.csv", "people.csv", "meetings.csv", "growth.csv", "chains.csv")
# A link is not followed, and a pipe not waited for.
PLAINLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_LINE = re.compile(r"([0-9a-f]{64})  ([\w.-]+)")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedBundle:
    """The tables of a bundle as texts, blanks as empty ones; `people` None where there is none."""

    requests: pd.DataFrame
    people: pd.DataFrame | None
    meetings: pd.DataFrame
    growth: pd.DataFrame
    chains: pd.DataFrame


def open_bundle(folder: str | os.PathLike[str]) -> OpenedBundle:
    """
    The tables of a bundle that somebody handed on.

    Parameters
    ----------
    folder : path
        A folder that `share` made.

    Returns
    -------
    OpenedBundle
        The tables, all cells as texts.

    Raises
    ------
    MissingFileError
        There is no such folder, or it is no bundle.
    UnreadableFileError
        A file was changed, is missing, is a link, or lies elsewhere.

    Notes
    -----
    Checksums tell that a file was changed since they were made; whoever makes new ones can change
    both.
    """
    place = Path(folder)
    if not (place / CHECKSUMS).is_file():
        raise MissingFileError(f"{place}: there is no bundle here; name a folder that `share` made")
    sums = _content(place, CHECKSUMS).decode("ascii", "replace")
    tables = {}
    for line in sums.splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise UnreadableFileError(f"{place}: {CHECKSUMS} names what is no file of a bundle")
        name, content = found[2], _content(place, found[2])
        if sha256(content).hexdigest() != found[1]:
            raise UnreadableFileError(f"{place}: {name} was changed since; ask for it anew")
        if name in TABLES:
            tables[name] = _table(place, name, content)
    missing = [name for name in TABLES if name not in tables and name != "people.csv"]
    if missing:
        raise UnreadableFileError(f"{place}: {missing[0]} is missing; ask for the bundle anew")
    return OpenedBundle(*(tables.get(name) for name in TABLES))  # type: ignore[arg-type]


def _content(place: Path, name: str) -> bytes:
    """The bytes of a plain file of the folder itself."""
    try:
        handle = os.open(place / name, os.O_RDONLY | PLAINLY)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            if name in (".", "..") or not stat.S_ISREG(about.st_mode):
                raise UnreadableFileError(f"{place}: {name} is no plain file")
            if about.st_size > MOST_BYTES:
                raise UnreadableFileError(f"{place}: {name} is larger than any table of a bundle")
            return file.read()
    except OSError as error:
        why = "a link leads out of it" if (place / name).is_symlink() else error.strerror
        raise UnreadableFileError(f"{place}: {name} cannot be read: {why}") from None


def _table(place: Path, name: str, content: bytes) -> pd.DataFrame:
    try:
        table = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError):
        raise UnreadableFileError(f"{place}: {name} is no table") from None
    return table.map(without_guard)

"""A log whose people and free texts go by pseudonyms, made before anything is computed."""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.lineage import natural_rank
from outreachlab.log.links import links_of
from outreachlab.log.notes import notes_of
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import COLUMN, DEFAULT_SEEKER

SOURCE = "an anonymized log"
KEY_BYTES = 16  # a shorter key could be found by trying
LETTERS = 8  # of a pseudonym; all 26 where two would be the same
FEWEST_OF_VALUE = 5
RARE = "(rare)"
PREFIX = {"seeker": "Seeker", "contact": "Person", "referrer": "Person"}
HIDDEN = (
    "Names, companies and all other free texts are pseudonyms; notes and columns of one's own were "
    "left out before anything was computed.",
    "Not hidden are days, numbers, the words of the vocabulary, and values of tactics that "
    f"{FEWEST_OF_VALUE} or more requests share: somebody who knows a day or a rare combination "
    "may still recognise a request.",
)


def anonymized(log: CheckedLog, key: bytes | None = None) -> CheckedLog:
    """
    The same log with pseudonyms.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    key : bytes, optional
        Keeps the pseudonyms the same from run to run and from file to file, and opens them to
        whoever has it and guesses a name; random, and thrown away, unless given.

    Returns
    -------
    CheckedLog
        Seekers, contacts, referrers, companies and other free texts replaced, request ids
        numbered in their order, notes and unmapped columns gone, values of the map's categories
        that fewer than five requests have taken together. Every count and rate of the advice
        stays as it was.

    Raises
    ------
    UsageError
        The key is shorter than 16 bytes.

    References
    ----------
    RFC 2104 (HMAC), with SHA-256.
    """
    if key is not None and len(key) < KEY_BYTES:
        raise UsageError(f"a key of {len(key)} bytes can be guessed; give {KEY_BYTES} or more")
    key = secrets.token_bytes(32) if key is None else key
    kept = [name for name in log.frame if (name in COLUMN or name in log.tactics)]
    frame = pd.DataFrame(
        {name: _hidden(log, name, key) for name in kept if name != "notes"}, copy=False
    )
    return replace(
        log,
        frame=frame,
        source=SOURCE,
        fixes=log.fixes.iloc[:, :0],
        notes=notes_of(frame, links_of(frame)),
        anonymous=True,
        people=(),
    )


def _hidden(log: CheckedLog, name: str, key: bytes) -> pd.Series:
    """One column as it may leave the house."""
    column = log.frame[name]
    if name in log.tactics:
        return _without_rare(column) if log.tactics[name] == "category" else column
    if name == "request_id":
        ids = column.astype("str")
        return _texts(pd.Series([f"r{rank + 1}" for rank in natural_rank(ids)], column.index))
    if COLUMN[name].kind not in ("text", "person"):
        return column
    names = [str(level) for level in column.cat.categories]
    return _replaced(column, pseudonyms(names, PREFIX.get(name, name.title()), key))


def pseudonyms(names: Sequence[str], prefix: str, key: bytes) -> list[str]:
    """
    A pseudonym per name; spellings of one person share theirs, and no two people do.

    The default seeker keeps its name, which says nothing.
    """
    marks = {
        name: b32encode(hmac.digest(key, f"{prefix}\0{folded(name)}".encode(), "sha256")).decode()
        for name in names
    }
    people = len({folded(name) for name in names})
    short = len({mark[:LETTERS] for mark in marks.values()}) == people
    return [
        name if name == DEFAULT_SEEKER and prefix == PREFIX["seeker"]
        else f"{prefix} {marks[name][: LETTERS if short else 26]}"
        for name in names
    ]  # fmt: skip


def _without_rare(column: pd.Series) -> pd.Series:
    """Values that fewer than five requests have, taken together."""
    counts = column.value_counts()
    names = [str(level) for level in column.cat.categories]
    return _replaced(column, [name if counts[name] >= FEWEST_OF_VALUE else RARE for name in names])


def _replaced(column: pd.Series, names: list[str]) -> pd.Series:
    """The column with new names for its levels, some of which may now be the same."""
    blank = column.cat.codes.to_numpy()
    texts = np.array([*names, None], dtype=object)[blank]
    return _texts(pd.Series(texts, column.index))


def _texts(column: pd.Series) -> pd.Series:
    return column.astype("str").astype("category")

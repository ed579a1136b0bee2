"""A log whose people and free texts go by pseudonyms, made before anything is computed."""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Sequence
from os import PathLike

import numpy as np
import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.intake.names import FREE, NamesOf, names_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.lineage import natural_rank
from outreachlab.log.links import links_of
from outreachlab.log.notes import notes_of
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import COLUMN, DEFAULT_SEEKER
from outreachlab.wording import counted

SOURCE = "an anonymized log"
KEY_BYTES = 32
FEWEST_LETTERS = 16  # different bytes in a key; one drawn at random has more but once in 10^12
LETTERS = 8  # of a pseudonym; all 26 where two would be the same
FEWEST_OF_VALUE = 5
RARE = "(rare)"
PREFIX = {"seeker": "Seeker", "contact": "Person", "referrer": "Person"}
HIDDEN = (
    "Names, companies and all other free texts are pseudonyms; notes, columns of one's own and "
    "telephone numbers were left out before anything was computed, and so is whatever in a "
    "tactic of the map holds a name, a company or an address.",
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
        The key has not 32 bytes, or too few different ones.

    References
    ----------
    RFC 2104 (HMAC), with SHA-256.
    """
    key = drawn_key() if key is None else usable(key)
    names = names_of(log)
    kept = [name for name in log.frame if name in COLUMN and name != "notes"]
    columns = {name: _hidden(log.frame[name], name, key) for name in kept}
    tactics = {}
    for number, (name, kind) in enumerate(log.tactics.items(), start=1):
        shown = _tactic(log, name, names, key)
        if shown is not None:
            known = f"own {number}" if names.within(name) else name
            columns[known], tactics[known] = shown, kind
    frame = pd.DataFrame(columns, copy=False)
    return CheckedLog(
        frame,
        log.selected,
        SOURCE,
        log.rows,
        tactics,
        faulty=log.faulty,
        fixes=log.fixes.iloc[:, :0],
        notes=notes_of(frame, links_of(frame)),
        anonymous=True,
        people=(),
    )


def drawn_key() -> bytes:
    """A new key, 32 bytes at random."""
    return secrets.token_bytes(KEY_BYTES)


def usable(key: bytes) -> bytes:
    """A key that nobody guesses; UsageError for any other."""
    if len(key) != KEY_BYTES:
        raise UsageError(f"a key has {KEY_BYTES} random bytes, this one {len(key):,}")
    if len(set(key)) < FEWEST_LETTERS:
        raise UsageError(
            f"this key can be guessed: it has {counted(len(set(key)), 'different byte')}; "
            f"let a program draw {KEY_BYTES} at random"
        )
    return key


def read_key(path: str | PathLike[str]) -> bytes:
    """
    The key in a file that nobody else may read.

    Raises
    ------
    UsageError
        The file cannot be read, others can read it, or it is no key.
    """
    import os
    from pathlib import Path

    try:
        with Path(path).open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: the key cannot be read: {why}") from None
    if os.name != "nt" and mode & 0o077:
        raise UsageError(f"{path}: others can read this key; take that away: chmod 600")
    if len(key) > KEY_BYTES:
        raise UsageError(f"{path}: a key has {KEY_BYTES} random bytes, this file more")
    try:
        return usable(key)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def _hidden(column: pd.Series, name: str, key: bytes) -> pd.Series:
    """One of our columns as it may leave the house."""
    if name == "request_id":
        ids = column.astype("str")
        return _texts(pd.Series([f"r{rank + 1}" for rank in natural_rank(ids)], column.index))
    if COLUMN[name].kind not in FREE:
        return column
    names = [str(level) for level in column.cat.categories]
    return _replaced(column, pseudonyms(names, PREFIX.get(name, name.title()), key))


def _tactic(log: CheckedLog, name: str, names: NamesOf, key: bytes) -> pd.Series | None:
    """A tactic of the map as it may leave the house; None where it may not at all."""
    column, kind = log.frame[name], log.tactics[name]
    if kind == "number":
        return None if names.numbers_call(column) else column
    if kind != "category":
        return column
    levels = [str(level) for level in column.cat.categories]
    held = [names.within(level) for level in levels]
    if names.are_called(name, log.called.get(name, name)) or 3 * sum(held) >= len(held) > 0:
        held = [True] * len(held)
    hidden = pseudonyms(levels, "Value", key)
    counts = column.value_counts()
    return _replaced(
        column,
        [
            mark if secret else level if counts[level] >= FEWEST_OF_VALUE else RARE
            for level, mark, secret in zip(levels, hidden, held, strict=True)
        ],
    )


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


def _replaced(column: pd.Series, names: list[str]) -> pd.Series:
    """The column with new names for its levels, some of which may now be the same."""
    blank = column.cat.codes.to_numpy()
    texts = np.array([*names, None], dtype=object)[blank]
    return _texts(pd.Series(texts, column.index))


def _texts(column: pd.Series) -> pd.Series:
    return column.astype("str").astype("category")

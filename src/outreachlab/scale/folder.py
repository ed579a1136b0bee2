"""A folder of parts: its manifest, and its files on this machine or on any storage of fsspec."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from outreachlab.errors import UnreadableFileError, UsageError
from outreachlab.intake.checked import TacticKind

MANIFEST = "manifest.json"
LAYOUT = 1  # of the parts; a reader of another layout refuses them


@dataclass(frozen=True, slots=True)
class PartFile:
    """One part: its file, its requests, its size in bytes and the hash of its bytes."""

    name: str
    rows: int
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a folder of parts holds: which log, its columns and their kinds, and each part.

    `columns` maps a name to `word`, `text`, `date`, `whole` or `number`; `faulty` counts the rows
    left out; `plan` tells from what and how the parts were made.
    """

    source: str
    rows: int
    faulty: int
    columns: Mapping[str, str]
    tactics: Mapping[str, TacticKind]
    parts: tuple[PartFile, ...]
    plan: Mapping[str, Any]

    def to_text(self) -> str:
        """The manifest as the JSON text of its file."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, indent=1, ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str, where: str) -> "Manifest":
        """The manifest from its file's text; UnreadableFileError if it is none."""
        try:
            told = json.loads(text)
            layout = told.pop("layout")
            parts = tuple(PartFile(**part) for part in told.pop("parts"))
            found = cls(parts=parts, **told)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableFileError(
                f"{where}: the manifest is damaged; run partition again"
            ) from None
        if layout != LAYOUT:
            raise UnreadableFileError(
                f"{where}: another version of outreachlab wrote these parts; run partition again"
            )
        return found


def is_parts(folder: str) -> bool:
    """Is this a folder of parts, here or on other storage?"""
    if "://" in folder:
        try:
            return bool(_filesystem(folder).exists(f"{folder.rstrip('/')}/{MANIFEST}"))
        except OSError:
            return False
    return (Path(folder) / MANIFEST).is_file()


def read_manifest(folder: str) -> Manifest:
    """The manifest of a folder of parts."""
    return Manifest.of_text(_bytes(folder, MANIFEST).decode("utf-8", "replace"), folder)


def read_part(folder: str, part: PartFile) -> bytes:
    """
    The bytes of one part, which are those that partition wrote.

    Raises
    ------
    UnreadableFileError
        The part is gone, cut off, or another file.
    """
    data = _bytes(folder, part.name)
    if len(data) < part.size:
        raise UnreadableFileError(
            f"{folder}: {part.name} is cut off: {len(data):,} of {part.size:,} bytes; "
            "copy it anew or run partition again"
        )
    if hash_of(data) != part.hash:
        raise UnreadableFileError(
            f"{folder}: {part.name} is not the file that partition wrote; "
            "copy it anew or run partition again"
        )
    return data


def hash_of(data: bytes) -> str:
    """What tells a part's bytes from any others."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _bytes(folder: str, name: str) -> bytes:
    try:
        if "://" in folder:
            return bytes(_filesystem(folder).cat_file(f"{folder.rstrip('/')}/{name}"))
        return (Path(folder) / name).read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(
            f"{folder}: {name} is not there any more; copy it anew or run partition again"
        ) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableFileError(f"{folder}: {name} cannot be read: {why}") from None


def _filesystem(folder: str) -> Any:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(
            f"{folder}: other storage is read through fsspec; install outreachlab[scale]"
        ) from None
    try:
        return url_to_fs(folder)[0]
    except (ImportError, ValueError) as error:
        raise UsageError(f"{folder}: {error}") from None

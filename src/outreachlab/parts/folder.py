"""A folder of parts: its manifest, and its files on this machine or on any storage of fsspec."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa

from outreachlab.errors import UnreadableFileError, UsageError
from outreachlab.log.checked import TacticKind
from outreachlab.log.vocabulary import COLUMN, REQUIRED

MANIFEST = "manifest.json"
LAYOUT = 4  # of the parts; a reader of another layout refuses them
# What each kind of our columns is in a part.
KIND = {"text": "text", "person": "text", "category": "word", "yes_no": "word"}
KIND |= {"date": "date", "whole": "whole"}
KINDS = {"word", "text", "date", "whole", "number"}
TACTIC_KINDS = frozenset(get_args(TacticKind))
PART, HASH = re.compile(r"part-\d{5,}\.arrow"), re.compile("[0-9a-f]{32}")
ENDING = 10  # bytes at the end of an Arrow file: how long its footer is, and a mark


@dataclass(frozen=True, slots=True)
class PartFile:
    """
    One part: its file, its requests, its size in bytes and the hash of its footer.

    The footer says which part of which log it is, where each column lies, and their checksums. So a
    part is told from others, and a damaged one from a sound one, by what an answer reads of it
    anyhow.
    """

    name: str
    rows: int
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a folder of parts holds: which log, its columns and their kinds, and each part.

    `columns` maps a name to `word`, `text`, `date`, `whole` or `number`; `faulty` counts the rows
    left out, `unread` the cells that could not be read, and `notes` are what the intake says of all
    the file; `plan` tells from what and how the parts were made.
    """

    source: str
    rows: int
    faulty: int
    columns: Mapping[str, str]
    tactics: Mapping[str, TacticKind]
    parts: tuple[PartFile, ...]
    plan: Mapping[str, Any]
    unread: int
    notes: tuple[str, ...]

    def to_text(self) -> str:
        """The manifest as the JSON text of its file."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, indent=1, ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str, where: str) -> "Manifest":
        """The manifest from its file's text; UnreadableFileError if it is none."""
        try:
            told = json.loads(text)
            if type(told["layout"]) is int and told["layout"] != LAYOUT:
                raise UnreadableFileError(
                    f"{where}: another version of outreachlab wrote these parts; "
                    "run partition on this folder into a new one"
                )
            _require_manifest(told)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            if isinstance(error, UnreadableFileError):
                raise
            raise UnreadableFileError(
                f"{where}: the manifest is damaged; run partition into a new folder"
            ) from None
        told.pop("layout")
        parts = tuple(PartFile(**part) for part in told.pop("parts"))
        return cls(parts=parts, notes=tuple(told.pop("notes")), **told)


def _require_manifest(told: Any) -> None:
    """Raise ValueError, KeyError or TypeError unless this is a manifest, whole and in itself."""
    _require(set(told) == {"layout", *(one.name for one in fields(Manifest))})
    _require(type(told["layout"]) is int)
    _require(type(told["source"]) is str and type(told["plan"]) is dict)
    _require(all(_is_count(told[name]) for name in ("rows", "faulty", "unread")))
    _require(type(told["notes"]) is list and all(type(note) is str for note in told["notes"]))
    columns, tactics, parts = told["columns"], told["tactics"], told["parts"]
    _require(type(columns) is dict and type(tactics) is dict and type(parts) is list)
    _require(set(columns.values()) <= KINDS and set(tactics.values()) <= TACTIC_KINDS)
    ours = [name for name in columns if name in COLUMN]
    _require(all(columns[name] == KIND[COLUMN[name].kind] for name in ours))
    _require(set(columns) >= {*REQUIRED, "seeker", "request_id", *tactics})
    for part in parts:
        _require(set(part) == {one.name for one in fields(PartFile)})
        _require(
            PART.fullmatch(part["name"]) is not None and HASH.fullmatch(part["hash"]) is not None
        )
        _require(_is_count(part["rows"]) and _is_count(part["size"]))
    _require(len({part["name"] for part in parts}) == len(parts) > 0)
    _require(sum(part["rows"] for part in parts) == told["rows"])


def _require(true: bool) -> None:
    if not true:
        raise ValueError


def _is_count(told: object) -> bool:
    return type(told) is int and 0 <= told < 1 << 62


def is_parts(folder: str) -> bool:
    """Is this a folder of parts, here or on other storage?"""
    if "://" in folder:
        try:
            there, path = _filesystem(folder)
            return bool(there.exists(f"{path}/{MANIFEST}"))
        except OSError:
            return False
    return (Path(folder) / MANIFEST).is_file()


def read_manifest(folder: str) -> Manifest:
    """The manifest of a folder of parts."""
    with _open(folder, MANIFEST) as file:
        text = file.read().decode("utf-8", "replace")
    return Manifest.of_text(text, folder)


@contextmanager
def open_part(folder: str, part: PartFile) -> Iterator[pa.NativeFile]:
    """
    One part, open for reading, which is the file that partition wrote.

    Raises
    ------
    UnreadableFileError
        The part is gone, cut off, or another file.
    """
    with _open(folder, part.name) as file:
        size = file.size()
        if size < part.size:
            raise UnreadableFileError(
                f"{folder}: {part.name} is cut off: {size:,} of {part.size:,} bytes; "
                "copy it anew or run partition into a new folder"
            )
        if size != part.size or footer_hash(file) != part.hash:
            raise UnreadableFileError(
                f"{folder}: {part.name} is not the file that partition wrote; "
                "copy it anew or run partition into a new folder"
            )
        yield file


def footer_hash(file: pa.NativeFile) -> str:
    """What tells a part from any other file."""
    size = file.size()
    file.seek(size - ENDING)
    length = int.from_bytes(file.read(ENDING)[:4], "little")
    file.seek(max(0, size - ENDING - length))
    return hashlib.blake2b(file.read(length + ENDING), digest_size=16).hexdigest()


@contextmanager
def _open(folder: str, name: str) -> Iterator[pa.NativeFile]:
    try:
        if "://" in folder:
            from pyarrow.fs import FSSpecHandler, PyFileSystem

            there, path = _filesystem(folder)
            opened = PyFileSystem(FSSpecHandler(there)).open_input_file(f"{path}/{name}")
        else:
            opened = pa.OSFile(str(Path(folder) / name))
        with opened as file:
            yield file
    except FileNotFoundError:
        raise UnreadableFileError(
            f"{folder}: {name} is not there any more; "
            "copy it anew or run partition into a new folder"
        ) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableFileError(f"{folder}: {name} cannot be read: {why}") from None


def _filesystem(folder: str) -> tuple[Any, str]:
    """The storage of an address, and the path of the folder on it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(
            f"{folder}: other storage is read through fsspec; install outreachlab[scale]"
        ) from None
    try:
        there, path = url_to_fs(folder)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{folder}: {error}") from None
    return there, path.rstrip("/")

"""The bytes behind a path or standard input, and what kind of file they are."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from outreachlab.errors import (
    MissingFileError,
    OutreachlabError,
    UnreadableFileError,
    UsageError,
)


class Content(NamedTuple):
    """A file's name, as messages say it, and its bytes."""

    name: str
    data: bytes


# How files begin that people hand over by mistake, and what to do instead.
_STRANGERS = (
    (b"%PDF", "a PDF; open the spreadsheet it was printed from, or copy its table into one"),
    (b"\x89PNG", "a picture; save the spreadsheet itself as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture; save the spreadsheet itself as CSV or XLSX"),
    (b"GIF8", "a picture; save the spreadsheet itself as CSV or XLSX"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"SQLite format 3", "a database; export its table as CSV"),
    (b"{\\rtf", "a text document; copy its table into a spreadsheet and save that as CSV"),
    (b"ARROW1", "an Arrow file; save the table as Parquet or CSV"),
    (b"ORC", "an ORC file; save the table as Parquet or CSV"),
    (b"\x7fELF", "a program, no table; check the path"),
    (b"MZ\x90", "a program, no table; check the path"),
)


@contextmanager
def foreign(name: object, said: str) -> Iterator[None]:
    """
    Whatever another's code raises over a file, as one sentence of ours: `NAME: SAID`.

    The panics of readers written in Rust are no Exceptions.
    """
    try:
        yield
    except (OutreachlabError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except OSError as error:
        why = f"the file cannot be read: {error.strerror}" if error.strerror else said
        raise UnreadableFileError(f"{name}: {why}") from None
    except BaseException:
        raise UnreadableFileError(f"{name}: {said}") from None


def handed(source: Any) -> Any:
    """Bytes, a pair of name and bytes, or an open file as named bytes; all else as it is."""
    if isinstance(source, bytes | bytearray | memoryview):
        return Content("the bytes", bytes(source))
    if isinstance(source, tuple) and list(map(type, source)) == [str, bytes]:
        return Content(*source)
    if not hasattr(source, "read"):
        return source
    name = getattr(source, "name", None)
    named = Path(name).name if isinstance(name, str) else "the file"
    with foreign(named, "it cannot be read as a file"):
        data = source.read()
    return Content(named, data.encode() if isinstance(data, str) else bytes(data))


def bytes_of(source: str | PathLike[str] | Content) -> Content:
    """
    The name and the bytes of a file, unless they are known; `-` is standard input.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        The file cannot be read or is empty.
    """
    if isinstance(source, Content):
        content = source
    elif str(source) == "-":
        content = Content("standard input", sys.stdin.buffer.read())
    else:
        path = Path(source)
        try:
            with path.open("rb") as file:
                if path.is_char_device() and not file.isatty():
                    raise UnreadableFileError(f"{path}: this is a device, no file; name a file")
                content = Content(path.name, file.read())
        except FileNotFoundError:
            raise MissingFileError(f"{path}: there is no such file; check the path") from None
        except UnreadableFileError:
            raise
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise UnreadableFileError(f"{path}: the file cannot be read: {why}") from None
    blank = b" \t\r\n\0"
    if not content.data[:1000].strip(blank) and not content.data.strip(blank):
        raise UnreadableFileError(
            f"{content.name}: the file is empty; a log has a header row and a row per request"
        )
    return content


def refuse_strangers(content: Content) -> None:
    """Raise UnreadableFileError for a file of a kind that holds no table."""
    for start, what in _STRANGERS:
        if content.data.startswith(start):
            raise UnreadableFileError(f"{content.name}: this is {what}")
    head = content.data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise UnreadableFileError(
            f"{content.name}: this is a web page or XML; open it in a spreadsheet program "
            "and save it as CSV or XLSX"
        )
    if head.startswith((b"{", b"[{", b"[\n")):
        raise UnreadableFileError(f"{content.name}: this is JSON; save the table as CSV")


def decoded(content: Content, encoding: str | None = None) -> str:
    """
    The text of a file: as told, else a byte-order mark decides, then UTF-8, then cp1252.

    Raises
    ------
    UnreadableFileError
        There are NUL bytes in it, so it is no text; or it is not in the encoding that was told.
    UsageError
        There is no such encoding.
    """
    text = _text_of(content.data) if encoding is None else _as_told(content, encoding)
    if "\0" in text:
        raise UnreadableFileError(
            f"{content.name}: there are NUL bytes in this file, so it is no text or is damaged; "
            "save the log as CSV in UTF-8, or as XLSX"
        )
    return text


def _as_told(content: Content, encoding: str) -> str:
    try:
        return content.data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise UsageError(
            f"there is no encoding {encoding!r}; write utf-8, cp1252, cp1254, cp1251, mac-roman or "
            "shift-jis, say"
        ) from None
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{content.name}: the file is not written in {encoding}; try another encoding"
        ) from None


def is_guessed(content: Content) -> bool:
    """Has the file neither a byte-order mark nor is it UTF-8, so that its letters are a guess?"""
    if content.data.isascii() or content.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        content.data.decode("utf-8")
    except UnicodeDecodeError:
        return _utf16_without_mark(content.data) is None
    return False


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return data.decode("utf-32", errors="replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if (guess := _utf16_without_mark(data)) is not None:
        return data.decode(guess, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 by its NUL bytes: every second byte of plain text, always on one side."""
    head = data[:2000]
    if len(head) < 4 or b"\0" not in head:
        return None
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[start::2], head[1 - start :: 2]
        if zeros.count(0) > 0.9 * len(zeros) and others.count(0) == 0:
            return name
    return None

"""Where messages lie: a mailbox, a folder of mails, LinkedIn's archive; read one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from outreachlab.errors import MissingFileError, UnreadableFileError, UsageError
from outreachlab.intake.archive import opened
from outreachlab.intake.linkedin import conversations, is_archive
from outreachlab.intake.messages.mail import MOST_BYTES, Sent, addresses_of, read_mail
from outreachlab.intake.source import bytes_of

CHUNK = 1 << 16


def messages_of(
    source: str | PathLike[str], me: Iterable[str] = ()
) -> tuple[Iterator[Sent], frozenset[str]]:
    """
    The messages of a source, one by one, and the keys of its owner.

    Parameters
    ----------
    source : path
        An mbox, an `.eml`, a folder of them, or LinkedIn's archive (its folder, zip, or
        `messages.csv`).
    me : addresses
        Those of the owner; without them the address most mails are sent from.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        It holds no messages, or the owner cannot be told.
    """
    path = Path(source)
    if not path.exists():
        raise MissingFileError(f"{path}: there is no such file; check the path")
    mine = frozenset(address.strip().lower() for address in me)
    linkedin = _linkedin(path)
    if linkedin is not None:
        sent, owner = linkedin
        return iter(sent), mine | {owner}
    mine = mine or _owner(path)
    return (mail for data in _mails(path) if (mail := read_mail(data))), mine


def _linkedin(path: Path) -> tuple[list[Sent], str] | None:
    if path.is_dir():
        names = [each.name for each in path.iterdir() if each.is_file()]
        if is_archive(names):
            return conversations(path.name, lambda name: (path / name).read_bytes(), names)
    elif path.suffix.lower() == ".csv":
        return conversations(path.name, lambda _: path.read_bytes(), ["messages.csv"])
    elif path.suffix.lower() == ".zip":
        archive = opened(bytes_of(path))
        if is_archive(archive.namelist()):
            return conversations(path.name, archive.read, archive.namelist())
        raise UnreadableFileError(f"{path.name}: this is no LinkedIn archive; unpack it first")
    return None


def _owner(path: Path) -> frozenset[str]:
    """The address that what is marked as sent comes from, else the commonest one by far."""
    senders: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for data in _mails(path):
        addresses, sent = addresses_of(data[:CHUNK])
        senders.update(addresses)
        if sent:
            marked.update(addresses)
    if marked:
        return frozenset(marked)
    ranked = senders.most_common(2)
    if not ranked:
        raise UnreadableFileError(f"{path.name}: no mail in here; name an mbox or a folder of .eml")
    if len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]:
        raise UsageError(
            f"{path.name}: whose mailbox this is cannot be told; give your address as `me`"
        )
    return frozenset({ranked[0][0]})


def _mails(path: Path) -> Iterator[bytes]:
    """The bytes of each mail, at most the first 256 kB of each."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if each.suffix.lower() == ".eml" and each.is_file():
                with each.open("rb") as file:
                    yield file.read(MOST_BYTES)
    elif path.suffix.lower() == ".eml":
        with path.open("rb") as file:
            yield file.read(MOST_BYTES)
    else:
        with path.open("rb") as file:
            yield from split_mailbox(file)


def split_mailbox(file: BinaryIO) -> Iterator[bytes]:
    """
    The mails of an mbox: each begins with a line `From ` after an empty one.

    A line longer than a chunk is read in pieces, a mail longer than a 256 kB is cut, so that
    no more than that is held.
    """
    held: list[bytes] = []
    size, after_empty, whole, begun = 0, True, True, False
    while line := file.readline(CHUNK):
        if whole and after_empty and line.startswith(b"From "):
            if begun:
                yield b"".join(held)
            held, size, begun = [], 0, True
        elif begun and size < MOST_BYTES:
            held.append(line[1:] if whole and line.startswith(b">From ") else line)
            size += len(line)
        after_empty = whole and line in (b"\n", b"\r\n")
        whole = line.endswith(b"\n")
    if begun:
        yield b"".join(held)

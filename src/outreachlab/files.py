"""The one way a file is written: whole or not at all, and never over what somebody keeps."""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import ENOENT
from pathlib import Path
from typing import Any

from outreachlab.errors import CannotWriteError, InTheWayError, UsageError

PathLike = str | os.PathLike[str]
# People fill these in, correct them and run them; all else is the program's own.
EDITED = (".csv", ".tsv", ".xlsx", ".ods", ".toml", ".ipynb")
READ = (*EDITED, ".parquet", ".txt", ".xls", ".zip")  # what a folder given as a log is read from
COMPANIONS = ("map.toml", "people.toml", "faults.csv", "faults.xlsx")
QUESTIONS = b"row,column,value,problem,fix"  # how a list of them begins
_ROOM = re.compile(r"\.writing-[0-9a-f]{16}")
_LOCK = "lock"


def write(
    files: Iterable[tuple[PathLike, bytes]],
    *,
    inputs: Iterable[PathLike] = (),
    force: bool = False,
    folder: PathLike | None = None,
    private: Iterable[PathLike] = (),
) -> list[Path]:
    """
    Write files, each whole; where one of them cannot be, none is.

    Parameters
    ----------
    files : iterable of (path, bytes)
        All are prepared beside their places before the first is moved. A link is written
        through, a device written to as it is, and permissions stay.
    inputs : iterable of path
        What this run reads. Neither these nor their companions are ever written over.
    force : bool
        Replace files that people edit; else they are refused.
    folder : path, optional
        A folder that is made for them.
    private : iterable of path
        Those that nobody else may read.

    Returns
    -------
    list of path
        The files, links resolved.

    Raises
    ------
    CannotWriteError
        A place cannot be written to.
    UsageError
        A place is an input of the run, or two files have one place.
    InTheWayError
        A file that people edit is there already.
    """
    inputs, hidden = tuple(inputs), tuple(private)
    new = None if folder is None else Path(folder).resolve()
    rooms: dict[Path, Path] = {}
    ready: dict[Path, Path] = {}
    devices: list[tuple[Path, bytes]] = []
    if folder is not None and new is not None and not new.parent.is_dir():
        raise no_folder(folder)
    with ExitStack() as stack:
        for path, content in files:
            target = free_place(path, inputs=inputs, force=force)
            with plainly(path):
                if target.exists() and not target.is_file():
                    devices.append((target, content))
                    continue
                if target in ready:
                    raise UsageError(f"{path}: two files would be written here; name another place")
                near = target.parent if target.parent != new or new.is_dir() else new.parent
                if near not in rooms:
                    rooms[near] = stack.enter_context(room_in(near))
                ready[target] = rooms[near] / str(len(ready))
                _prepare(ready[target], target, content)
                if path in hidden:
                    ready[target].chmod(0o600)
        for target, content in devices:
            with plainly(target):
                target.write_bytes(content)
        for target, prepared in ready.items():
            with plainly(target):
                if target.parent == new:
                    new.mkdir(exist_ok=True)
                prepared.replace(target)
    for place in {target.parent for target in ready}:
        _settle(place)
    return list(ready)


def free_place(path: PathLike, *, inputs: Iterable[PathLike] = (), force: bool = False) -> Path:
    """Where a path leads, links resolved; raises as `write` does, before anything is computed."""
    with plainly(path):
        target = Path(path).resolve()
        if not target.exists():
            return target
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if any(_is_read(target, Path(given)) for given in inputs):
            raise UsageError(f"{path}: this is read in the same run; give the result another name")
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        if target.is_file() and _is_edited(target) and not force:
            raise InTheWayError(path)
    return target


def _is_edited(target: Path) -> bool:
    """May people have worked on a file? On a list of what is asked about another nobody has."""
    if target.name.endswith(f".{COMPANIONS[2]}"):
        with target.open("rb") as file:
            return file.read(len(QUESTIONS)) != QUESTIONS
    return target.suffix.lower() in EDITED


def companion(path: PathLike, ending: str) -> Path:
    """What lies beside a file under its name: of `log.csv` and `map.toml`, `log.map.toml`."""
    return Path(path).with_name(f"{Path(path).stem}.{ending}")


def _is_read(target: Path, given: Path) -> bool:
    """Is a file one that is read: the one given, its companion, or one of a folder's?"""
    for one in (given, *(companion(given, ending) for ending in COMPANIONS[:2] if given.name)):
        with suppress(OSError, ValueError):
            if target.samefile(one):
                return True
    with suppress(OSError, ValueError):
        inside = given.is_dir() and given.resolve() in target.parents
        return inside and (target.suffix.lower() in READ or target.name == "manifest.json")
    return False


@contextmanager
def plainly(path: PathLike) -> Iterator[None]:
    """Whatever the system says against a path, in our words."""
    try:
        yield
    except (UsageError, InTheWayError):
        raise
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError) and not Path(path).parent.is_dir():
            raise no_folder(path) from None
        raise CannotWriteError(path, why, getattr(error, "errno", None)) from None


def no_folder(path: PathLike) -> CannotWriteError:
    """The error of a file in a folder that is not there."""
    return CannotWriteError(path, f"there is no folder {Path(path).parent}", ENOENT)


@contextmanager
def room_in(folder: Path) -> Iterator[Path]:
    """
    A private folder in a folder, gone in the end; what killed runs left there goes first.

    A run holds the lock of its room, so that a room whose lock is free is nobody's.
    """
    for left in folder.iterdir():
        if _ROOM.fullmatch(left.name):
            _remove_left(left)
    room, held = folder / f".writing-{secrets.token_hex(8)}", None
    try:
        while held is None:
            room.mkdir(mode=0o700, exist_ok=True)
            with suppress(FileNotFoundError):  # another run may take it for one left behind
                held = locked(room / _LOCK)
        yield room
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(room, ignore_errors=True)


def _remove_left(room: Path) -> None:
    """Remove a room unless its run is alive."""
    with suppress(OSError):
        held = locked(room / _LOCK)
        if held is not None:
            os.close(held)
            shutil.rmtree(room, ignore_errors=True)


def locked(path: Path) -> int | None:
    """
    A file opened and locked by this process, which ends with it; None where another has it.

    Raises OSError where there is no place for it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        _lock(handle)
        with suppress(FileNotFoundError):  # whoever had it may have removed it meanwhile
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
    except OSError:
        pass
    os.close(handle)
    return None


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _prepare(prepared: Path, target: Path, content: Any) -> None:
    """Write to the disk itself, so that a full one is found out before the file is in place."""
    with prepared.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        prepared.chmod(target.stat().st_mode & 0o7777)


def _settle(folder: Path) -> None:
    """Have the disk remember the new names too; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

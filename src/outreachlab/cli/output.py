"""What leaves the program: results, files written whole or not at all, errors in plain lines."""

import errno
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import click

from outreachlab import __version__
from outreachlab.cli.flags import as_flags
from outreachlab.cli.progress import hold, hush, settle, working
from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.wording import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Shows(Protocol):
    """What a command prints: an answer as text or as JSON."""

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command."""
        ...


def show(answer: "Shows", as_json: bool) -> None:
    """Print an answer as text, or as the JSON of its command."""
    if as_json:
        show_json(answer.to_json())
    else:
        hush()
        click.echo(as_flags(repr(answer)))


def show_json(content: dict[str, Any]) -> None:
    """Print one JSON object, the version of the program first."""
    text = json_text(content)
    hush()
    click.echo(text)


def json_text(content: dict[str, Any]) -> str:
    """One JSON object as text; a nan in it is a bug and raises."""
    import json

    whole = {"outreachlab": __version__, **as_flags(content)}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)


def write_whole(path: str, content: bytes) -> None:
    """
    Write a file whole or not at all; `-` is standard output, and a device is written to as it is.

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    hush()
    if path == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    import tempfile  # with its kin a tenth of what --help takes
    from pathlib import Path

    target, beside = Path(path).resolve(), ""  # through a link, not in its place
    with _plainly(path):
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)
            return
        try:
            handle, beside = tempfile.mkstemp(prefix=".writing-", dir=target.parent)
            with os.fdopen(handle, "wb") as file:
                _fill(file, content)
            Path(beside).chmod(0o666 & ~_umask())
            Path(beside).replace(target)
        finally:
            Path(beside).unlink(missing_ok=True) if beside else None


def write_folder(path: str, files: "Iterable[tuple[str, bytes]]") -> int:
    """
    Write all files into a folder or none of them, and say how many; others that are there stay.

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    import tempfile
    from pathlib import Path
    from shutil import rmtree

    target = Path(path).resolve()
    if target.exists() and not target.is_dir():
        raise UsageError(f"{path}: this is a file; name a folder with -o")
    with _plainly(path):
        ready = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
        try:
            names = []
            for name, content in files:
                with (ready / name).open("wb") as file:
                    _fill(file, content)
                names.append(name)
            target.mkdir(exist_ok=True)
            for name in names:
                (ready / name).replace(target / name)
        finally:
            rmtree(ready, ignore_errors=True)
    return len(names)


def _fill(file: Any, content: bytes) -> None:
    """Write to the disk itself, so that a full one is found out before the file is in place."""
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _plainly(path: str) -> "Iterator[None]":
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror}; name another place with -o"
        ) from None


def plain_errors(group: type[click.Group]) -> type[click.Group]:
    """A group whose commands end with a few plain lines and the right exit code."""

    class Plain(group):  # type: ignore[valid-type, misc]
        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(self.commands)

        def invoke(self, ctx: click.Context) -> Any:
            hold()
            try:
                with working():
                    return super().invoke(ctx)
            except OutreachlabError as error:
                lines = map(harmless, as_flags(str(error)).split("\n"))
                click.echo("outreachlab: " + "\n".join(lines), err=True)
                ctx.exit(error.exit_code)
            except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
                raise
            except MemoryError:
                click.echo("outreachlab: not enough memory for this log", err=True)
                ctx.exit(3)
            except Exception as error:
                if isinstance(error, OSError) and error.errno in FULL:
                    click.echo(f"outreachlab: cannot write any more: {error.strerror}", err=True)
                    ctx.exit(2)
                if os.environ.get("OUTREACHLAB_DEBUG"):
                    raise
                click.echo(
                    f"outreachlab: a fault in the program itself "
                    f"({type(error).__name__}: {error}); "
                    "set OUTREACHLAB_DEBUG=1 to see where",
                    err=True,
                )
                ctx.exit(3)
            finally:
                settle()

    return Plain


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

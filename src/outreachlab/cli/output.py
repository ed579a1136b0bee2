"""What leaves the program: results, files written whole or not at all, errors in plain lines."""

import os
import sys
from typing import Any, Protocol

import click

from outreachlab import __version__
from outreachlab.errors import OutreachlabError, UsageError


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
        click.echo(repr(answer))


def show_json(content: dict[str, Any]) -> None:
    """Print one JSON object, the version of the program first."""
    click.echo(json_text(content))


def json_text(content: dict[str, Any]) -> str:
    """One JSON object as text; a nan in it is a bug and raises."""
    import json

    whole = {"outreachlab": __version__, **content}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)


def write_whole(path: str, content: bytes) -> None:
    """
    Write a file whole or not at all; `-` is standard output.

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    if path == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    import tempfile  # with its kin a tenth of what --help takes
    from pathlib import Path

    target = Path(path)
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o666 & ~_umask()) if hasattr(os, "fchmod") else None
        Path(beside).replace(target)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror}; name another place with -o"
        ) from None
    finally:
        Path(beside).unlink(missing_ok=True) if beside else None


def plain_errors(group: type[click.Group]) -> type[click.Group]:
    """A group whose commands end with a few plain lines and the right exit code."""

    class Plain(group):  # type: ignore[valid-type, misc]
        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(self.commands)

        def invoke(self, ctx: click.Context) -> Any:
            try:
                return super().invoke(ctx)
            except OutreachlabError as error:
                click.echo(f"outreachlab: {error}", err=True)
                ctx.exit(error.exit_code)
            except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
                raise
            except MemoryError:
                click.echo("outreachlab: not enough memory for this log", err=True)
                ctx.exit(3)
            except Exception as error:
                if os.environ.get("OUTREACHLAB_DEBUG"):
                    raise
                click.echo(
                    f"outreachlab: a fault in the program itself "
                    f"({type(error).__name__}: {error}); "
                    "set OUTREACHLAB_DEBUG=1 to see where",
                    err=True,
                )
                ctx.exit(3)

    return Plain


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""What leaves the program: results, files written whole or not at all, errors in plain lines."""

import errno
import os
import sys
from typing import TYPE_CHECKING, Any, Protocol

import click

from outreachlab import __version__
from outreachlab.cli.progress import hush, working
from outreachlab.cli.start import heeding, hold, settle
from outreachlab.errors import InTheWayError, OutreachlabError, UsageError
from outreachlab.wording import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


WRITTEN = ("output", "graph")  # options that say where to write
FORCE = "outreachlab.force"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Shows(Protocol):
    """What a command prints: an answer as text or as JSON."""

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command."""
        ...


def say(text: str) -> None:
    """A word beside the result, on standard error."""
    click.echo(_harmless_lines(text), err=True)


def show_text(text: str) -> None:
    """Print text on standard output; what a console cannot show stands there as a mark."""
    hush()
    text = _harmless_lines(text)
    click.echo(text.encode(_encoding(), "replace").decode(_encoding()))


def _harmless_lines(text: str) -> str:
    return "\n".join(map(harmless, text.split("\n")))


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def show(answer: "Shows", as_json: bool) -> None:
    """Print an answer as text, or as the JSON of its command."""
    if as_json:
        show_json(answer.to_json())
    else:
        show_text(repr(answer))


def show_json(content: dict[str, Any]) -> None:
    """Print one JSON object, the version of the program first."""
    hush()
    click.echo(json_text(content, _encoding()))


def json_text(content: dict[str, Any], encoding: str = "utf-8") -> str:
    """One JSON object as text, escaped where it has to be; a nan in it is a bug and raises."""
    import json

    whole = {"outreachlab": __version__, **content}
    text = json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(whole, indent=2, allow_nan=False)
    return text


def write_whole(path: str, content: bytes) -> None:
    """
    Write a file whole or not at all; `-` is standard output.

    Raises
    ------
    UsageError
        The place cannot be written to, or is an input of the run.
    """
    write_all([(path, content)])


def write_all(
    contents: "Iterable[tuple[str | Path, bytes]]", folder: "str | Path | None" = None
) -> int:
    """
    Write all files or none of them, and say how many; `folder` is made for them.

    Raises
    ------
    UsageError
        A place cannot be written to, or is an input of the run.
    """
    from outreachlab.files import write

    hush()
    return len(write(_without_output(contents), inputs=inputs(), force=forced(), folder=folder))


def write_folder(path: str, contents: "Iterable[tuple[str, bytes]]") -> int:
    """Write all files into a folder or none of them, and say how many; others there stay."""
    from pathlib import Path

    if (target := Path(path)).exists() and not target.is_dir():
        raise UsageError(f"{path}: this is a file; name a folder with -o")
    return write_all(((target / name, content) for name, content in contents), target)


def _without_output(
    contents: "Iterable[tuple[str | Path, bytes]]",
) -> "Iterator[tuple[str | Path, bytes]]":
    """The files to be written; what goes to standard output goes there."""
    for path, content in contents:
        if path == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            yield path, content


def require_free(path: str | None) -> None:
    """Raise before anything is computed where the result could not be put."""
    from outreachlab.files import free_place

    if path is not None and path != "-":
        free_place(path, inputs=inputs(), force=forced())


def inputs() -> list[str]:
    """Whatever the command was given that is no place to write to: its log, map, key and so on."""
    given = click.get_current_context().params
    values = [value for name, value in given.items() if name not in WRITTEN]
    several = [one for value in values if isinstance(value, tuple) for one in value]
    return [one for one in (*values, *several) if isinstance(one, str) and one not in ("", "-")]


def forced() -> bool:
    """Was `--force` given?"""
    return bool(click.get_current_context().meta.get(FORCE))


def _keep_force(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    ctx.meta[FORCE] = given


may_replace = click.option(
    "--force",
    is_flag=True,
    expose_value=False,
    callback=_keep_force,
    help="Replace a file of that name, unless it is one this run reads.",
)


def plain_errors(group: type[click.Group]) -> type[click.Group]:
    """A group whose commands end with a few plain lines and the right exit code."""

    class Plain(group):  # type: ignore[valid-type, misc]
        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(self.commands)

        def invoke(self, ctx: click.Context) -> Any:
            hold()
            try:
                with heeding(), working():
                    return super().invoke(ctx)
            except OutreachlabError as error:
                way_on = ", or replace it with --force" if isinstance(error, InTheWayError) else ""
                say(f"outreachlab: {error}{way_on}")
                ctx.exit(error.exit_code)
            except KeyboardInterrupt:
                click.echo("outreachlab: interrupted", err=True)
                ctx.exit(130)
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
                say(
                    f"outreachlab: a fault in the program itself "
                    f"({type(error).__name__}: {error}); "
                    "set OUTREACHLAB_DEBUG=1 to see where"
                )
                ctx.exit(3)
            finally:
                settle()

    return Plain

"""What leaves the program: results, files written whole or not at all, errors in plain lines."""

import errno
import os
import sys
from typing import Any, Protocol

import click

from outreachlab import __version__
from outreachlab.cli.flags import as_flags
from outreachlab.cli.progress import LEFT_OUT, heeding, hold, hush, settle, working
from outreachlab.errors import InTheWayError, OutreachlabError
from outreachlab.wording import harmless

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Shows(Protocol):
    """What a command prints: an answer as text or as JSON."""

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command."""
        ...


def say(text: str) -> None:
    """A word beside the result, on standard error."""
    click.echo(_harmless_lines(as_flags(text)), err=True)


def show_text(text: str) -> None:
    """Print text on standard output; what a console cannot show stands there as a mark."""
    hush()
    text = _harmless_lines(as_flags(text))
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

    whole = {"outreachlab": __version__, **as_flags(content)}
    text = json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(whole, indent=2, allow_nan=False)
    return text


def _way_on(error: OutreachlabError, ctx: click.Context) -> str:
    """That a file can be replaced, where the command can."""
    from outreachlab.cli.writing import FORCE

    can = isinstance(error, InTheWayError) and FORCE in ctx.meta
    return ", or replace it with --force" if can else ""


def plain_errors(group: type[click.Group]) -> type[click.Group]:
    """A group whose commands end with a few plain lines and the right exit code."""

    class Plain(group):  # type: ignore[valid-type, misc]
        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(self.commands)

        def invoke(self, ctx: click.Context) -> Any:
            hold()
            try:
                with heeding(), working():
                    done = super().invoke(ctx)
                if ctx.meta.get(LEFT_OUT):
                    ctx.exit(1)
                return done
            except OutreachlabError as error:
                say(f"outreachlab: {error}{_way_on(error, ctx)}")
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

"""The command that shows a page in the browser: `app`."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from outreachlab.cli.output import say
from outreachlab.cli.progress import hush, settle
from outreachlab.cli.writing import may_replace, require_free, write_whole
from outreachlab.errors import MissingFileError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("log", metavar="[FILE]", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Where on 127.0.0.1; any that is free unless given.",
)
@click.option("--no-open", is_flag=True, help="Print the address, and open no browser.")
@click.option("--shortcut", is_flag=True, help="Write a starter to double-click, here.")
@may_replace
def app(log: str | None, port: int, no_open: bool, shortcut: bool) -> None:
    """A page on this computer to drop a spreadsheet on; Ctrl-C ends it."""
    from pathlib import Path

    if shortcut:
        return _shortcut()
    begin = _with_companions(Path(log)) if log is not None else []
    try:
        from outreachlab.app.alone import serve
    except ModuleNotFoundError as error:
        if error.name != "tornado":
            raise
        raise UsageError("the page needs Tornado: pip install 'outreachlab[app]'") from None
    settle()
    hush()
    with suppress(KeyboardInterrupt):
        serve(begin, port, opens=not no_open, say=click.echo)
    say("ended; nothing was kept")
    os._exit(0)  # a thread that still reads or draws would be waited for, and for nothing


def _with_companions(path: "Path") -> "list[Path]":
    """A file, and the map and the people file beside it."""
    from outreachlab.files import COMPANIONS, companion

    if path.is_dir():
        raise UsageError(f"{path}: this is a folder; name one file, or drop them on the page")
    if not path.is_file():
        raise MissingFileError(f"{path}: there is no such file; check the path")
    beside = [companion(path, ending) for ending in COMPANIONS[:2]]
    return [path, *(one for one in beside if one.is_file())]


def _shortcut() -> None:
    from pathlib import Path

    from outreachlab.app.starter import starter

    name, content = starter()
    require_free(name)
    write_whole(name, content)
    Path(name).chmod(0o755)
    say(f"wrote {name}; double-click it, wherever you put it")

"""What a command writes to files: all of it or nothing, and never over what it reads."""

import sys
from typing import TYPE_CHECKING

import click

from outreachlab.cli.progress import hush
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

WRITTEN = ("output", "graph", "new_key", "new_trial")  # options that say where to write
FORCE = "outreachlab.force"


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
    contents: "Iterable[tuple[str | Path, bytes]]",
    folder: "str | Path | None" = None,
    private: "Iterable[str | Path]" = (),
) -> int:
    """
    Write all files or none of them, and say how many; `folder` is made for them.

    Those that are `private` nobody else may read.

    Raises
    ------
    UsageError
        A place cannot be written to, or is an input of the run.
    """
    from outreachlab.files import write

    hush()
    told = {"inputs": inputs(), "force": forced(), "folder": folder, "private": private}
    return len(write(_without_output(contents), **told))  # type: ignore[arg-type]


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
    from pathlib import Path

    from outreachlab.files import free_place, no_folder

    if path is not None and path != "-":
        free_place(path, inputs=inputs(), force=forced())
        if not Path(path).absolute().parent.is_dir():
            raise no_folder(path)


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

"""`outreachlab check LOG`."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import show_json, show_text
from outreachlab.cli.progress import settle
from outreachlab.cli.writing import may_replace, require_free, write_whole
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from outreachlab.intake.read import LogCheck


SHOWN = 40  # characters of a cell


@click.command()
@reads_log
@click.option(
    "-o",
    "--output",
    metavar="FILE.people.toml",
    help="Write who may be one person, to be decided on.",
)
@may_replace
@prints_json
@click.pass_context
def check(ctx: click.Context, log: LogOptions, output: str | None, as_json: bool) -> None:
    """Every fault of a log, how its columns were read, the fixes, and who may be one person."""
    from outreachlab.intake.read import check_log

    if output is not None and output != "-" and not output.endswith(".toml"):
        raise UsageError(f"{output}: the decisions on people go to a .toml file; name one with -o")
    require_free(output)
    settle()
    found = check_log(log.source, **log.how)
    if output is not None:
        write_whole(output, found.people_file.encode())
    elif as_json:
        show_json(found.to_json())
    else:
        show_text("\n".join(_lines(found)))
    ctx.exit(1 if len(found.table) else 0)


def _lines(found: "LogCheck") -> list[str]:
    """The faults a line each, then what was not read, the fixes, the columns, the notes."""
    from outreachlab.cli.options import file_lines
    from outreachlab.errors import fault_line, faults_of, headline
    from outreachlab.wording import counted, harmless

    if found.table.empty:
        lines = [f"{found.source}: {counted(found.rows, 'row')}, no faults"]
    else:
        lines = [headline(found.source, len(found.table), found.faulty_rows)]
        lines += [fault_line(*fault) for fault in faults_of(found.table)]
    if found.files:
        lines += file_lines(found.files)
    if len(found.unread):
        cells = int(found.unread["count"].sum())
        lines.append(f"{counted(cells, 'cell')} not read, and not recorded therefore")
        lines += [
            f"  {header}: {_cell(value)}, {counted(count, 'time')}, first in row {row}"
            for _, header, value, count, row, *_ in found.unread.itertuples(index=False, name=None)
        ]
    if len(found.fixes):
        lines.append(f"{counted(len(found.fixes), 'automatic fix')}")
        lines += [
            f"  row {row}, {column}: {_cell(before)} -> {_cell(after)}, {why}"
            for row, column, before, after, why, *_ in found.fixes.itertuples(
                index=False, name=None
            )
        ]
    lines += [
        f"column {_cell(header)} was read as {column}"
        for header, column, how, *_ in found.headers.itertuples(index=False, name=None)
        if how in ("synonym", "cells")
    ]
    return lines + [harmless(f"note: {note}") for note in found.notes]


def _cell(text: str) -> str:
    """A cell in quotes, its spaces and line breaks to be seen; cut if long."""
    from outreachlab.wording import shortened

    return repr(text if len(text) <= SHOWN else shortened(text, SHOWN))

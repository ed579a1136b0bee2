"""`outreachlab check LOG`."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from outreachlab.cli.flags import as_flags, with_flags
from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import say, show_json, show_text
from outreachlab.cli.progress import settle
from outreachlab.cli.writing import may_replace, require_free, write_whole
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreachlab.intake.read import LogCheck


SHOWN = 40  # characters of a cell
ALIKE = 5  # texts of one kind that were read other than written


@click.command()
@reads_log
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="A page on how it was read (.html), or who may be one person, to decide on (.toml).",
)
@may_replace
@prints_json
@click.pass_context
def check(ctx: click.Context, log: LogOptions, output: str | None, as_json: bool) -> None:
    """Every fault of a log, how its columns were read, the fixes, and who may be one person."""
    from outreachlab.intake.read import check_log

    if output is not None and output != "-" and not output.lower().endswith((".toml", ".html")):
        raise UsageError(f"{output}: name a .html file for a page, or .toml to decide on people")
    require_free(output)
    settle()
    found = check_log(log.source, **log.how)
    if output is not None and output.lower().endswith(".html"):
        from outreachlab.report.check import check_report
        from outreachlab.report.render import as_page

        worded = replace(found, table=with_flags(found.table, "problem", "fix"))
        write_whole(output, as_page(as_flags(check_report(worded))).encode())
        say(f"wrote {output}")
    elif output is not None:
        write_whole(output, found.people_file.encode())
    elif as_json:
        show_json(found.to_json())
    else:
        show_text("\n".join(_lines(found)))
    ctx.exit(1 if len(found.table) else 0)


def _lines(found: "LogCheck") -> list[str]:
    """The faults a line each, then the columns, what was not read, the fixes, the notes."""
    from outreachlab.cli.files_read import file_lines
    from outreachlab.errors import fault_line, faults_of, headline, ways_on
    from outreachlab.wording import counted, harmless

    if found.table.empty:
        lines = [f"{found.source}: {counted(found.rows, 'row')}, no faults"]
    else:
        lines = [headline(found.source, len(found.table), found.faulty_rows)]
        lines += [fault_line(*fault) for fault in faults_of(found.table)]
        lines += ways_on(found.table)
    if found.files:
        lines += file_lines(found.files)
    lines += _columns(found)
    if len(found.unread):
        cells = int(found.unread["count"].sum())
        counts = "counts" if cells == 1 else "count"
        lines.append(f"{counted(cells, 'cell')} could not be read and {counts} as not recorded")
        lines += [
            f"  {_cell(header)}: {_cell(value)}, {counted(count, 'time')}, first in row {row}"
            for _, header, value, count, row, *_ in found.unread.itertuples(index=False, name=None)
        ]
    if len(found.fixes):
        lines.append(f"{counted(len(found.fixes), 'automatic fix')}")
        lines += _fixes(found)
    if found.people:
        lines.append(f"{counted(len(found.people), 'pair')} of names that may be one person's")
        lines += [f"  {_cell(one.a)} and {_cell(one.b)}: {one.why}" for one in found.people]
    return [*map(harmless, lines), *(harmless(f"note: {note}") for note in found.notes)]


def _fixes(found: "LogCheck") -> "Iterator[str]":
    """What was read other than written: a line for each text, a few of those of one kind."""
    from outreachlab.errors import cells_of
    from outreachlab.wording import counted

    kinds: dict[tuple[str, str], dict[tuple[str, str, str], list[str]]] = {}
    for row, column, before, after, why in cells_of(found.fixes, "from", "to", "why"):
        texts = kinds.setdefault((column, why), {})
        texts.setdefault((before, after, row.partition(" of ")[2]), []).append(row)
    for (column, why), texts in kinds.items():
        alike = list(texts.items())
        for (before, after, _), rows in alike[:ALIKE]:
            times = f" and {counted(len(rows) - 1, 'further row')}" if len(rows) > 1 else ""
            yield f"  row {rows[0]}{times}, {column}: {_cell(before)} -> {_cell(after)}, {why}"
        if left := sum(len(rows) for _, rows in alike[ALIKE:]):
            yield f"  {counted(left, 'further cell')} under {column}, {why}"


def _columns(found: "LogCheck") -> "Iterator[str]":
    """How each column was read, and why; those under our own names together."""
    from outreachlab.report.check import WHY
    from outreachlab.wording import aligned, counted, shortened

    table = found.headers
    plain = (table["how"] == "named") & (table["header"] == table["column"])
    if plain.any():
        yield f"{counted(int(plain.sum()), 'column')} under our own names: " + ", ".join(
            dict.fromkeys(table["header"][plain])
        )
    rows = [
        (_cell(header), column if how != "own" else "-", WHY[how], ", ".join(map(_cell, examples)))
        for header, column, how, examples, *_ in table[~plain].itertuples(index=False, name=None)
    ]
    if rows:
        rows = [(*row[:3], shortened(row[3], 60)) for row in rows]
        yield from aligned(("column", "read as", "why", "for example"), rows, (True,) * 4)


def _cell(text: str) -> str:
    """A cell in quotes, its spaces and line breaks to be seen; cut if long."""
    from outreachlab.wording import shortened

    return repr(text if len(text) <= SHOWN else shortened(text, SHOWN))

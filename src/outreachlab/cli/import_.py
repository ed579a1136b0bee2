"""`outreachlab import FILE -o log.csv`."""

from dataclasses import replace
from typing import Any

import click

from outreachlab.cli.flags import as_flags, with_flags
from outreachlab.cli.messages import OWNER, PROPOSALS, TAKE, read_beside
from outreachlab.cli.options import prints_json
from outreachlab.cli.output import say, show
from outreachlab.cli.progress import settle
from outreachlab.cli.writing import forced, may_replace, require_free, write_all
from outreachlab.errors import LogFaultsError, UsageError


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="FILE.csv", help="The clean log.")
@click.option("--map", "map_file", metavar="FILE.toml", help="How a foreign file reads as a log.")
@click.option("--people", metavar="FILE.toml", help="Which spellings are one person's.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option("--encoding", metavar="NAME", help="Of a text not in UTF-8, as cp1254.")
@click.option("--strict", is_flag=True, help="Make every cell that cannot be read a fault.")
@click.option("--messages", "source", metavar="SOURCE", help="Fill it from a mailbox or archive.")
@click.option("--text", "column", metavar="COLUMN", help="Fill it from a column of messages.")
@OWNER
@TAKE
@may_replace
@prints_json
def import_(
    file: str,
    output: str,
    map_file: str | None,
    people: str | None,
    sheet: str | None,
    dates: str | None,
    encoding: str | None,
    strict: bool,
    source: str | None,
    column: str | None,
    me: tuple[str, ...],
    take_replies: bool,
    as_json: bool,
) -> None:
    """A person's file as a clean log; beside log.csv, its faults and a map of how it was read."""
    from outreachlab.files import companion
    from outreachlab.intake.imported import import_log

    if output == "-" and as_json:
        raise UsageError("--json and the log cannot share standard output; name a file with -o")
    require_free(output)
    settle()
    how: dict[str, Any] = {"map": map_file, "people": people, "sheet": sheet, "dates": dates}
    how |= {"encoding": encoding, "strict": strict}
    try:
        imported = import_log(file, **how)
    except LogFaultsError as error:
        _leave_something(error, output, map_file)
        raise
    read = read_beside(imported.table, source, column, me, take_replies)
    if read is not None:
        imported = replace(imported, table=read.table)
    files = {output: imported.csv.encode()}
    if output != "-":
        faults = replace(imported, refused=with_flags(imported.refused, "why")).faults_csv
        files |= _beside(output, faults, imported.marked, None if map_file else imported.map)
        if imported.people_file:
            files[str(companion(output, "people.toml"))] = imported.people_file.encode()
        if read is not None:
            files[str(companion(output, PROPOSALS))] = read.proposals_csv.encode()
            say(repr(read))
    write_all(files.items())
    if output == "-":
        say(repr(imported))
    else:
        show(imported, as_json)
        say(f"wrote {', '.join(files)}")


def _leave_something(error: LogFaultsError, output: str, map_file: str | None) -> None:
    """What to edit where no log can be made: the faults, and a map with our guesses."""
    from outreachlab.escapes import csv_text

    if output == "-" or error.map is None:
        return
    faults = csv_text(with_flags(error.table.astype(str), "problem", "fix"))
    files = _beside(output, faults, error.marked, None if map_file else error.map)
    write_all(files.items())
    way_on = "" if map_file else "; look through the map and import again with --map"
    say(f"wrote {', '.join(files)}{way_on}")


def _beside(output: str, faults: str, marked: bytes, map_text: str | None) -> dict[str, bytes]:
    """The files beside a log; a marked sheet that is there may have been mended, and stays."""
    from pathlib import PurePath

    from outreachlab.files import companion
    from outreachlab.intake.map_text import with_made

    files = {str(companion(output, "faults.csv")): faults.encode()}
    if map_text is not None:
        head, rest = with_made(map_text, PurePath(output).name).split("\n", 1)
        files[str(companion(output, "map.toml"))] = f"{as_flags(head)}\n{rest}".encode()
    if marked:
        sheet = companion(output, "faults.xlsx")
        if sheet.exists() and not forced():
            say(f"kept {sheet}, which is there already; --force replaces it")
        else:
            files[str(sheet)] = marked
    return files

"""`outreachlab import FILE -o log.csv`."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import prints_json
from outreachlab.cli.output import show, write_whole
from outreachlab.cli.progress import settle
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from outreachlab.intake.imported import Imported

FAULTS, MAP = "faults.csv", "map.toml"


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="FILE.csv", help="The clean log.")
@click.option("--map", "map_file", metavar="FILE.toml", help="How a foreign file reads as a log.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option("--encoding", metavar="NAME", help="Of a text not in UTF-8, as cp1254.")
@click.option("--strict", is_flag=True, help="Make every cell that cannot be read a fault.")
@prints_json
def import_(
    file: str,
    output: str,
    map_file: str | None,
    sheet: str | None,
    dates: str | None,
    encoding: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """A person's file as a clean log; beside it faults.csv and map.toml."""
    from pathlib import Path

    from outreachlab.intake.imported import import_log

    if output == "-" and as_json:
        raise UsageError("--json and the log cannot share standard output; name a file with -o")
    if output != "-" and file != "-" and Path(output).resolve() == Path(file).resolve():
        raise UsageError(f"{output}: this is the file itself; give the clean log another name")
    settle()
    imported = import_log(
        file,
        map=map_file,
        sheet=sheet,
        dates=dates,  # type: ignore[arg-type]
        encoding=encoding,
        strict=strict,
    )
    beside = {} if output == "-" else _beside(Path(output).parent, imported, map_file)
    for path, text in beside.items():
        write_whole(str(path), text.encode())
    write_whole(output, imported.csv.encode())
    if output == "-":
        click.echo(as_flags(repr(imported)), err=True)
    else:
        show(imported, as_json)
        click.echo(f"wrote {', '.join(map(str, (output, *beside)))}", err=True)


def _beside(folder: "Path", imported: "Imported", map_given: str | None) -> "dict[Path, str]":
    """What is written next to the log; a map somebody may have edited is never overwritten."""
    found = {folder / FAULTS: as_flags(imported.faults_csv)}
    target, ours = folder / MAP, as_flags(imported.map)
    if map_given is not None:
        return found
    if target.exists() and target.read_text(encoding="utf-8") != ours:
        raise UsageError(f"{target} is there already; use it with --map {target}, or move it away")
    return found | {target: ours}

"""The commands for learning together without names: `share`, `tally`, `pool`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import say, show
from outreachlab.cli.writing import may_replace, require_free, write_all
from outreachlab.errors import UsageError


@click.command()
@reads_log
@click.option("-o", "--output", metavar="FOLDER", help="Where the bundle goes.")
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="A column that people.csv must not lose."
)
@click.option("--dry-run", is_flag=True, help="Only the report, nothing to hand on.")
@may_replace
@prints_json
def share(
    log: LogOptions, output: str | None, keep: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """What of a log may be handed on without names, and what that costs."""
    from pathlib import Path

    from outreachlab.files import companion
    from outreachlab.sharing.bundle import share as answer_share

    if output in (None, "-") and not dry_run:
        raise UsageError("a bundle is a folder; name it with -o, or see its report with --dry-run")
    folder = None if output in (None, "-") else Path(output)  # type: ignore[arg-type]
    if folder is not None and folder.exists() and not folder.is_dir():
        raise UsageError(f"{output}: this is a file; name a folder with -o")
    if folder is not None and not dry_run and folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{output}: there are files here already; name a new folder with -o")
    bundle = answer_share(log.view(whole=True), keep=keep)
    if folder is not None:
        report = companion(folder, "report.md")
        files = [] if dry_run else [(folder / name, one) for name, one in bundle.files().items()]
        write_all([*files, (report, bundle.report.encode())], None if dry_run else folder)
        say(f"wrote {report}, which stays with you" + ("" if dry_run else f", and {folder}"))
    show(bundle, as_json)

"""The commands for learning together without names: `share`, `tally`, `pool`."""

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import say, show
from outreachlab.cli.writing import require_free, write_all, write_whole
from outreachlab.errors import UsageError


@click.command()
@reads_log
@click.option("-o", "--output", metavar="FOLDER", help="Where the bundle goes.")
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="A column that people.csv must not lose."
)
@click.option("--dry-run", is_flag=True, help="Only the report, nothing to hand on.")
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


@click.command()
@reads_log
@click.option("-o", "--output", required=True, metavar="SUMS.json", help="Where the sums go.")
@click.option(
    "--trial", multiple=True, metavar="FOLDER", help="A trial of this log, told when it has ended."
)
@prints_json
def tally(log: LogOptions, output: str, trial: tuple[str, ...], as_json: bool) -> None:
    """Sums of a log, without names, that several houses may pool."""
    from pathlib import Path

    from outreachlab.files import companion
    from outreachlab.sharing.sums import published, read_state, sums_text
    from outreachlab.sharing.tally import tally as answer_tally
    from outreachlab.trials.reading import read_trial

    if not output.lower().endswith(".json"):
        raise UsageError(f"{output}: sums go into a file that is kept; end its name in .json")
    require_free(output)
    place = companion(output, "state.json")
    if not place.exists() and Path(output).exists():
        raise UsageError(
            f"{output}: its state, {place}, is lost, and without it requests would be counted "
            "twice; bring it back, or begin a file of another name and never hand on both"
        )
    before = read_state(place) if place.exists() else None
    if before is not None and not Path(output).exists():
        write_whole(output, sums_text(published(before)))
        say(f"wrote {output} again, as its state has it")
    view = log.view(whole=True)
    read = [read_trial(view, folder) for folder in trial]
    found = answer_tally(view, before=before, trials=read)
    write_all([(place, sums_text(found.state)), (output, sums_text(found.sums))])
    say(f"wrote {output}, and {place}, which stays with you")
    show(found, as_json)


@click.command()
@click.argument("sums", nargs=-1, required=True, metavar="SUMS...")
@click.option("-o", "--output", metavar="FILE", help="A report: .html, .md, .pdf or .json.")
@prints_json
def pool(sums: tuple[str, ...], output: str | None, as_json: bool) -> None:
    """What the tallies of three sites or more say together; a folder of them will do."""
    from outreachlab.sharing.pool import pool as answer_pool

    require_free(output)
    found = answer_pool(sums)
    if output is not None:
        from outreachlab.cli.report import write_report
        from outreachlab.report.pooled import pooled_report

        write_report(as_flags(pooled_report(found)), output)
    show(found, as_json)

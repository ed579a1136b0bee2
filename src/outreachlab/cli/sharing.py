"""The commands for learning together without names: `share`, `tally`, `pool`."""

from typing import TYPE_CHECKING, Any

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import say, show, show_text
from outreachlab.cli.writing import require_free, write_all, write_whole
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
    from outreachlab.errors import NothingToComputeError
    from outreachlab.files import companion
    from outreachlab.sharing.bundle import share as answer_share

    if output in (None, "-") and not dry_run:
        raise UsageError("a bundle is a folder; name it with -o, or see its report with --dry-run")
    folder = None if output in (None, "-") else _new_folder(str(output), dry_run)
    bundle = answer_share(log.view(whole=True), keep=keep)
    if folder is None:
        show(bundle, True) if as_json else show_text(bundle.report)
    else:
        report = companion(folder, "report.md")
        handed = not dry_run and bundle.refused is None
        files = [(folder / name, one) for name, one in bundle.files().items()] if handed else []
        write_all([*files, (report, bundle.report.encode())], folder if handed else None)
        say(f"wrote {report}, which stays with you" + (f", and {folder}" if handed else ""))
        show(bundle, as_json)
    if bundle.refused is not None:
        raise NothingToComputeError(f"nothing of this may be handed on: {bundle.refused}")


def _new_folder(output: str, dry_run: bool) -> "Path":
    """The folder of a bundle; UsageError where none can be made."""
    from pathlib import Path

    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{output}: this is a file; name a folder with -o")
    if not folder.absolute().parent.is_dir():
        raise UsageError(f"{output}: there is no folder {folder.parent}; make it first")
    if not dry_run and folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{output}: there are files here already; name a new folder with -o")
    return folder


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

    from outreachlab.sharing.home import home_of
    from outreachlab.sharing.sums import published, read_sums, sums_text
    from outreachlab.sharing.tally import tally as answer_tally
    from outreachlab.trials.reading import read_trial

    if not output.lower().endswith(".json"):
        raise UsageError(f"{output}: sums go into a file that is kept; end its name in .json")
    require_free(output)
    sources = [log.path, *log.more]
    if "-" in sources:
        raise UsageError("what was told of a log is kept beside it; name a file in place of -")
    view = log.view(whole=True)
    places, before = home_of(view, sources)
    told = read_sums(output) if Path(output).exists() else None
    if told is not None:
        _require_same(output, told, before, places)
    if before is not None and (told is None or told["batches"] != before["batches"]):
        write_whole(output, sums_text(published(before)))
        say(f"wrote {output} as {places[0]} has it")
    read = [read_trial(view, folder) for folder in trial]
    found = answer_tally(view, before=before, trials=read)
    states = [(place, sums_text(found.state)) for place in places]
    write_all([*states, (output, sums_text(found.sums))])
    say(f"wrote {output}, and {places[0]}, which stays with you")
    show(found, as_json)


def _require_same(
    output: str,
    told: "Mapping[str, Any]",
    before: "Mapping[str, Any] | None",
    places: "tuple[Path, ...]",
) -> None:
    """Raise UsageError unless what was told is of the state before, or of an earlier one."""
    if before is None:
        raise UsageError(
            f"{output}: the state of these sums is not beside the log, where {places[0]} would be, "
            "and without it requests would be counted twice; bring it back, or, if these sums are "
            "another log's, name another file"
        )
    if told["site"] != before["site"]:
        raise UsageError(f"{output}: these are the sums of another log; name another file")
    if told["batches"] != before["batches"][: len(told["batches"])]:
        raise UsageError(
            f"{output}: these sums are newer than {places[0]}, and from the older state requests "
            "would be counted twice; bring the newer one back"
        )


@click.command()
@click.argument("sums", nargs=-1, required=True, metavar="SUMS...")
@click.option("-o", "--output", metavar="FILE", help="A report: .html, .md, .pdf or .json.")
@prints_json
def pool(sums: tuple[str, ...], output: str | None, as_json: bool) -> None:
    """What the tallies of three sites or more say together; a folder of them will do."""
    from pathlib import Path

    from outreachlab.sharing.pool import pool as answer_pool
    from outreachlab.sharing.sums import claims_sums

    require_free(output)
    if output and output.endswith(".json") and Path(output).is_file() and claims_sums(output):
        raise UsageError(f"{output}: this is a tally; give the report another name")
    found = answer_pool(sums)
    if output is not None:
        from outreachlab.cli.report import write_report
        from outreachlab.report.pooled import pooled_report

        write_report(as_flags(pooled_report(found)), output)
    show(found, as_json)

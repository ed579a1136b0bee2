"""`outreachlab notebook LOG -o folder`."""

import click

from outreachlab.cli.options import LogOptions, only_reads_log
from outreachlab.cli.output import may_replace, say, write_folder
from outreachlab.cli.progress import doing, each
from outreachlab.errors import UsageError


@click.command()
@only_reads_log
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where to put them.")
@click.option("--only", multiple=True, metavar="03", help="Only this notebook; may be repeated.")
@may_replace
def notebook(log: LogOptions, output: str, only: tuple[str, ...]) -> None:
    """The analysis notebooks executed on a log, with a page of HTML beside each."""
    from outreachlab.notebooks.run import run_notebooks
    from outreachlab.notebooks.shipped import notebook_files

    if "-" in (log.path, output):
        raise UsageError("notebooks read the log from a file and fill a folder; name both")
    notebook_files(only)
    log.read()  # a faulty log is refused before anything is run
    doing("starting")
    given = {"sheet": log.sheet, "dates": log.dates, "seeker": log.seeker}
    given |= {name: day.isoformat() for name in ("since", "until") if (day := getattr(log, name))}
    options = {name: value for name, value in given.items() if value is not None}
    running = run_notebooks(log.path, output, only=only, map=log.map, options=options)
    files = 2 * len(notebook_files(only))
    written = write_folder(output, each(running, "notebooks", length=files))
    say(f"wrote {written} files to {output}")

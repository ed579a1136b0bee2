"""`outreachlab report LOG -o report.html`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import show_json, write_whole

DEFAULT_PATH = "report.html"


@click.command()
@reads_log
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"Where to write; the ending decides: .html, .md, .json. [default: {DEFAULT_PATH}]",
)
@prints_json
def report(log: LogOptions, output: str | None, as_json: bool) -> None:
    """The report on a log, as one file that needs no network."""
    from outreachlab.report import build_report, rendered

    path = output or (None if as_json else DEFAULT_PATH)
    built = build_report(log.read(), **log.when)
    if path is not None:
        write_whole(path, rendered(built, path))
        if path != "-":
            click.echo(f"wrote {path}", err=True)
    if as_json:
        show_json(built.to_json())

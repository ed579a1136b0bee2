"""`outreachlab waiting LOG`."""

import click

from outreachlab.cli.options import Edges, LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@click.option("--by", metavar="COLUMN", help="A curve for each value of this column.")
@click.option("--bins", type=Edges(), help="Where to cut a number column, as 15,30,45.")
@confidence
@prints_json
def waiting(
    log: LogOptions,
    by: str | None,
    bins: tuple[float, ...] | None,
    confidence: float,
    as_json: bool,
) -> None:
    """How long an answer takes, and when a request is practically dead."""
    from outreachlab.answers.waiting import waiting_times

    show(waiting_times(log.read(), by, bins=bins, confidence=confidence, **log.when), as_json)

"""`outreachlab waiting LOG`."""

import click

from outreachlab.cli.options import Edges, LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts
from outreachlab.errors import UsageError


@click.command()
@reads_log
@counts_parts
@click.option("--by", metavar="COLUMN", help="A curve for each value of this column.")
@click.option("--bins", type=Edges(), help="Where to cut a number column, as 15,30,45.")
@click.option("--follow-up", is_flag=True, help="What a follow-up does, among the still silent.")
@confidence
@prints_json
def waiting(
    log: LogOptions,
    where: Where,
    by: str | None,
    bins: tuple[float, ...] | None,
    follow_up: bool,
    confidence: float,
    as_json: bool,
) -> None:
    """How long an answer takes, and when a request is practically dead."""
    from outreachlab.answers.follow_up import follow_up_effect
    from outreachlab.answers.waiting import waiting_times
    from outreachlab.parts import counts

    if follow_up:
        if by or bins:
            raise UsageError("--follow-up looks at all requests; leave --by and --bins out")
        show(follow_up_effect(log.read(), confidence=confidence, **log.when), as_json)
        return
    answer = where.answer(
        log, waiting_times, counts.waiting_times, by, bins=bins, confidence=confidence
    )
    show(answer, as_json)

"""`outreachlab funnel LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts


@click.command()
@reads_log
@counts_parts
@confidence
@prints_json
def funnel(log: LogOptions, where: Where, confidence: float, as_json: bool) -> None:
    """How many requests took each step, from asked to led on."""
    from outreachlab.answers.funnel import funnel as answer_funnel
    from outreachlab.parts import counts

    show(where.answer(log, answer_funnel, counts.funnel, confidence=confidence), as_json)

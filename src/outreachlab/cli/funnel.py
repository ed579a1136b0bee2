"""`outreachlab funnel LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@confidence
@prints_json
def funnel(log: LogOptions, confidence: float, as_json: bool) -> None:
    """How many requests took each step, from asked to led on."""
    from outreachlab.answers.funnel import funnel as answer_funnel

    show(answer_funnel(log.read(), confidence=confidence, **log.when), as_json)

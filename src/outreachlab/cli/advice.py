"""`outreachlab advice LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@confidence
@prints_json
def advice(log: LogOptions, confidence: float, as_json: bool) -> None:
    """Every piece of advice with its verdict."""
    from outreachlab.answers.advice import advice as answer_advice

    show(answer_advice(log.read(), confidence=confidence, **log.when), as_json)

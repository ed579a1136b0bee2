"""`outreachlab advice LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@click.option(
    "--ladder",
    is_flag=True,
    help="Each difference as it is, by referral, adjusted, and drawn to the others.",
)
@confidence
@prints_json
def advice(log: LogOptions, ladder: bool, confidence: float, as_json: bool) -> None:
    """Every piece of advice with its verdict."""
    from outreachlab.answers.advice import advice as answer_advice
    from outreachlab.answers.ladder import effect_ladder

    if ladder:
        show(effect_ladder(log.read(), confidence=confidence, **log.when), as_json)
        return
    show(answer_advice(log.read(), confidence=confidence, **log.when), as_json)

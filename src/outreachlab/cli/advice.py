"""`outreachlab advice LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.errors import UsageError


@click.command()
@reads_log
@click.option(
    "--ladder",
    is_flag=True,
    help="Each difference as it is, by referral, adjusted, and drawn to the others.",
)
@click.option("--co-use", is_flag=True, help="Which ways of asking were never tried apart.")
@confidence
@prints_json
def advice(log: LogOptions, ladder: bool, co_use: bool, confidence: float, as_json: bool) -> None:
    """Every piece of advice with its verdict."""
    from outreachlab.answers.advice import advice as answer_advice
    from outreachlab.answers.co_use import co_use as answer_co_use
    from outreachlab.answers.ladder import effect_ladder

    if ladder and co_use:
        raise UsageError("--ladder and --co-use are two answers; ask for one of them")
    if co_use:
        show(answer_co_use(log.read(), **log.when), as_json)
        return
    if ladder:
        show(effect_ladder(log.read(), confidence=confidence, **log.when), as_json)
        return
    show(answer_advice(log.read(), confidence=confidence, **log.when), as_json)

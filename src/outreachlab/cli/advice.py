"""`outreachlab advice LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts
from outreachlab.errors import UsageError


@click.command()
@reads_log
@counts_parts
@click.option(
    "--ladder",
    is_flag=True,
    help="Each difference as it is, by referral, adjusted, and drawn to the others.",
)
@click.option("--co-use", is_flag=True, help="Which ways of asking were never tried apart.")
@confidence
@prints_json
def advice(
    log: LogOptions, where: Where, ladder: bool, co_use: bool, confidence: float, as_json: bool
) -> None:
    """Every piece of advice with its verdict."""
    from outreachlab.answers.advice import advice as answer_advice
    from outreachlab.answers.co_use import co_use as answer_co_use
    from outreachlab.answers.ladder import effect_ladder
    from outreachlab.parts import advice as over_parts

    if ladder and co_use:
        raise UsageError("--ladder and --co-use are two answers; ask for one of them")
    if co_use:
        answer = where.answer(log, answer_co_use, over_parts.co_use)
    elif ladder:
        answer = where.answer(log, effect_ladder, over_parts.effect_ladder, confidence=confidence)
    else:
        answer = where.answer(log, answer_advice, over_parts.advice, confidence=confidence)
    show(answer, as_json)

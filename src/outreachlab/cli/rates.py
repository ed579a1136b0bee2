"""`outreachlab rates LOG --by COLUMN`."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.options import Edges, LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts

if TYPE_CHECKING:
    from outreachlab.stats.intervals import IntervalMethod


@click.command()
@reads_log
@counts_parts
@click.option(
    "--by",
    "columns",
    required=True,
    multiple=True,
    metavar="COLUMN",
    help="The column to compare by; may be repeated.",
)
@click.option("--cross", metavar="COLUMN", help="A second column: a rate for each pair of values.")
@click.option("--bins", type=Edges(), help="Where to cut a number column, as 15,30,45.")
@click.option(
    "--interval",
    type=click.Choice(["wilson", "jeffreys", "clopper-pearson", "agresti-coull"]),
    default="wilson",
    show_default=True,
    help="How the limits are made.",
)
@confidence
@prints_json
def rates(
    log: LogOptions,
    where: Where,
    columns: tuple[str, ...],
    cross: str | None,
    bins: tuple[float, ...] | None,
    interval: "IntervalMethod",
    confidence: float,
    as_json: bool,
) -> None:
    """Acceptance rates for each value of a column."""
    from outreachlab.answers.rates import acceptance_rates
    from outreachlab.parts import counts

    answer = where.answer(
        log,
        acceptance_rates,
        counts.acceptance_rates,
        columns,
        cross=cross,
        bins=bins,
        interval=interval,
        confidence=confidence,
    )
    show(answer.parts[0] if len(columns) == 1 else answer, as_json)

"""`outreachlab rates LOG --by COLUMN`."""

import click

from outreachlab.cli.options import Edges, LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@click.option("--by", required=True, metavar="COLUMN", help="The column to compare by.")
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
    by: str,
    bins: tuple[float, ...] | None,
    interval: str,
    confidence: float,
    as_json: bool,
) -> None:
    """Acceptance rates for each value of one column."""
    from outreachlab.answers.rates import acceptance_rates

    answer = acceptance_rates(
        log.read(),
        by,
        bins=bins,
        interval=interval,  # type: ignore[arg-type]
        confidence=confidence,
        **log.when,
    )
    show(answer, as_json)

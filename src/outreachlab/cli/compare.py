"""`outreachlab compare LOG --tactic COLUMN --versus A B`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@click.option("--tactic", required=True, metavar="COLUMN", help="The column to compare by.")
@click.option(
    "--versus",
    nargs=2,
    metavar="A B",
    help="The two values, A against B; where advice is tested, its contrast.",
)
@confidence
@prints_json
def compare(
    log: LogOptions,
    tactic: str,
    versus: tuple[str, str] | None,
    confidence: float,
    as_json: bool,
) -> None:
    """One way of asking against another: difference, ratios, test."""
    from outreachlab.answers.contrasts import compare as answer_compare

    show(answer_compare(log.read(), tactic, versus, confidence=confidence, **log.when), as_json)

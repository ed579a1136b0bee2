"""`outreachlab compare LOG --tactic COLUMN --versus A B`."""

from typing import TYPE_CHECKING, Any

import click

from outreachlab.cli.options import LogOptions, adjustment, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts

if TYPE_CHECKING:
    from outreachlab.stats.multiplicity import Adjustment


@click.command()
@reads_log
@counts_parts
@click.option("--tactic", required=True, metavar="COLUMN", help="The column to compare by.")
@click.option(
    "--versus",
    nargs=2,
    metavar="A B",
    help="The two values, A against B; every pair of values unless given.",
)
@click.option(
    "--sensitivity",
    is_flag=True,
    help="The same under other circumstances: the pending, one seeker less, other windows.",
)
@adjustment
@confidence
@prints_json
def compare(
    log: LogOptions,
    where: Where,
    tactic: str,
    versus: tuple[str, str] | None,
    sensitivity: bool,
    adjustment: "Adjustment",
    confidence: float,
    as_json: bool,
) -> None:
    """One way of asking against another: difference, ratios, test."""
    from outreachlab.answers.compare import compare as answer_compare
    from outreachlab.answers.pairs import compare_all
    from outreachlab.answers.sensitivity import sensitivity as answer_sensitivity
    from outreachlab.log.vocabulary import YES_NO, levels_of
    from outreachlab.parts import counts

    asked: dict[str, Any] = {"confidence": confidence}
    if versus is None and levels_of(tactic) == YES_NO:
        versus = YES_NO
    if sensitivity:
        show(answer_sensitivity(log.read(), tactic, versus, **asked, **log.when), as_json)
        return
    if versus is not None:
        show(where.answer(log, answer_compare, counts.compare, tactic, versus, **asked), as_json)
        return
    every = where.answer(
        log, compare_all, counts.compare_all, tactic, adjustment=adjustment, **asked
    )
    show(every.pairs[0] if len(every.pairs) == 1 else every, as_json)

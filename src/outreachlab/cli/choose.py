"""The command that says what to do in the next requests."""

import click

from outreachlab.cli.options import LogOptions, Numbers, counts_parts, prints_json
from outreachlab.cli.output import show


@click.command()
@counts_parts
@click.option(
    "--prior",
    type=Numbers("0.2,0.5"),
    default="0.2,0.5",
    show_default=True,
    metavar="MEAN,SD",
    help="An effect believed beforehand, in log-odds; 0,0.5 takes no side.",
)
@click.option(
    "--pool",
    multiple=True,
    metavar="SUMS",
    help="Tallies of others, or a folder of them, that stand behind the log; not its own.",
)
@prints_json
def choose(log: LogOptions, prior: tuple[float, ...], pool: tuple[str, ...], as_json: bool) -> None:
    """What to do in the next requests, and what it gains."""
    from outreachlab.answers.choose import choose as answer_choose

    sums = None
    if pool:
        from outreachlab.sharing.pool import pool as pooled

        sums = pooled(pool)
    # one seeker is chosen for with all the others behind, so all are read
    view = log._replace(seeker=None).view()
    show(
        answer_choose(view, prior=prior, pool=sums, seeker=log.seeker),  # type: ignore[arg-type]
        as_json,
    )

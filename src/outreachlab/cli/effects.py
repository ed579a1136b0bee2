"""`outreachlab effects LOG`."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.options import LogOptions, Pair, adjustment, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from outreachlab.stats.multiplicity import Adjustment


@click.command()
@reads_log
@counts_parts
@click.option("--terms", metavar="A,B", help="Exactly these columns; else those the log carries.")
@click.option(
    "--baseline",
    "baselines",
    type=Pair("="),
    multiple=True,
    help="The value a column's others are held against; may be repeated.",
)
@click.option(
    "--interaction",
    "interactions",
    type=Pair("*"),
    multiple=True,
    help="Two terms whose effects may depend on each other; may be repeated.",
)
@click.option(
    "--cluster",
    metavar="seeker|chain|COLUMN|none",
    help="Whose requests are alike; seekers, else chains, from twenty on.",
)
@click.option("--within", metavar="COLUMN", help="Compare only requests of the same seeker, say.")
@adjustment
@confidence
@prints_json
def effects(
    log: LogOptions,
    where: Where,
    terms: str | None,
    baselines: tuple[tuple[str, str], ...],
    interactions: tuple[tuple[str, str], ...],
    cluster: str | None,
    within: str | None,
    adjustment: "Adjustment",
    confidence: float,
    as_json: bool,
) -> None:
    """What each way of asking does, the others held equal."""
    from outreachlab.answers.effects import adjusted_effects
    from outreachlab.fitting.reading import OWN_UNITS
    from outreachlab.parts.effects import adjusted_effects as over_parts

    if len(dict(baselines)) < len(baselines):
        raise UsageError("a column can have one --baseline only")
    answer = where.answer(
        log,
        adjusted_effects,
        over_parts if within in (None, *OWN_UNITS) else None,
        terms=None if terms is None else names_in(terms),
        baselines=dict(baselines),
        interactions=interactions,
        cluster=cluster,
        fixed_effects=within,
        adjustment=adjustment,
        confidence=confidence,
    )
    show(answer, as_json)


def names_in(text: str) -> list[str]:
    """The names of `a,b`; raises UsageError where there are none."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise UsageError(f"--terms {text!r} names no column in one place; write it as a,b")
    return names

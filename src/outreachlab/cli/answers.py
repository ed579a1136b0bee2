"""The commands that answer one question each: `outreachlab rates LOG --by COLUMN` and its kin."""

from typing import TYPE_CHECKING, Any

import click

from outreachlab.cli.options import (
    LogOptions,
    Numbers,
    Pair,
    adjustment,
    by_lot,
    cluster,
    confidence,
    counts_parts,
    prints_json,
    trial_in,
)
from outreachlab.cli.output import say, show
from outreachlab.cli.writing import require_free, write_whole
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from outreachlab.answers.sums.periods import Period
    from outreachlab.log.arguments import Cluster
    from outreachlab.stats.estimation import Covariance
    from outreachlab.stats.intervals import IntervalMethod
    from outreachlab.stats.multiplicity import Adjustment


@click.command()
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
@click.option("--bins", type=Numbers("15,30,45"), help="Where to cut a number column, as 15,30,45.")
@click.option(
    "--interval",
    type=click.Choice(["wilson", "jeffreys", "clopper-pearson", "agresti-coull"]),
    default="wilson",
    show_default=True,
    help="How the limits are made.",
)
@cluster
@confidence
@prints_json
def rates(
    log: LogOptions,
    columns: tuple[str, ...],
    cross: str | None,
    bins: tuple[float, ...] | None,
    interval: "IntervalMethod",
    cluster: "Cluster",
    confidence: float,
    as_json: bool,
) -> None:
    """Acceptance rates for each value of a column."""
    from outreachlab.answers.rates import acceptance_rates

    answer = acceptance_rates(
        log.view(),
        columns,
        cross=cross,
        bins=bins,
        interval=interval,
        confidence=confidence,
        cluster=cluster,
    )
    show(answer.parts[0] if len(columns) == 1 else answer, as_json)


@click.command()
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
@cluster
@confidence
@prints_json
def compare(
    log: LogOptions,
    tactic: str,
    versus: tuple[str, str] | None,
    sensitivity: bool,
    adjustment: "Adjustment",
    cluster: "Cluster",
    confidence: float,
    as_json: bool,
) -> None:
    """One way of asking against another: difference, ratios, test."""
    from outreachlab.answers.compare import compare as answer_compare
    from outreachlab.answers.pairs import compare_all
    from outreachlab.answers.sensitivity import sensitivity as answer_sensitivity
    from outreachlab.log.vocabulary import YES_NO, levels_of

    asked: dict[str, Any] = {"confidence": confidence, "cluster": cluster}
    if versus is None and levels_of(tactic) == YES_NO:
        versus = YES_NO
    if sensitivity:
        show(answer_sensitivity(log.view(), tactic, versus, **asked), as_json)
        return
    if versus is not None:
        show(answer_compare(log.view(), tactic, versus, **asked), as_json)
        return
    every = compare_all(log.view(), tactic, adjustment=adjustment, **asked)
    show(every.pairs[0] if len(every.pairs) == 1 else every, as_json)


@click.command()
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
    help="Whose requests are alike; seekers from eight on, else chains from twenty.",
)
@click.option(
    "--covariance",
    type=click.Choice(["CR3", "CR1S", "model"]),
    default="CR3",
    show_default=True,
    help="How errors allow for clusters: leaving each out, as R's vcovCL, or not at all.",
)
@click.option("--within", metavar="COLUMN", help="Compare only requests of the same seeker, say.")
@adjustment
@confidence
@prints_json
def effects(
    log: LogOptions,
    terms: str | None,
    baselines: tuple[tuple[str, str], ...],
    interactions: tuple[tuple[str, str], ...],
    cluster: str | None,
    covariance: "Covariance",
    within: str | None,
    adjustment: "Adjustment",
    confidence: float,
    as_json: bool,
) -> None:
    """What each way of asking does, the others held equal."""
    from outreachlab.answers.effects import adjusted_effects
    from outreachlab.fitting.reading import OWN_UNITS

    if len(dict(baselines)) < len(baselines):
        raise UsageError("a column can have one --baseline only")
    answer = adjusted_effects(
        log.view(whole=within not in (None, *OWN_UNITS)),
        terms=None if terms is None else names_in(terms),
        baselines=dict(baselines),
        interactions=interactions,
        cluster=cluster,
        fixed_effects=within,
        covariance=covariance,
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


@click.command()
@counts_parts
@click.option(
    "--ladder",
    is_flag=True,
    help="Each difference as it is, by referral, adjusted, and drawn to the others.",
)
@click.option("--co-use", is_flag=True, help="Which ways of asking were never tried apart.")
@by_lot
@confidence
@prints_json
def advice(
    log: LogOptions,
    ladder: bool,
    co_use: bool,
    trial: str | None,
    confidence: float,
    as_json: bool,
) -> None:
    """Every piece of advice with its verdict."""
    from outreachlab.answers.advice import advice as answer_advice
    from outreachlab.answers.co_use import co_use as answer_co_use
    from outreachlab.answers.ladder import effect_ladder

    if ladder and co_use:
        raise UsageError("--ladder and --co-use are two answers; ask for one of them")
    if co_use:
        show(answer_co_use(log.view()), as_json)
    elif ladder:
        show(effect_ladder(log.view(), confidence=confidence), as_json)
    else:
        view = log.view(whole=trial is not None)
        show(answer_advice(view, trial=trial_in(trial, view), confidence=confidence), as_json)


@click.command()
@click.option("--tactic", metavar="TACTIC", help="Only what is about this way of asking.")
@prints_json
def evidence(tactic: str | None, as_json: bool) -> None:
    """What others found about ways of asking; no log is read."""
    from outreachlab.answers.evidence import evidence as answer_evidence

    show(answer_evidence(tactic), as_json)


@click.command()
@counts_parts
@cluster
@confidence
@prints_json
def meetings(log: LogOptions, cluster: "Cluster", confidence: float, as_json: bool) -> None:
    """What makes a meeting lead on to further names."""
    from outreachlab.answers.meetings import meeting_effects

    show(meeting_effects(log.view(), confidence=confidence, cluster=cluster), as_json)


@click.command()
@counts_parts
@click.option("--by", metavar="COLUMN", help="A curve for each value of this column.")
@click.option("--bins", type=Numbers("15,30,45"), help="Where to cut a number column, as 15,30,45.")
@click.option("--follow-up", is_flag=True, help="What a follow-up does, among the still silent.")
@cluster
@confidence
@prints_json
def waiting(
    log: LogOptions,
    by: str | None,
    bins: tuple[float, ...] | None,
    follow_up: bool,
    cluster: "Cluster",
    confidence: float,
    as_json: bool,
) -> None:
    """How long an answer takes, and after which day few come."""
    from outreachlab.answers.follow_up import follow_up_effect
    from outreachlab.answers.waiting import waiting_times

    if follow_up:
        if by or bins:
            raise UsageError("--follow-up looks at all requests; leave --by and --bins out")
        show(follow_up_effect(log.view(), confidence=confidence, cluster=cluster), as_json)
        return
    answer = waiting_times(log.view(), by, bins=bins, confidence=confidence, cluster=cluster)
    show(answer, as_json)


@click.command()
@counts_parts
@cluster
@confidence
@prints_json
def funnel(log: LogOptions, cluster: "Cluster", confidence: float, as_json: bool) -> None:
    """How many requests took each step, from asked to led on."""
    from outreachlab.answers.funnel import funnel as answer_funnel

    show(answer_funnel(log.view(), confidence=confidence, cluster=cluster), as_json)


@click.command("progress")
@counts_parts
@click.option(
    "--by",
    type=click.Choice(["week", "month"]),
    default="week",
    show_default=True,
    help="The periods; weeks begin on Monday.",
)
@cluster
@confidence
@prints_json
def progress_(
    log: LogOptions, by: "Period", cluster: "Cluster", confidence: float, as_json: bool
) -> None:
    """Requests, answers, yeses and meetings over time, and now against before."""
    from outreachlab.answers.progress import progress

    show(progress(log.view(), by=by, confidence=confidence, cluster=cluster), as_json)


@click.command()
@counts_parts
@click.option(
    "--graph",
    metavar="FILE",
    help="Write the graph as well: .graphml, .gexf or .json, for Gephi and Cytoscape.",
)
@prints_json
def chains(log: LogOptions, graph: str | None, as_json: bool) -> None:
    """The referral forest: who led to whom, its growth and where it breaks."""
    from outreachlab.chains.export import graph_file
    from outreachlab.chains.graph import referral_graph
    from outreachlab.chains.summary import chain_summary

    if graph is None:
        show(chain_summary(log.view()), as_json)
        return
    text_of = graph_file(graph)
    require_free(graph)
    view = log.view(whole=True)
    show(chain_summary(view), as_json)
    write_whole(graph, text_of(referral_graph(view)).encode())
    say(f"wrote {graph}")

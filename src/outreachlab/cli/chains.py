"""`outreachlab chains LOG`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@click.option(
    "--graph",
    metavar="FILE",
    help="Write the graph as well: .graphml, .gexf or .json, for Gephi and Cytoscape.",
)
@prints_json
def chains(log: LogOptions, graph: str | None, as_json: bool) -> None:
    """The referral forest: who led to whom, its growth and where it breaks."""
    from outreachlab.chains.export import require_graph_ending, write_graph
    from outreachlab.chains.graph import referral_graph
    from outreachlab.chains.summary import chain_summary

    if graph is not None:
        require_graph_ending(graph)
    checked = log.read()
    show(chain_summary(checked, **log.when), as_json)
    if graph is not None:
        write_graph(referral_graph(checked, **log.when), graph)
        click.echo(f"wrote {graph}", err=True)

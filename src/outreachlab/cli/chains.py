"""`outreachlab chains LOG`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import require_free, show, write_whole
from outreachlab.cli.parts import Where, counts_parts


@click.command()
@reads_log
@counts_parts
@click.option(
    "--graph",
    metavar="FILE",
    help="Write the graph as well: .graphml, .gexf or .json, for Gephi and Cytoscape.",
)
@prints_json
def chains(log: LogOptions, where: Where, graph: str | None, as_json: bool) -> None:
    """The referral forest: who led to whom, its growth and where it breaks."""
    from outreachlab.chains.export import graph_file
    from outreachlab.chains.graph import referral_graph
    from outreachlab.chains.summary import chain_summary
    from outreachlab.parts.chains import chain_summary as over_parts

    if graph is None:
        show(where.answer(log, chain_summary, over_parts), as_json)
        return
    text_of = graph_file(graph)
    require_free(graph)
    checked = log.read()
    show(chain_summary(checked, **log.when), as_json)
    write_whole(graph, text_of(referral_graph(checked, **log.when)).encode())
    click.echo(f"wrote {graph}", err=True)

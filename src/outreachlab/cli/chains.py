"""`outreachlab chains LOG`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@prints_json
def chains(log: LogOptions, as_json: bool) -> None:
    """The referral forest: who led to whom, its growth and where it breaks."""
    from outreachlab.chains.summary import chain_summary

    show(chain_summary(log.read(), **log.when), as_json)

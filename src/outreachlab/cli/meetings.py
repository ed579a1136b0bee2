"""`outreachlab meetings LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show


@click.command()
@reads_log
@confidence
@prints_json
def meetings(log: LogOptions, confidence: float, as_json: bool) -> None:
    """What makes a meeting lead on to further names."""
    from outreachlab.answers.meetings import meeting_effects

    show(meeting_effects(log.read(), confidence=confidence, **log.when), as_json)

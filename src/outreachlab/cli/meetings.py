"""`outreachlab meetings LOG`."""

import click

from outreachlab.cli.options import LogOptions, confidence, prints_json, reads_log
from outreachlab.cli.output import show
from outreachlab.cli.parts import Where, counts_parts


@click.command()
@reads_log
@counts_parts
@confidence
@prints_json
def meetings(log: LogOptions, where: Where, confidence: float, as_json: bool) -> None:
    """What makes a meeting lead on to further names."""
    from outreachlab.answers.meetings import meeting_effects
    from outreachlab.parts.meetings import meeting_effects as over_parts

    show(where.answer(log, meeting_effects, over_parts, confidence=confidence), as_json)

"""`outreachlab next LOG`."""

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import require_free, say, show, write_whole
from outreachlab.errors import UsageError


@click.command("next")
@reads_log
@click.option("-o", "--output", metavar="FILE.ics", help="Write what is due as a calendar file.")
@prints_json
def next_(log: LogOptions, output: str | None, as_json: bool) -> None:
    """What is due: follow-ups, thanks, names; and the advice to try next."""
    from outreachlab.answers.next_steps import next_steps

    if output is not None and output != "-" and not output.lower().endswith(".ics"):
        raise UsageError(f"{output}: a calendar file ends in .ics; name another")
    if output == "-" and as_json:
        raise UsageError("--json and the calendar cannot share standard output; name a file")
    require_free(output)
    steps = next_steps(log.read(), **log.when)
    if output is not None:
        from outreachlab.report.calendar import as_calendar

        write_whole(output, as_calendar(steps.due, steps.as_of).encode())
        if output == "-":
            return
        say(f"wrote {output}")
    show(steps, as_json)

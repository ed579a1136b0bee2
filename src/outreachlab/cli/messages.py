"""`outreachlab messages SOURCE -o log.csv`, and what `import` reads from messages."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import prints_json
from outreachlab.cli.output import show, write_whole
from outreachlab.cli.progress import settle
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from outreachlab.intake.messages.read import FromMessages

OWNER = click.option("--me", multiple=True, metavar="ADDRESS", help="Yours; may be repeated.")
TAKE = click.option("--take-replies", is_flag=True, help="Write the outcomes read from answers.")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", required=True, metavar="FILE.csv", help="The log.")
@OWNER
@TAKE
@prints_json
def messages(
    source: str, output: str, me: tuple[str, ...], take_replies: bool, as_json: bool
) -> None:
    """A log begun from a mailbox or LinkedIn's archive; beside it log.proposals.csv."""
    from outreachlab.intake.messages.read import log_from_messages

    if output == "-" and as_json:
        raise UsageError("--json and the log cannot share standard output; name a file with -o")
    settle()
    found = log_from_messages(source, me=me, take_replies=take_replies)
    write_whole(output, found.csv.encode())
    if output == "-":
        click.echo(as_flags(repr(found)), err=True)
        return
    beside = proposals_beside(output)
    write_whole(str(beside), found.proposals_csv.encode())
    show(found, as_json)
    click.echo(f"wrote {output}, {beside}", err=True)


def proposals_beside(output: str) -> "Path":
    """Where the proposals go: `log.proposals.csv` beside `log.csv`."""
    from pathlib import Path

    return Path(output).with_suffix(".proposals.csv")


def read_beside(
    table: "pd.DataFrame",
    source: str | None,
    column: str | None,
    me: tuple[str, ...],
    take_replies: bool,
) -> "FromMessages | None":
    """What an imported log is filled with: from a mailbox, or from a column of its own."""
    from outreachlab.intake.messages.read import fill_from_column, fill_from_messages

    if source is not None and column is not None:
        raise UsageError("--messages and --text both say where the messages are; give one")
    if column is not None:
        return fill_from_column(table, column)
    if source is not None:
        return fill_from_messages(table, source, me=me, take_replies=take_replies)
    if me or take_replies:
        raise UsageError("--me and --take-replies go with --messages")
    return None

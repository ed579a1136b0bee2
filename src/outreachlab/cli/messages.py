"""`outreachlab messages SOURCE -o log.csv`, and what `import` reads from messages."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.options import prints_json
from outreachlab.cli.output import say, show
from outreachlab.cli.progress import settle
from outreachlab.cli.writing import may_replace, require_free, write_all
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from outreachlab.intake.messages.read import FromMessages

PROPOSALS = "proposals.csv"
OWNER = click.option("--me", multiple=True, metavar="ADDRESS", help="Yours; may be repeated.")
TAKE = click.option("--take-replies", is_flag=True, help="Write the outcomes read from answers.")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", required=True, metavar="FILE.csv", help="The log.")
@OWNER
@TAKE
@may_replace
@prints_json
def messages(
    source: str, output: str, me: tuple[str, ...], take_replies: bool, as_json: bool
) -> None:
    """A log begun from a mailbox or LinkedIn's archive; beside it log.proposals.csv."""
    from outreachlab.files import companion
    from outreachlab.intake.messages.read import log_from_messages

    if output == "-" and as_json:
        raise UsageError("--json and the log cannot share standard output; name a file with -o")
    require_free(output)
    settle()
    found = log_from_messages(source, me=me, take_replies=take_replies)
    texts = {output: found.csv}
    if output != "-":
        texts[str(companion(output, PROPOSALS))] = found.proposals_csv
    write_all((path, text.encode()) for path, text in texts.items())
    if output == "-":
        say(repr(found))
        return
    show(found, as_json)
    say(f"wrote {', '.join(texts)}")


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

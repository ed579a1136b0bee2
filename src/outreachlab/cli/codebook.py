"""`outreachlab codebook`."""

import click

from outreachlab.cli.options import prints_json
from outreachlab.cli.output import show_json


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "datapackage"]),
    default="markdown",
    show_default=True,
    help="datapackage: a Frictionless Data Package descriptor.",
)
@prints_json
def codebook(form: str, as_json: bool) -> None:
    """The data dictionary: every column of a log and the advice it tests."""
    import json

    from outreachlab.log import codebook as book

    if as_json or form == "json":
        show_json(book.codebook_json())
    elif form == "datapackage":
        click.echo(json.dumps(book.codebook_datapackage(), indent=2))
    else:
        click.echo(book.codebook_markdown(), nl=False)

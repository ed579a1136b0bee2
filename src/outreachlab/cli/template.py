"""`outreachlab template -o log.xlsx`."""

import click

from outreachlab.cli.output import may_replace, say, write_whole


@click.command()
@click.option("-o", "--output", default="log.xlsx", show_default=True, metavar="FILE.xlsx")
@may_replace
def template(output: str) -> None:
    """An empty spreadsheet to fill in, with drop-downs and the dictionary."""
    from outreachlab.errors import UsageError
    from outreachlab.intake.template import template_xlsx

    if output != "-" and not output.lower().endswith(".xlsx"):
        raise UsageError(f"{output}: a template is a workbook; end the name in .xlsx")
    write_whole(output, template_xlsx())
    if output != "-":
        say(f"wrote {output}")

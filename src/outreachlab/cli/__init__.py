"""The command line: each command a thin shell over one public function."""

import click

from outreachlab import __version__
from outreachlab.cli.commands import COMMANDS
from outreachlab.cli.output import plain_errors


@click.group(
    commands=COMMANDS,
    cls=plain_errors(click.Group),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="outreachlab")
def main() -> None:
    """Learn from a log of requests for informational interviews."""

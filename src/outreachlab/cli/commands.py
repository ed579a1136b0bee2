"""The commands by name, in the order the help shows them."""

import click

from outreachlab.cli.check import check
from outreachlab.cli.compare import compare
from outreachlab.cli.rates import rates

COMMANDS: dict[str, click.Command] = {
    command.name: command for command in (check, rates, compare) if command.name
}

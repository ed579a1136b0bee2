"""The commands by name, in the order the help shows them."""

import click

from outreachlab.cli.chains import chains
from outreachlab.cli.check import check
from outreachlab.cli.compare import compare
from outreachlab.cli.rates import rates
from outreachlab.cli.report import report
from outreachlab.cli.simulate import simulate

COMMANDS: dict[str, click.Command] = {
    str(command.name): command for command in (check, rates, compare, chains, report, simulate)
}

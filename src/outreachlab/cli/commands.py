"""The commands by name, in the order the help shows them."""

import click

from outreachlab.cli.answers import (
    advice,
    chains,
    compare,
    effects,
    funnel,
    meetings,
    rates,
    waiting,
)
from outreachlab.cli.check import check
from outreachlab.cli.codebook import codebook
from outreachlab.cli.import_ import import_
from outreachlab.cli.next import next_
from outreachlab.cli.notebook import notebook
from outreachlab.cli.partition import partition
from outreachlab.cli.report import report
from outreachlab.cli.simulate import simulate
from outreachlab.cli.template import template

COMMANDS: dict[str, click.Command] = {
    str(command.name): command
    for command in (
        check,
        rates,
        compare,
        effects,
        advice,
        meetings,
        waiting,
        funnel,
        chains,
        next_,
        report,
        notebook,
        import_,
        template,
        codebook,
        simulate,
        partition,
    )
}

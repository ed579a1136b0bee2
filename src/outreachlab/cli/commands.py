"""The commands by name, in the order the help shows them."""

import click

from outreachlab.cli.advice import advice
from outreachlab.cli.chains import chains
from outreachlab.cli.check import check
from outreachlab.cli.codebook import codebook
from outreachlab.cli.compare import compare
from outreachlab.cli.effects import effects
from outreachlab.cli.funnel import funnel
from outreachlab.cli.import_ import import_
from outreachlab.cli.meetings import meetings
from outreachlab.cli.next import next_
from outreachlab.cli.notebook import notebook
from outreachlab.cli.partition import partition
from outreachlab.cli.rates import rates
from outreachlab.cli.report import report
from outreachlab.cli.simulate import simulate
from outreachlab.cli.template import template
from outreachlab.cli.waiting import waiting

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

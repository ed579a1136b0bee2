"""The command line: each command a thin shell over one public function."""

import os

import click

from outreachlab import __version__
from outreachlab.cli.answers import (
    advice,
    chains,
    compare,
    effects,
    evidence,
    funnel,
    meetings,
    progress_,
    rates,
    waiting,
)
from outreachlab.cli.app import app
from outreachlab.cli.check import check
from outreachlab.cli.choose import choose
from outreachlab.cli.data import codebook, partition, simulate, template
from outreachlab.cli.import_ import import_
from outreachlab.cli.messages import messages
from outreachlab.cli.output import plain_errors
from outreachlab.cli.report import next_, notebook, report
from outreachlab.cli.sharing import pool, share, tally
from outreachlab.cli.trial import power, trial

# In the order the help shows them.
COMMANDS: dict[str, click.Command] = {
    str(command.name): command
    for command in (
        check,
        rates,
        compare,
        effects,
        advice,
        evidence,
        meetings,
        waiting,
        funnel,
        progress_,
        chains,
        choose,
        next_,
        power,
        trial,
        report,
        notebook,
        app,
        import_,
        messages,
        template,
        codebook,
        simulate,
        partition,
        share,
        tally,
        pool,
    )
}


@click.group(
    commands=COMMANDS,
    cls=plain_errors(click.Group),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="outreachlab")
def main() -> None:
    """Learn from a log of requests for informational interviews."""
    # Several threads wait longer for each other than these small products take.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nothing here uses their plugins, and looking for some opens what each package says of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("TYPEGUARD_DISABLE_PLUGIN_AUTOLOAD", "1")

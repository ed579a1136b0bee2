"""`outreachlab partition FILE -o folder/`."""

import click

from outreachlab.cli.options import prints_json
from outreachlab.cli.output import show
from outreachlab.cli.progress import doing


@click.command()
@click.argument("log", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the parts go.")
@click.option("--map", metavar="FILE.toml", help="How a foreign file reads as a log.")
@click.option("--people", metavar="FILE.toml", help="Which spellings are one person's.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option("--skip-faulty", is_flag=True, help="Leave rows with faults out, and say so.")
@click.option(
    "--memory",
    type=click.FloatRange(min=0.1),
    default=2.0,
    show_default=True,
    metavar="GIB",
    help="How much memory to take; less makes more and smaller parts.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Check the parts in so many processes.",
)
@prints_json
def partition(
    log: str,
    output: str,
    map: str | None,
    people: str | None,
    dates: str | None,
    skip_faulty: bool,
    memory: float,
    workers: int,
    as_json: bool,
) -> None:
    """A log of any size in parts, for the commands that count."""
    from outreachlab.parts.partition import partition as split

    doing(f"splitting {log}")
    done = split(
        log,
        output,
        map=map,
        people=people,
        dates=dates,  # type: ignore[arg-type]
        skip_faulty=skip_faulty,
        memory=int(memory * 2**30),
        workers=workers,
    )
    show(done, as_json)

"""`outreachlab simulate -n 300 -o log.csv`."""

import click

from outreachlab.cli.options import prints_json
from outreachlab.cli.output import may_replace, show_json, write_whole
from outreachlab.errors import UsageError


@click.command()
@click.option("-n", "--requests", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seekers", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write the CSV.")
@may_replace
@prints_json
def simulate(requests: int, seekers: int, seed: int, output: str, as_json: bool) -> None:
    """A simulated log with a known truth, as CSV; with --json, the truth."""
    from dataclasses import asdict

    from outreachlab.escapes import csv_text
    from outreachlab.simulate import Truth, simulate_log

    if as_json and output == "-":
        raise UsageError("--json prints the truth, so the log needs a file: add -o log.csv")
    if seekers > requests:
        raise UsageError(f"{seekers} seekers cannot share {requests} requests; lower --seekers")
    truth = Truth()
    frame = simulate_log(requests, seekers=seekers, truth=truth, rng=seed)
    write_whole(output, csv_text(frame).encode())
    if as_json:
        show_json(
            {"requests": len(frame), "seekers": seekers, "seed": seed, "truth": asdict(truth)}
        )

"""The commands that get data in: `template`, `codebook`, `simulate`, `partition`."""

import click

from outreachlab.cli.options import prints_json
from outreachlab.cli.output import say, show, show_json
from outreachlab.cli.progress import doing
from outreachlab.cli.writing import may_replace, require_free, write_all, write_whole
from outreachlab.errors import UsageError


@click.command()
@click.option("-o", "--output", default="log.xlsx", show_default=True, metavar="FILE.xlsx")
@click.option("--all", "every", is_flag=True, help="Every column of a log, under our own names.")
@click.option("--from", "mine", metavar="MINE.xlsx", help="Your own sheet, with columns to add.")
@may_replace
def template(output: str, every: bool, mine: str | None) -> None:
    """An empty spreadsheet to fill in, or your own with the columns that would teach most."""
    from outreachlab.intake.continued import continued_xlsx
    from outreachlab.intake.template import template_xlsx
    from outreachlab.wording import listed

    if output != "-" and not output.lower().endswith(".xlsx"):
        raise UsageError(f"{output}: a template is a workbook; end the name in .xlsx")
    if mine is not None and every:
        raise UsageError("--all is a sheet of ours, --from continues your own; give one of them")
    require_free(output)
    if mine is None:
        write_whole(output, template_xlsx(every=every))
    else:
        content, added = continued_xlsx(mine)
        write_whole(output, content)
        say(f"added {listed(added)}")
    if output != "-":
        say(f"wrote {output}")


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


@click.command()
@click.option("-n", "--requests", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seekers", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write the CSV.")
@click.option(
    "--trial", "new_trial", metavar="FOLDER", help="A trial instead: its plan and lots go there."
)
@may_replace
@prints_json
def simulate(
    requests: int, seekers: int, seed: int, output: str, new_trial: str | None, as_json: bool
) -> None:
    """A simulated log with a known truth, as CSV; with --json, the truth."""
    from dataclasses import asdict

    if new_trial is not None:
        return _simulate_trial(requests, seekers, seed, output, new_trial, as_json)

    from outreachlab.escapes import csv_text
    from outreachlab.simulate import Truth, simulate_log

    if as_json and output == "-":
        raise UsageError("--json prints the truth, so the log needs a file: add -o log.csv")
    if seekers > requests:
        raise UsageError(f"{seekers} seekers cannot share {requests} requests; lower --seekers")
    truth = Truth()
    require_free(output)
    frame = simulate_log(requests, seekers=seekers, truth=truth, rng=seed)
    write_whole(output, csv_text(frame).encode())
    if as_json:
        show_json(
            {"requests": len(frame), "seekers": seekers, "seed": seed, "truth": asdict(truth)}
        )


def _simulate_trial(
    size: int, seekers: int, seed: int, output: str, folder: str, as_json: bool
) -> None:
    """A trial of offering coffee that works and of offering a phone call that does not."""
    from dataclasses import asdict
    from pathlib import Path

    from outreachlab.escapes import csv_text
    from outreachlab.trials.planning import draw_plan
    from outreachlab.trials.simulated import simulate_trial
    from outreachlab.trials.truth import TrialTruth

    if output == "-":
        raise UsageError("a trial is a folder and a log: name the log too, with -o log.csv")
    if size < (least := max(8, 4 * seekers)):
        raise UsageError(f"such a trial takes {least:,} contacts or more; raise -n")
    require_free(output)
    names = [f"seeker {place + 1}" for place in range(seekers)] if seekers > 1 else None
    plan = draw_plan(
        ("meeting_format", "offered_phone"),
        size=size,
        seekers=names,
        today="2026-01-05",
        rng=seed,
    )
    truth = TrialTruth(gains={"meeting_format": 0.2}, unlike=0.1 if seekers > 1 else 0.0)
    drawn = simulate_trial(plan, truth, rng=seed)
    files = [(str(Path(folder) / name), content) for name, content in drawn.files().items()]
    write_all([*files, (output, csv_text(drawn.log).encode())], folder)
    if as_json:
        show_json({"requests": len(drawn.log), "seed": seed, "truth": asdict(truth)})
    say(f"wrote {output} and {folder}; read it with --as-of {drawn.last_day}")


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

    doing("splitting the log")
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

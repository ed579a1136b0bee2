"""The commands that make files to keep: `report`, `notebook`, and `next` with its calendar."""

from typing import TYPE_CHECKING

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import LogOptions, only_reads_log, prints_json, reads_log
from outreachlab.cli.output import show, show_json, write_folder, write_whole
from outreachlab.cli.progress import doing, each
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreachlab.log.checked import CheckedLog
    from outreachlab.report.model import Report

DEFAULT_PATH = "report.html"


@click.command()
@reads_log
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"Where to write; the ending decides: .html, .md, .pdf, .json. [default: {DEFAULT_PATH}]",
)
@click.option("--anonymize", is_flag=True, help="Pseudonyms for all people, companies and texts.")
@click.option(
    "--key", metavar="FILE", help="A secret that keeps the pseudonyms the same from run to run."
)
@click.option("--each-seeker", is_flag=True, help="A page for every seeker, into the folder of -o.")
@prints_json
def report(
    log: LogOptions,
    output: str | None,
    anonymize: bool,
    key: str | None,
    each_seeker: bool,
    as_json: bool,
) -> None:
    """The report on a log, as one file that needs no network."""
    from outreachlab.report import build_report

    pool = log._replace(seeker=None).read()
    mine = pool if log.seeker is None else pool.of_seeker(log.seeker)
    if key is not None and not anonymize:
        raise UsageError("--key is the secret of --anonymize; give both")
    if anonymize:
        pool, mine = _hidden(pool, mine, key)
    if each_seeker:
        if as_json or output is None or output == "-":
            raise UsageError("--each-seeker writes a folder of pages; name it with -o")
        return _each(log, mine, pool, output)
    built = as_flags(build_report(mine, pool=None if log.seeker is None else pool, **log.when))
    if output is not None or not as_json:
        _write(built, output or DEFAULT_PATH)
    if as_json:
        show_json(built.to_json())


def _hidden(
    pool: "CheckedLog", mine: "CheckedLog", key: str | None
) -> "tuple[CheckedLog, CheckedLog]":
    """Both logs under the same pseudonyms."""
    from dataclasses import replace
    from pathlib import Path

    from outreachlab.intake.anonymous import anonymized

    try:
        secret = None if key is None else Path(key).read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{key}: the key cannot be read: {error.strerror}") from None
    hidden = anonymized(pool, secret)
    if mine is pool:
        return hidden, hidden
    (one,) = replace(hidden, selected=mine.selected).seekers
    return hidden, hidden.of_seeker(one)


def _write(built: "Report", path: str) -> None:
    """The report, and for Markdown its pictures in a folder beside it."""
    from pathlib import Path

    from outreachlab.report import picture_files, rendered

    beside = None
    if path.lower().endswith(".md"):
        beside = Path(path).with_name(f"{Path(path).stem}_pictures")
    content = rendered(built, path, pictures=beside.name if beside else None)
    if beside is not None:
        write_folder(str(beside), picture_files(built).items())
    write_whole(path, content)
    if path != "-":
        click.echo(f"wrote {path}" + (f" and {beside}" if beside else ""), err=True)


def _each(log: LogOptions, mine: "CheckedLog", pool: "CheckedLog", folder: str) -> None:
    """A page per seeker; those whose requests all lie after the day of judgement have none."""
    from outreachlab.errors import NothingToComputeError
    from outreachlab.report import build_report, rendered
    from outreachlab.report.render import file_names

    names = mine.seekers
    left_out = []

    def pages() -> "Iterator[tuple[str, bytes]]":
        for name, file in each(list(zip(names, file_names(names, ".html"), strict=True)), "pages"):
            try:
                built = as_flags(build_report(mine.of_seeker(name), pool=pool, **log.when))
            except NothingToComputeError:
                left_out.append(name)
                continue
            yield file, rendered(built, file)

    written = write_folder(folder, pages())
    click.echo(f"wrote {written:,} pages to {folder}", err=True)
    if left_out:
        click.echo(f"nothing asked by that day: {', '.join(left_out[:10])}", err=True)


@click.command("next")
@reads_log
@click.option("-o", "--output", metavar="FILE.ics", help="Write what is due as a calendar file.")
@prints_json
def next_(log: LogOptions, output: str | None, as_json: bool) -> None:
    """What is due: follow-ups, thanks, names; and the advice to try next."""
    from outreachlab.answers.next_steps import next_steps

    if output is not None and output != "-" and not output.lower().endswith(".ics"):
        raise UsageError(f"{output}: a calendar file ends in .ics; name another")
    if output == "-" and as_json:
        raise UsageError("--json and the calendar cannot share standard output; name a file")
    steps = next_steps(log.read(), **log.when)
    if output is not None:
        from outreachlab.report.due import as_calendar

        write_whole(output, as_calendar(steps.due, steps.as_of).encode())
        if output == "-":
            return
        click.echo(f"wrote {output}", err=True)
    show(steps, as_json)


@click.command()
@only_reads_log
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where to put them.")
@click.option("--only", multiple=True, metavar="03", help="Only this notebook; may be repeated.")
def notebook(log: LogOptions, output: str, only: tuple[str, ...]) -> None:
    """The analysis notebooks executed on a log, with a page of HTML beside each."""
    from outreachlab.notebooks.run import run_notebooks
    from outreachlab.notebooks.shipped import notebook_files

    if "-" in (log.path, output):
        raise UsageError("notebooks read the log from a file and fill a folder; name both")
    notebook_files(only)
    log.read()  # a faulty log is refused before anything is run
    doing("starting")
    given = {"sheet": log.sheet, "dates": log.dates, "seeker": log.seeker}
    given |= {name: day.isoformat() for name in ("since", "until") if (day := getattr(log, name))}
    options = {name: value for name, value in given.items() if value is not None}
    running = run_notebooks(log.path, output, only=only, map=log.map, options=options)
    files = 2 * len(notebook_files(only))
    written = write_folder(output, each(running, "notebooks", length=files))
    click.echo(f"wrote {written} files to {output}", err=True)

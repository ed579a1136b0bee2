"""`outreachlab report LOG -o report.html`."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from outreachlab.cli.options import LogOptions, prints_json, reads_log
from outreachlab.cli.output import require_free, say, show_json, write_all, write_folder
from outreachlab.cli.progress import each
from outreachlab.errors import LogFaultsError, OutreachlabError, UsageError

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

    if not each_seeker:
        require_free(output or (None if as_json else DEFAULT_PATH))
    if key is not None and not anonymize:
        raise UsageError("--key is the secret of --anonymize; give both")
    with _nameless(anonymize):
        pool = log._replace(seeker=None).read()
        mine = pool if log.seeker is None else pool.of_seeker(log.seeker)
    if anonymize:
        pool, mine = _hidden(pool, mine, key)
    if each_seeker:
        if as_json or output is None or output == "-":
            raise UsageError("--each-seeker writes a folder of pages; name it with -o")
        return _each(log, mine, pool, output)
    built = build_report(mine, pool=None if log.seeker is None else pool, **log.when)
    if output is not None or not as_json:
        _write(built, output or DEFAULT_PATH)
    if as_json:
        show_json(built.to_json())


@contextmanager
def _nameless(hidden: bool) -> "Iterator[None]":
    """Where names are hidden, errors quote nothing of the log, its map or its place either."""
    try:
        yield
    except OutreachlabError as error:
        if not hidden:
            raise
        said = "the log, its map or its seeker cannot be read"
        if isinstance(error, LogFaultsError):
            said = f"the log has faults: {error.counts[0]:,} in {error.counts[1]:,} rows"
        hidden_error = UsageError(f"{said}; `outreachlab check` shows what is wrong, with names")
        hidden_error.exit_code = error.exit_code
        raise hidden_error from None


def _hidden(
    pool: "CheckedLog", mine: "CheckedLog", key: str | None
) -> "tuple[CheckedLog, CheckedLog]":
    """Both logs under the same pseudonyms."""
    from dataclasses import replace

    from outreachlab.intake.anonymous import anonymized, read_key

    hidden = anonymized(pool, None if key is None else read_key(key))
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
    files: list[tuple[str | Path, bytes]] = [(path, content)]
    if beside is not None:
        files += [(beside / name, picture) for name, picture in picture_files(built).items()]
    write_all(files, beside)
    if path != "-":
        say(f"wrote {path}" + (f" and {beside}" if beside else ""))


def _each(log: LogOptions, mine: "CheckedLog", pool: "CheckedLog", folder: str) -> None:
    """A page per seeker; those whose requests all lie after the day of judgement have none."""
    from outreachlab.errors import NothingToComputeError
    from outreachlab.report import build_report, rendered
    from outreachlab.report.filenames import file_names

    names = mine.seekers
    left_out = []

    def pages() -> "Iterator[tuple[str, bytes]]":
        for name, file in each(list(zip(names, file_names(names, ".html"), strict=True)), "pages"):
            try:
                built = build_report(mine.of_seeker(name), pool=pool, **log.when)
            except NothingToComputeError:
                left_out.append(name)
                continue
            yield file, rendered(built, file)

    written = write_folder(folder, pages())
    say(f"wrote {written:,} pages to {folder}")
    if left_out:
        say(f"nothing asked by that day: {', '.join(left_out[:10])}")

"""The commands that make files to keep: `report`, `notebook`, and `next` with its calendar."""

from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import click

from outreachlab.cli.flags import as_flags
from outreachlab.cli.options import (
    LogOptions,
    by_lot,
    counts_parts,
    only_reads_log,
    prints_json,
    trial_in,
)
from outreachlab.cli.output import say, show, show_json
from outreachlab.cli.progress import doing, each
from outreachlab.cli.writing import (
    may_replace,
    require_free,
    write_all,
    write_folder,
    write_whole,
)
from outreachlab.errors import LogFaultsError, OutreachlabError, UsageError
from outreachlab.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreachlab.log.checked import CheckedLog
    from outreachlab.parts.view import PartedLog
    from outreachlab.report.model import Report
    from outreachlab.trials.result import TrialRead

    Opened = CheckedLog | PartedLog

DEFAULT_PATH = "report.html"


@click.command()
@counts_parts
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
@click.option(
    "--new-key", metavar="FILE", help="Draw such a secret into a new file of yours alone."
)
@click.option(
    "--each-seeker",
    is_flag=True,
    help="A page for every seeker, and index.html on all of them, into the folder of -o.",
)
@click.option("--open", "open_", is_flag=True, help="Show it in the browser once it is written.")
@by_lot
@prints_json
def report(
    log: LogOptions,
    output: str | None,
    anonymize: bool,
    key: str | None,
    new_key: str | None,
    each_seeker: bool,
    trial: str | None,
    open_: bool,
    as_json: bool,
) -> None:
    """The report on a log, as one file that needs no network."""
    _load_artists()
    from outreachlab.report import build_report

    if not each_seeker:
        require_free(output or (None if as_json else DEFAULT_PATH))
    if open_ and (output == "-" or (as_json and output is None)):
        raise UsageError("--open shows a file; name one with -o")
    _require_one_key(anonymize, key, new_key)
    pool, mine, lots = _asked(log, trial, (key, new_key) if anonymize else None)
    if each_seeker:
        if as_json or output is None or output == "-":
            raise UsageError("--each-seeker writes a folder of pages; name it with -o")
        index = _each(log, mine, pool, lots, output)
        return _show(index) if open_ else None
    beside = None if log.seeker is None else pool
    built = as_flags(build_report(mine, pool=beside, trial=lots, **log.when))
    if output is not None or not as_json:
        write_report(built, output or DEFAULT_PATH)
    if as_json:
        show_json(built.to_json())
    if open_:
        _show(output or DEFAULT_PATH)


def _load_artists() -> None:
    """Matplotlib without its help on each artist's `set`: a quarter of its load, never shown."""
    from matplotlib.artist import Artist

    Artist._update_set_signature_and_docstring = classmethod(lambda _: None)  # type: ignore[attr-defined]


def _show(path: str) -> None:
    """Open a file in the browser, or say where it is."""
    import webbrowser
    from pathlib import Path

    address = Path(path).resolve().as_uri()
    if not webbrowser.open(address):
        say(f"no browser could be opened; open {path} in one")


def _require_one_key(anonymize: bool, key: str | None, new_key: str | None) -> None:
    """Raise UsageError for a key without pseudonyms, for two of them, or over one that is there."""
    from pathlib import Path

    if (key or new_key) and not anonymize:
        raise UsageError(f"{'--key' if key else '--new-key'} is for --anonymize; give both")
    if key and new_key:
        raise UsageError("--new-key draws a key and --key reads one; give one of them")
    if new_key == "-" or (new_key and Path(new_key).exists()):
        raise UsageError(f"{new_key}: a new key goes into a new file; name another")


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
            faults, rows = error.counts
            said = f"the log has {counted(faults, 'fault')} in {counted(rows, 'row')}"
        hidden_error = UsageError(f"{said}; `outreachlab check` shows what is wrong, with names")
        hidden_error.exit_code = error.exit_code
        raise hidden_error from None


def _asked(
    log: LogOptions, trial: str | None, hiding: tuple[str | None, str | None] | None
) -> "tuple[Opened, Opened, TrialRead | None]":
    """The pool, whom the report is on, and the trial; under pseudonyms by a key or a new one."""
    whole = log._replace(seeker=None)
    with _nameless(hiding is not None):
        table = None if hiding is None else whole.table()
        pool = whole.opened() if table is None else table
        mine = pool if log.seeker is None else pool.of_seeker(log.seeker)
        lots = None if trial is None else trial_in(trial, pool.as_of(**log.judged))
    if table is not None and hiding is not None:
        pool = mine = hidden = _hidden(table, *hiding)
        if log.seeker is not None:
            (one,) = replace(hidden, selected=table.of_seeker(log.seeker).selected).seekers
            mine = hidden.of_seeker(one)
    return pool, mine, lots


def _hidden(pool: "CheckedLog", key: str | None, new_key: str | None) -> "CheckedLog":
    """A log under pseudonyms; a new key is written before anything rests on it."""
    from outreachlab.intake.anonymous import anonymized, drawn_key, read_key

    secret = drawn_key() if key is None else read_key(key)
    hidden = anonymized(pool, secret)
    if new_key is not None:
        write_all([(new_key, secret)], private=[new_key])
        say(f"wrote {new_key}, which only you can read; whoever has it can try names")
    return hidden


def write_report(built: "Report", path: str) -> None:
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


def _each(
    log: LogOptions,
    mine: "Opened",
    pool: "Opened",
    trial: "TrialRead | None",
    folder: str,
) -> str:
    """
    A page per seeker and one on all of them, `index.html`, whose path is returned.

    Those whose requests all lie after the day of judgement have no page.
    """
    from pathlib import Path

    from outreachlab.answers.clients import clients
    from outreachlab.log.view import view_of
    from outreachlab.parts.one_by_one import one_by_one, seekers_of
    from outreachlab.report import build_report, rendered
    from outreachlab.report.first.people import with_everyone
    from outreachlab.report.render import file_names

    judged = view_of(pool, **log.when)
    whose = judged if mine is pool else view_of(mine, **log.when)
    names = seekers_of(whose)
    index, *files = file_names(["index", *names], ".html")
    named = dict(zip(names, files, strict=True))
    choices: dict[str, str] = {}
    left_out: list[str] = []

    def pages() -> "Iterator[tuple[str, bytes]]":
        for name, one in each(one_by_one(whose), "pages", len(names)):
            if not len(one.outcomes.rows):
                left_out.append(name)
                continue
            built = as_flags(build_report(one, pool=judged, trial=trial))
            if built.first and built.first.choices:
                choices[name] = built.first.choices[0].do
            yield named[name], rendered(built, named[name])
        found = clients(judged, choices=choices)
        links = {name: file for name, file in named.items() if name not in left_out}
        whole = with_everyone(as_flags(build_report(judged, trial=trial)), found, links)
        yield index, rendered(whole, index)

    written = write_folder(folder, pages())
    say(f"wrote {index} and {written - 1:,} pages to {folder}")
    if left_out:
        say(f"nothing asked by that day: {', '.join(left_out[:10])}")
    return str(Path(folder) / index)


@click.command("next")
@counts_parts
@click.option("-o", "--output", metavar="FILE.ics", help="Write what is due as a calendar file.")
@click.option("--all", "every", is_flag=True, help="All that is due, rather than five at most.")
@click.option(
    "--meetings-a-week",
    type=click.FloatRange(0, 7),
    default=1,
    show_default=True,
    metavar="N",
    help="The pace you wish; it says how many first requests to send.",
)
@prints_json
def next_(
    log: LogOptions, output: str | None, every: bool, meetings_a_week: float, as_json: bool
) -> None:
    """What to do this week, worth most first: today's list, unless --as-of is given."""
    from outreachlab.answers.next_steps import next_steps

    if output is not None and output != "-" and not output.lower().endswith(".ics"):
        raise UsageError(f"{output}: a calendar file ends in .ics; name another")
    if output == "-" and as_json:
        raise UsageError("--json and the calendar cannot share standard output; name a file")
    require_free(output)
    view = log.view()
    steps = next_steps(view, every=every, meetings_a_week=meetings_a_week)
    if output is not None:
        from outreachlab.report.calendar import as_calendar

        write_whole(output, as_calendar(steps.due, steps.as_of).encode())
        if output == "-":
            return
        say(f"wrote {output}")
    show(steps, as_json)


@click.command()
@only_reads_log
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where to put them.")
@click.option("--only", multiple=True, metavar="03", help="Only this notebook; may be repeated.")
@click.option("--all", "every", is_flag=True, help="What says nothing of the log itself too.")
@may_replace
def notebook(log: LogOptions, output: str, only: tuple[str, ...], every: bool) -> None:
    """The analysis notebooks executed on a log, with a page of HTML beside each."""
    from outreachlab.notebooks.run import run_notebooks
    from outreachlab.notebooks.shipped import about, notebook_files

    if log.more:
        raise UsageError("notebooks read one file; name one, or a folder")
    if "-" in (log.path, output):
        raise UsageError("notebooks read the log from a file and fill a folder; name both")
    notebook_files(only)
    read = log.read()  # a faulty log is refused before anything is run
    only = only if only or every else about(len(read.seekers))
    given = {"sheet": log.sheet, "dates": log.dates, "seeker": log.seeker}
    given |= {name: day.isoformat() for name in ("since", "until") if (day := getattr(log, name))}
    options = {name: value for name, value in given.items() if value is not None}
    running = run_notebooks(log.path, output, only=only, every=every, map=log.map, options=options)
    names = [file.stem for file in notebook_files(only)]
    written = write_folder(output, _told(running, names))
    say(f"wrote {written} files to {output}")


def _told(
    running: "Iterator[tuple[str, bytes]]", names: list[str]
) -> "Iterator[tuple[str, bytes]]":
    """What is made, each notebook named while it runs."""
    for place, name in enumerate(names, start=1):
        doing(f"running {name}, {place} of {len(names)}")
        yield from islice(running, 2)

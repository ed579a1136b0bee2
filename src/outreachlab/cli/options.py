"""The options that commands share."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from outreachlab.cli.progress import LEFT_OUT, doing, settle
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from outreachlab.log.checked import CheckedLog
    from outreachlab.log.view import Log, View
    from outreachlab.parts.view import PartedLog
    from outreachlab.trials.result import TrialRead

Command = Callable[..., Any]


HOW = ("map", "people", "sheet", "dates", "encoding", "strict", "each_file")


class LogOptions(NamedTuple):
    """Which log to read, how, and as of when to judge it; `more` are further files of it."""

    path: str
    map: str | None
    people: str | None
    sheet: str | None
    dates: str | None
    as_of: date | None
    window: int | None
    seeker: str | None
    since: date | None
    until: date | None
    skip_faulty: bool
    encoding: str | None = None
    strict: bool = False
    each_file: bool | None = None
    skip_all_faulty: bool = False
    more: tuple[str, ...] = ()
    scheduler: str | None = None
    workers: int | None = None

    def view(self, whole: bool = False) -> "View":
        """
        The log judged once: of a folder of parts its parts, of all else the table.

        A question that takes the `whole` log has the parts joined.
        """
        return (self.table() if whole else self.opened()).as_of(**self.judged)

    def opened(self) -> "CheckedLog | PartedLog":
        """A folder of parts as its parts, all else as a table."""
        if self._in_parts:
            return self._parts()
        if self.scheduler or self.workers:
            raise UsageError(
                f"{self.path}: --scheduler and --workers are for a folder of parts; "
                "make one with `outreachlab partition`"
            )
        return self.read()

    def table(self) -> "CheckedLog":
        """The log as one table, for what takes the whole of it at once."""
        if self.scheduler or self.workers:
            raise UsageError(
                "this takes the whole log at once; leave --scheduler and --workers out"
            )
        return self.read()

    @property
    def _in_parts(self) -> bool:
        from outreachlab.parts.folder import is_parts

        return not self.more and is_parts(self.path)

    def _parts(self) -> "PartedLog":
        from outreachlab.parts.cluster import cluster
        from outreachlab.parts.view import open_parts
        from outreachlab.parts.workers import here

        for name, given in self.how.items():
            if given:
                flag = name.replace("_", "-")
                raise UsageError(f"{self.path}: the parts are read already; leave --{flag} out")
        if self.scheduler and self.workers:
            raise UsageError("--scheduler names a cluster, --workers starts one; give one of them")
        doing(f"counting {self.path}")
        ours = cluster(self.scheduler, self.workers) if self.scheduler or self.workers else here()
        workers = click.get_current_context().with_resource(ours)
        span = {"since": self.since, "until": self.until}
        return open_parts(self.path, seeker=self.seeker, **span, workers=workers)

    def read(self) -> "CheckedLog":
        """The checked log, as the options ask for it."""
        from outreachlab.intake.read import read_log

        settle()
        doing("reading the log")
        if self._in_parts:
            return self._parts().joined()
        log = read_log(
            self.source,
            **self.how,
            seeker=self.seeker,
            since=self.since,
            until=self.until,
            skip_faulty=self.skip_faulty,
            skip_all_faulty=self.skip_all_faulty,
        )
        self._say_files(log)
        doing("computing")
        return log

    @property
    def source(self) -> Any:
        """The one file, or all of them."""
        return [self.path, *self.more] if self.more else self.path

    def _say_files(self, log: "CheckedLog") -> None:
        """File by file what was read; where one was left out, the run ends with 1."""
        from outreachlab.cli.files_read import file_lines, left_out_lines
        from outreachlab.cli.output import say
        from outreachlab.wording import counted

        if not log.files:
            return
        anonymous = bool(click.get_current_context().params.get("anonymize"))
        if anonymous:  # files are called after clients
            left = sum(bool(file.asked) for file in log.files)
            say(f"{counted(len(log.files), 'file')}, {left:,} left out; `check_log` names them")
        else:
            say("\n".join(file_lines(log.files)))
        if any(file.asked for file in log.files):
            skipping = self.skip_faulty or self.skip_all_faulty
            click.get_current_context().meta[LEFT_OUT] = not skipping
            say("\n".join(left_out_lines(log.files, skipping, anonymous)))

    @property
    def how(self) -> dict[str, Any]:
        """The arguments that say how the file is read."""
        return {name: getattr(self, name) for name in HOW}

    @property
    def judged(self) -> dict[str, Any]:
        """The arguments of a view."""
        given = {"day": self.as_of, "window_days": self.window}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def when(self) -> dict[str, Any]:
        """The arguments of every answer that say as of when it judges."""
        given = {"as_of": self.as_of, "window_days": self.window}
        return {name: value for name, value in given.items() if value is not None}


class Day(click.ParamType):
    """A day written as 2026-02-03."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The day, or click's usage error."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-02-03", param, ctx)


class Numbers(click.ParamType):
    """Numbers with commas between, as in the example."""

    name = "numbers"

    def __init__(self, example: str) -> None:
        self.example = example

    def convert(self, value: object, param: object, ctx: object) -> tuple[float, ...]:
        """The numbers, or click's usage error."""
        try:
            return tuple(float(edge) for edge in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} are no numbers; write them as {self.example}")


class Pair(click.ParamType):
    """Two texts with a sign between, as venue=near_me."""

    def __init__(self, sign: str) -> None:
        self.name, self.sign = f"A{sign}B", sign

    def convert(self, value: object, param: object, ctx: object) -> tuple[str, str]:
        """The two texts, or click's usage error."""
        if isinstance(value, tuple):
            return value
        one, sign, two = (part.strip() for part in str(value).partition(self.sign))
        if not (one and sign and two):
            self.fail(f"{value!r} is no pair; write it as {self.name}")
        return one, two


_READING = (
    click.argument("log", metavar="LOG...", nargs=-1, required=True),
    click.option("--map", metavar="FILE.toml", help="How a foreign file reads as a log."),
    click.option("--people", metavar="FILE.toml", help="Which spellings are one person's."),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
    click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means."),
    click.option("--seeker", metavar="NAME", help="Only the requests of this seeker."),
    click.option("--since", type=Day(), help="Only requests asked on this day or later."),
    click.option("--until", type=Day(), help="Only requests asked on this day or earlier."),
    click.option("--encoding", metavar="NAME", help="Of a text not in UTF-8, as cp1254."),
    click.option("--strict", is_flag=True, help="Make every cell that cannot be read a fault."),
    click.option("--skip-faulty", is_flag=True, help="Leave rows with faults out, and say so."),
    click.option("--skip-all-faulty", is_flag=True, help="The same for over a tenth of the rows."),
    click.option(
        "--each-file",
        is_flag=True,
        default=None,
        help="Several files are a seeker's each, called as the file is; so in a folder.",
    ),
)
_JUDGING = (
    click.option("--as-of", type=Day(), help="Judge as of this day; else the log's last day."),
    click.option(
        "--window",
        type=click.IntRange(min=1),
        metavar="DAYS",
        help="Days after which silence counts as a no; 21 unless given.",
    ),
)


_COUNTING = (
    click.option(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="Count the parts on this Dask cluster; for a folder of parts.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Count the parts in so many processes; for a folder of parts.",
    ),
)


by_lot = click.option(
    "--trial",
    metavar="FOLDER",
    help="A trial whose verdict stands in place of the observed one.",
)


def trial_in(folder: str | None, log: "Log") -> "TrialRead | None":
    """The trial in a folder, read with the log; None where none is named."""
    if folder is None:
        return None
    from outreachlab.trials.reading import read_trial

    return read_trial(log, folder)


def reads_log(command: Command) -> Command:
    """Give a command the options of every command that judges a log, as one `LogOptions`."""
    return only_reads_log(_with(_JUDGING, command))


def counts_parts(command: Command) -> Command:
    """The same, and who counts the parts where the log is a folder of them."""
    return reads_log(_with(_COUNTING, command))


def only_reads_log(command: Command) -> Command:
    """The same without those that say as of when it is judged."""
    return _with(_READING, _as_log_options(command))


def may_read_log(command: Command) -> Command:
    """All options of a log for a command that can do without one; its `path` is then empty."""
    log = click.argument("log", metavar="[LOG]...", nargs=-1)
    return _with((log, *_READING[1:], *_JUDGING), _as_log_options(command))


def _as_log_options(command: Command) -> Command:
    """A command that takes the options of a log as one value."""

    @wraps(command)
    def with_log(
        log: tuple[str, ...], as_of: date | None = None, window: int | None = None, **given: Any
    ) -> Any:
        chosen = {name: given.pop(name) for name in LogOptions._fields if name in given}
        path, *more = log or ("",)
        asked = LogOptions(path, as_of=as_of, window=window, more=tuple(more), **chosen)
        return command(asked, **given)

    return with_log


def _with(options: tuple[Command, ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


prints_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")

confidence = click.option(
    "--confidence",
    type=float,
    default=0.95,
    show_default=True,
    help="How often intervals cover the truth.",
)

cluster = click.option(
    "--cluster",
    type=click.Choice(["auto", "none"]),
    default="auto",
    show_default=True,
    help="Requests of one seeker are alike where there are several seekers, or all are separate.",
)

adjustment = click.option(
    "--adjustment",
    type=click.Choice(["holm", "benjamini-hochberg"]),
    default="holm",
    show_default=True,
    help="How p-values allow for how many are looked at.",
)

"""The commands that try a piece of advice properly: its power, a plan, one lot at a time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from outreachlab.cli.options import LogOptions, Numbers, may_read_log, prints_json, reads_log
from outreachlab.cli.output import say, show, show_json, show_text
from outreachlab.cli.progress import doing
from outreachlab.errors import NothingToComputeError, UsageError

if TYPE_CHECKING:
    from outreachlab.log.checked import CheckedLog

FOLDER = "trial"
WITHOUT_LOG = ("rates", "per_side", "chance", "ratio", "unit", "rho", "per_seeker", "cv")


def _require_log(log: LogOptions, *without: str) -> None:
    """UsageError where an option is about a log and none is named, but for those `without` one."""
    if not log.path:
        about = [name for name in LogOptions._fields if name not in without]
        _refuse("is about a LOG: name one, or", _on_the_line(about))


def _on_the_line(names: Iterable[str]) -> list[str]:
    """Those options, of some, that were given and are no defaults."""
    source = click.get_current_context().get_parameter_source
    return [name for name in names if source(name) == ParameterSource.COMMANDLINE]


def _refuse(why: str, names: list[str]) -> None:
    """UsageError where something was given that nothing would come of."""
    if names:
        option = next(
            one for one in click.get_current_context().command.params if one.name == names[0]
        )
        raise UsageError(f"{option.opts[0]} {why} leave it out")


def _require_window(folder: str, window: int | None) -> None:
    """UsageError where another window is asked for than the one that the plan fixed."""
    if window is None:
        return
    from outreachlab.trials.plan import read_plan
    from outreachlab.wording import counted

    fixed = read_plan(folder).window_days
    if window != fixed:
        raise UsageError(
            f"the plan in {folder} counts a yes within {counted(fixed, 'day')} of asking, and that "
            "was fixed beforehand; leave --window out"
        )


@click.command()
@may_read_log
@click.option(
    "--rates", type=Numbers("0.3,0.5"), default="0.3,0.5", show_default=True, metavar="A,B,..."
)
@click.option("--per-side", type=int, metavar="N", help="What so many requests a side can tell.")
@click.option("--power", "chance", type=float, default=0.8, show_default=True, metavar="CHANCE")
@click.option("--tests", type=int, metavar="N", help="At the level of a verdict over so many.")
@click.option("--ratio", type=float, default=1.0, show_default=True, help="Second over first side.")
@click.option("--unit", type=click.Choice(["request", "seeker"]), help="What lots are drawn for.")
@click.option("--rho", type=float, default=0.0, show_default=True, help="How alike a seeker's are.")
@click.option("--per-seeker", type=float, default=1.0, show_default=True, metavar="MEAN")
@click.option("--cv", type=float, default=0.0, show_default=True, help="Its relative spread.")
@prints_json
def power(
    log: LogOptions,
    rates: tuple[float, ...],
    per_side: int | None,
    chance: float,
    tests: int | None,
    ratio: float,
    unit: str | None,
    rho: float,
    per_seeker: float,
    cv: float,
    as_json: bool,
) -> None:
    """How many requests tell two rates apart; with a LOG, what its pace can show by when."""
    _require_log(log)
    if log.path:
        from outreachlab.answers.power_by_when import power_by_when

        _refuse("is for two rates, and here the LOG tells its own;", _on_the_line(WITHOUT_LOG))
        return show(power_by_when(log.view(), tests=tests), as_json)
    from outreachlab.answers.power import power as answer_power

    found = answer_power(
        rates,
        per_side=per_side,
        power=chance,
        tests=tests,
        ratio=ratio,
        unit=unit,  # type: ignore[arg-type]
        rho=rho,
        per_seeker=per_seeker,
        cv=cv,
    )
    show(found, as_json)


@click.group()
def trial() -> None:
    """Try a piece of advice properly, by drawing lots."""


@trial.command()
@may_read_log
@click.option("-o", "--output", default=FOLDER, show_default=True, metavar="FOLDER")
@click.option("--tactics", metavar="A,B", help="What to try; a LOG can tell.")
@click.option(
    "--rates", type=Numbers("0.5,0.3"), metavar="A,B", help="Rates to tell apart, as 0.5,0.3."
)
@click.option("--smallest-effect", type=float, default=0.1, show_default=True, metavar="SHARE")
@click.option("--size", type=int, metavar="N", help="Contacts in all; enough unless given.")
@click.option("--for", "who", multiple=True, metavar="NAME", help="Whose contacts; repeat it.")
@click.option("--stratum", multiple=True, metavar="NAME", help="A kind of contacts; repeat it.")
@click.option("--looks", type=int, default=5, show_default=True, help="How often it is read.")
@click.option("--adaptive", is_flag=True, help="Let lots follow what was learnt.")
@prints_json
def plan(
    log: LogOptions,
    output: str,
    tactics: str | None,
    rates: tuple[float, ...] | None,
    smallest_effect: float,
    size: int | None,
    who: tuple[str, ...],
    stratum: tuple[str, ...],
    looks: int,
    adaptive: bool,
    as_json: bool,
) -> None:
    """What is tried, how many contacts that takes, and the lots, fixed beforehand."""
    from outreachlab.log.vocabulary import WINDOW_DAYS
    from outreachlab.trials.plan import ONE_STRATUM
    from outreachlab.trials.planning import plan_trial
    from outreachlab.trials.protocol import in_short, plan_json

    _require_log(log, "as_of", "window")
    view = log.view() if log.path else None
    doing("planning")
    made = plan_trial(
        output,
        None if tactics is None else tactics.split(","),
        log=view,
        rates=rates,  # type: ignore[arg-type]
        smallest_effect=smallest_effect,
        size=size,
        seekers=who or None,
        strata=stratum or ONE_STRATUM,
        looks=looks,
        window_days=log.window or WINDOW_DAYS,
        adaptive=adaptive,
        today=log.as_of,
    )
    if as_json:
        return show_json(plan_json(made))
    show_text("\n".join(in_short(made)))
    say(f"wrote the plan, the protocol and a sheet to fill in to {output}")


@trial.command("next")
@click.argument("contact")
@may_read_log
@click.option("--in", "folder", default=FOLDER, show_default=True, metavar="FOLDER")
@click.option("--stratum", metavar="NAME", help="Which kind of contact, where the plan has some.")
@click.option("--referrer", metavar="NAME", help="Who referred this contact.")
@click.option("--remote", is_flag=True, help="A meeting in person is not possible.")
@click.option(
    "--opt-out", multiple=True, metavar="TACTIC|all", help="Leave this contact out of it; repeat."
)
@prints_json
def next_lot(
    log: LogOptions,
    contact: str,
    folder: str,
    stratum: str | None,
    referrer: str | None,
    remote: bool,
    opt_out: tuple[str, ...],
    as_json: bool,
) -> None:
    """Hand out the next lot to a contact: what to do when asking."""
    from outreachlab.trials.handing import next_assignment

    _require_log(log, "as_of", "seeker", "window")
    _require_window(folder, log.window)
    given = next_assignment(
        folder,
        contact,
        seeker=log.seeker,
        stratum=stratum,
        referrer=referrer,
        in_person=not remote,
        opted_out=opt_out,
        log=_so_far(log),
        today=log.as_of,
    )
    show(given, as_json)


def _so_far(log: LogOptions) -> "CheckedLog | None":
    """The log of everybody; None where none is named, or the sheet has no request yet."""
    whole = log._replace(seeker=None)
    if not log.path:
        return None
    try:
        return whole.read()
    except NothingToComputeError:
        if any((log.since, log.until, log.skip_faulty, log.skip_all_faulty)):
            raise  # it has requests, and they were left out
        return None


@trial.command()
@reads_log
@click.option("--in", "folder", default=FOLDER, show_default=True, metavar="FOLDER")
@click.option("--covariate", metavar="COLUMN", help="Held equal in the adjusted difference.")
@prints_json
def read(log: LogOptions, folder: str, covariate: str | None, as_json: bool) -> None:
    """What the trial shows so far, and whether to stop, give up or go on."""
    from outreachlab.trials.reading import read_trial

    _require_window(folder, log.window)
    show(read_trial(log.view(whole=True), folder, covariate=covariate), as_json)

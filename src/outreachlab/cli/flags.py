"""What functions and their arguments are called on the command line, where a sentence names one."""

from typing import TYPE_CHECKING, TypeVar

from outreachlab.wording import Argument, reworded

if TYPE_CHECKING:
    from pandas import DataFrame

Told = TypeVar("Told")
FLAGS = {
    "as_of": "--as-of",
    "bins": "--bins",
    "by": "--by",
    "cluster": "--cluster",
    "cv": "--cv",
    "dates": "--dates",
    "encoding": "--encoding",
    "every": "--all",
    "keep": "--keep",
    "log": "LOG",
    "looks": "--looks",
    "map": "--map",
    "me": "--me",
    "meetings_a_week": "--meetings-a-week",
    "opted_out": "--opt-out",
    "people": "--people",
    "per_seeker": "--per-seeker",
    "per_side": "--per-side",
    "power": "--power",
    "prior": "--prior",
    "rates": "--rates",
    "ratio": "--ratio",
    "referrer": "--referrer",
    "rho": "--rho",
    "seeker": "--seeker",
    "seekers": "--for",
    "sheet": "--sheet",
    "since": "--since",
    "size": "--size",
    "skip_all_faulty": "--skip-all-faulty",
    "skip_faulty": "--skip-faulty",
    "smallest_effect": "--smallest-effect",
    "strata": "--stratum",
    "stratum": "--stratum",
    "tactics": "--tactics",
    "take_replies": "--take-replies",
    "terms": "--terms",
    "tests": "--tests",
    "unit": "--unit",
    "until": "--until",
    "versus": "--versus",
    "window_days": "--window",
}
COMMANDS = {
    "acceptance_rates": "rates --by",
    "as_calendar": "outreachlab next LOG -o next.ics",
    "check_log": "outreachlab check",
    "import_log": "outreachlab import FILE -o log.csv",
    "continued_xlsx": "outreachlab template --from MINE.xlsx -o log.xlsx",
    "meeting_effects": "outreachlab meetings",
    "next_assignment": "outreachlab trial next",
    "next_steps": "outreachlab next LOG --all",
    "partition": "outreachlab partition",
    "plan_trial": "outreachlab trial plan",
    "share": "outreachlab share",
    "tally": "outreachlab tally",
}


def as_flags(told: Told) -> Told:
    """A text, or the sentences of an answer, with options in place of arguments."""
    return reworded(told, _word)


def with_flags(table: "DataFrame", *ours: str) -> "DataFrame":
    """A table with its columns of our sentences as the command line says them."""
    return table.assign(**{name: table[name].map(as_flags) for name in ours})


def _word(one: Argument) -> str | None:
    if one.name in COMMANDS:
        return f"`{COMMANDS[one.name]}`"
    flag, value = FLAGS.get(one.name), one.value
    if flag is None or value is None or value is True:
        return flag
    if isinstance(value, list):
        return f"{flag} {','.join(map(str, value))}"
    return f"{flag} {' '.join(value) if isinstance(value, tuple) else value}"

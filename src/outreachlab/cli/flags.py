"""What functions and their arguments are called on the command line, where a sentence names one."""

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from outreachlab.wording import Argument, with_arguments

if TYPE_CHECKING:
    from pandas import DataFrame

Told = TypeVar("Told")
FLAGS = {
    "as_of": "--as-of",
    "bins": "--bins",
    "by": "--by",
    "cluster": "--cluster",
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
    "until": "--until",
    "versus": "--versus",
}
COMMANDS = {
    "acceptance_rates": "rates --by",
    "as_calendar": "outreachlab next LOG -o next.ics",
    "check_log": "outreachlab check",
    "continued_xlsx": "outreachlab template --from MINE.xlsx -o log.xlsx",
    "meeting_effects": "outreachlab meetings",
    "next_steps": "outreachlab next LOG --all",
    "partition": "outreachlab partition",
    "plan_trial": "outreachlab trial plan",
    "share": "outreachlab share",
    "tally": "outreachlab tally",
}
# Where plain data and pages hold our sentences; all else in them is the log's.
PAGE = ("alt", "details", "headline", "heading", "sentences", "summary")
FIRST = ("adding", "after_week")
SAID = {"fix", "notes", "problem", "why", *PAGE, *FIRST}


def as_flags(told: Told) -> Told:
    """A text, or the sentences of an answer, with options in place of arguments."""
    return _worded(told, said=isinstance(told, str))  # type: ignore[no-any-return]


def with_flags(table: "DataFrame", *ours: str) -> "DataFrame":
    """A table with its columns of our sentences as the command line says them."""
    return table.assign(**{name: table[name].map(as_flags) for name in ours})


def _worded(told: Any, said: bool) -> Any:
    if isinstance(told, str):
        return with_arguments(told, _word) if said and "`" in told else told
    if isinstance(told, list | tuple):
        return type(told)(_worded(one, said) for one in told)
    if isinstance(told, dict):
        return {name: _worded(one, name in SAID) for name, one in told.items()}
    if callable(told):  # what is made when it is asked for is worded then
        return lambda: _worded(told(), said)
    if is_dataclass(told) and not isinstance(told, type):
        parts = {one.name: getattr(told, one.name) for one in fields(told)}
        return replace(told, **_worded(parts, said=False))
    return told


def _word(one: Argument) -> str | None:
    if one.name in COMMANDS:
        return f"`{COMMANDS[one.name]}`"
    flag, value = FLAGS.get(one.name), one.value
    if flag is None or value is None or value is True:
        return flag
    if isinstance(value, list):
        return f"{flag} {','.join(map(str, value))}"
    return f"{flag} {' '.join(value) if isinstance(value, tuple) else value}"

"""What functions and their arguments are called on the command line, where a sentence names one."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from outreachlab.wording import Argument, with_arguments

Told = TypeVar("Told")
FLAGS = {
    "as_of": "--as-of",
    "bins": "--bins",
    "cluster": "--cluster",
    "dates": "--dates",
    "encoding": "--encoding",
    "map": "--map",
    "me": "--me",
    "people": "--people",
    "prior": "--prior",
    "seeker": "--seeker",
    "sheet": "--sheet",
    "since": "--since",
    "skip_all_faulty": "--skip-all-faulty",
    "skip_faulty": "--skip-faulty",
    "take_replies": "--take-replies",
    "terms": "--terms",
    "to_json": "--json",
    "until": "--until",
    "versus": "--versus",
}
COMMANDS = {
    "acceptance_rates": "rates --by",
    "as_calendar": "outreachlab next LOG -o next.ics",
    "check_log": "outreachlab check",
    "meeting_effects": "outreachlab meetings",
    "next_steps": "outreachlab next",
    "partition": "outreachlab partition",
}


def as_flags(told: Told) -> Told:
    """A text, or all texts of an answer, with options in place of arguments."""
    return _worded(told)  # type: ignore[no-any-return]


def _worded(told: Any) -> Any:
    if isinstance(told, str):
        return _sentence(told) if "`" in told else told
    if isinstance(told, list | tuple):
        return type(told)(map(_worded, told))
    if isinstance(told, dict):
        return {name: _worded(one) for name, one in told.items()}
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{one.name: _worded(getattr(told, one.name)) for one in fields(told)})
    return told


def _sentence(text: str) -> str:
    for name, command in COMMANDS.items():
        text = text.replace(f"“`{name}`”", f"“{command}”")
    return with_arguments(text, _word)


def _word(one: Argument) -> str | None:
    if one.name in COMMANDS:
        return f"`{COMMANDS[one.name]}`"
    flag, value = FLAGS.get(one.name), one.value
    if flag is None or value is None or value is True:
        return flag
    if isinstance(value, list):
        return f"{flag} {','.join(map(str, value))}"
    return f"{flag} {' '.join(value) if isinstance(value, tuple) else value}"

"""How numbers and words read on every page: percent, interval, p-value, plural, label."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from math import isnan
from operator import is_
from typing import Any, NamedTuple, TypeVar
from unicodedata import bidirectional

UNKNOWN = "–"
Told = TypeVar("Told")

_IRREGULAR = {
    "fix": "fixes",
    "reply": "replies",
    "tally": "tallies",
    "day": "days",
    "yes": "yeses",
    "person": "people",
    "company": "companies",
}
_LABELS = {"no_reply": "no reply", "linkedin": "LinkedIn"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
# What XML 1.0 cannot hold, not even escaped; compiled when needed, which takes 5 ms of any start.
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# What ends a line, and what steers a terminal or turns the direction of the text after it.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")


# A name set apart or a quotation, in which all is a person's own; else an argument or a function.
_ARGUMENT = re.compile(
    r"\u2068[^\u2069]*\u2069|(?<!\w)'[^'\n]*'(?!\w)|(?<!\w)\"[^\"\n]*\"(?!\w)"
    r"|(“)?`(\w+)(?:=(True|'\w+'|\[[\d, ]+\]|\('\w+', '\w+'\)))?`(?(1)”)"
)
_APART = dict.fromkeys(range(0x2066, 0x206A))


class Argument(NamedTuple):
    """An argument that a sentence names, with the value to give it, None where it says none."""

    name: str
    value: object = None


def arguments_in(text: str) -> tuple[Argument, ...]:
    """The arguments a sentence names: "`seeker`", "`skip_faulty=True`", "`dates='dmy'`"."""
    return tuple(_argument(found) for found in _ARGUMENT.finditer(text) if found[2])


def with_arguments(text: str, worded: Callable[[Argument], str | None]) -> str:
    """The sentence with its arguments in other words; None leaves one as it is."""

    def other(found: re.Match[str]) -> str:
        said = worded(_argument(found)) if found[2] else None
        if said is None:
            return found[0]
        return f"“{said.strip('`')}”" if found[1] else said

    return _ARGUMENT.sub(other, text)


# Where plain data and pages hold our sentences; all else in them is the log's.
PAGE = ("alt", "details", "headline", "heading", "sentences", "summary")
FIRST = ("adding", "after_choices", "after_figures", "after_week", "lacking", "typed")
SAID = {"fix", "notes", "problem", "why", *PAGE, *FIRST}


def reworded(told: Told, word: Callable[["Argument"], str | None]) -> Told:
    """A text, or the sentences of an answer or of plain data, with arguments in other words."""
    return said_anew(told, lambda text: with_arguments(text, word) if "`" in text else text)


def said_anew(told: Told, change: Callable[[str], str]) -> Told:
    """A text, or an answer or plain data, with each of our sentences in it changed."""
    return _anew(told, change, said=isinstance(told, str))  # type: ignore[no-any-return]


def _anew(told: Any, change: Callable[[str], str], said: bool) -> Any:
    if isinstance(told, str):
        return change(told) if said else told
    if isinstance(told, list | tuple):
        parts = [_anew(one, change, said) for one in told]
        if all(map(is_, parts, told)):
            return told
        return type(told)(*parts) if hasattr(told, "_fields") else type(told)(parts)
    if isinstance(told, dict):
        return {name: _anew(one, change, name in SAID) for name, one in told.items()}
    if callable(told):  # what is made when it is asked for is worded then
        return lambda: _anew(told(), change, said)
    if is_dataclass(told) and not isinstance(told, type):
        own = {one.name: getattr(told, one.name) for one in fields(told) if one.init}
        new = {name: _anew(one, change, name in SAID) for name, one in own.items()}
        return told if all(map(is_, new.values(), own.values())) else replace(told, **new)
    return told


def _argument(found: re.Match[str]) -> Argument:
    from ast import literal_eval

    return Argument(found[2], None if found[3] is None else literal_eval(found[3]))


class Cost(str):
    """A note on what cost rows or people: every answer says it in words, and not only `check`."""

    __slots__ = ()


def percent(share: float | None, decimals: int = 1) -> str:
    """`0.29` as `29.0%`; what cannot be estimated as a dash."""
    if share is None or isnan(share):
        return UNKNOWN
    return f"{100 * share:.{decimals}f}%"


def points(difference: float | None, decimals: int = 1) -> str:
    """`0.123` as `+12.3 points`, a difference of two shares."""
    if difference is None or isnan(difference):
        return UNKNOWN
    return f"{_rounded(100 * difference, decimals):+.{decimals}f} points"


def interval(low: float | None, high: float | None, decimals: int = 1) -> str:
    """`0.161, 0.466` as `16.1% to 46.6%`."""
    if low is None or high is None or isnan(low) or isnan(high):
        return UNKNOWN
    return f"{percent(low, decimals)} to {percent(high, decimals)}"


def points_interval(low: float | None, high: float | None, decimals: int = 1) -> str:
    """`-0.05, 0.12` as `-5.0 to +12.0 points`."""
    if low is None or high is None or isnan(low) or isnan(high):
        return UNKNOWN
    bounds = [f"{_rounded(100 * bound, decimals):+.{decimals}f}" for bound in (low, high)]
    return f"{bounds[0]} to {bounds[1]} points"


def number(value: float | None, decimals: int = 2) -> str:
    """A plain number with a fixed count of decimals; whole numbers get a thousands comma."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return UNKNOWN
    return f"{value:,}" if isinstance(value, int) else f"{_rounded(value, decimals):,.{decimals}f}"


def number_interval(low: float | None, high: float | None, decimals: int = 2) -> str:
    """`1.2, 3.4` as `1.20 to 3.40`."""
    if low is None or high is None:
        return UNKNOWN
    return f"{number(float(low), decimals)} to {number(float(high), decimals)}"


def p_value(p: float | None) -> str:
    """`0.0312` as `0.031`; the very small as `< 0.001`, never `0.000`."""
    if p is None or isnan(p):
        return UNKNOWN
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def p_equals(p: float | None) -> str:
    """`p = 0.031`, `p < 0.001`, or that there is none."""
    if p is None or isnan(p):
        return "no p-value"
    return f"p {p_value(p)}" if p < 0.001 else f"p = {p_value(p)}"


def plural(noun: str, count: int) -> str:
    """The noun in the number that `count` asks for; the last word of a phrase is changed."""
    if count == 1:
        return noun
    *before, last = noun.split(" ")
    return " ".join([*before, _IRREGULAR.get(last, last + "s")])


def counted(count: int, noun: str) -> str:
    """`1 request`, `1,204 requests`."""
    return f"{count:,} {plural(noun, count)}"


def counted_about(amount: float, noun: str) -> str:
    """`0.4 meetings`, `1.0 meeting`, `12 meetings`: an expected number, not a count."""
    words = f"{amount:,.1f}" if amount < 9.95 else f"{amount:,.0f}"
    return f"{words} {plural(noun, 1 if words == '1.0' else 2)}"


def of(successes: int, total: int) -> str:
    """`9 of 31`."""
    return f"{successes:,} of {total:,}"


def share(successes: int, total: int) -> str:
    """`9 of 31 (29%)`; of none there is no share, and only all of them are 100%."""
    return f"{of(successes, total)} ({_whole(successes, total)})" if total else of(0, 0)


def in_ten(chance: float) -> str:
    """`0.91` as `9 in 10`, nearer the ends in finer steps."""
    for size, most in ((10, 0.95), (20, 0.975), (100, 0.995)):
        if 1 - most <= chance < most:
            return f"{max(round(chance * size), 1)} in {size}"
    return "more than 99 in 100" if chance > 0.5 else "fewer than 1 in 100"


def day_words(day: date) -> str:
    """`5 September 2026`, whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_near(day: date, today: date) -> str:
    """`Fri 11 Sep`, with its year where that is another than today's."""
    return weekday(day) if day.year == today.year else f"{weekday(day)} {day.year}"


def weekday(day: date) -> str:
    """`Fri 11 Sep`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1][:3]}"


_FILE_FIRST = re.compile(r"[^:]*\.[A-Za-z]\w{0,6}(?:: | was left out)")


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop; a file's name in front stays."""
    if not _FILE_FIRST.match(text):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def label(word: str) -> str:
    """A word of the log as people write it: `phone_call` as `phone call`."""
    return _LABELS.get(word, word.replace("_", " "))


def told_as(column: str) -> str:
    """What a column of the log is called in a sentence: `outcome`, `“met on”`."""
    return f"“{label(column)}”" if "_" in column else column


def theirs(ours: str, called: Mapping[str, str], most: int = 60) -> str:
    """What the person's file calls a column, in quotes; our own name where that is the same."""
    header = called.get(ours, ours)
    return ours if header == ours else f"'{shortened(header, most)}'"


def shortened(text: str, most: int = 40) -> str:
    """A text cut to `most` characters with an ellipsis, its line breaks made spaces."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def sound(text: str) -> str:
    """The text with what no XML file can hold replaced by a mark that says so."""
    return re.sub(_NOT_XML, "\ufffd", text)


def isolated(name: str) -> str:
    """
    A name within a sentence, set apart where it has to be.

    One from right to left does not reorder what surrounds it, and one with a backtick is not
    taken for an argument (`with_arguments`).
    """
    leftwards = any(bidirectional(letter) in ("R", "AL", "AN") for letter in name)
    return f"\u2068{name.translate(_APART)}\u2069" if leftwards or "`" in name else name


def harmless(text: str) -> str:
    """The text on one line, with marks that steer a terminal or turn the text made visible."""
    return _STEERING.sub("\ufffd", _BREAKS.sub(" ", text))


def aligned(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[bool]
) -> list[str]:
    """The lines of a plain-text table; `left` says which columns are set to the left."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    return [
        "  ".join(
            _as_name(cell.ljust(width) if words else cell.rjust(width))
            for cell, width, words in zip(line, widths, left, strict=True)
        ).rstrip()
        for line in (header, *rows)
    ]


def _as_name(cell: str) -> str:
    return isolated(cell) if "`" in cell else cell


def _whole(successes: int, total: int) -> str:
    """A share in whole percent, in which neither some are none nor most are all."""
    if 0 < successes < 0.005 * total:
        return "under 1%"
    return "over 99%" if 0.995 * total < successes < total else percent(successes / total, 0)


def _rounded(value: float, decimals: int) -> float:
    """Rounded, with the minus sign of a negative zero taken away."""
    return round(value, decimals) + 0.0

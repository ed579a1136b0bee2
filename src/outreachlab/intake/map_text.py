"""A map file written: what was read as what, so that the same import can be repeated."""

from collections.abc import Iterable
from dataclasses import replace

from outreachlab.escapes import toml
from outreachlab.intake.cells import sample
from outreachlab.intake.columns import Told
from outreachlab.intake.derived import REST
from outreachlab.intake.headers import Named
from outreachlab.intake.maps import LogMap
from outreachlab.intake.outcome_words import guessed_outcome
from outreachlab.intake.problems import Fault
from outreachlab.intake.suggestions import offered
from outreachlab.intake.table import EDGES, RawTable, Words
from outreachlab.intake.typed import reader_of
from outreachlab.intake.years import likely_year
from outreachlab.log.vocabulary import COLUMN, COLUMNS, REQUIRED
from outreachlab.wording import counted

HEAD = """\
# How this file was read as an outreach log; edit it and name it with `map`.
"""
HIDDEN = ("contact", "referrer", "seeker", "company", "notes", "names_given", "request_id")
SHOWN, LONGEST = 3, 24


def map_text(
    raw: RawTable,
    named: Named,
    known: LogMap | None,
    sheet: str | None,
    dates: str | None,
    asked: Iterable[Fault] | None = None,
) -> str:
    """
    The TOML of a map that repeats an import.

    With `asked`, the questions of a file that could not be read yet, it answers each by our guess;
    without, what was not understood stands in it to be filled in.
    """
    told = (
        _guessed(known or LogMap(), raw, named, asked) if asked is not None else known or LogMap()
    )
    guess = asked is not None
    ours = [column.name for column in COLUMNS if column.name in named.headers]
    columns = [(name, _headers(named, name) + _seen(raw, named, name)) for name in ours]
    if guess:
        columns += [_lacking(name, raw, named) for name in REQUIRED if _lacks(name, named, told)]
    sections = [
        HEAD,
        _section("reading", _reading(raw, told, sheet, dates)),
        _section("columns", columns, "ours = theirs"),
        _section(
            "outcome_from",
            [(key, toml(word)) for key, word in _steps(named, told).items()],
            'the first column that is filled; "" is the rest',
        ),
    ]
    for name in [*(column.name for column in COLUMNS if column.words), *told.values]:
        if name in named.words and (name in told.values or COLUMN[name].words):
            lines = list(_values(name, named.words[name], told.values.get(name, {}), guess))
            if lines and f"[values.{name}]" not in "".join(sections):
                sections.append(_section(f"values.{name}", lines, "their value = ours"))
    constants = [(name, toml(text)) for name, text in told.constants.items()]
    sections.append(_section("constants", constants))
    tactics = [
        (name, f"{{ column = {toml(one.column)}, kind = {toml(one.kind)} }}")
        for name, one in told.tactics.items()
    ]
    sections.append(_section("tactics", tactics))
    return "\n".join(filter(None, sections))


def with_made(text: str, name: str) -> str:
    """A map's text that says which file the import with it wrote."""
    line = f"made = {toml(name)}  # written by the import, and read without this map\n"
    if "\n[reading]\n" in text:
        return text.replace("\n[reading]\n", f"\n[reading]\n{line}", 1)
    head, rest = text.split("\n", 1)
    return f"{head}\n\n[reading]\n{line}{rest}"


def _guessed(told: LogMap, raw: RawTable, named: Named, asked: Iterable[Fault]) -> LogMap:
    """The map with our answer to each question that concerns the file as a whole."""
    values = {name: dict(pairs) for name, pairs in told.values.items()}
    steps = dict(named.steps)
    for fault in asked:
        if fault.asks == "year":
            told = replace(told, year=told.year or likely_year(raw.source))
        elif fault.asks == "swapped":
            told = replace(told, swapped=True)
        elif fault.asks == "order":
            told = replace(told, dates=told.dates or "dmy")
        elif fault.asks == "replied":
            steps[fault.value] = "declined"
        elif fault.column == "outcome" and not fault.value:
            values.setdefault("outcome", {}).setdefault("", "pending")
    return replace(told, values=values, outcome_from=steps)


def _reading(
    raw: RawTable, told: LogMap, sheet: str | None, dates: str | None
) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    if sheet:
        found["sheet"] = toml(sheet)
    elif len(raw.sheets) > 1 or raw.sheets_left:
        found["sheets"] = f"[{', '.join(map(toml, raw.sheets))}]"
    if order := dates or told.dates:
        found["dates"] = toml(order)
    if told.swapped is not None:
        found["swapped"] = str(told.swapped).lower()
    if raw.header_row > 1 and len(raw.sheets) < 2:
        found["header_row"] = str(raw.header_row)
    if told.year is not None:
        found["year"] = str(told.year)
    if raw.encoding:
        found["encoding"] = toml(raw.encoding)
    return list(found.items())


def _steps(named: Named, told: LogMap) -> dict[str, str]:
    if not named.steps or "outcome" in named.headers:
        return {}
    steps = dict(told.outcome_from or named.steps)
    return {**steps, REST: steps.get(REST) or "pending"}


def _section(name: str, lines: Iterable[tuple[str, str]], about: str = "") -> str:
    body = [f"{key if key.startswith('#') else _key(key)} = {value}" for key, value in lines]
    if not body:
        return ""
    comment = f"  # {about}" if about else ""
    return "\n".join([f"[{name}]{comment}", *body, ""])


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else toml(name)


def _headers(named: Named, name: str) -> str:
    theirs = named.headers[name]
    return toml(theirs[0]) if len(theirs) == 1 else f"[{', '.join(map(toml, theirs))}]"


def _seen(raw: RawTable, named: Named, name: str) -> str:
    """A few cells as a comment; of columns that may name somebody only their number."""
    words = named.words[name]
    if name in HIDDEN:
        return f"  # {counted(len(words.book), 'different text')}"
    texts = [flat(text) for text, _ in sample(words)[:SHOWN]]
    return f"  # {', '.join(texts)}" if texts else ""


def flat(text: str) -> str:
    """A text that can stand in a comment: on one line, printable, cut if long."""
    shown = "".join(mark if mark.isprintable() else "�" for mark in " ".join(text.split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _lacks(name: str, named: Named, told: LogMap) -> bool:
    derived = name == "outcome" and bool(named.steps)
    return name not in named.headers and name not in told.constants and not derived


def _lacking(name: str, raw: RawTable, named: Named) -> tuple[str, str]:
    """The line of a required column that the file lacks: our guess, or one to be filled in."""
    own = [theirs[0] for ours, theirs in named.headers.items() if ours not in COLUMN]
    if found := offered(name, own, raw):
        return name, f"{toml(found)}  # our guess: no header says so"
    return f"# {name}", '""  # not found: write the header of the column it is'


def _values(name: str, words: Words, told: Told, guess: bool) -> Iterable[tuple[str, str]]:
    """What each text was read as; one that could not be read is guessed, or to be filled in."""
    yield from ((theirs, toml(meant)) for theirs, meant in told.items())
    if name not in COLUMN or not COLUMN[name].words:
        return
    column, read = COLUMN[name], reader_of(name)
    seen = {theirs.strip(EDGES) for theirs in told}
    for text in words.texts:
        bare = text.strip(EDGES)
        if bare in seen or bare in column.words or len(bare) > 200 or "\0" in bare:
            continue
        seen.add(bare)
        reading = read(bare)
        offer = guessed_outcome(bare) if name == "outcome" else ""
        if not reading.problem:
            yield bare, toml("" if reading.value is None else str(reading.value))
        elif guess and offer:
            yield bare, f"{toml(offer)}  # our guess"
        else:
            about = f"not understood: write one of {', '.join(column.words)}"
            yield f"# {toml(bare)}", f"{toml(offer)}  # {about}"

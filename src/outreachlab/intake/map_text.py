"""A map file written: what was read as what, so that the same import can be repeated."""

from collections.abc import Iterable, Mapping

from outreachlab.escapes import toml
from outreachlab.intake.columns import Told
from outreachlab.intake.headers import Named
from outreachlab.intake.maps import LogMap
from outreachlab.intake.table import EDGES, Words
from outreachlab.intake.values import read_word
from outreachlab.intake.words import WORDS, YES_NO as YES_NO_WORDS
from outreachlab.log.vocabulary import COLUMN, COLUMNS

HEAD = """\
# How this file was read as an outreach log; edit it and name it with `map`.
"""


def map_text(named: Named, known: LogMap | None, sheet: str | None, dates: str | None) -> str:
    """The TOML of a map that repeats an import."""
    told = known or LogMap()
    ours = [column.name for column in COLUMNS if column.name in named.headers]
    reading = {"sheet": sheet, "dates": dates}
    sections = [
        HEAD,
        _section("reading", [(key, toml(value)) for key, value in reading.items() if value]),
        _section(
            "columns", [(name, _headers(named.headers[name])) for name in ours], "ours = theirs"
        ),
    ]
    for name in [*(column.name for column in COLUMNS if column.words), *told.values]:
        if name in named.words and (name in told.values or COLUMN[name].words):
            lines = list(_values(name, named.words[name], told.values.get(name, {})))
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


def _section(name: str, lines: Iterable[tuple[str, str]], about: str = "") -> str:
    body = [f"{key if key.startswith('#') else _key(key)} = {value}" for key, value in lines]
    if not body:
        return ""
    comment = f"  # {about}" if about else ""
    return "\n".join([f"[{name}]{comment}", *body, ""])


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else toml(name)


def _headers(theirs: tuple[str, ...]) -> str:
    return toml(theirs[0]) if len(theirs) == 1 else f"[{', '.join(map(toml, theirs))}]"


def _values(name: str, words: Words, told: Told) -> Iterable[tuple[str, str]]:
    """What each text was read as; a text that could not be read is left to be filled in."""
    yield from ((theirs, toml(meant)) for theirs, meant in told.items())
    if name not in COLUMN or not COLUMN[name].words:
        return
    column = COLUMN[name]
    people_write: Mapping[str, str] = (
        YES_NO_WORDS if column.kind == "yes_no" else WORDS.get(name, {})
    )
    seen = {theirs.strip(EDGES) for theirs in told}
    for text in words.texts:
        bare = text.strip(EDGES)
        if bare in seen or bare in column.words or len(bare) > 200:
            continue
        seen.add(bare)
        reading = read_word(bare, column.words, people_write)
        if reading.problem or (reading.value is not None and reading.value not in column.words):
            yield (
                f"# {toml(bare)}",
                f'""  # not understood: write one of {", ".join(column.words)}',
            )
        else:
            yield bare, toml("" if reading.value is None else str(reading.value))

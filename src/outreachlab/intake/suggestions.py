"""What a column may be by its looks: said to the person, never acted on."""

import difflib
from collections.abc import Mapping

from outreachlab.intake.cells import MOSTLY, fit, sample
from outreachlab.intake.claims import SYNONYMS
from outreachlab.intake.layout import bare
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.table import RawTable, Words
from outreachlab.log.vocabulary import COLUMN, REQUIRED
from outreachlab.wording import listed, told_as

SUGGESTED = 0.7  # how alike two headers must be to be worth saying


def missing(raw: RawTable, words: Mapping[str, Words]) -> list[Fault]:
    """A fault for each required column that the file has under no name we know."""
    own = [theirs for theirs in raw.columns if theirs not in COLUMN and theirs in words]
    own += [theirs for theirs in raw.columns if f"{theirs} (own)" in words]
    return [
        Fault(
            raw.header_row,
            name,
            "",
            f"the file has no column {name}{_suggested(name, own, raw)}",
            "add it, or say in a map file (`map`) which column it is; "
            f"a log needs {listed(REQUIRED)}",
            "column",
        )
        for name in REQUIRED
        if name not in words
    ]


def offered(name: str, headers: list[str], raw: RawTable) -> str | None:
    """The column to offer for a required one: by its cells first, then by its header."""
    fitting = [
        header
        for header in headers[:100]
        if not (cells := sample(raw.columns[header])) or fit(name, cells) >= MOSTLY
    ]
    near = {bare(header): header for header in fitting if len(header) < 60}
    scored = [
        (difflib.SequenceMatcher(None, bare(ours), hit).ratio(), near[hit])
        for ours in (name, *COLUMN[name].synonyms)
        for hit in difflib.get_close_matches(bare(ours), near, 1, SUGGESTED)
    ]
    if scored:
        return max(scored)[1]
    filled = [header for header in fitting if not raw.columns[header].is_blank()]
    return filled[0] if len(filled) == 1 and COLUMN[name].kind == "date" else None


def _suggested(name: str, headers: list[str], raw: RawTable) -> str:
    """A guess worth saying, never one to act on."""
    found = offered(name, headers, raw)
    return f" (is it {quoted(found)}?)" if found else ""


def guesses(raw: RawTable, words: Mapping[str, Words]) -> tuple[str, ...]:
    """Own columns whose header and cells are nearly one of ours that is lacking."""
    lacking = {
        short: one
        for short, ours in SYNONYMS.items()
        if len(free := [name for name in ours if name not in words]) == len(ours)
        for one in free[:1]
    }
    notes = []
    for theirs in [name for name in raw.columns if name in words and name not in COLUMN][:40]:
        short = bare(theirs)
        if not 4 < len(short) < 60:
            continue
        near = difflib.get_close_matches(short, lacking, 3, 0.85)
        cells = sample(raw.columns[theirs])
        fitting = [lacking[one] for one in near if not cells or fit(lacking[one], cells) >= MOSTLY]
        if fitting:
            notes.append(
                f"column {quoted(theirs)} is kept as your own; if it is {told_as(fitting[0])}, "
                "rename it so or say so in a map file (`map`)"
            )
    return tuple(notes)

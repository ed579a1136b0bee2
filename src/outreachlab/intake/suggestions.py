"""What a column may be by its looks: said to the person, never acted on."""

import difflib
from collections.abc import Mapping

from outreachlab.intake.dates import read_date
from outreachlab.intake.layout import bare
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.table import RawTable, Words
from outreachlab.log.vocabulary import COLUMN, REQUIRED
from outreachlab.wording import listed

SUGGESTED = 0.7  # how alike two headers must be to be worth saying
LOOKED_AT = 20  # texts of a column, to tell whether it holds dates


def missing(raw: RawTable, words: Mapping[str, Words]) -> list[Fault]:
    """A fault for each required column that the file has under no name we know."""
    own = [theirs for theirs in raw.columns if theirs not in COLUMN]
    return [
        Fault(
            raw.header_row,
            name,
            "",
            f"the file has no column {name}{_suggested(name, _fitting(name, own, raw))}",
            "add it, or say in a map file (`map`) which column it is; "
            f"a log needs {listed(REQUIRED)}",
        )
        for name in REQUIRED
        if name not in words
    ]


def _fitting(name: str, headers: list[str], raw: RawTable) -> list[str]:
    """The headers of the columns that could be `name` by what they hold."""
    if COLUMN[name].kind != "date":
        return headers
    return [
        header
        for header in headers
        if raw.columns[header].is_blank()
        or any(read_date(text, "dmy").value for text in raw.columns[header].texts[:LOOKED_AT])
        or any(read_date(text, "mdy").value for text in raw.columns[header].texts[:LOOKED_AT])
    ]


def _suggested(name: str, headers: list[str]) -> str:
    """A guess worth saying, never one to act on."""
    near = {bare(header): header for header in headers[:100] if len(header) < 60}
    scored = [
        (difflib.SequenceMatcher(None, bare(ours), hit).ratio(), near[hit])
        for ours in (name, *COLUMN[name].synonyms)
        for hit in difflib.get_close_matches(bare(ours), near, 1, SUGGESTED)
    ]
    return f" (is it {quoted(max(scored)[1])}?)" if scored else ""


def guesses(
    raw: RawTable, words: Mapping[str, Words], lacking: Mapping[str, str]
) -> tuple[str, ...]:
    """Own columns that are nearly one of `lacking`, as {bare name: ours}: said, never acted on."""
    if not lacking:
        return ()
    notes = []
    for theirs in [name for name in raw.columns if name in words and name not in COLUMN][:40]:
        short = bare(theirs)
        if 4 < len(short) < 60 and (near := difflib.get_close_matches(short, lacking, 1, 0.85)):
            notes.append(
                f"column {quoted(theirs)} is kept as your own; if it is {lacking[near[0]]}, "
                "rename it so or say so in a map file (`map`)"
            )
    return tuple(notes)

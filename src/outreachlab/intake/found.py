"""Columns under a strange header that are found by their cells, and said."""

from collections.abc import Callable, Iterator, Mapping

from outreachlab.intake.cells import MOSTLY, fit, is_tick, share
from outreachlab.intake.claims import LEFT
from outreachlab.intake.layout import bare
from outreachlab.intake.outcome_words import read_outcome
from outreachlab.intake.table import RawTable
from outreachlab.intake.values import read_format, read_word
from outreachlab.intake.words import WORDS
from outreachlab.log.people import folded
from outreachlab.log.synonyms import listed, plain
from outreachlab.log.vocabulary import COLUMN

Cells = list[tuple[str, int]]
NEARLY_ALL = 0.8
MOST_NAMES = 5000
# What the header of a day of asking, or of a person, may speak of, and what it may not.
_ASKS, _OTHER_DAYS, _PEOPLE = (
    frozenset(listed("hints", what)) for what in ("asking", "other_days", "people")
)


def found_by_cells(
    raw: RawTable,
    cells: Mapping[str, Cells],
    free: list[str],
    headers: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str]]:
    """Our columns that the file lacks by its headers, each with the one column that holds it."""
    open_ones = [theirs for theirs in free if cells[theirs] and bare(theirs) not in LEFT]
    tests: dict[str, Callable[[str], bool]] = {
        "outcome": lambda theirs: _outcomes(cells[theirs]),
        "asked_on": lambda theirs: _days_of_asking(theirs, cells[theirs]),
        "contact": lambda theirs: _people(theirs, cells[theirs]),
        "meeting_format": lambda theirs: _formats(cells[theirs]),
        "channel": lambda theirs: _channels(cells[theirs]),
        "referrer": lambda theirs: _contacts(raw, headers, theirs, cells[theirs]),
    }
    for ours, test in tests.items():
        if ours in headers:
            continue
        found = [theirs for theirs in open_ones if test(theirs)]
        if len(found) == 1:
            open_ones.remove(found[0])
            yield ours, found[0]


def _outcomes(held: Cells) -> bool:
    """Nearly all words of outcomes, at least two of them, and more than ticks."""
    read = {text: read_outcome(text).value for text, _ in held}
    return (
        share(held, lambda text: read[text] is not None) >= NEARLY_ALL
        and len({word for word in read.values() if word}) > 1
        and share(held, is_tick) < 1
    )


def _days_of_asking(header: str, held: Cells) -> bool:
    said = set(plain(header).split())
    return bool(said & _ASKS) and not said & _OTHER_DAYS and fit("asked_on", held) >= NEARLY_ALL


def _people(header: str, held: Cells) -> bool:
    return bool(set(plain(header).split()) & _PEOPLE) and (
        share(held, lambda text: 1 < len(text.split()) < 5) >= NEARLY_ALL
        and fit("contact", held) >= NEARLY_ALL
    )


def _formats(held: Cells) -> bool:
    read = {read_format(text) for text, _ in held}
    return bool(read & {"coffee", "lunch"}) and (
        share(held, lambda text: read_format(text) is not None) >= NEARLY_ALL
    )


def _channels(held: Cells) -> bool:
    words, table = COLUMN["channel"].words, WORDS["channel"]
    read = {read_word(text, words, table).value for text, _ in held}
    return bool(read & {"email", "linkedin"}) and fit("channel", held) >= NEARLY_ALL


def _contacts(
    raw: RawTable, headers: Mapping[str, tuple[str, ...]], theirs: str, held: Cells
) -> bool:
    """Are most cells names of contacts of this very file, and none that of its own row?"""
    told = headers.get("contact", ())
    if len(told) != 1 or len((contact := raw.columns[told[0]]).book) > MOST_NAMES:
        return False
    names = {folded(name) for name in contact.texts}
    if share(held, lambda text: folded(text) in names) < MOSTLY:
        return False
    pairs = zip(raw.columns[theirs].codes.tolist(), contact.codes.tolist(), strict=True)
    own, asked = raw.columns[theirs].texts, contact.texts
    return not any(
        min(pair) >= 0 and folded(own[pair[0]]) == folded(asked[pair[1]]) for pair in set(pairs)
    )

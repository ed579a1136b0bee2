"""Which texts of a log name somebody, decided by where their words come from."""

import re
from dataclasses import dataclass

import pandas as pd

from outreachlab.intake.claims import SYNONYMS
from outreachlab.intake.layout import bare
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import COLUMN, COLUMNS

FREE = ("text", "person")  # kinds of our columns that hold whatever somebody wrote
MOST_WORDS = 8  # of a name that is looked for
SHORTEST = 4  # letters of a single word of a name that is looked for
SHORTEST_OF_PERSON = 3  # the same where only people are looked for
CALLED_FROM = 1_000_000  # a number of seven digits calls somebody
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(
    r"@|://|www\.|\b[\w-]+\.(com|org|net|edu|gov|io|co|de|uk|fr|ch|at|eu|info)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\d[\s().\-/]*){7,}")
_OURS = frozenset(
    word for column in COLUMNS for text in (column.name, *column.words) for word in text.split("_")
)


@dataclass(frozen=True, slots=True)
class NamesOf:
    """The names, companies and addresses of a log, as runs of folded words."""

    runs: frozenset[tuple[str, ...]]

    def within(self, text: str) -> bool:
        """Does a text hold one of them as whole words, or any address or telephone number?"""
        if _ADDRESS.search(text) or _NUMBER.search(text):
            return True
        words = _words(text)
        return any(
            words[start : start + length] in self.runs
            for length in range(1, min(MOST_WORDS, len(words)) + 1)
            for start in range(len(words) - length + 1)
        )

    def are_called(self, *headers: str) -> bool:
        """Is a column with one of these headers one of names, companies or other free text?"""
        ours = (name for header in headers for name in SYNONYMS.get(bare(header), ()))
        return any(COLUMN[name].kind in FREE for name in ours)

    def numbers_call(self, column: pd.Series) -> bool:
        """Are there telephone numbers among these numbers?"""
        return bool((column.abs() >= CALLED_FROM).any())


def names_of(log: CheckedLog) -> NamesOf:
    """What is looked for in a log: its names and companies, whole and by their longer words."""
    return _named_in(log, [name for name in COLUMN if COLUMN[name].kind in FREE])


def people_of(log: CheckedLog) -> NamesOf:
    """The same of its people alone: a company or an industry may be called what it is."""
    people = [name for name in COLUMN if COLUMN[name].kind == "person"]
    return _named_in(log, [*people, "names_given"], SHORTEST_OF_PERSON)


def _named_in(log: CheckedLog, columns: list[str], shortest: int = SHORTEST) -> NamesOf:
    runs: set[tuple[str, ...]] = set()
    for name in columns:
        if name in log.frame and name != "notes":
            for text in log.frame[name].dropna().astype(str).unique():
                words = _words(text)
                runs.add(words[:MOST_WORDS])
                runs |= {(word,) for word in words if len(word) >= shortest}
    return NamesOf(frozenset(run for run in runs if run and not _OURS.issuperset(run)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold().replace("_", " ")))

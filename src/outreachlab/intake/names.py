"""Which texts of a log name somebody, decided by where their words come from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, normalize

import pandas as pd

from outreachlab.intake.claims import SYNONYMS
from outreachlab.intake.layout import bare
from outreachlab.log.checked import CheckedLog
from outreachlab.log.likeness.letters import latin, script_of
from outreachlab.log.vocabulary import COLUMN, COLUMNS

FREE = ("text", "person")  # kinds of our columns that hold whatever somebody wrote
MOST_WORDS = 8  # of a name that is looked for
SHORTEST = 4  # letters of a single word of a name that is looked for
SHORTEST_OF_PERSON = 3  # the same where only people are looked for
SHORTEST_JOINED = 6  # letters of a whole name written as one word
UNSPACED = ("han", "kana")  # scripts in which words stand together
CALLED_FROM = 1_000_000  # a number of seven digits calls somebody
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['‘’`´]")
_WITHIN = re.compile(r"[-'‘’`´‐‑.]")  # what a word may have within it, or not
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_ADDRESS = re.compile(
    r"@|://|www\.|\b[\w-]+\.(com|org|net|edu|gov|io|co|de|uk|fr|ch|at|eu|info)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\d[\s().\-/]*){7,}")
_OURS = frozenset(
    word for column in COLUMNS for text in (column.name, *column.words) for word in text.split("_")
)


@dataclass(frozen=True, slots=True)
class NamesOf:
    """
    The names, companies and addresses of a log.

    `runs` are their words in plain Latin letters, `unspaced` those in scripts that have no spaces.
    """

    runs: frozenset[tuple[str, ...]]
    unspaced: frozenset[str]

    def within(self, text: str) -> bool:
        """
        Does a text hold one of them as whole words, or any address or telephone number?

        Marks on letters, umlauts spelled out and an s at the end of a word make no difference.
        """
        plain = _plain(text)
        if _ADDRESS.search(plain) or _NUMBER.search(plain):
            return True
        if any(name in plain for name in self.unspaced):
            return True
        words = _words(plain)
        return self._has_run(words) or self._has_run(tuple(one.removesuffix("s") for one in words))

    def _has_run(self, words: tuple[str, ...]) -> bool:
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
    unspaced: set[str] = set()
    for name in columns:
        if name in log.frame and name != "notes":
            for text in log.frame[name].dropna().astype(str).unique():
                runs.update(_runs_of(text, shortest))
                if script_of(text) in UNSPACED:
                    unspaced.add(_plain(text))
    return NamesOf(
        frozenset(run for run in runs if run and not _OURS.issuperset(run)), frozenset(unspaced)
    )


def _runs_of(name: str, shortest: int) -> Iterator[tuple[str, ...]]:
    """The words by which a name is looked for: whole, turned round, as one word, each long one."""
    plain = _plain(name)
    together = _APOSTROPHE.sub("", plain), _WITHIN.sub("", plain)
    for form in {plain, plain.translate(_SPELLED_OUT), *together}:
        words = _words(form)
        yield words[:MOST_WORDS]
        if len(words) == 2:
            yield words[::-1]
        if len(joined := "".join(words)) >= SHORTEST_JOINED:
            yield (joined,)
        yield from ((word,) for word in words if len(word) >= shortest)


def _plain(text: str) -> str:
    """A text folded, letters composed, without marks of no width."""
    if not text.isascii():
        text = "".join(one for one in normalize("NFC", text) if category(one) != "Cf")
    return text.casefold().replace("i\u0307", "i")  # of a Turkish capital I with its dot


def _words(plain: str) -> tuple[str, ...]:
    return tuple(word if word.isascii() else latin(word) for word in _WORD.findall(plain))

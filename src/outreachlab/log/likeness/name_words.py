"""What people's names are made of in each language: titles, particles, nicknames, common names."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

PUNCTUATION = dict.fromkeys(map(ord, ".,:;!?*…'\"`´’‘ʼ“”„«»‹›״׳·•-‐‑_()[]"))


BESIDE = (
    "titles", "he", "she", "behind", "junior", "senior", "generation", "leading", "relations",
    "of", "born", "particles", "joins", "nobody",
)  # fmt: skip


def letters(word: str) -> str:
    """A word of any script without its marks: `Ph.D.` as `phd`, `д-р` as `др`."""
    return normalize("NFC", word).translate(PUNCTUATION).casefold()


@lru_cache(maxsize=200_000)
def latin(word: str) -> str:
    """A word of any script in plain Latin letters: `Zoë` as `zoe`, `Юлия` as `yuliya`."""
    if word.isascii() and word.isalpha():
        return word.lower()
    from anyascii import anyascii

    plain = normalize("NFC", word).translate(_READ)
    for written, read in _GREEK:
        plain = plain.replace(written, read)
    return "".join(mark for mark in anyascii(plain).lower() if mark.isalnum())


# What anyascii reads letter by letter, though it is said or left out otherwise.
_READ = {
    **dict.fromkeys(map(ord, "اأإآ"), "a"),
    **dict.fromkeys(map(ord, "ءؤئ"), ""),
    ord("ة"): "ه",
    ord("ى"): "ي",
    **dict.fromkeys(map(ord, "כך"), "k"),
    ord("ב"): "b",
    ord("ו"): "w",
    ord("ं"): "न",
}
_GREEK = (
    ("ου", "ou"), ("ού", "ou"), ("Ου", "ou"), ("ευ", "ef"), ("εύ", "ef"), ("Ευ", "ef"),
    ("αυ", "af"), ("αύ", "af"), ("Αυ", "af"), ("Μπ", "b"), ("μπ", "b"), ("Ντ", "d"), ("Γκ", "g"),
    ("γγ", "ng"), ("Θ", "th"), ("θ", "th"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameWords:
    """
    The words of all languages together.

    `titles` to `nobody` are in their own script, without marks; `common` names and `nicknames`
    (a name to the given names that it may stand for, itself among them) in Latin letters, and so
    are `romanised` family names, by how they are read letter by letter or by their characters;
    `beside` are all words that are more or less than a name.
    """

    titles: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    behind: frozenset[str]
    generations: Mapping[str, str]
    leading: frozenset[str]
    relations: frozenset[str]
    of: frozenset[str]
    born: frozenset[str]
    particles: frozenset[str]
    joins: frozenset[str]
    nobody: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]
    romanised: Mapping[str, tuple[str, ...]]
    double: frozenset[str]
    newer: Mapping[int, str]
    beside: frozenset[str]

    def roots(self, name: str) -> frozenset[str]:
        """The given names that a name in Latin letters may stand for."""
        return self.nicknames.get(name) or frozenset((name,))


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The words of every language file beside this module, read once."""
    folder = files("outreachlab.log.likeness").joinpath("words")
    told = [
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    nicknames = _nicknames(told)
    given = frozenset(_in_latin(told, "given")) | frozenset(nicknames)
    return NameWords(
        *(_set(told, key) for key in ("titles", "he", "she", "behind")),
        _generations(told),
        *(
            _set(told, key)
            for key in ("leading", "relations", "of", "born", "particles", "joins", "nobody")
        ),
        given,
        given | frozenset(_in_latin(told, "family")),
        nicknames,
        _romanised(told),
        frozenset(_all(told, "double")),
        {ord(pair[0]): pair[1] for pair in _all(told, "older")},
        frozenset().union(*(_set(told, key) for key in BESIDE)),
    )


def _all(told: Iterable[Mapping[str, Any]], key: str) -> Iterator[str]:
    for language in told:
        yield from language.get(key, "").split()


def _set(told: Iterable[Mapping[str, Any]], key: str) -> frozenset[str]:
    return frozenset(map(letters, _all(told, key)))


def _in_latin(told: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    """The words of a block, read at once: word by word would take a log's time."""
    from anyascii import anyascii

    block = anyascii("\n".join(language.get(key, "") for language in told)).lower()
    return block.replace("-", "").replace("'", "").split()


def _generations(told: list[dict[str, Any]]) -> dict[str, str]:
    kinds = {letters(word): letters(word) for word in _all(told, "generation")}
    return kinds | {
        letters(word): kind for kind in ("junior", "senior") for word in _all(told, kind)
    }


def _nicknames(told: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """The lines `root: other other`, turned round."""
    found: dict[str, set[str]] = {}
    root = ""
    for word in _in_latin(told, "nicknames"):
        root = word.rstrip(":") if word.endswith(":") else root
        name = word.rstrip(":")
        found.setdefault(name, {name}).add(root)
    return {name: frozenset(roots) for name, roots in found.items()}


def _romanised(told: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    lines = (line for language in told for line in language.get("romanised", "").splitlines())
    parts = (line.partition(":") for line in lines if line)
    return {
        name.strip().casefold(): tuple(dict.fromkeys(map(latin, others.split())))
        for name, _, others in parts
    }

"""What people's names are made of in each language: titles, particles, nicknames, common names."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

from outreachlab.log.likeness.letters import latin, letters

Languages = list[dict[str, Any]]

# The lists of words that are more or less than a name.
_BESIDE = (
    "titles", "he", "she", "behind", "leading", "relations", "of", "born", "particles", "joins",
    "nobody",
)  # fmt: skip
# Letters that do not come apart into a plain one and a mark.
_NO_MARK = (
    ("ł", "l"), ("ø", "o"), ("đ", "d"), ("ð", "d"), ("ı", "i"), ("þ", "th"), ("ß", "ss"),
    ("æ", "ae"), ("œ", "oe"),
)  # fmt: skip
_GENERATIONS = ("junior", "senior", "generation")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """
    The words of all languages together; `words/en.toml` says what each list is.

    Titles to nobody are in their own script, without marks; `beside` are all of these. The names
    are in Latin letters: `given`, `common` (given and family names), `nicknames` (a name to the
    given names that it may stand for, itself among them), and `romanised` (a family name in its
    characters, or as it is read letter by letter, to how people write it). `newer` translates
    older characters.
    """

    titles: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    behind: frozenset[str]
    leading: frozenset[str]
    relations: frozenset[str]
    of: frozenset[str]
    born: frozenset[str]
    particles: frozenset[str]
    joins: frozenset[str]
    nobody: frozenset[str]
    beside: frozenset[str]
    generations: Mapping[str, str]
    given: frozenset[str]
    common: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]
    romanised: Mapping[str, tuple[str, ...]]
    double: frozenset[str]
    newer: Mapping[int, str]

    def roots(self, name: str) -> frozenset[str]:
        """The given names that a name in Latin letters may stand for."""
        return self.nicknames.get(name) or frozenset((name,))


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The words of every language file in `words`, read once."""
    folder = files("outreachlab.log.likeness").joinpath("words")
    told = [
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    nicknames = _nicknames(told)
    given = frozenset(_in_latin(told, "given")) | frozenset(nicknames)
    lists = {key: frozenset(letters(" ".join(_all(told, key))).split()) for key in _BESIDE}
    generations = _generations(told)
    return NameWords(
        **lists,
        beside=frozenset(generations).union(*lists.values()),
        generations=generations,
        given=given,
        common=given | frozenset(_in_latin(told, "family")),
        nicknames=nicknames,
        romanised=_romanised(told),
        double=frozenset(_all(told, "double")),
        newer={ord(pair[0]): pair[1] for pair in _all(told, "older")},
    )


def _all(told: Languages, key: str) -> Iterator[str]:
    for language in told:
        yield from language.get(key, "").split()


def _in_latin(told: Languages, key: str) -> list[str]:
    """The words of a list as `latin` gives them, at once: one by one would take a log's time."""
    block = "\n".join(language.get(key, "") for language in told).lower()
    for letter, plain in _NO_MARK:
        block = block.replace(letter, plain)
    plain = normalize("NFKD", block).encode("ascii", "ignore").decode()
    return plain.replace("-", "").replace("'", "").split()


def _generations(told: Languages) -> dict[str, str]:
    """Each word to what tells father and son apart: `jr`, `filho` and `junior` are one."""
    kinds: dict[str, str] = {}
    for key in _GENERATIONS:
        for word in map(letters, _all(told, key)):
            kinds[word] = word if key == "generation" else key
    return kinds


def _nicknames(told: Languages) -> dict[str, frozenset[str]]:
    """The lines `root: other other`, turned round."""
    found: dict[str, set[str]] = {}
    root = ""
    for word in _in_latin(told, "nicknames"):
        name = word.removesuffix(":")
        root = name if name != word else root
        found.setdefault(name, {name}).add(root)
    return {name: frozenset(roots) for name, roots in found.items()}


def _romanised(told: Languages) -> dict[str, tuple[str, ...]]:
    """The lines `name: other other`."""
    lines = (line for language in told for line in language.get("romanised", "").splitlines())
    parts = (line.partition(":") for line in lines if line)
    return {name.strip().casefold(): _distinct(others) for name, _, others in parts}


def _distinct(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(latin, names.split())))

"""The rules of one language: read from its file once, looked up by the words of a sentence."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from outreachlab.intake.messages.pattern import first_keys, needs, regex_of

JOINED = re.compile(r"\d{1,3}([^\W\d_]{1,8})$")  # 20min
EVERYWHERE = 60  # of a language's common words, those that no pattern is looked up by
WORDS = re.compile(r"\w+")
LANGUAGES = ("en", "de")
# What is looked for in an answer.
ANSWERED = frozenset({"outcome", "meeting_format"})


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """
    One way of saying something: what it reads, what it reads it as, and what finds it.

    `firsts` are the keys of what its first word may be, `needs` for each other word the same.
    """

    number: int
    reads: str
    value: str | int
    asked: bool
    firsts: frozenset[str]
    needs: tuple[frozenset[str], ...]
    source: str


class Hit(NamedTuple):
    """Where in a sentence a pattern was found, with the numbers or the name in it."""

    pattern: Pattern
    start: int
    end: int
    groups: tuple[str, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class Language:
    """The rules of one language."""

    code: str
    common: frozenset[str]
    numbers: Mapping[str, int]
    marks: Mapping[str, re.Pattern[str]]
    titles: frozenset[str]
    greetings: frozenset[str]
    nobody: frozenset[str]
    others: frozenset[str]
    places: frozenset[str]
    alternatives: frozenset[str]
    counting: frozenset[str]
    by_key: Mapping[str, Mapping[str, tuple[Pattern, ...]]]

    def hits(self, sentence: str, purpose: str) -> list[Hit]:
        """
        Everything the rules find in one sentence; a longer decoy over it and it is not found.

        A pattern is tried only where its first word stands, and only if its other words are there.
        """
        found = list(self._found(sentence, purpose))
        decoys = [hit for hit in found if hit.pattern.value == "decoy"]
        return sorted(
            (
                hit
                for hit in found
                if hit.pattern.value != "decoy" and not any(_hides(decoy, hit) for decoy in decoys)
            ),
            key=lambda hit: (hit.start, -hit.end, hit.pattern.number),
        )

    def asks(self, sentence: str) -> bool:
        """Whether anything in it asks."""
        return any(True for _ in self._found(sentence, "asks"))

    def _found(self, sentence: str, purpose: str) -> Iterator[Hit]:
        present: dict[str, list[int]] = {}
        for keys, place in self._places(sentence):
            for key in keys:
                present.setdefault(key, []).append(place)
        index, words = self.by_key[purpose], set(present)
        for pattern in {pattern for key in words for pattern in index.get(key, ())}:
            for need in pattern.needs:  # a loop takes half the time of `any`
                if words.isdisjoint(need):
                    break
            else:
                for key in words & pattern.firsts:
                    for place in present[key]:
                        if match := _compiled(pattern.source).match(sentence, place):
                            yield _hit(pattern, match)

    def _places(self, sentence: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """Each word's keys and place: itself, its beginning, a number, a name."""
        yield ("^",), 0
        for match in WORDS.finditer(sentence):
            word = match[0]
            folded = word.lower()
            keys = [folded, f"{folded[:4]}*"]
            if word[0].isdigit() or folded in self.counting:
                keys.append("#")
            if word[0].isupper():
                keys.append("Name")
            yield tuple(keys), match.start()
            if unit := JOINED.match(folded):
                yield (unit[1],), match.start() + unit.start(1)


def _hit(pattern: Pattern, match: re.Match[str]) -> Hit:
    name = match.groupdict().get("name")
    numbers = tuple(each for each in match.groups() if each is not None and each != name)
    return Hit(pattern, match.start(), match.end(), numbers, name)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Compiled when first needed: one message needs a tenth of the patterns."""
    return re.compile(source, re.IGNORECASE)


def _hides(decoy: Hit, hit: Hit) -> bool:
    return (
        decoy.pattern.reads == hit.pattern.reads
        and decoy.start < hit.end
        and hit.start < decoy.end
        and decoy.end - decoy.start >= hit.end - hit.start
    )


@cache
def language(code: str) -> Language:
    """The language kept in `<code>.toml`."""
    return _language(code, kept(code))


def kept(code: str) -> dict[str, Any]:
    """What the file of a language says, as it says it."""
    return tomllib.loads(files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))


def _language(code: str, table: Mapping[str, Any]) -> Language:
    words = {
        **table["words"],
        "number": "|".join(table["numbers"]),
        "title": table["titles"].replace(" ", "|"),
    }
    common = table["common"].split()
    everywhere = frozenset({"^", "Name", *common[:EVERYWHERE]})

    def rarity(keys: frozenset[str]) -> tuple[bool, int]:
        return bool(keys & everywhere), len(keys)

    patterns = [
        Pattern(
            number,
            rule["reads"],
            rule["value"],
            rule.get("asked", False),
            first_keys(says, words),
            tuple(sorted(needs(says, words), key=rarity)),
            regex_of(says, words),
        )
        for number, (rule, says) in enumerate(
            (rule, says) for rule in table["rule"] for says in rule["says"]
        )
    ]
    wanted: dict[str, Callable[[str], bool]] = {
        "asks": lambda reads: reads == "asks",
        "request": lambda reads: reads not in ("asks", "outcome"),
        "reply": ANSWERED.__contains__,
    }
    return Language(
        code=code,
        common=frozenset(common),
        numbers=table["numbers"],
        marks={
            mark: re.compile(pattern.replace("\n", ""), re.IGNORECASE | re.MULTILINE)
            for mark, pattern in table["marks"].items()
        },
        titles=frozenset(table["titles"].split()),
        greetings=frozenset(table["greetings"].split()),
        nobody=frozenset(table["nobody"].split()),
        others=frozenset(table["others"].split()),
        places=frozenset(table["places"].split()),
        alternatives=frozenset(table["alternatives"].split()),
        counting=frozenset(number.split("_")[0] for number in table["numbers"]),
        by_key={
            purpose: _by_key([each for each in patterns if reads(each.reads)], rarity)
            for purpose, reads in wanted.items()
        },
    )


def _by_key(
    patterns: list[Pattern], rarity: Callable[[frozenset[str]], tuple[bool, int]]
) -> dict[str, tuple[Pattern, ...]]:
    """Each pattern under the keys of that of its words which is the rarest."""
    found: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        for key in min((pattern.firsts, *pattern.needs), key=rarity):
            found.setdefault(key, []).append(pattern)
    return {key: tuple(each) for key, each in found.items()}


def language_of(text: str) -> Language:
    """The language most of whose common words the beginning of a text holds; English on a tie."""
    found = re.findall(r"\w+", text[:2000].lower())
    codes = max(LANGUAGES, key=lambda code: sum(word in language(code).common for word in found))
    return language(codes)

"""The rules of one language: read from its file once, looked up by the words of a sentence."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from outreachlab.intake.messages.pattern import regex_of, triggers

LANGUAGES = ("en",)


class Pattern(NamedTuple):
    """One way of saying something: what it reads, what it reads it as, and what finds it."""

    reads: str
    value: str | int
    asked: bool
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
    patterns: tuple[Pattern, ...]
    by_trigger: Mapping[str, tuple[int, ...]]

    def hits(self, sentence: str) -> list[Hit]:
        """Everything the rules find in one sentence; what a decoy touches is not found."""
        starts = {word[:4] for word in re.findall(r"\w+", sentence.lower())} | {""}
        numbers = sorted({n for each in starts for n in self.by_trigger.get(each, ())})
        found = [hit for n in numbers for hit in _found(self.patterns[n], sentence)]
        decoys = [hit for hit in found if hit.pattern.value == "decoy"]
        return [
            hit
            for hit in found
            if hit.pattern.value != "decoy" and not any(_touches(decoy, hit) for decoy in decoys)
        ]


def _found(pattern: Pattern, sentence: str) -> Iterable[Hit]:
    for match in _compiled(pattern.source).finditer(sentence):
        name = match.groupdict().get("name")
        numbers = tuple(each for each in match.groups() if each is not None and each != name)
        yield Hit(pattern, match.start(), match.end(), numbers, name)


@lru_cache(maxsize=None)
def _compiled(source: str) -> re.Pattern[str]:
    """Compiled when first needed: one message needs a tenth of the patterns."""
    return re.compile(source, re.IGNORECASE)


def _touches(decoy: Hit, hit: Hit) -> bool:
    return decoy.pattern.reads == hit.pattern.reads and (
        decoy.start < hit.end and hit.start < decoy.end
    )


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """The language kept in `<code>.toml`."""
    return _language(code, kept(code))


def kept(code: str) -> dict[str, Any]:
    """What the file of a language says, as it says it."""
    return tomllib.loads(files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))


def _language(code: str, table: Mapping[str, Any]) -> Language:
    words = {**table["words"], "number": "|".join(table["numbers"])}
    common = frozenset(word[:4] for word in table["common"].split())
    patterns: list[Pattern] = []
    by_trigger: dict[str, list[int]] = {}
    for rule in table["rule"]:
        for says in rule["says"]:
            for start in triggers(says, words, common) or {""}:
                by_trigger.setdefault(start, []).append(len(patterns))
            patterns.append(
                Pattern(
                    rule["reads"], rule["value"], rule.get("asked", False), regex_of(says, words)
                )
            )
    return Language(
        code=code,
        common=frozenset(table["common"].split()),
        numbers=table["numbers"],
        marks={
            mark: re.compile(pattern, re.IGNORECASE | re.MULTILINE)
            for mark, pattern in table["marks"].items()
        },
        titles=frozenset(table["titles"].split()),
        greetings=frozenset(table["greetings"].split()),
        nobody=frozenset(table["nobody"].split()),
        patterns=tuple(patterns),
        by_trigger={start: tuple(numbers) for start, numbers in by_trigger.items()},
    )


def language_of(text: str) -> Language:
    """The language most of whose common words the beginning of a text holds; English on a tie."""
    found = re.findall(r"\w+", text[:2000].lower())
    codes = max(LANGUAGES, key=lambda code: sum(word in language(code).common for word in found))
    return language(codes)

"""How a name that somebody wrote may be read: its words, and what stands beside them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from outreachlab.log.likeness.letters import latin, letters
from outreachlab.log.likeness.name_words import name_words
from outreachlab.log.likeness.worded import Bare, bare_name, is_beside, worded

LONGEST = 100  # characters; what is longer is a sentence, not a name
MOST_WORDS = 8

_LOWER = "[a-zß-öø-ÿ\u0100-\u017f]+"
_PLAIN = re.compile(f"[A-ZÀ-ÖØ-Þ\u0100-\u017f]{_LOWER}(?: [A-Z])? [A-ZÀ-ÖØ-Þ\u0100-\u017f]{_LOWER}")
_ADDRESS = re.compile(r"(?:mailto:)?([\w.+'-]+)@[\w-]+(?:\.[\w-]+)+")
_PROFILE = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/in/([\w%.-]+)\S*", re.IGNORECASE)
_CODE = re.compile(r"-\w*\d\w*$")  # what LinkedIn adds to a name
_BRACKETS = re.compile(r"[(\[{（【<]([^)\]}）】>]*)[)\]}）】>]?")
_CALLED = re.compile(r"(?<=\s)[\"“„«]([^\"“”„«»]+)[\"”“»](?=\s)")
_BESIDE = re.compile(r"\s+[-–—|@•]+\s+|\s*\|\s*|(?<=\w)[:*•]+(?:\s+|$)|\s+@|\t|\s*(?:[-=]>|→)\s*")
_APART = re.compile(r"\s*[/\\&+;\n\r]\s*")
_COMMA = re.compile(r"\s*[,،、，]\s*")
_OF_SOMEBODY = re.compile(r"(?<=\w)['’]s?\s+(?=\w)")


class Reading(NamedTuple):
    """
    One way to read a written name.

    `words` are in Latin letters, the given name first, of which `hyphened` are one given name;
    `written` those in their own script, sorted. `aside` says in words what was left aside,
    `place` is what stood in brackets or behind a dash, `manner` whether it is a he or a she;
    `part` counts from 1 where the cell names several; `glued` is an address without marks
    between its words; `person` is false where the words name no one person, as a company.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    script: str
    aside: frozenset[str] = frozenset()
    place: str = ""
    generation: str = ""
    manner: str = ""
    hyphened: int = 1
    part: int = 0
    glued: bool = False
    person: bool = True


@lru_cache(maxsize=200_000)
def readings(text: str) -> tuple[Reading, ...]:
    """Every way to read a written name, the likeliest first; none where it names nobody."""
    if len(text) > LONGEST:
        return ()
    if _PLAIN.fullmatch(text):  # most names of most logs
        written = tuple(text.lower().split())
        if name_words().beside.isdisjoint(written):
            return (Reading(tuple(map(latin, written)), tuple(sorted(written)), "latin"),)
    found = dict.fromkeys(_all_readings(normalize("NFC", text.strip())))
    return tuple(one for one in found if 0 < len(one.words) <= MOST_WORDS)


def _all_readings(text: str) -> Iterator[Reading]:
    text, addresses = _without_addresses(text)
    aside = frozenset(("an address",)) if addresses else frozenset[str]()
    for local in addresses:
        yield from _of_address(local)
    text, places, born = _without_brackets(text)
    text = text.strip("\"'“”„ ")
    if places and all(map(_is_said, text.split())):
        text, *places = places
    if called := _CALLED.search(text):
        rest = text[: called.start()] + text[called.end() :]
        yield from _of_person(f"{called[1]} {rest.split()[-1]}", aside | {"a nickname in quotes"})
        text = rest
    first, *others = [piece for piece in _BESIDE.split(text) if piece.strip(" ,")] or [""]
    while others and all(map(_is_said, first.split())):
        aside, (first, *others) = aside | {"who led there"}, others
    aside |= {"what stands beside it"} if others else set()
    aside |= {"what stands in brackets"} if places or born else set()
    place = " ".join(map(letters, (*places, *others))).strip()
    for reading in _of_people(first, aside):
        yield reading._replace(place=place or reading.place)
        if born:
            yield from _at_birth(reading, born.split())


def _is_said(word: str) -> bool:
    """Is a word before a colon or a dash none of a name?"""
    known, bare = name_words(), letters(word)
    return any(bare in kind for kind in (known.leading, known.relations, known.nobody))


def _without_addresses(text: str) -> tuple[str, list[str]]:
    """The text without its addresses, and the part of each that holds a name."""
    if "@" not in text and "/" not in text:
        return text, []
    found = [match[1] for kind in (_ADDRESS, _PROFILE) for match in kind.finditer(text)]
    rest = _PROFILE.sub(" ", _ADDRESS.sub(" ", text))
    return rest.replace("<", " ").replace(">", " ").strip() if found else text, found


def _of_address(local: str) -> Iterator[Reading]:
    """`ana.diaz87` as Ana Diaz; `adiaz` glued, for others to be compared with."""
    if local.count("-") > 1:
        local = _CODE.sub("", local)
    words = tuple(filter(None, map(latin, re.split(r"[._+%-]+|\d+", local))))
    if words and name_words().nobody.isdisjoint(words):
        aside = frozenset(("an address",))
        yield Reading(words, words, "latin", aside, glued=len(words) == 1)


def _without_brackets(text: str) -> tuple[str, list[str], str]:
    """The text without brackets, what stood in them, and a family name at birth."""
    places, born = [], ""
    for inside in _BRACKETS.findall(text):
        first, _, rest = inside.strip().partition(" ")
        if rest and letters(first) in name_words().born:
            born = rest
        elif inside.strip():
            places.append(inside)
    return _BRACKETS.sub(" ", text).strip(), places, born


def _of_people(text: str, aside: frozenset[str]) -> Iterator[Reading]:
    """The readings of a text that names one person or several."""
    parts = parts_of(text)
    if len(parts) == 1:
        yield from _about_a_comma(text, aside)
        return
    ways = [list(_of_person(part, aside | {"others in the same cell"})) for part in parts]
    people = all(way.person for part in ways for way in part) or "&" not in text
    for number, part in enumerate(ways, start=1):
        yield from (way._replace(part=number, person=way.person and people) for way in part)


def parts_of(text: str) -> list[str]:
    """The people whom a text names: `Ana / Bo`, `Ana and Bo`, `Ana, Bo & Cy`; else the text."""
    joins, words = name_words().joins, text.split(" ")
    last = len(words) - 1
    marked = ["&" if word in joins and 0 < at < last else word for at, word in enumerate(words)]
    parts = [part for part in _APART.split(" ".join(marked)) if part]
    if len(parts) < 2:
        return [text]
    return [one for part in parts for one in _COMMA.split(part) if one]


def _about_a_comma(text: str, aside: frozenset[str]) -> Iterator[Reading]:
    """`Diaz, Ana` with the words turned round; `Ana Diaz, Acme` and `Ana Diaz, PhD` without."""
    first, *rest = [piece for piece in _COMMA.split(text) if piece] or [""]
    while rest and all(map(_is_said, first.split())):
        first, *rest = rest
    behind = [piece for piece in rest if all(map(is_beside, piece.split()))]
    rest = [piece for piece in rest if piece not in behind]
    if len(rest) == 1:
        yield from _of_person(f"{rest[0]} {first}", aside | {"the order"})
    if not rest or len(first.split()) > 1:
        aside |= {"what stands beside it"} if rest else {"a title"} if behind else set()
        place = " ".join(map(letters, rest))
        for reading in _of_person(" ".join((first, *behind)), aside):
            yield reading._replace(place=place or reading.place)


def _of_person(text: str, aside: frozenset[str]) -> Iterator[Reading]:
    """The readings of a text that names one person and little else."""
    name, *whose = _OF_SOMEBODY.split(text)
    if whose and all(map(_leads, " ".join(whose).split())):  # Ana's intro came from Ana
        text, whose = name, []
    bare = None if whose else bare_name(text)
    if bare is None:
        return
    person = name_words().nobody.isdisjoint(map(letters, bare.tokens))
    for ours in worded(bare.tokens):
        reading = Reading(
            ours.words,
            ours.written,
            ours.script,
            aside | _left_aside(bare),
            " ".join(map(letters, bare.behind)),
            bare.generation,
            bare.manner,
            ours.hyphened,
            person=person,
        )
        yield reading
        if bare.born:
            yield from _at_birth(reading, bare.born)


def _leads(word: str) -> bool:
    return letters(word) in name_words().leading


def _left_aside(bare: Bare) -> frozenset[str]:
    said = (
        (bare.titled, "a title"),
        (bare.led, "who led there"),
        (bool(bare.behind), "what stands beside it"),
    )
    return frozenset(what for holds, what in said if holds)


def _at_birth(reading: Reading, family: list[str] | tuple[str, ...]) -> Iterator[Reading]:
    """The same person under the family name that was there before."""
    if len(reading.words) > 1:
        words = (*reading.words[:-1], *map(latin, family))
        aside = frozenset(("the name at birth",))
        yield reading._replace(words=words, written=words, aside=aside)

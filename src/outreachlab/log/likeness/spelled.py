"""How a name that somebody wrote may be read: its words, and what stands beside them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import name as name_of
from unicodedata import normalize

from outreachlab.log.likeness.name_words import latin, letters, name_words

LONGEST = 100  # characters; what is longer is a sentence, not a name
MOST_WORDS = 8

_ADDRESS = re.compile(r"(?:mailto:)?([\w.+'-]+)@[\w-]+(?:\.[\w-]+)+")
_PROFILE = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/in/([\w%.-]+)\S*", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{（【<]([^)\]}）】>]*)[)\]}）】>]?")
_CALLED = re.compile(r"(?<=\s)[\"“„«]([^\"“”„«»]+)[\"”“»](?=\s)")
_BESIDE = re.compile(r"\s+[-–—|@•]+\s+|\s*\|\s*|(?<=\w)[:*•]+(?:\s+|$)|\s+@|\t")
_APART = re.compile(r"\s*[/&+;\n\r]\s*|\s+(?=&)")
_COMMA = re.compile(r"\s*[,،、，]\s*")
_SOMEBODY_ELSE = re.compile(r"\w['’]s?\s+\w")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}")
_WITHIN = re.compile(r"[-‐‑._]+|(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_ONE_BLOCK = {"CJK": "han", "HANGUL": "hangul", "HIRAGANA": "kana", "KATAKANA": "kana"}


class Reading(NamedTuple):
    """
    One way to read a written name.

    `words` are in Latin letters, the given name first, of which `hyphened` are one given name;
    `written` the words as they stand, for scripts that Latin letters do not tell apart; `aside`
    says what was left aside, `place` is what stood in brackets or behind a dash; `part` counts
    from 1 where the cell names several; `glued` is an address without marks between its words.
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
    if _is_plain(text):
        words = tuple(text.lower().split())
        return (Reading(words, words, "latin"),)
    text = normalize("NFC", text.strip())
    found: dict[Reading, None] = {}
    for reading in _all_readings(text):
        if reading.words and len(reading.words) <= MOST_WORDS:
            found.setdefault(reading)
    return tuple(found)


_PLAIN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def _is_plain(text: str) -> bool:
    """Two capitalised words of which none is more than a name: most names of most logs."""
    if not _PLAIN.fullmatch(text):
        return False
    return name_words().beside.isdisjoint(text.lower().split())


def _all_readings(text: str) -> Iterator[Reading]:
    text, aside, addresses = _without_addresses(text)
    for local in addresses:
        yield from _of_address(local)
    text, places, born = _without_brackets(text)
    if text != text.strip("\"'“”„ "):
        text = text.strip("\"'“”„ ")
    if called := _CALLED.search(text):
        rest = text[: called.start()] + text[called.end() :]
        yield from _of_person(called[1] + " " + rest.split()[-1], aside | {"a nickname in quotes"})
        text = rest
    pieces = [piece for piece in _BESIDE.split(text) if piece.strip(" ,")]
    if len(pieces) > 1 and all(_is_said(word) for word in pieces[0].split()):
        aside, pieces = aside | {"who led there"}, pieces[1:]
    if len(pieces) > 1:
        aside = aside | {"what stands beside it"}
    place = " ".join(map(letters, (*places, *pieces[1:]))).strip()
    if places:
        aside = aside | {"what stands in brackets"}
    for name in pieces[:1]:
        for reading in _of_people(name, aside):
            yield reading._replace(place=place or reading.place)
            if born and len(reading.words) > 1:
                words = (*reading.words[:-1], *map(latin, born.split()))
                yield reading._replace(
                    words=words, written=words, aside=frozenset(("the name at birth",))
                )


def _is_said(word: str) -> bool:
    known = name_words()
    return letters(word) in known.leading or letters(word) in known.relations


def _without_addresses(text: str) -> tuple[str, frozenset[str], list[str]]:
    """The text without its addresses, and the names in these."""
    locals_ = [match[1] for match in _ADDRESS.finditer(text)]
    locals_ += [match[1] for match in _PROFILE.finditer(text)]
    if not locals_:
        return text, frozenset(), []
    rest = _PROFILE.sub(" ", _ADDRESS.sub(" ", text)).replace("<", " ").replace(">", " ").strip()
    return rest, frozenset(("an address",)), locals_


def _of_address(local: str) -> Iterator[Reading]:
    """`ana.diaz87` as Ana Diaz; `adiaz` glued, for others to be compared with."""
    words = [latin(word) for word in re.split(r"[._+%-]+|\d+", local)]
    words = [word for word in words if word]
    if re.search(r"-\w*\d\w*$", local) and len(words) > 2:  # the code that LinkedIn adds
        words = [latin(word) for word in local.split("-")[:-1] if latin(word)]
    known = name_words()
    person = not any(word in known.nobody for word in words)
    if words and person:
        aside = frozenset(("an address",))
        yield Reading(tuple(words), tuple(words), "latin", aside, glued=len(words) == 1)


def _without_brackets(text: str) -> tuple[str, list[str], str]:
    """The text without brackets, what stood in them, and a family name at birth."""
    inside = [found.strip() for found in _BRACKETS.findall(text) if found.strip()]
    born = ""
    for one in list(inside):
        first, _, rest = one.partition(" ")
        if letters(first) in name_words().born and rest:
            born = rest
            inside.remove(one)
    return _BRACKETS.sub(" ", text).strip(), inside, born


def _of_people(text: str, aside: frozenset[str]) -> Iterator[Reading]:
    """The readings of a text that names one person or several."""
    parts = [part for part in parts_of(text) if part]
    if len(parts) > 1:
        ways = [list(_of_person(part, aside | {"others in the same cell"})) for part in parts]
        people = all(way.person for part in ways for way in part)
        for number, part in enumerate(ways, start=1):
            yield from (way._replace(part=number, person=people) for way in part)
        return
    first, *rest = [piece for piece in _COMMA.split(text) if piece]  or [""]
    rest = [piece for piece in rest if not all(map(_is_behind, piece.split()))]
    if rest and len(rest) == 1:
        swapped = aside | {"the order"}
        yield from _of_person(f"{rest[0]} {first}", swapped)
    if not rest or len(first.split()) > 1:
        place = " ".join(map(letters, rest))
        beside = aside | ({"what stands beside it"} if rest else set())
        behind = [w for w in text[len(first) :].replace(",", " ").split() if _generation(w)]
        for reading in _of_person(" ".join((first, *behind)), beside):
            yield reading._replace(place=place) if place else reading


def parts_of(text: str) -> list[str]:
    """The people whom a text names: `Ana / Bo`, `Ana and Bo`, `Ana, Bo & Cy`; else the text."""
    joins = name_words().joins
    words = text.split(" ")
    spaced = [
        "&" if 0 < place < len(words) - 1 and word in joins and len(word) > 1 or word in ("y", "и", "و", "e")
        and 0 < place < len(words) - 1 else word
        for place, word in enumerate(words)
    ]  # fmt: skip
    parts = _APART.split(" ".join(spaced))
    if len(parts) < 2:
        return [text]
    return [one.strip() for part in parts for one in _COMMA.split(part) if one.strip()]


def _is_behind(word: str) -> bool:
    known, bare = name_words(), letters(word)
    return any(bare in kind for kind in (known.behind, known.titles, known.generations))


def _generation(word: str) -> str:
    return name_words().generations.get(letters(word), "")


def _of_person(text: str, aside: frozenset[str]) -> Iterator[Reading]:
    """The readings of a text that names one person and little else."""
    if _SOMEBODY_ELSE.search(text):
        return
    tokens = text.split()
    known = name_words()
    tokens, led, somebody_else = _without_lead(tokens)
    if somebody_else or any(mark.isdigit() for token in tokens for mark in token):
        return
    manner, titled, tokens = _without_titles(tokens)
    generation = ""
    while len(tokens) > 2 and _generation(tokens[-1]):
        generation, tokens = _generation(tokens[-1]), tokens[:-1]
        if letters(tokens[-1]) == "the":
            tokens = tokens[:-1]
    tokens, place, born = _without_tail(tokens)
    said = set(aside)
    said |= {"a title"} if titled else set()
    said |= {"who led there"} if led else set()
    said |= {"what stands beside it"} if place else set()
    person = not any(letters(token) in known.nobody for token in tokens)
    for words, written, script, hyphened in _words(tokens):
        place_of = " ".join(map(letters, place))
        reading = Reading(
            words, written, script, frozenset(said), place_of, generation, manner, hyphened,
            person=person,
        )  # fmt: skip
        yield reading
        if born and len(words) > 1:
            at_birth = (*words[:-1], *map(latin, born))
            yield reading._replace(
                words=at_birth, written=at_birth, aside=frozenset(("the name at birth",))
            )


def _without_lead(tokens: list[str]) -> tuple[list[str], bool, bool]:
    """The words without those that say who led there, and whether somebody else is meant."""
    known = name_words()
    cased = any(token[:1].isupper() for token in tokens)
    at, related = 0, False
    while at < len(tokens) - 1:
        bare = letters(tokens[at])
        if related and bare in known.of:
            return tokens, False, True
        listed = bare in known.leading or bare in known.relations
        listed = listed and (len(bare) > 1 or tokens[at].islower())
        strange = cased and tokens[at][:1].islower() and bare not in known.particles
        if not (listed or strange) or latin(tokens[at]) in known.given:
            break
        related = bare in known.relations
        at += 1
    if at == 1 and letters(tokens[0]) in known.particles and tokens[0][:1].islower():
        at = 0 if letters(tokens[0]) not in ("via", "from") else at
    return tokens[at:], at > 0, False


def _without_titles(tokens: list[str]) -> tuple[str, bool, list[str]]:
    """How the person is addressed, whether a title stood there, and the words without it."""
    known = name_words()
    manner, before = "", len(tokens)

    def is_title(token: str, last: bool) -> bool:
        bare = letters(token)
        if last and bare in known.behind:
            return token.replace(".", "").isupper() or not token[:1].isascii() or "." in token
        names = known.given if bare in known.he or bare in known.she else known.common
        named = not token.endswith(".") and latin(token) in names
        return not named and any(bare in kind for kind in (known.titles, known.he, known.she))

    while len(tokens) > 1 and is_title(tokens[0], last=False) and len(letters(tokens[0])) > 0:
        bare = letters(tokens[0])
        manner = "he" if bare in known.he else "she" if bare in known.she else manner
        tokens = tokens[1:]
    while len(tokens) > 1 and is_title(tokens[-1], last=True) and not _generation(tokens[-1]):
        tokens = tokens[:-1]
    return manner, len(tokens) < before, tokens


def _without_tail(tokens: list[str]) -> tuple[list[str], list[str], list[str]]:
    """The name's own words, those behind them, and a family name at birth."""
    known = name_words()
    cased = any(token[:1].isupper() for token in tokens[:1])
    for at in range(1, len(tokens)):
        bare = letters(tokens[at])
        if bare in known.born and at + 1 < len(tokens):
            return tokens[:at], [], tokens[at + 1 :]
        if bare in known.particles:
            continue
        lower = tokens[at][:1].islower()
        strange = cased and len(bare) > 1 and at + 1 < len(tokens)
        if lower and (strange or bare in known.leading or bare in known.relations):
            return tokens[:at], tokens[at:], []
    return tokens, [], []


Words = tuple[tuple[str, ...], tuple[str, ...], str, int]


def _words(tokens: Iterable[str]) -> Iterator[Words]:
    """The words of a name in Latin letters, as written, their script, and how many are hyphened."""
    tokens = [token for token in tokens if letters(token)]
    if not tokens:
        return
    script = script_of(tokens)
    if script in ("han", "hangul", "kana"):
        yield from _eastern(tokens, script)
        return
    split = [_pieces(token) for token in tokens]
    known = name_words().romanised if script != "latin" else {}
    words = [known.get(piece, (latin(piece),))[0] for pieces in split for piece in pieces]
    words = [word for word in words if word]
    written = tuple(sorted(letters(piece) for pieces in split for piece in pieces))
    yield tuple(words), written, script, len(split[0])


def _pieces(token: str) -> list[str]:
    """A word taken apart at hyphens and the dots of initials; an apostrophe parts nothing."""
    if _INITIALS.fullmatch(token) and "." in token:
        return [mark for mark in token if mark.isalpha()]
    return [piece for piece in _WITHIN.split(token) if letters(piece)]


def script_of(tokens: Iterable[str]) -> str:
    """The script most letters are in: `latin`, `cyrillic`, `han`, `hangul`, `kana` …"""
    found: dict[str, int] = {}
    for token in tokens:
        for mark in token:
            if mark.isalpha():
                block = "latin" if mark.isascii() else name_of(mark, "OTHER").split()[0]
                script = _ONE_BLOCK.get(block, block.lower())
                found[script] = found.get(script, 0) + 1
    if "han" in found:
        return "han"  # a Japanese name has both
    return max(found, key=lambda script: found[script], default="latin")


def _eastern(tokens: list[str], script: str) -> Iterator[Words]:
    """Names whose family name stands first and may not stand apart."""
    known = name_words()
    tokens = [_untitled(token.translate(known.newer)) for token in tokens]
    tokens = [token for token in tokens if token not in known.titles] or tokens
    written = tuple(sorted(tokens)) if len(tokens) > 1 else (tokens[0],)
    family, given = (tokens[0], tokens[1:]) if len(tokens) > 1 else _parted(tokens[0])
    read = _short_vowels(latin(family), script)
    names = known.romanised.get(family, known.romanised.get(read, (read,)))
    for name in names:
        rest = _short_vowels(latin("".join(given)), script)
        yield ((rest, name) if rest else (name,)), written, script, 1


def _short_vowels(word: str, script: str) -> str:
    """Japanese long vowels as people write them in Latin letters: `tarou` as `taro`."""
    return re.sub("(?<=[ou])[ou]", "", word) if script == "kana" else word


def _untitled(token: str) -> str:
    for title in sorted(name_words().titles, key=len, reverse=True):
        if not title.isascii() and token.endswith(title) and len(token) > len(title):
            return token[: -len(title)]
    return token


def _parted(token: str) -> tuple[str, list[str]]:
    """A name in one piece as family name and given name."""
    known = name_words()
    for length in (3, 2):
        if token[:length] in known.double or (len(token) > length and token[:length] in known.romanised):
            return token[:length], [token[length:]]
    return token[:1], [token[1:]] if token[1:] else []

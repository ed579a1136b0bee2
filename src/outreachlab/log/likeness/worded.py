"""The words of a name: what is said before and behind it taken off, the rest in Latin letters."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from outreachlab.log.likeness.letters import latin, letters, script_of
from outreachlab.log.likeness.name_words import name_words

EASTERN = ("han", "hangul", "kana")  # the family name stands first, and may not stand apart
_WITHIN = re.compile(r"[-‐‑._]+|(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}")


class Bare(NamedTuple):
    """The words that are the name, and what was said of the person beside it."""

    tokens: list[str]
    manner: str = ""
    generation: str = ""
    titled: bool = False
    led: bool = False
    behind: tuple[str, ...] = ()
    born: tuple[str, ...] = ()


class Worded(NamedTuple):
    """
    A name in Latin letters, the given name first, of which `hyphened` words are one given name.

    `written` are the words in their own script, sorted.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    script: str
    hyphened: int = 1


def bare_name(text: str) -> Bare | None:
    """The name in `Intro via Dr. Ana Diaz, MBA`; None where somebody else is meant."""
    tokens = [token for token in text.split() if any(map(str.isalnum, token))]
    at = _lead(tokens)
    if at is None or any(mark.isdigit() for token in tokens for mark in token):
        return None
    manner, named = _without_titles(tokens[at:])
    titled = len(named) < len(tokens) - at
    generation = ""
    while len(named) > 2 and (kind := name_words().generations.get(letters(named[-1]))):
        generation, named = kind, named[:-1]
        named = named[:-1] if letters(named[-1]) == "the" else named
    named, behind, born = _without_tail(named)
    return Bare(named, manner, generation, titled, at > 0, tuple(behind), tuple(born))


def _lead(tokens: list[str]) -> int | None:
    """How many words say who led there; None where a friend of the one named is meant."""
    known = name_words()
    cased = any(token[:1].isupper() for token in tokens)
    at, related = 0, False
    while at < len(tokens) - 1:
        bare = letters(tokens[at])
        if related and bare in known.of:
            return None
        listed = bare in known.leading or bare in known.relations
        listed = listed and (len(bare) > 1 or tokens[at].islower())
        strange = cased and tokens[at][:1].islower() and bare not in known.particles
        if not (listed or strange) or latin(tokens[at]) in known.given:
            break
        related = bare in known.relations
        at += 1
    return 0 if at == 1 and letters(tokens[0]) in known.particles else at


def _without_titles(tokens: list[str]) -> tuple[str, list[str]]:
    """How the person is addressed, and the words without titles."""
    known = name_words()
    manner = ""
    for token in filter(_is_title, tokens[:-1]):
        bare = letters(token)
        manner = "he" if bare in known.he else "she" if bare in known.she else manner
    named = [token for token in tokens[:-1] if not _is_title(token)] + tokens[-1:]
    while len(named) > 1 and (_is_title(named[-1]) or _is_degree(named[-1])):
        if letters(named[-1]) in known.generations:
            break
        named = named[:-1]
    return manner, named


def _is_title(token: str) -> bool:
    """Is a word a title, and not a name that is written as one, as Dean is?"""
    known, bare = name_words(), letters(token)
    if bare in known.nobody and token.isupper():  # HR is no Herr
        return False
    addressed = bare in known.he or bare in known.she
    named = latin(token) in (known.given if addressed else known.common)
    return (addressed or bare in known.titles) and (token.endswith(".") or not named)


def _is_degree(token: str) -> bool:
    """`MA` and `M.A.` are letters behind a name, `Ma` is a name."""
    shown = token.replace(".", "").isupper() or "." in token or not token.isascii()
    return letters(token) in name_words().behind and shown


def is_beside(token: str) -> bool:
    """Is a word behind a comma none of the name?"""
    known, bare = name_words(), letters(token)
    return any(bare in kind for kind in (known.behind, known.titles, known.generations))


def _without_tail(tokens: list[str]) -> tuple[list[str], list[str], list[str]]:
    """The name's own words, those behind them, and a family name at birth."""
    known = name_words()
    cased = any(token[:1].isupper() for token in tokens[:1])
    for at in range(1, len(tokens)):
        bare, last = letters(tokens[at]), at + 1 == len(tokens)
        if bare in known.born and not last:
            return tokens[:at], [], tokens[at + 1 :]
        if bare in known.particles or not tokens[at][:1].islower():
            continue
        strange = cased and len(bare) > 1 and not last
        if strange or bare in known.leading or bare in known.relations:
            return tokens[:at], tokens[at:], []
    return tokens, [], []


def worded(tokens: list[str]) -> Iterator[Worded]:
    """The words of a name in Latin letters; several ways where a family name has several."""
    tokens = [token for token in tokens if letters(token)]
    script = script_of("".join(tokens))
    if not tokens:
        return
    if script in EASTERN:
        yield from _eastern(tokens, script)
        return
    pieces = [_pieces(token) for token in tokens]
    flat = [piece for several in pieces for piece in several]
    known = name_words().romanised if script != "latin" else {}
    words = [known.get(piece, (latin(piece),))[0] for piece in flat]
    written = tuple(sorted(map(letters, flat)))
    yield Worded(tuple(filter(None, words)), written, script, len(pieces[0]))


def _pieces(token: str) -> list[str]:
    """A word taken apart at hyphens and the dots of initials; an apostrophe parts nothing."""
    if "." in token and _INITIALS.fullmatch(token):
        return [mark for mark in token if mark.isalpha()]
    return [piece for piece in _WITHIN.split(token) if letters(piece)]


def _eastern(tokens: list[str], script: str) -> Iterator[Worded]:
    known = name_words()
    tokens = [_untitled(token.translate(known.newer)) for token in tokens]
    tokens = [token for token in tokens if token not in known.titles] or tokens
    family, *given = tokens if len(tokens) > 1 else _parted(tokens[0])
    read = _short_vowels(latin(family), script)
    rest = _short_vowels(latin("".join(given)), script)
    for name in known.romanised.get(family, known.romanised.get(read, (read,))):
        yield Worded((rest, name) if rest else (name,), tuple(sorted(tokens)), script)


def _untitled(token: str) -> str:
    """A name without the title that stands behind it without a space."""
    for title in sorted(name_words().titles, key=len, reverse=True):
        if not title.isascii() and token.endswith(title) and len(token) > len(title):
            return token[: -len(title)]
    return token


def _parted(token: str) -> list[str]:
    """A name in one piece as family name and given name."""
    known = name_words()
    for length in (3, 2):
        family = token[:length]
        if family in known.double or (len(token) > length and family in known.romanised):
            return [family, token[length:]]
    return [token[:1], token[1:]]


def _short_vowels(word: str, script: str) -> str:
    """Japanese long vowels as people write them in Latin letters: `tarou` as `taro`."""
    return re.sub("(?<=[ou])[ou]", "", word) if script == "kana" else word

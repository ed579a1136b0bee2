"""How names in Latin letters sound, so that two ways to write one name come out alike."""

import re
from functools import lru_cache

_UMLAUTS = re.compile("ae|oe|ue|aa|ij")
_UMLAUT = {"ae": "a", "oe": "o", "ue": "u", "aa": "a", "ij": "y"}

# In this order: letters that are said as one, then those that are said alike.
_SAID = (
    ("tch", "C"), ("tsch", "C"), ("shch", "S"), ("sch", "S"), ("sh", "S"), ("zh", "J"),
    ("ch", "C"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ts", "C"), ("tz", "C"), ("cz", "C"),
    ("ck", "k"), ("ks", "x"), ("dzh", "J"), ("dj", "J"), ("gh", "g"), ("c", "k"), ("q", "k"),
    ("w", "v"), ("z", "s"), ("y", "i"), ("j", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_MUTE = re.compile(r"(?<=.)h")
_VOWELS = re.compile("[aeiouhy]")
_BONES = str.maketrans({"s": "S", "x": "kS", "b": "v", "m": "n"})


@lru_cache(maxsize=200_000)
def loosened(word: str) -> str:
    """A word as it is without marks in any country: `mueller` and `muller` as `muller`."""
    return _UMLAUTS.sub(lambda found: _UMLAUT[found[0]], word)


@lru_cache(maxsize=200_000)
def said(word: str) -> str:
    """How a word sounds, vowels too: `meyer` and `meier` alike."""
    for written, sound in _SAID:
        if written in word:
            word = word.replace(written, sound)
    return _TWICE.sub(r"\1", _MUTE.sub("", word))


def whole_bones(words: tuple[str, ...]) -> str:
    """The consonants of a whole name, wherever its spaces are."""
    return _TWICE.sub(r"\1", "".join(map(bones, words)))


@lru_cache(maxsize=200_000)
def bones(word: str) -> str:
    """
    The consonants of a word: `mohammed` and `mhmd` alike.

    Scripts that leave vowels out, and letters that are one in some scripts, meet here.
    """
    for written in ("zh", "dj", "z", "j"):
        word = word.replace(written, "J")
    bare = re.sub("(?<=.)w", "", word.replace("ng", "n"))
    return _TWICE.sub(r"\1", _VOWELS.sub("", said(bare).translate(_BONES)))

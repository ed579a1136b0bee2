"""Words of any script as they are compared: without their marks, and in plain Latin letters."""

from functools import lru_cache
from unicodedata import name as name_of, normalize

PUNCTUATION = dict.fromkeys(map(ord, ".,:;!?*…'\"`´’‘ʼ“”„«»‹›״׳·•-‐‑_()[]#~^=<>+|/\\"))
# What anyascii reads letter by letter, though it is said otherwise or not at all.
_READ = {
    **dict.fromkeys(map(ord, "اأإآ"), "a"),
    **dict.fromkeys(map(ord, "ءؤئ"), ""),
    **dict.fromkeys(map(ord, "כך"), "k"),
    **dict(zip(map(ord, "ةىבוं"), "هيbwन", strict=True)),
}
_TWO_READ_AS_ONE = (
    ("ου", "ou"), ("ού", "ou"), ("Ου", "ou"), ("ευ", "ef"), ("εύ", "ef"), ("Ευ", "ef"),
    ("αυ", "af"), ("αύ", "af"), ("Αυ", "af"), ("Μπ", "b"), ("μπ", "b"), ("Ντ", "d"), ("Γκ", "g"),
    ("γγ", "ng"), ("Θ", "th"), ("θ", "th"),
)  # fmt: skip
_BLOCKS = {"CJK": "han", "HANGUL": "hangul", "HIRAGANA": "kana", "KATAKANA": "kana"}


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
    for written, read in _TWO_READ_AS_ONE:
        plain = plain.replace(written, read)
    return "".join(mark for mark in anyascii(plain).lower() if mark.isalnum())


@lru_cache(maxsize=200_000)
def script_of(text: str) -> str:
    """The script of most letters: `latin`, `cyrillic`, `han`, `hangul`, `kana` …"""
    found: dict[str, int] = {}
    for mark in text:
        if mark.isalpha():
            block = "LATIN" if mark.isascii() else name_of(mark, "OTHER").split()[0]
            script = _BLOCKS.get(block, block.lower())
            found[script] = found.get(script, 0) + 1
    if "han" in found:
        return "han"  # a Japanese name has kana beside it
    return max(found, key=lambda script: found[script], default="latin")

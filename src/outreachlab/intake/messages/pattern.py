"""The small language the rules are written in, made into regular expressions that cannot run away."""

import re
from collections.abc import Mapping

CLITIC = r"(?:'(?:s|d|m|ve|ll|re))?"
BETWEEN = r"[^\w'?!]{1,4}"
WORD = r"[\w']{1,40}"
UPPER = r"[^\W\d_a-zß-öø-ÿ]"
NAME_WORD = rf"{UPPER}(?:'{UPPER})?[\w-]{{1,30}}"
PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|el|al|bin|zu|y)"
INITIAL = rf"{UPPER}\.?"
NAME = (
    rf"(?P<name>{NAME_WORD}(?:\ (?:{PARTICLE}\ ){{0,2}}(?:{NAME_WORD}|{INITIAL}(?=\ {UPPER}))){{0,4}})"
)
GAPS = {"..": 3, "...": 7, "....": 12}


def regex_of(pattern: str, words: Mapping[str, str]) -> str:
    """
    A regular expression for one pattern.

    `coffee|tea` is either word, `<you>` a list of words kept under `[words]`, `[a|an]` may be
    missing, `consider*` any ending, `..` up to three words, `...` up to
    seven, `....` up to twelve, `#` a number,
    `Name` a name, `^` the start and `?` the question mark at the end. Every repeat is bounded.
    """
    parts: list[str] = []
    for token in pattern.split(" "):
        if token == "^":
            parts.append(r"^[^\w']{0,6}")
        elif token == "$":
            parts.append(r"[^\w']{0,6}$")
        elif token == "?":
            parts.append(r"[^\w'?]{0,4}\?")
        elif token == ",":
            parts.append(r"\s?[,(–—;-]\s?")
        elif token in GAPS:
            parts.append(f"(?:{WORD}{BETWEEN}){{0,{GAPS[token]}}}?")
        elif token == "Name":
            parts.append(f"(?-i:{NAME}){CLITIC}(?!\\w)(?:{BETWEEN}|$|(?=[?!,;(–—-]))")
        elif token == "#":
            parts.append(f"({alternatives('<number>', words)}|(?<![.,:/\\d])\\d{{1,3}}(?!\\d))[^\\w'?]{{0,4}}")
        elif token.startswith("["):
            parts.append(f"(?:{_one_of(token[1:-1], words)})?")
        else:
            parts.append(_one_of(token, words))
    return "(?<![\\w'])" + "".join(parts)


def _one_of(token: str, words: Mapping[str, str]) -> str:
    return f"(?:{alternatives(token, words)}){CLITIC}(?!\\w|'t)(?:{BETWEEN}|$|(?=[?!,;(–—-]))"


def alternatives(token: str, words: Mapping[str, str]) -> str:
    """The words a token stands for, as one alternation, the longest first."""
    return "|".join(_literal(each) for each in sorted(spelled(token, words), key=len, reverse=True))


def spelled(token: str, words: Mapping[str, str]) -> list[str]:
    """The words a token stands for; `_` within one is a space."""
    found: list[str] = []
    for each in token.split("|"):
        if each.startswith("<"):
            found += spelled(words[each[1:-1]], words)
        else:
            found.append(each)
    return found


def _literal(word: str) -> str:
    escaped = re.escape(word.rstrip("*")).replace("_", BETWEEN)
    return escaped + (r"\w{0,14}" if word.endswith("*") else "")


def triggers(pattern: str, words: Mapping[str, str], common: frozenset[str]) -> frozenset[str]:
    """
    The first four letters of words one of which stands in every text the pattern finds.

    Of the tokens that may not be missing the one is taken whose words are the least common.
    """
    best: frozenset[str] | None = None
    for token in pattern.split(" "):
        if token in {"^", "$", "?", ",", "Name", "#", *GAPS} or token.startswith("["):
            continue
        starts = frozenset(re.split(r"[_'*]", each)[0][:4].lower() for each in spelled(token, words))
        if best is None or (bool(starts & common), len(starts)) < (bool(best & common), len(best)):
            best = starts
    return best or frozenset()

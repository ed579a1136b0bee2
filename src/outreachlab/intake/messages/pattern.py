"""The small language of the rules, made into regular expressions that cannot run away."""

import re
from collections.abc import Mapping

CLITIC = r"(?:'(?:s|d|m|ve|ll|re))?"
BETWEEN = r"[^\w'?!]{1,4}"
WORD = r"[\w']{1,40}"
UPPER = r"[^\W\d_a-zß-öø-ÿ]"
NAME_WORD = rf"{UPPER}(?:'{UPPER})?[\w-]{{1,30}}"
PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|el|al|bin|zu|y)"
INITIAL = rf"{UPPER}\.?"
FURTHER = rf"(?:{PARTICLE}\ ){{0,2}}(?:{NAME_WORD}|{INITIAL}(?=\ {UPPER}))"
NAME = rf"(?P<name>{NAME_WORD}(?:\ {FURTHER}){{0,4}})"
UNSPELLED = frozenset({"^", "$", "?", ",", "Name", "Name's", "#", "##", "..", "...", "....", "~"})
GAPS = {"..": 3, "...": 7, "....": 12}


def regex_of(pattern: str, words: Mapping[str, str]) -> str:
    """
    A regular expression for one pattern.

    `coffee|tea` is either word, `<you>` a list of words kept under `[words]`, `[a|an]` may be
    missing, `consider*` any ending, `..` up to three words, `...` up to
    seven, `....` up to twelve, `~` up to six more with no
    comma between, `#` a number, `##` one to dial,
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
        elif token == "~":
            parts.append(rf"(?:{WORD}[^\w',;?!]{{1,3}}){{0,6}}")
        elif token == ",":
            parts.append(r"\s?[,(–—;-]\s?")
        elif token in GAPS:
            parts.append(f"(?:{WORD}{BETWEEN}){{0,{GAPS[token]}}}?")
        elif token == "Name's":
            parts.append(f"{_titled(words)}(?-i:{NAME})(?:'s|s'){BETWEEN}")
        elif token == "Name":
            parts.append(
                f"{_titled(words)}(?-i:{NAME}){CLITIC}(?!\\w)(?:{BETWEEN}|$|(?=[?!,;(–—-]))"
            )
        elif token == "#":
            word = alternatives("<number>", words)
            parts.append(f"({word}|(?<![.,:/\\d])\\d{{1,3}}(?!\\d))[^\\w'?]{{0,4}}")
        elif token == "##":
            parts.append(r"(?:0\d{3}|\d{5})\d{0,11}")
        elif token.startswith("["):
            parts.append(f"(?:{_one_of(token[1:-1], words)})?")
        else:
            parts.append(_one_of(token, words))
    return "".join(parts)


def _titled(words: Mapping[str, str]) -> str:
    return rf"(?:(?:{alternatives('<title>', words)})\.?\ ){{0,2}}"


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


def needs(pattern: str, words: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """For each word that may not be missing, the keys one of which a sentence must have."""
    return tuple(
        keys_of(token, words)
        for token in pattern.split(" ")
        if token not in UNSPELLED and not token.startswith("[")
    )


def first_keys(pattern: str, words: Mapping[str, str]) -> frozenset[str]:
    """The keys under which a pattern is looked up: what its first word may be."""
    keys: frozenset[str] = frozenset()
    for token in pattern.split(" "):
        if token == "##":
            return keys | {"#"}
        if token.startswith("["):
            keys |= keys_of(token[1:-1], words)
        elif token in {"^", "#"}:
            return keys | {token}
        elif token in {"Name", "Name's"}:
            return keys | {"Name"}
        else:
            return keys | keys_of(token, words)
    return keys


def keys_of(token: str, words: Mapping[str, str]) -> frozenset[str]:
    """A word's key is the word; one with any ending has its first four letters and a star."""
    return frozenset(
        re.findall(r"\w+", each)[0][:4].lower() + "*"
        if each.endswith("*")
        else re.findall(r"\w+", each.replace("_", " "))[0].lower()
        for each in spelled(token, words)
    )

"""What a status says of a request: read from the table or from its two parts, else guessed."""

import re
from functools import cache

from outreachlab.intake.problems import quoted
from outreachlab.intake.values import Reading, read_word
from outreachlab.intake.words import NOT_ASKED_YET, WORDS, YES_NO
from outreachlab.log.synonyms import TICKS, listed, plain
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.wording import listed as joined

_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[,;:]\s+")
IN_PARTS = "read from its parts as"


def read_outcome(text: str) -> Reading:
    """One text as an outcome; one that is none stays as it is, with what is wrong of it."""
    reading = read_word(text, OUTCOMES, WORDS["outcome"])
    if reading.problem or reading.value is None or reading.value in OUTCOMES:
        return reading
    word = None if "?" in text else _in_parts(plain(text).strip(f"{TICKS} ")) or _agreed(text)
    if word is not None:
        return Reading(word, f"{IN_PARTS} {word}")
    return Reading(None, "", f"{quoted(text)} is no outcome", f"write {joined(OUTCOMES, 'or')}")


def _agreed(text: str) -> str | None:
    """`yes - Zoom booked` is accepted, as both parts say so; None where one says something else."""
    parts = _BETWEEN.split(text.strip())
    if not 1 < len(parts) < 4:
        return None
    found = {
        _in_parts(plain(part)) or read_word(part, OUTCOMES, WORDS["outcome"]).value
        for part in parts
    }
    word = found.pop()
    return str(word) if not found and word in OUTCOMES else None


def _in_parts(said: str) -> str | None:
    """`coffee chat scheduled` is accepted, `outreach sent` pending; None for all else."""
    words = said.split()
    for what, ends, word in (("meeting", "agreed", "accepted"), ("message", "sent", "pending")):
        nouns = _phrases(what)
        for end in _phrases(ends):
            if said.endswith(f" {end}") and _made_of(words[: -len(end.split())], nouns):
                return word
    return None


def _made_of(words: list[str], nouns: frozenset[str]) -> bool:
    """Do some words fall into nouns of one word or two, numbers aside?"""
    if not words:
        return True
    return ((words[0] in nouns or words[0].isdecimal()) and _made_of(words[1:], nouns)) or (
        " ".join(words[:2]) in nouns and _made_of(words[2:], nouns)
    )


@cache
def guessed_outcome(text: str) -> str:
    """The outcome to offer for a text that was not understood; empty without a guess."""
    said = f" {plain(text)} "
    if plain(text) in NOT_ASKED_YET or not said.strip():
        return ""
    if tick := YES_NO.get(said.strip()):
        return "accepted" if tick == "yes" else "declined"
    found = [
        (said.rfind(f" {phrase}"), len(phrase), word)
        for word in OUTCOMES
        for phrase in _phrases(word)
        if f" {phrase}" in said
    ]
    return max(found)[2] if found else ""


@cache
def _phrases(key: str) -> frozenset[str]:
    return frozenset(plain(text) for text in listed("phrases", key))

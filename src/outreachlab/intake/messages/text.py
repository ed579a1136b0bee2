"""A message's own words: what it quotes and how it is signed taken off, cut into sentences."""

import re
from typing import NamedTuple

LONGEST = 50_000
LONGEST_SENTENCE = 500
PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\u00a0": " ", "\r": "\n"})
QUOTED = re.compile(
    r"^[ \t]{0,4}(?:>|-{2,}\ ?(?:original|forwarded|urspr|weitergel)|_{10,}"
    r"|(?:on|am)\ [^\n]{4,100}(?:wrote|schrieb)[^\n]{0,60}:[ \t]*$"
    r"|(?:from|von):\ [^\n]{1,200}\n[ \t]*(?:sent|date|to|gesendet|an|datum):)",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE = re.compile(r"^--[ \t]*$", re.MULTILINE)
ENDS = re.compile(r"(?<=[.!?…])[\"')»“]{0,2}\s+|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•–]|\d\.)\s)")
ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|rev|fr|sr|jr|hon|maj|sgt|capt|e\.g|i\.e|etc|approx|bzw|ca|z\.b"
    r"|d\.h|nr|min|mins|hr|std)|\b[^\W\d_])\.$",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """One sentence with its place in the text."""

    text: str
    start: int


def own_words(text: str) -> str:
    """
    What the writer wrote: nothing quoted, forwarded or signed, at most the first 50,000 letters.

    Letters keep their places, so that words found can be shown as they were written.
    """
    plain = text[:LONGEST].replace("\r\n", "\n").translate(PLAIN)
    for mark in (QUOTED, SIGNATURE):
        found = mark.search(plain)
        if found and plain[: found.start()].strip():
            plain = plain[: found.start()]
    return plain.rstrip()


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text; what is longer than any sentence is cut."""
    found: list[Sentence] = []
    start = 0
    for end in ENDS.finditer(text):
        if ABBREVIATION.search(text[max(start, end.start() - 12) : end.start()]):
            continue
        _add(found, text, start, end.start())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    for first in range(start, end, LONGEST_SENTENCE):
        piece = text[first : min(end, first + LONGEST_SENTENCE)]
        if piece.strip():
            found.append(Sentence(piece, first))

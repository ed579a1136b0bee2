"""A message's own words: what it quotes and how it is signed taken off, cut into sentences."""

import re
from typing import NamedTuple

LONGEST = 50_000
LONGEST_SENTENCE = 500
PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\u00a0": " ", "\r": "\n"})
# What a program writes above what it quotes; matched against single lines, each cut to 400 letters.
WROTE = re.compile(
    r"^\*?(?:on|am|le|el|il|em|den|op|w dniu)\b.{4,300}(?:wrote|schrieb|a écrit|escribió|ha scritto"
    r"|escreveu|skrev|schreef|napisał)\b.{0,80}:\*?$",
    re.IGNORECASE,
)
WROTE_BEGINS = re.compile(r"^(?:on|am|le|el)\b.{0,60}(?:\d{4}|\d\d?:\d\d|\d\d\.)", re.IGNORECASE)
DATED = re.compile(r"^\d{4}-\d\d-\d\d\b.{5,200}<[^>]{3,100}>:$")
PASSED_ON = re.compile(
    r"^(?:-{2,}\s?(?:original|forwarded|urspr|weitergel|begin forwarded)|begin forwarded message:"
    r"|_{10,}$)",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"^\*?(?:from|von|sent|date|to|cc|subject|gesendet|datum|an|betreff|de|envoyé|para):\*?\s\S",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"^(?:sent from (?:my|a|outlook|yahoo|mail|gmail)|get outlook for|von meinem .{2,30}gesendet"
    r"|this (?:e-?mail|message) (?:is|and any|may|contains)|diese e-?mail|confidentiality|view your"
    r"|unsubscribe|disclaimer)",
    re.IGNORECASE,
)
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
    What the writer wrote: nothing quoted, passed on or signed below two dashes, no footer.

    At most the first 50,000 letters are read. An answer written below what it quotes is kept.
    """
    lines = text[:LONGEST].replace("\r\n", "\n").translate(PLAIN).split("\n")
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place].strip()[:400]
        begun = any(map(str.strip, kept))
        if begun and (line == "--" or _passes_on(lines, place)):
            break
        header = _quote_header(lines, place)
        if header:
            after = next(filter(str.strip, lines[place + header :]), "")
            if begun and not after.lstrip().startswith(">"):
                break
            place += header
            continue
        if not line.startswith(">") and not FOOTER.match(line):
            kept.append(lines[place])
        place += 1
    return "\n".join(kept).strip()


def _passes_on(lines: list[str], place: int) -> bool:
    """A line of dashes, or two lines of a message's head, begins what somebody else wrote."""
    line = lines[place].strip()[:400]
    if PASSED_ON.match(line):
        return True
    following = lines[place + 1].strip()[:400] if place + 1 < len(lines) else ""
    return bool(HEADER.match(line) and HEADER.match(following))


def _quote_header(lines: list[str], place: int) -> int:
    """How many lines say who wrote what is quoted next: none, or up to three."""
    line = lines[place].strip()[:400]
    if DATED.match(line):
        return 1
    if not (WROTE.match(line) or WROTE_BEGINS.match(line)):
        return 0
    for many in (1, 2, 3):
        joined = " ".join(each.strip()[:200] for each in lines[place : place + many])
        if WROTE.match(joined):
            return many
    return 0


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

"""A message as the rules see it: its sentences with what was found in each."""

import re
from typing import NamedTuple

from outreachlab.errors import UsageError
from outreachlab.intake.messages.rules import Hit, Language, language_of
from outreachlab.intake.messages.text import own_words, sentences

BULLET = re.compile(r"\s*[-*•–]\s")
SIGNED = 5  # words in a line of a signature
FRAGMENT = 7  # words; "15 minutes. Phone. Your choice of day."


class Found(NamedTuple):
    """A hit with the words it stands on and its place in the message."""

    hit: Hit
    place: int
    words: str
    sentence: int

    @property
    def value(self) -> str | int:
        """What the rule reads these words as."""
        return self.hit.pattern.value


class Line(NamedTuple):
    """One sentence, whether it asks for something, and what was found in it."""

    text: str
    asks: bool
    found: tuple[Found, ...]


class Reading(NamedTuple):
    """A message without its greeting's and its signature's lines, sentence by sentence."""

    language: Language
    lines: tuple[Line, ...]
    names: frozenset[str]

    def of(self, reads: str) -> list[Found]:
        """What was found for one field, in the order of the message, the longest first."""
        found = [
            each
            for line in self.lines
            for each in line.found
            if each.hit.pattern.reads == reads and (line.asks or not each.hit.pattern.asked)
        ]
        return sorted(found, key=lambda each: (each.place, -len(each.words)))


def read(text: str, subject: str | None = None, purpose: str = "request") -> Reading:
    """
    The message's own words as lines; the subject is the last of them.

    Parameters
    ----------
    text : str
        The body, with or without what it quotes and its signature.
    subject : str, optional
        The subject line, which asks as the body does, and is read after it.
    purpose : {"request", "reply"}
        What is looked for.

    Raises
    ------
    UsageError
        The text is none.
    """
    if not isinstance(text, str):
        raise UsageError(f"a message is a text, not {type(text).__name__}")
    said = own_words(text)
    language = language_of(said)
    said, signature = _unsigned(said, language)
    lines = [
        _line(each.text, each.start, number, language, purpose)
        for number, each in enumerate(sentences(said))
    ]
    if subject and subject.strip():
        lines.append(
            _line(subject.strip(), len(text) + 1, len(lines), language, purpose)._replace(asks=True)
        )
    written = [
        each.hit.name or ""
        for line in lines
        for each in line.found
        if each.hit.pattern.reads == "writer" and not each.words.endswith("'s")
    ]
    own = " ".join([_greeted(said, language), signature, _last_lines(said), *written])
    names = frozenset(word.strip(".,!()") for word in own.lower().split())
    return Reading(language, tuple(lines), names)


def _line(text: str, start: int, number: int, language: Language, purpose: str) -> Line:
    hits = language.hits(text, purpose)
    asks = (
        text.rstrip().endswith("?")
        or len(text.split()) <= FRAGMENT
        or BULLET.match(text) is not None
        or language.asks(text)
    )
    return Line(
        text,
        asks,
        tuple(
            Found(hit, start + hit.start, text[hit.start : hit.end].strip(" ,;:-–—(\n\t"), number)
            for hit in hits
        ),
    )


def _unsigned(text: str, language: Language) -> tuple[str, str]:
    """The text without the lines after its close, and those lines; a postscript is kept."""
    closings = list(language.marks["closing"].finditer(text))
    closings = [each for each in closings if text[each.end() :].count("\n") <= 8]
    if not closings or not text[: closings[0].start()].strip():
        return text, ""
    said, signature = text[: closings[0].start()], text[closings[0].end() :]
    postscript = language.marks["postscript"].search(signature)
    if postscript:
        said = f"{said}\n\n{signature[postscript.start() :]}"
        signature = signature[: postscript.start()]
    return said, " ".join(signature.split("\n")[:4])


def _greeted(text: str, language: Language) -> str:
    """Whom the greeting names: the one addressed is no referrer."""
    first = text.strip().split("\n")[0][:80]
    words = first.split()
    greets = {*language.greetings, *language.titles}
    named: list[str] = []
    for word in words[:8]:
        bare = word.strip(".,!:;–—-()").lower()
        if bare not in greets and not word[:1].isupper():
            break
        named.append(word)
        if word[-1] in ",!:":
            break
    greeting = bool(words) and words[0].strip(".,!").lower() in greets
    return " ".join(named) if greeting or first.endswith((",", "!", ":", "–")) else ""


def _last_lines(text: str) -> str:
    """Short lines without a full stop that end a message are the writer's name and title."""
    found: list[str] = []
    for line in reversed(text.rstrip().split("\n")[1:][-4:]):
        if len(line.split()) > SIGNED or (line.rstrip().endswith((".", "?", "!")) and found):
            break
        if line[:1].isupper():
            found.append(line)
    *before, after = re.split(r"[.!?]\s|\s[-–—]\s?|/", text.rstrip(" .!\n"))
    signed = bool(before) and len(after.split()) <= SIGNED and after[:1].isupper()
    return " ".join([*found, after if signed else ""])

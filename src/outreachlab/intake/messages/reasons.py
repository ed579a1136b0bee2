"""Who sent the writer, whether it is only to learn, and why they ask."""

import re

from outreachlab.intake.messages.pattern import NAME
from outreachlab.intake.messages.proposed import Read
from outreachlab.intake.messages.reading import Found, Reading

TOLD = 8  # words of a sentence that may tell something
# What is found for these in a sentence makes it one of the request, not of the writer's life.
NO_REASON = (
    *("meeting_format", "minutes_asked", "venue", "meeting"),
    *("referrer", "said_informational"),
)
FULL_NAME = re.compile(rf"(?<![\w'.]){NAME}")


def said_informational(reading: Reading) -> Read:
    """Yes where it is said, unsure where it may be, else no."""
    return _three_valued(reading.of("said_informational"))


def _three_valued(found: list[Found]) -> Read:
    said = [each for each in found if each.value == "yes"]
    if said:
        longest = max(said, key=lambda each: len(each.words))
        return Read("yes", longest.words)
    return Read(unsure=True) if found else Read("no")


def explained_why(reading: Reading) -> Read:
    """
    Yes where a reason of the writer's own is read, no only where they tell nothing of themselves.

    A sentence that tells of the writer, and neither asks nor speaks of the contact or the
    meeting, may hold a reason in words no rule has: unsure.
    """
    found = reading.of("explained_why")
    of_the_writer = {each.sentence for each in found if each.value == "hint"}
    said = [
        each
        for each in found
        if each.value == "yes"
        and (each.sentence in of_the_writer or not _speaks_of_others(reading, each))
    ]
    if said:
        return Read("yes", max((each.words for each in said), key=len))
    known = {each.sentence for field in NO_REASON for each in reading.of(field)}
    known |= {each.sentence for each in found if each.value == "plain"}
    known |= {n for n, line in enumerate(reading.lines) if line.text.rstrip().endswith("?")}
    long = {n for n, line in enumerate(reading.lines) if len(line.text.split()) >= TOLD}
    telling = (of_the_writer | long) - known
    telling |= {each.sentence for each in found if each.value == "wish"}
    return Read(unsure=True) if telling else Read("no")


def _speaks_of_others(reading: Reading, found: Found) -> bool:
    """A sentence without I speaks of the writer only where it begins with the reason."""
    words = reading.lines[found.sentence].text.lower().split()
    return found.hit.start > 0 and not reading.language.others.isdisjoint(words)


def referrer(reading: Reading) -> tuple[Read, Read]:
    """
    Whether somebody is named who sent the writer, and that name without its titles.

    No is said only where no rule of the kind finds anything and no other person seems named.
    """
    found = reading.of("referrer")
    for each in found:
        if each.value == "yes":
            name = _full(_untitled(each.hit.name or "", reading), reading)
            if name:
                return Read("yes", each.words), Read(name, each.words)
    for each in found:
        if each.value == "pronoun":
            named = _named_before(each, reading)
            if named:
                return Read("yes", each.words), Read(named, each.words)
    if found or _strangers(reading):
        return Read(unsure=True), Read(unsure=True)
    return Read("no"), Read()


def _untitled(name: str, reading: Reading) -> str:
    """The name without Mr and Dr in front; empty where it names no person or one of the two."""
    words = name.split()
    while words and words[0].lower().strip(".") in reading.language.titles:
        words = words[1:]
    folded = [word.lower().strip(".") for word in words]
    if not words or folded[0] in reading.language.nobody | reading.language.greetings:
        return ""
    return "" if all(word in reading.names for word in folded) else " ".join(words)


def _full(name: str, reading: Reading) -> str:
    """The name as it stands in full elsewhere in the message."""
    if not name or " " in name:
        return name
    text = " ".join(line.text for line in reading.lines)
    fuller = re.search(rf"(?<!\w){re.escape(name)} {NAME}", text[:5000])
    if fuller and fuller["name"].split()[0].lower() not in reading.language.nobody:
        return fuller[0]
    return name


def _names(text: str, reading: Reading) -> list[str]:
    named = (_untitled(match["name"], reading) for match in FULL_NAME.finditer(text))
    return [name for name in named if name]


def _named_before(found: Found, reading: Reading) -> str:
    line = reading.lines[found.sentence].text
    before = [each.text for each in reading.lines[max(0, found.sentence - 2) : found.sentence]]
    names = [name for text in [*before, line[: found.hit.start]] for name in _names(text, reading)]
    return _full(names[-1], reading) if names else ""


def _strangers(reading: Reading) -> bool:
    """Whether somebody else seems to be named: two words with capitals, or one with a title."""
    for line in reading.lines:
        for match in FULL_NAME.finditer(line.text):
            *_, before = ("", *line.text[: match.start()].lower().split()[-1:])
            titled = before.rstrip(".") in reading.language.titles
            long = " " in match["name"] and before not in reading.language.places
            if (titled or long) and _untitled(match["name"], reading):
                return True
    return False

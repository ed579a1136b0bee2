"""What an answer says: accepted, declined, or open."""

from dataclasses import dataclass
from typing import Any

from outreachlab.intake.messages.proposed import meeting_format
from outreachlab.intake.messages.reading import Found, Line, Reading, read
from outreachlab.intake.messages.text import own_words


@dataclass(frozen=True, slots=True)
class CodedReply:
    """
    What an answer says, never taken into a log without the person's word.

    `outcome` is accepted, declined, open or undelivered; `words` show it, and are missing where
    it is open because nothing else was read. `agreed_format` is a meeting format of the log.
    """

    outcome: str
    words: str | None = None
    agreed_format: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The three as plain data."""
        return {
            "outcome": self.outcome,
            "words": self.words,
            "agreed_format": self.agreed_format,
        }


def coded_reply(text: str) -> CodedReply:
    """
    Read whether an answer accepts or declines.

    Parameters
    ----------
    text : str
        The answer, with or without what it quotes and its signature.

    Returns
    -------
    CodedReply
        Accepted or declined only where the words decide; all else is open: who asks back, puts
        off, passes on, is out of the office, or says what no rule knows.
    """
    reading = read(text, purpose="reply")
    for outcome, mark in (("undelivered", "bounced"), ("open", "automatic")):
        found = reading.language.marks[mark].search(own_words(text)[:2000])
        if found:
            return CodedReply(outcome, found[0])
    outcome, words = _decided(reading)
    agreed = meeting_format(_all_asked(reading)).value if outcome == "accepted" else None
    return CodedReply(outcome, words, str(agreed) if agreed else None)


def _decided(reading: Reading) -> tuple[str, str | None]:
    """What decides: a refusal unless something was offered in its place, then a putting off."""
    said = reading.of("outcome")
    by_value = {
        value: [each for each in said if each.value == value]
        for value in ("declined", "open", "accepted", "regrets")
    }
    if by_value["declined"]:
        outcome = "open" if by_value["open"] or by_value["accepted"] else "declined"
        return outcome, _longest(by_value[outcome] or by_value["accepted"])
    if by_value["open"]:
        return "open", _longest(by_value["open"])
    if by_value["accepted"] and not by_value["regrets"]:
        return "accepted", _longest(by_value["accepted"])
    return "open", None


def _longest(found: list[Found]) -> str | None:
    return max((each.words for each in found), key=len, default=None)


def _all_asked(reading: Reading) -> Reading:
    """An answer proposes in every sentence."""
    lines = tuple(Line(line.text, True, line.found) for line in reading.lines)
    return reading._replace(lines=lines)

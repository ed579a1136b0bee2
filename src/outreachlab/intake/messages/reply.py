"""What an answer says: accepted, declined, or open."""

from dataclasses import dataclass
from typing import Any

from outreachlab.display import Answer, Shown
from outreachlab.intake.messages.proposed import meeting_format
from outreachlab.intake.messages.reading import Found, Line, Reading, read
from outreachlab.intake.messages.text import own_words


@dataclass(frozen=True, slots=True, repr=False)
class CodedReply(Answer):
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

    def _shown(self) -> Shown:
        agreed = f", by {self.agreed_format}" if self.agreed_format else ""
        words = f", from “{self.words}”" if self.words else ""
        return Shown(f"{self.outcome}{agreed}{words}")


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

    Raises
    ------
    UsageError
        The text is none.
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
    """
    What decides, and the words for it.

    A putting off or a passing on leaves it open whatever else is said; so does a refusal beside
    an offer. A bare "sure" accepts only where a day, a time or a format goes with it.
    """
    said: dict[str | int, list[Found]] = {}
    for each in reading.of("outcome"):
        said.setdefault(each.value, []).append(each)
    accepted = said.get("accepted", [])
    if "detail" in said or reading.of("meeting_format"):
        accepted = [*accepted, *said.get("agrees", [])]
    declined, postponed = said.get("declined", []), said.get("open", [])
    if postponed or (declined and accepted):
        return "open", _longest(postponed)
    if declined:
        return "declined", _longest(declined)
    return ("accepted", _longest(accepted)) if accepted else ("open", None)


def _longest(found: list[Found]) -> str | None:
    return max((each.words for each in found), key=len, default=None)


def _all_asked(reading: Reading) -> Reading:
    """An answer proposes in every sentence."""
    lines = tuple(Line(line.text, True, line.found) for line in reading.lines)
    return reading._replace(lines=lines)

"""How one asked, read from the words of the message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outreachlab.display import Answer, Shown
from outreachlab.intake.messages.proposed import (
    Read,
    meeting_format,
    minutes_asked,
    offered_phone,
    venue,
)
from outreachlab.intake.messages.reading import read
from outreachlab.intake.messages.reasons import explained_why, referrer, said_informational


@dataclass(frozen=True, slots=True, repr=False)
class CodedRequest(Answer):
    """
    What a message says about how it asks.

    `fields` has, for each column of the log that the words can fill, what was read, the words it
    was read from, and whether it remained unsure. `asks_for_meeting` and `about_work` tell a
    request from other mail.
    """

    fields: Mapping[str, Read]
    asks_for_meeting: bool
    about_work: bool

    def to_json(self) -> dict[str, Any]:
        """The fields as plain data; `unsure` stands only where it is true."""
        return {
            "fields": {
                name: {
                    "value": each.value,
                    "words": each.words,
                    **({"unsure": True} if each.unsure else {}),
                }
                for name, each in self.fields.items()
            }
        }

    def _shown(self) -> Shown:
        rows = tuple(
            (name, "unsure" if each.unsure else str(each.value or "not said"), each.words or "")
            for name, each in self.fields.items()
        )
        read = sum(each.value is not None for each in self.fields.values())
        return Shown(f"{read} of {len(rows)} fields read", ("field", "read", "from"), rows)


def coded_request(text: str, subject: str | None = None) -> CodedRequest:
    """
    Read from a message how it asks for a meeting.

    Parameters
    ----------
    text : str
        The message, or a draft of it, with or without what it quotes and its signature. At most
        its first 50,000 letters are read.
    subject : str, optional
        The subject line of an e-mail.

    Returns
    -------
    CodedRequest
        `.fields` maps `minutes_asked` (whole minutes), `meeting_format`, `venue`,
        `offered_phone`, `mentioned_referrer`, `referrer`, `said_informational` and
        `explained_why` to what was read. Yes and no are said only where the words show it; what
        remains unsure has no value.

    Raises
    ------
    UsageError
        The text is none.

    Notes
    -----
    Rules, kept with examples in one file a language; no model and no network.
    """
    reading = read(text, subject)
    proposed = meeting_format(reading)
    mentioned, name = referrer(reading)
    fields = {
        "minutes_asked": minutes_asked(reading),
        "meeting_format": proposed,
        "venue": venue(reading, proposed),
        "offered_phone": offered_phone(reading),
        "mentioned_referrer": mentioned,
        "referrer": name,
        "said_informational": said_informational(reading),
        "explained_why": explained_why(reading),
    }
    said = {each.value for each in reading.of("meeting")}
    reasons = ("mentioned_referrer", "said_informational", "explained_why")
    return CodedRequest(
        fields,
        bool(proposed.value or fields["minutes_asked"].value or "asked" in said),
        "learn" in said or any(fields[each].value == "yes" for each in reasons),
    )

"""One e-mail as it came: who wrote to whom, when, and in whose words; whatever is wrong with it."""

import re
from contextlib import suppress
from datetime import date, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import NamedTuple

from outreachlab.intake.messages.body import body_of, parts_of
from outreachlab.intake.messages.text import own_words

LONGEST_HEADER = 20_000  # ten thousand recipients are a group after the first hundred
MOST_BYTES = 1 << 18


# What breaks a line or steers a terminal.
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Person(NamedTuple):
    """A name, which may be missing, and a key: an address in small letters, or a profile."""

    name: str
    key: str


class Sent(NamedTuple):
    """One message of a mailbox or an archive, its own words only."""

    sender: Person
    to: tuple[Person, ...]
    day: date
    subject: str
    text: str
    channel: str
    thread: str
    kind: str = "message"  # message, automatic, bounce, invitation, list
    failed: str = ""  # the address a bounce says could not be reached


def read_mail(data: bytes) -> Sent | None:
    """
    The message in these bytes, at most their first 256 kB; None without a sender or a day.

    Headers that lie about the charset are read as UTF-8 and what is no letter of it is replaced.
    One whose parts are nested a thousand deep is none that a person sent.
    """
    with suppress(RecursionError):
        return _sent(message_from_bytes(data[:MOST_BYTES]))
    return None


def _sent(message: Message) -> Sent | None:
    sender = _people(message, "from")
    day = _day(_header(message, "date"))
    if not sender or day is None:
        return None
    subject = _header(message, "subject")
    return Sent(
        sender[0],
        tuple(dict.fromkeys(_people(message, "to"))),
        day,
        subject,
        own_words(body_of(message)),
        "email",
        _thread(message, subject),
        _kind(message, subject, sender[0].key),
        _failed(message),
    )


def addresses_of(data: bytes) -> tuple[list[str], bool]:
    """Whom a message is from, and whether its mailbox holds it as sent."""
    head = message_from_bytes(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0] + b"\n\n")
    labels = f"{_header(head, 'x-gmail-labels')} {_header(head, 'x-folder')}".lower()
    sent = "sent" in labels.replace(",", " ").split()
    with suppress(RecursionError):  # an address nested without end
        return [each.key for each in _people(head, "from")], sent
    return [], sent


def _header(message: Message, name: str) -> str:
    """A header as text, without line breaks and without what steers a terminal."""
    raw = str(message.get(name) or "")[:LONGEST_HEADER]
    if "=?" in raw or not raw.isascii():
        with suppress(
            ValueError, LookupError, TypeError, MessageError
        ):  # what no rule of mail allows
            raw = "".join(_decoded(part, charset) for part, charset in decode_header(raw))
    return " ".join(STEERING.sub(" ", raw).split())


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for name in (charset or "utf-8", "utf-8", "cp1252"):
        try:
            return part.decode(name)
        except (LookupError, ValueError):
            continue
    return part.decode("latin-1")


def _people(message: Message, name: str) -> list[Person]:
    found = getaddresses([_header(message, name)])
    return [
        Person(" ".join(person.strip("'\" ").split()), address.lower())
        for person, address in found[:200]
        if "@" in address
    ]


def _day(text: str) -> date | None:
    """The day as the sender's clock had it."""
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        pass
    try:
        return datetime.fromisoformat(text[:10]).date()
    except ValueError:
        return None


def _thread(message: Message, subject: str) -> str:
    """What the messages of one conversation share: Gmail's number, the first of them, a subject."""
    if number := _header(message, "x-gm-thrid"):
        return number
    known = _header(message, "references").split() or _header(message, "in-reply-to").split()
    return known[0] if known else _header(message, "message-id") or bare_subject(subject)


def bare_subject(subject: str) -> str:
    """A subject without what answers and copies put before it."""
    return re.sub(
        r"^(?:(?:re|aw|fwd?|wg|sv|vs|antw|rif|tr)(?:\[\d+\])?:\s{0,5}){1,9}",
        "",
        subject,
        flags=re.I,
    )


def _kind(message: Message, subject: str, sender: str) -> str:
    name = sender.partition("@")[0]
    if message.get_content_type() == "multipart/report" or name in ("mailer-daemon", "postmaster"):
        return "bounce"
    submitted = _header(message, "auto-submitted").lower()
    marks = ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply")
    if submitted.startswith("auto") or any(map(message.get, marks)):
        return "automatic"
    if re.match(
        r"(?:auto(?:matic|matische)?[- ]?(?:reply|response|antwort)|out of office|abwesen)",
        subject,
        re.I,
    ):
        return "automatic"
    if message.get("list-id") or message.get("list-unsubscribe"):
        return "list"
    if _header(message, "precedence").lower() in ("bulk", "list", "junk"):
        return "list"
    parts = [part.get_content_type() for part in parts_of(message)]
    return "invitation" if "text/calendar" in parts else "message"


def _failed(message: Message) -> str:
    """Whom a delivery report names as not reached; a report of a delay names nobody."""
    for part in parts_of(message):
        if part.get_content_type() == "message/delivery-status":
            said = (
                part.as_string()[:LONGEST_HEADER]
                if part.is_multipart()
                else str(part.get_payload())
            )
            if re.search(r"^Action:\s{0,4}failed", said, re.I | re.M):
                named = re.search(
                    r"^Final-Recipient:[^;\n]{0,40};\s{0,4}<?([^\s<>]{3,200})", said, re.I | re.M
                )
                return named[1].lower() if named else ""
    return _header(message, "x-failed-recipients").lower()

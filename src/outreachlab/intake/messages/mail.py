"""One e-mail as it came: who wrote to whom, when, and in whose words; whatever is wrong with it."""

import re
from contextlib import suppress
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import NamedTuple

from outreachlab.intake.messages.text import LONGEST, own_words

LONGEST_HEADER = 20_000  # ten thousand recipients are a group after the first hundred
MOST_BYTES = 1 << 18
SKIPPED = frozenset({"script", "style", "head", "title", "blockquote"})
BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table"})


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
    """
    message = message_from_bytes(data[:MOST_BYTES])
    sender = _people(message, "from")
    day = _day(_header(message, "date"))
    if not sender or day is None:
        return None
    subject = _header(message, "subject")
    return Sent(
        sender[0],
        tuple(dict.fromkeys((*_people(message, "to"), *_people(message, "resent-to")))),
        day,
        subject,
        own_words(_body(message)),
        "email",
        _thread(message, subject),
        _kind(message, subject, sender[0].key),
        _failed(message),
    )


def addresses_of(data: bytes) -> tuple[list[str], bool]:
    """Whom a message is from, and whether its mailbox holds it as sent."""
    head = message_from_bytes(data.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0] + b"\n\n")
    labels = f"{_header(head, 'x-gmail-labels')} {_header(head, 'x-folder')}".lower()
    return [each.key for each in _people(head, "from")], "sent" in labels.replace(",", " ").split()


def _header(message: Message, name: str) -> str:
    """A header as text, without line breaks and without what steers a terminal."""
    raw = str(message.get(name) or "")[:LONGEST_HEADER]
    if "=?" in raw or not raw.isascii():
        with suppress(ValueError, LookupError, TypeError):  # what no rule of mail allows
            raw = "".join(_decoded(part, charset) for part, charset in decode_header(raw))
    return " ".join(STEERING.sub(" ", raw).split())


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return (
            part.encode("ascii", "surrogateescape").decode("utf-8", "replace")
            if (any("\udc80" <= each <= "\udcff" for each in part))
            else part
        )
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
    parts = [part.get_content_type() for part in _parts(message)]
    return "invitation" if "text/calendar" in parts else "message"


def _failed(message: Message) -> str:
    """Whom a delivery report names as not reached; a report of a delay names nobody."""
    for part in _parts(message):
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


def _parts(message: Message) -> list[Message]:
    """The parts of a message, the first hundred."""
    found: list[Message] = []
    for part in message.walk():
        found.append(part)
        if len(found) >= 100:
            break
    return found


def _body(message: Message) -> str:
    """The text of the first part that has one; a page's text where there is no plain one."""
    pages: list[str] = []
    for part in _parts(message):
        if part.get_content_maintype() != "text" or part.get_filename():
            continue
        kind = part.get_content_subtype()
        if kind == "plain" and (text := _text(part)).strip():
            return text
        if kind == "html":
            pages.append(_text(part))
    return text_of_page(pages[0]) if pages else ""


def _text(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        payload = None
    data = (
        payload
        if isinstance(payload, bytes)
        else str(part.get_payload()).encode("utf-8", "replace")
    )
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    for name in dict.fromkeys(("utf-8", charset or "cp1252", "cp1252")):
        try:
            return data[: 4 * LONGEST].decode(name)
        except (LookupError, ValueError):
            continue
    return data[: 4 * LONGEST].decode("utf-8" if charset == "utf-8" else "latin-1", "replace")


class _Page(HTMLParser):
    """The words of a page; what it quotes is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.skipping += 1
        elif tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif tag in BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.said.append(data)


def text_of_page(page: str) -> str:
    """The words of an HTML page, line by line."""
    reader = _Page()
    try:
        reader.feed(page[: 4 * LONGEST])
        reader.close()
    except (AssertionError, ValueError):  # what the parser raises over broken declarations
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

"""The words of a mail: its plain text, or its page's without what that quotes."""

import re
from collections.abc import Iterator
from email.message import Message
from html import unescape

from outreachlab.intake.messages.text import LONGEST

SKIPPED = frozenset({"script", "style", "head", "title", "blockquote"})
BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table"})
MOST_PARTS = 100
OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
NAME = re.compile(r"/?[a-zA-Z0-9]{0,20}")


def parts_of(message: Message) -> list[Message]:
    """The parts of a message, the first hundred."""
    found: list[Message] = []
    for part in message.walk():
        found.append(part)
        if len(found) >= MOST_PARTS:
            break
    return found


def body_of(message: Message) -> str:
    """The text of the first part that has one; a page's text where there is no plain one."""
    pages: list[str] = []
    for part in parts_of(message):
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


def text_of_page(page: str) -> str:
    """
    The words of an HTML page, line by line, without what it quotes.

    A walk from tag to tag: the standard library's parser takes a time that grows with the square
    of tags and comments that never end.
    """
    said: list[str] = []
    skipping = 0
    for tag, text in _tags(page[: 4 * LONGEST]):
        name = tag.lstrip("/")
        if name in SKIPPED:
            skipping = max(0, skipping + (-1 if tag.startswith("/") else 1))
        elif name in BREAKS:
            said.append("\n")
        if not skipping:
            said.append(unescape(text))
    lines = (" ".join(line.split()) for line in "".join(said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tags(page: str) -> Iterator[tuple[str, str]]:
    """Each tag's name, with its slash, and the text after it; what is no tag is text."""
    tag, start = "", 0
    for begin in (found.start() for found in OPENS.finditer(page)):
        if begin < start:
            continue
        yield tag, page[start:begin]
        ends = "-->" if page.startswith("<!--", begin) else ">"
        end = page.find(ends, begin)
        if end < 0:
            return
        tag = NAME.match(page, begin + 1)[0].lower()  # type: ignore[index]
        start = end + len(ends)
    yield tag, page[start:]

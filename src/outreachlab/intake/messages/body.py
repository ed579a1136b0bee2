"""The words of a mail: its plain text, or its page's without what that quotes."""

import re
from email.message import Message
from html.parser import HTMLParser

from outreachlab.intake.messages.text import LONGEST

SKIPPED = frozenset({"script", "style", "head", "title", "blockquote"})
BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table"})
MOST_PARTS = 100


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
        reader.feed(_without_comments(page[: 4 * LONGEST]))
        reader.close()
    except (AssertionError, ValueError):  # what the parser raises over broken declarations
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(page: str) -> str:
    """The parser takes a time that grows with the square of comments that never end."""
    kept: list[str] = []
    start = 0
    while (begin := page.find("<!--", start)) >= 0:
        kept.append(page[start:begin])
        end = page.find("-->", begin)
        if end < 0:
            return "".join(kept)
        start = end + 3
    return "".join([*kept, page[start:]])

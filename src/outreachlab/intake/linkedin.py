"""LinkedIn's data archive as a table of requests: who was written to, and who answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse

import pandas as pd

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.dates import day_order, read_date
from outreachlab.intake.delimited import read_delimited
from outreachlab.intake.layout import bare
from outreachlab.intake.parquet import table_of_frame
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.wording import counted

Rows = list[dict[str, str]]

INVITATIONS, MESSAGES, CONNECTIONS = "invitations.csv", "messages.csv", "connections.csv"
_FILES = (INVITATIONS, MESSAGES, CONNECTIONS, "profile.csv")
# Headers by file, so that the preamble above them is passed over.
_HEADERS = frozenset(
    map(
        bare,
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On,From,To,Sent At,"
        "Direction,inviterProfileUrl,inviteeProfileUrl,CONVERSATION ID,SENDER PROFILE URL,DATE,"
        "RECIPIENT PROFILE URLS,FOLDER,CONTENT,Headline".split(","),
    )
)
WARNINGS = (
    "in a LinkedIn archive a yes is a connection made or an answer written; whether they agreed "
    "to meet stands only in the messages: correct the outcomes before trusting a rate",
    "the archive leaves out invitations that were declined or withdrawn and every request made "
    "elsewhere, so its rates come out too high, and a no cannot be told from silence",
)


@dataclass(slots=True)
class Person:
    """One person the owner wrote to, with what passed between them, by day."""

    name: str
    key: str
    invited: date | None = None
    connected: date | None = None
    written: list[date] = field(default_factory=list)
    received: list[date] = field(default_factory=list)
    invited_us: bool = False
    company: str = ""
    position: str = ""


def is_archive(names: Iterable[str]) -> bool:
    """Are these the files of a LinkedIn archive?"""
    found = {PurePosixPath(name).name.lower() for name in names}
    return bool(found & {INVITATIONS, MESSAGES}) or {CONNECTIONS, "profile.csv"} <= found


def read_archive(name: str, read: Callable[[str], bytes], names: Iterable[str]) -> RawTable:
    """
    The requests in an archive, a row per person first approached by its owner.

    Raises
    ------
    UnreadableFileError
        The archive holds neither invitations nor messages.
    """
    files = {PurePosixPath(member).name.lower(): member for member in names}
    tables = {part: _rows(part, read(files[part])) if part in files else [] for part in _FILES}
    if not tables[INVITATIONS] and not tables[MESSAGES]:
        raise UnreadableFileError(
            f"{name}: neither Invitations.csv nor messages.csv of this LinkedIn archive holds a "
            "row; ask LinkedIn for the larger archive, which comes within a day"
        )
    owner = _owner(tables)
    people: dict[str, Person] = {}
    _add_invitations(people, tables[INVITATIONS])
    left_out = _add_messages(people, tables[MESSAGES], owner)
    _add_connections(people, tables[CONNECTIONS])
    requests = [row for person in people.values() if (row := _request(person))]
    requests.sort(key=lambda row: (row["asked_on"], row["contact"]))
    notes = list(WARNINGS)
    if left_out:
        notes.append(
            f"{counted(left_out, 'message')} left out: drafts, advertisements, groups, "
            "or no sender is named"
        )
    frame = pd.DataFrame(_named_apart(requests))
    if frame.empty:
        raise UnreadableFileError(
            f"{name}: nobody in this LinkedIn archive was approached by its owner"
        )
    table = table_of_frame(frame, name)
    return RawTable(table.source, table.columns, table.rows, width=table.width, notes=tuple(notes))


def _rows(name: str, data: bytes) -> Rows:
    """The rows of one file, headers made bare; whatever its year calls them."""
    if not data.strip():
        return []
    table = read_delimited(Content(name, data), _HEADERS)
    columns = {bare(header): words for header, words in table.columns.items()}
    texts = {header: words.spelled(range(len(table.rows))) for header, words in columns.items()}
    return [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]


def _owner(tables: Mapping[str, Rows]) -> str:
    """The key of whose archive it is: by the profile, the invitations, or the conversations."""
    for row in tables[INVITATIONS]:
        ours = "inviter" if row.get("direction", "").upper() == "OUTGOING" else "invitee"
        if key := _key(row.get(f"{ours}profileurl", "")):
            return key
    for row in tables["profile.csv"]:
        full = f"{row.get('firstname', '')} {row.get('lastname', '')}"
        return _sender_named(full, tables[MESSAGES]) or _key("", full)
    conversations: dict[str, set[str]] = {}
    for row in tables[MESSAGES]:
        sender = _key(row.get("senderprofileurl", ""), row.get("from", ""))
        for who in (sender, *_recipients(row)):
            conversations.setdefault(who, set()).add(row.get("conversationid", ""))
    return max(conversations, key=lambda who: len(conversations[who]), default="")


def _sender_named(full: str, messages: Rows) -> str:
    wanted = _key("", full)
    return next(
        (
            _key(row["senderprofileurl"])
            for row in messages
            if row.get("senderprofileurl") and _key("", row.get("from", "")) == wanted
        ),
        "",
    )


def _add_invitations(people: dict[str, Person], rows: Rows) -> None:
    order = day_order(row.get("sentat", "") for row in rows)
    for row in rows:
        sent = _day(row.get("sentat", ""), "dmy" if order == "dmy" else "mdy")
        outgoing = row.get("direction", "").upper() == "OUTGOING"
        name = row.get("to" if outgoing else "from", "")
        address = row.get("inviteeprofileurl" if outgoing else "inviterprofileurl", "")
        person = _person(people, name, address)
        if person is None or sent is None:
            continue
        if outgoing:
            person.invited = min(sent, person.invited or sent)
        else:
            person.invited_us = True


def _add_messages(people: dict[str, Person], rows: Rows, owner: str) -> int:
    """Messages between the owner and one other person; how many others there were."""
    left_out = 0
    for row in rows:
        sent = _day(row.get("date", ""), "mdy")
        sender = _key(row.get("senderprofileurl", ""), row.get("from", ""))
        draft = any(
            row.get(mark, "").lower() == "yes" for mark in ("ismessagedraft", "isconversationdraft")
        )
        recipients = _recipients(row)
        no_one = not row.get("senderprofileurl") and "senderprofileurl" in row and sender != owner
        if draft or sent is None or no_one or row.get("folder") == "SPAM" or len(recipients) != 1:
            left_out += 1
        elif sender == owner:
            if person := _person(people, row.get("to", ""), _first_address(row)):
                person.written.append(sent)
        elif recipients[0] == owner or owner not in recipients:
            if person := _person(people, row.get("from", ""), row.get("senderprofileurl", "")):
                person.received.append(sent)
    return left_out


def _add_connections(people: dict[str, Person], rows: Rows) -> None:
    for row in rows:
        name = f"{row.get('firstname', '')} {row.get('lastname', '')}".strip()
        person = people.get(_key(row.get("url", ""), name)) or people.get(_key("", name))
        if person is not None:
            person.connected = _day(row.get("connectedon", ""), "dmy")
            person.company, person.position = row.get("company", ""), row.get("position", "")


def _request(person: Person) -> dict[str, str] | None:
    """The row of a person whom the owner approached first."""
    first = min(filter(None, [person.invited, *person.written]), default=None)
    if first is None or person.invited_us or any(day < first for day in person.received):
        return None
    answers = list(person.received)
    if person.invited and person.connected and person.connected >= first - timedelta(days=1):
        answers.append(max(person.connected, first))
    answered = min(answers, default=None)
    reminders = sorted(
        day for day in person.written if day > first and (answered is None or day < answered)
    )
    return {
        "contact": person.name,
        "asked_on": first.isoformat(),
        "responded_on": answered.isoformat() if answered else "",
        "followed_up_on": reminders[0].isoformat() if reminders else "",
        "channel": "linkedin",
        "company": person.company,
        "role": person.position,
        "outcome": "accepted" if answered else "pending",
        "asked_by": "invitation" if first == person.invited else "message",
        "profile": person.key,
    }


def _named_apart(requests: list[dict[str, str]]) -> list[dict[str, str]]:
    """Two people of one name are told apart by their addresses."""
    keys: dict[str, set[str]] = {}
    for row in requests:
        keys.setdefault(row["contact"].casefold(), set()).add(row["profile"])
    return [
        row | {"contact": f"{row['contact']} ({row['profile']})"}
        if len(keys[row["contact"].casefold()]) > 1
        else row
        for row in requests
    ]


def _person(people: dict[str, Person], name: str, address: str) -> Person | None:
    key = _key(address, name)
    if not key or not name.strip():
        return None
    return people.setdefault(key, Person(name.strip(), key))


def _recipients(row: Mapping[str, str]) -> list[str]:
    """The keys of those a message went to; older archives have names only."""
    if addresses := row.get("recipientprofileurls", ""):
        return [_key(address) for address in addresses.split(",") if address.strip()]
    names: list[str] = []
    for part in filter(str.strip, row.get("to", "").split(", ")):
        title = "." in part or (part.isupper() and len(part) <= 5)  # Jane Doe, Ph.D.
        if names and title:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return [_key("", name) for name in names]


def _first_address(row: Mapping[str, str]) -> str:
    return row.get("recipientprofileurls", "").split(",")[0]


def _key(address: str, name: str = "") -> str:
    """The `/in/` part of a profile's address; without one the name, folded."""
    path = unquote(urlparse(address.strip()).path)
    _, found, slug = path.partition("/in/")
    if found and slug.strip("/"):
        return slug.strip("/").casefold()
    return " ".join(name.split()).casefold()


def _day(text: str, order: str) -> date | None:
    day = read_date(text, "dmy" if order == "dmy" else "mdy").value
    return day if isinstance(day, date) else None

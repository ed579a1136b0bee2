"""LinkedIn's data archive as a table of requests: who was written to, and who answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

import pandas as pd

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.dates import DayOrder, day_order, read_date
from outreachlab.intake.delimited import read_delimited
from outreachlab.intake.layout import bare
from outreachlab.intake.parquet import table_of_frame
from outreachlab.intake.source import Content
from outreachlab.intake.table import RawTable
from outreachlab.log.synonyms import listed
from outreachlab.wording import Cost, counted

if TYPE_CHECKING:
    from outreachlab.intake.messages.mail import Sent

Rows = list[dict[str, str]]

INVITATIONS, MESSAGES, CONNECTIONS = "invitations.csv", "messages.csv", "connections.csv"
_FILES = (INVITATIONS, MESSAGES, CONNECTIONS, "profile.csv")
# Headers by file, so that the preamble above them is passed over.
_HEADERS = frozenset(
    (
        *("firstname", "lastname", "url", "emailaddress", "company", "position", "connectedon"),
        *("from", "to", "sentat", "direction", "inviterprofileurl", "inviteeprofileurl"),
        *("conversationid", "senderprofileurl", "recipientprofileurls", "date", "folder"),
        *("subject", "content", "headline"),
    )
)
# What an archive in another language calls them, made bare.
_IN_ENGLISH = {
    bare(theirs): ours for ours in sorted(_HEADERS) for theirs in listed("linkedin", ours)
}
WARNINGS = (
    "in a LinkedIn archive a yes is a connection made or an answer written; whether they agreed "
    "to meet stands only in the messages: correct the outcomes before trusting a rate",
    "the archive leaves out invitations that were declined or withdrawn and every request made "
    "elsewhere, so its rates come out too high, and a no cannot be told from silence; where it "
    "lacks invitations that were accepted long ago too, they come out too low",
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


def read_archive(
    name: str,
    read: Callable[[str], bytes],
    names: Iterable[str],
    dates: DayOrder | None = None,
) -> RawTable:
    """
    The requests in an archive, a row per person first approached by its owner.

    LinkedIn writes the month first; `dates` says how a file that was saved anew has them.

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
    _sign(tables)
    owner = _owner(tables)
    people: dict[str, Person] = {}
    undated = _add_invitations(people, tables[INVITATIONS], dates)
    left_out = _add_messages(people, tables[MESSAGES], owner, dates or "mdy")
    unclear = _add_connections(people, tables[CONNECTIONS], dates or "dmy")
    requests = [row for person in people.values() if (row := _request(person))]
    requests.sort(key=lambda row: (row["asked_on"], row["contact"]))
    notes = list(WARNINGS)
    if left_out:
        notes.append(
            f"{counted(left_out, 'message')} left out: drafts, advertisements, groups, "
            "or no sender is named"
        )
    if undated:
        said = f"{counted(undated, 'invitation')} left out: no name, no direction, or no day"
        notes.append(Cost(said))
    if unclear:
        notes.append(
            f"{counted(unclear, 'connection')} without a day to be read: they count as none"
        )
    frame = pd.DataFrame(_named_apart(requests))
    if frame.empty:
        raise UnreadableFileError(
            f"{name}: nobody in this LinkedIn archive was approached by its owner"
        )
    table = table_of_frame(frame, name)
    return RawTable(table.source, table.columns, table.rows, width=table.width, notes=tuple(notes))


def conversations(
    name: str, read: Callable[[str], bytes], names: Iterable[str]
) -> "tuple[list[Sent], str]":
    """
    The messages between the owner and one other person each, with their words; the owner's key.

    Raises
    ------
    UnreadableFileError
        The archive holds no messages.
    """
    from outreachlab.intake.messages.body import text_of_page
    from outreachlab.intake.messages.mail import Person as Writer, Sent

    files = {PurePosixPath(member).name.lower(): member for member in names}
    tables = {part: _rows(part, read(files[part])) if part in files else [] for part in _FILES}
    if not tables[MESSAGES] or "conversationid" not in tables[MESSAGES][0]:
        raise UnreadableFileError(
            f"{name}: no messages of LinkedIn in here; name its larger archive, which comes within "
            "a day of asking for it, or a mailbox"
        )
    _sign(tables)
    sent = [
        Sent(
            Writer(row.get("from", "").strip(), row["#from"]),
            tuple(Writer(row.get("to", "").strip(), key) for key in row["#to"].split("\n") if key),
            day,
            row.get("subject", ""),
            text_of_page(row.get("content", "")),
            "linkedin",
            row.get("conversationid", ""),
        )
        for row in tables[MESSAGES]
        if not _unsent(row) and (day := _day(row.get("date", ""), "mdy"))
    ]
    return sent, _owner(tables)


def _rows(name: str, data: bytes) -> Rows:
    """The rows of one file, headers made bare; whatever its year calls them."""
    if not data.strip():
        return []
    table = read_delimited(Content(name, data), _HEADERS | frozenset(_IN_ENGLISH))
    columns = {
        _IN_ENGLISH.get(bare(header), bare(header)): words
        for header, words in table.columns.items()
    }
    texts = {header: words.spelled(range(len(table.rows))) for header, words in columns.items()}
    return [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]


def _sign(tables: Mapping[str, Rows]) -> None:
    """
    Give every row the keys of its people: `#from` and `#to` (several where there are several).

    Archives before 2023 have names only in some columns; an address seen elsewhere for a name
    stands for it, so that one person has one key.
    """
    known: dict[str, str] = {}
    for table, name, address in (
        (MESSAGES, "from", "senderprofileurl"),
        (INVITATIONS, "from", "inviterprofileurl"),
        (INVITATIONS, "to", "inviteeprofileurl"),
    ):
        for row in tables[table]:
            if slug := _slug(row.get(address, "")):
                known.setdefault(_folded(row.get(name, "")), slug)

    def key(address: str, name: str) -> str:
        return _slug(address) or known.get(_folded(name), _folded(name))

    for row in tables[INVITATIONS]:
        row["#from"] = key(row.get("inviterprofileurl", ""), row.get("from", ""))
        row["#to"] = key(row.get("inviteeprofileurl", ""), row.get("to", ""))
    for row in tables[MESSAGES]:
        row["#from"] = key(row.get("senderprofileurl", ""), row.get("from", ""))
        addresses = [part for part in row.get("recipientprofileurls", "").split(",") if part]
        names = _names(row.get("to", ""))
        row["#to"] = "\n".join(
            [key(part, "") for part in addresses] or [key("", part) for part in names]
        )
    for row in (*tables[CONNECTIONS], *tables["profile.csv"]):
        row["#name"] = f"{row.get('firstname', '')} {row.get('lastname', '')}".strip()
        row["#from"] = key(row.get("url", ""), row["#name"])


def _other_side(row: Mapping[str, str]) -> str:
    """Which column of an invitation names the other person; empty if its direction is unknown."""
    return {"OUTGOING": "to", "INCOMING": "from"}.get(row.get("direction", "").upper(), "")


def _owner(tables: Mapping[str, Rows]) -> str:
    """The key of whose archive it is: by the invitations, the profile, or the conversations."""
    for row in tables[INVITATIONS]:
        if side := _other_side(row):
            return row["#from" if side == "to" else "#to"]
    for row in tables["profile.csv"]:
        return row["#from"]
    conversations: dict[str, set[str]] = {}
    for row in tables[MESSAGES]:
        for who in (row["#from"], *row["#to"].split("\n")):
            conversations.setdefault(who, set()).add(row.get("conversationid", ""))
    return max(conversations, key=lambda who: len(conversations[who]), default="")


def _add_invitations(people: dict[str, Person], rows: Rows, dates: DayOrder | None) -> int:
    """Who was invited when; how many invitations name nobody or no day."""
    left_out = 0
    order = dates or day_order(row.get("sentat", "") for row in rows)
    for row in rows:
        sent = _day(row.get("sentat", ""), "dmy" if order == "dmy" else "mdy")
        side = _other_side(row)
        person = _person(people, row.get(side, ""), row[f"#{side}"]) if side else None
        if person is None or sent is None:
            left_out += 1
            continue
        if side == "to":
            person.invited = min(sent, person.invited or sent)
        else:
            person.invited_us = True
    return left_out


def _add_messages(people: dict[str, Person], rows: Rows, owner: str, dates: DayOrder) -> int:
    """Messages between the owner and one other person; how many others there were."""
    left_out = 0
    for row in rows:
        sent = _day(row.get("date", ""), dates)
        recipients = row["#to"].split("\n")
        one_to_one = len(recipients) == 1 and recipients[0] != row["#from"]
        ours = row["#from"] == owner
        if sent is None or not one_to_one or _unsent(row) or not (ours or recipients[0] == owner):
            left_out += 1
            continue
        name, key = (row.get("to", ""), recipients[0]) if ours else (row["from"], row["#from"])
        if person := _person(people, name, key):
            (person.written if ours else person.received).append(sent)
    return left_out


def _unsent(row: Mapping[str, str]) -> bool:
    """Is it a draft, an advertisement, or without a sender who could be told?"""
    draft = "yes" in (
        row.get(mark, "").lower() for mark in ("ismessagedraft", "isconversationdraft")
    )
    nameless = row.get("from", "").strip() in ("", "LinkedIn Member")
    return draft or nameless or row.get("folder", "").upper() == "SPAM"


def _add_connections(people: dict[str, Person], rows: Rows, dates: DayOrder) -> int:
    """When the people written to were connected; how many of them on no day to be read."""
    undated = 0
    for row in rows:
        person = people.get(row["#from"]) or people.get(_folded(row["#name"]))
        if person is not None and row["#name"]:
            person.connected = _day(row.get("connectedon", ""), dates)
            person.company, person.position = row.get("company", ""), row.get("position", "")
            undated += person.connected is None
    return undated


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
        "approach": "invitation" if first == person.invited else "message",
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


def _person(people: dict[str, Person], name: str, key: str) -> Person | None:
    if not key or not name.strip():
        return None
    return people.setdefault(key, Person(name.strip(), key))


def _names(joined: str) -> list[str]:
    """Names that a comma joins; what follows a comma may be a title: `Jane Doe, Ph.D.`"""
    names: list[str] = []
    for part in filter(str.strip, joined.split(", ")):
        if names and ("." in part or (part.isupper() and len(part) <= 5)):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _slug(address: str) -> str:
    """The `/in/` part of a profile's address, which stays when a name changes."""
    _, found, slug = unquote(urlparse(address.strip()).path).partition("/in/")
    return slug.strip("/").casefold() if found else ""


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _day(text: str, order: str) -> date | None:
    day = read_date(text, "dmy" if order == "dmy" else "mdy").value
    return day if isinstance(day, date) else None

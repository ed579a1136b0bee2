"""From messages to requests: who was first asked when, reminded, and answered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from outreachlab.intake.messages.mail import Person, Sent
from outreachlab.intake.messages.reply import CodedReply, coded_reply
from outreachlab.intake.messages.request import CodedRequest, coded_request

# An answer or a reminder later than this belongs to something else.
SAME_MATTER = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: whom, when, how, whether they were reminded, and what they answered."""

    contact: Person
    asked_on: date
    channel: str
    coded: CodedRequest
    followed_up_on: date | None = None
    responded_on: date | None = None
    reply: CodedReply | None = None
    undelivered: bool = False


@dataclass(frozen=True, slots=True)
class _Passed:
    """What is kept of one message: never its text."""

    day: date
    number: int
    ours: bool
    thread: str
    coded: CodedRequest | None = None
    reply: CodedReply | None = None


@dataclass(slots=True)
class _Contact:
    person: Person
    passed: list[_Passed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests in the order of their days, and how many messages were left out, by reason."""

    asked: tuple[Asked, ...]
    left_out: Counter[str]
    messages: int


def requests_of(messages: Iterable[Sent], mine: frozenset[str]) -> Requests:
    """
    The requests among messages, read one by one; no text is kept.

    Parameters
    ----------
    messages : iterable of Sent
        In any order.
    mine : keys of the owner
        Addresses in small letters, or LinkedIn's key.
    """
    contacts: dict[str, _Contact] = {}
    failed: dict[str, date] = {}
    left_out: Counter[str] = Counter()
    number = 0
    for number, sent in enumerate(messages, start=1):
        ours = sent.sender.key in mine
        if sent.kind == "bounce":
            if sent.failed:
                failed[sent.failed] = sent.day
            continue
        reason, other = _other(sent, mine, ours)
        if other is None:
            left_out[reason] += 1
            continue
        contact = contacts.setdefault(other.key, _Contact(other))
        if other.name and not contact.person.name:
            contact.person = other
        contact.passed.append(_passed(sent, number, ours))
    asked = [each for contact in contacts.values() for each in _asked(contact, failed, left_out)]
    asked.sort(key=lambda each: (each.asked_on, each.contact))
    return Requests(tuple(asked), left_out, number)


def _other(sent: Sent, mine: frozenset[str], ours: bool) -> tuple[str, Person | None]:
    """The one other person of a message, or why it has none."""
    if sent.kind in ("list", "automatic"):
        return "sent by programs", None
    if ours:
        others = [each for each in sent.to if each.key not in mine]
        if len(others) > 1:
            return "to several people", None
        return ("to oneself", None) if not others else ("", others[0])
    if mine and sent.to and not any(each.key in mine for each in sent.to):
        return "between others", None
    return "", sent.sender


def _passed(sent: Sent, number: int, ours: bool) -> _Passed:
    if ours and sent.kind == "message":
        coded = coded_request(sent.text, sent.subject)
        asks = coded.asks_for_meeting
        return _Passed(sent.day, number, True, sent.thread, coded if asks else None)
    reply = None if ours else coded_reply(sent.text)
    return _Passed(sent.day, number, ours, sent.thread, None, reply)


def _asked(contact: _Contact, failed: dict[str, date], left_out: Counter[str]) -> list[Asked]:
    """The requests to one person: each thread's first message that asks, and what followed."""
    passed = sorted(contact.passed, key=lambda each: (each.day, each.number))
    found: list[Asked] = []
    theirs = {each.thread for each in _first_by_thread(passed) if not each.ours}
    until = date.min
    for place, each in enumerate(passed):
        if each.coded is None or each.day < until:
            continue
        if each.thread in theirs:
            left_out["asked in answer to a message of theirs"] += 1
            continue
        known = place > 0 and any(not before.ours for before in passed[:place])
        if known and not each.coded.about_work:
            left_out["asked of somebody already written with, and not about their work"] += 1
            continue
        asked = _followed(contact.person, each, passed[place + 1 :], failed)
        found.append(asked)
        until = (asked.responded_on or each.day + SAME_MATTER) + timedelta(days=1)
    return found


def _first_by_thread(passed: list[_Passed]) -> list[_Passed]:
    first: dict[str, _Passed] = {}
    for each in passed:
        first.setdefault(each.thread, each)
    return list(first.values())


def _followed(
    person: Person, first: _Passed, after: list[_Passed], failed: dict[str, date]
) -> Asked:
    after = [each for each in after if each.day - first.day <= SAME_MATTER]
    answers = [each for each in after if each.reply and each.reply.outcome != "undelivered"]
    answered = answers[0].day if answers else None
    reminders = [
        each.day
        for each in after
        if each.ours and each.day > first.day and (answered is None or each.day < answered)
    ]
    decided = [each.reply for each in answers if each.reply and each.reply.outcome != "open"]
    bounced = failed.get(person.key)
    return Asked(
        person,
        first.day,
        "linkedin" if "@" not in person.key else "email",
        first.coded or coded_request(""),
        reminders[0] if reminders else None,
        answered,
        decided[0] if decided else answers[0].reply if answers else None,
        bounced is not None and first.day <= bounced <= first.day + timedelta(days=7),
    )

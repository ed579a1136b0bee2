"""How often a labelled message is read right, field by field."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from outreachlab.intake.messages.reply import coded_reply
from outreachlab.intake.messages.request import coded_request

YES_NO = ("offered_phone", "mentioned_referrer", "said_informational", "explained_why")
VALUES = ("minutes_asked", "meeting_format", "venue", "referrer")
DECIDED = ("accepted", "declined")


class Score(NamedTuple):
    """
    Of what was read the share that is right, and how much was read.

    `read` is the share of all messages for yes and no, of those that say it for the others.
    """

    field: str
    right: float
    read: float
    many: int


def labelled(path: Path) -> list[dict[str, Any]]:
    """The messages of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def request_scores(messages: Iterable[dict[str, Any]]) -> Iterator[Score]:
    """One score a field, over messages with `text`, `subject` and `labels`."""
    messages = list(messages)
    fields = [coded_request(each["text"], each["subject"]).fields for each in messages]
    for name in (*YES_NO, *VALUES):
        pairs = [
            (coded[name].value, each["labels"][name])
            for coded, each in zip(fields, messages, strict=True)
        ]
        given = [(value, label) for value, label in pairs if value is not None]
        right = sum(value == label for value, label in given)
        said = len(pairs) if name in YES_NO else sum(label is not None for _, label in pairs)
        read = len(given) if name in YES_NO else right
        yield Score(name, right / max(1, len(given)), read / max(1, said), len(given))


def wrongly_decided(replies: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """How many answers are wrongly read as accepted or declined, of how many answers."""
    replies = list(replies)
    read = [coded_reply(each["text"]).outcome for each in replies]
    wrong = sum(
        outcome in DECIDED and outcome != each["outcome"]
        for outcome, each in zip(read, replies, strict=True)
    )
    return wrong, len(replies)


def decided(replies: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """How many accepted and declined answers are read as such, of how many."""
    clear = [each for each in replies if each["outcome"] in DECIDED]
    return sum(coded_reply(each["text"]).outcome == each["outcome"] for each in clear), len(clear)

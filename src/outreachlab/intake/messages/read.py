"""A log from messages: begun from a mailbox, or an own log filled from one."""

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from typing import Any

import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.errors import UnknownColumnError
from outreachlab.escapes import csv_text
from outreachlab.intake.messages.filling import (
    FILLED,
    OFFERED,
    QUESTION,
    TAKEN,
    Filled,
    begun_log,
    filled_from_column,
    filled_log,
)
from outreachlab.intake.messages.sources import messages_of
from outreachlab.intake.messages.threads import Requests, requests_of
from outreachlab.wording import counted

Source = str | PathLike[str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FromMessages(Answer):
    """
    A log filled from messages.

    `table` is the log as texts in its own columns. `proposals` has a row for each cell that was
    read: `contact`, `asked_on`, `column`, what is `in_log`, what was `read`, the `words` it was
    read from, and `what` became of it (filled, question, offered, taken). `left_out` says how
    many messages were no requests, by reason. The texts of the messages are in neither.
    """

    source: str
    table: pd.DataFrame
    proposals: pd.DataFrame
    messages: int
    requests: int
    left_out: dict[str, int]

    @property
    def csv(self) -> str:
        """The log as CSV."""
        return csv_text(self.table)

    @property
    def proposals_csv(self) -> str:
        """The proposals as CSV."""
        return csv_text(self.proposals)

    def to_json(self) -> dict[str, Any]:
        """The counts and the proposals as plain data."""
        return {
            "messages": self.messages,
            "requests": self.requests,
            "left_out": self.left_out,
            "proposals": self.proposals.to_dict("records"),
        }

    def _shown(self) -> Shown:
        became = self.proposals["what"].value_counts().to_dict()
        asked = self.proposals[self.proposals["what"] == QUESTION]
        rows = asked[["contact", "column", "in_log", "read", "words"]].head(10)
        notes = [
            f"{counted(many, 'message')} left out: {reason}"
            for reason, many in self.left_out.items()
        ]
        if offered := became.get(OFFERED, 0):
            notes.append(
                f"{counted(offered, 'reading')} of answers or of requests not in the log only "
                "offered; write what is right into the log, or take all answers with "
                "`take_replies=True`"
            )
        if questions := became.get(QUESTION, 0):
            notes.append(
                f"{counted(questions, 'cell')} of the log says otherwise and stays as it is"
            )
        return Shown(
            f"{self.source}: {counted(self.messages, 'message')}, "
            f"{counted(self.requests, 'request')}, "
            f"{counted(became.get(FILLED, 0) + became.get(TAKEN, 0), 'cell')} filled",
            ("contact", "column", "in the log", "read", "from") if len(rows) else (),
            tuple(rows.itertuples(index=False, name=None)),
            tuple(notes),
        )


def log_from_messages(
    source: Source, *, me: Iterable[str] = (), take_replies: bool = False
) -> FromMessages:
    """
    A log begun from the messages one sent.

    Parameters
    ----------
    source : path
        An mbox, an `.eml`, a folder of them, or LinkedIn's archive.
    me : addresses
        The owner's, where it cannot be told who that is.
    take_replies : bool
        Whether outcomes read from answers are written, not only offered.

    Returns
    -------
    FromMessages
        A row of `.table` per request: the first message to somebody that asks for a meeting.

    Raises
    ------
    MissingFileError
        There is no such file.
    UnreadableFileError
        It holds no messages.
    UsageError
        Whose mailbox it is cannot be told.
    """
    found = requests_of(*messages_of(source, me))
    return _from(str(source), begun_log(found.asked, take_replies), found)


def fill_from_messages(
    table: pd.DataFrame, source: Source, *, me: Iterable[str] = (), take_replies: bool = False
) -> FromMessages:
    """
    A log with its empty cells filled from the messages one sent.

    Parameters
    ----------
    table : DataFrame of texts
        The log in its own columns: `import_log(…).table`.
    source, me, take_replies
        As for `log_from_messages`.

    Returns
    -------
    FromMessages
        Requests are found by contact and day; those not in the log are offered.

    Raises
    ------
    MissingFileError, UnreadableFileError, UsageError
        As for `log_from_messages`.
    """
    found = requests_of(*messages_of(source, me))
    return _from(str(source), filled_log(table, found.asked, take_replies), found)


def fill_from_column(table: pd.DataFrame, column: str) -> FromMessages:
    """
    A log with its empty cells filled from a column that holds the messages; it is left out.

    Raises
    ------
    UnknownColumnError
        The log has no such column.
    """
    if column not in table:
        raise UnknownColumnError(column, table.columns)
    texts = table[column].astype(str).tolist()
    filled = filled_from_column(table.drop(columns=column), texts)
    many = sum(bool(text.strip()) for text in texts)
    return FromMessages(column, filled.table, filled.proposals, many, many, {})


def _from(source: str, filled: Filled, found: Requests) -> FromMessages:
    return FromMessages(
        source,
        filled.table,
        filled.proposals,
        found.messages,
        len(found.asked),
        dict(found.left_out),
    )

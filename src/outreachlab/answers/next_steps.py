"""What is due: follow-ups, thank-yous, names to ask for and people to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.due import (
    ACTIONS,
    DEFAULT,
    POOL,
    Due,
    Patience,
    everything_due,
    lacking,
    patience_of,
)
from outreachlab.answers.sums.waits import waits_of
from outreachlab.display import Column, Grounded, table_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.forest import lines_of
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import FEW, WINDOW_DAYS
from outreachlab.wording import counted, label, listed, shortened

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class NextSteps(Grounded):
    """
    What is due as of a day.

    `.table` has a row per action: `action`, `seeker`, `contact` (texts), `since` (day), `why`.
    `patience` holds, per seeker, the days of silence after which a follow-up is due and after
    which a request is dead.
    """

    due: tuple[Due, ...]
    patience: dict[str, Patience]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def as_of(self) -> date:
        """The day of judgement."""
        return date.fromisoformat(self.ground["as_of"])

    @property
    def table(self) -> pd.DataFrame:
        """A row per action due."""
        return table_of(
            (one.to_json() for one in self.due), "action seeker contact since:datetime64[s] why"
        )

    _json = "due notes"

    def _headline(self) -> str:
        return f"Due as of {self.as_of}: {counted(len(self.due), 'action')}"

    def _records(self) -> Iterable[Due]:
        return self.due[:MOST_SHOWN]

    def _shown_columns(self) -> tuple[Column, ...]:
        several = len({one.seeker for one in self.due}) > 1
        return (
            Column("", label, "action"),
            *((Column("seeker", shortened, "seeker"),) if several else ()),
            Column("contact", shortened, "contact"),
            Column("since", str, "since"),
            Column("why", str, "why"),
        )

    def _remarks(self) -> Iterable[str]:
        if (more := len(self.due) - MOST_SHOWN) > 0:
            yield f"{counted(more, 'further action')} in `to_json` and in the .ics file"
        yield from self.notes


def next_steps(
    log: Log,
    *,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> NextSteps:
    """
    Follow-ups, thank-yous and names that are due.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    NextSteps
        `.table` has a row per action due: `action`, `seeker`, `contact`, `since` (day), `why`.

    Raises
    ------
    UsageError
        The window is no whole number of days from 1 up.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    A follow-up is due on a request without an answer, not followed up and not asked again since,
    once three in four of the seeker's answers have taken less time, and as long as it is not
    practically dead (`waiting_times`). Below ten dated answers all seekers are taken together,
    and below ten of these a third of the window stands in, which is said. Thanks are due for a
    meeting held; further names, where the log says that nobody was asked for any and none was
    given; people named, where fewer were asked than were named. A blank is never a no.

    References
    ----------
    Kaplan & Meier (1958), JASA 53:457-481; Aalen & Johansen (1978), Scandinavian Journal of
    Statistics 5:141-150, for the day a request is practically dead.
    """
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("next_steps")
    codes = codes_of(log, "seeker", outcomes.rows)
    present, seeker = np.unique(codes.codes, return_inverse=True)
    seeker = seeker.reshape(-1).astype(np.int64)
    patience = patience_of(waits_of(outcomes), seeker, outcomes.window_days)
    due = everything_due(log, outcomes, lines_of(log, outcomes.rows), seeker, patience)
    return NextSteps(
        due=due,
        patience=dict(zip((codes.book[code] for code in present), patience, strict=True)),
        ground=outcomes.facts(),
        notes=(*_notes(log, patience), *outcomes.notes),
    )


def _notes(log: CheckedLog, patience: list[Patience]) -> list[str]:
    notes = []
    if pooled := sum(patient.source == POOL for patient in patience):
        are = "is" if pooled == 1 else "are"
        notes.append(
            f"{counted(pooled, 'seeker')} with fewer than {FEW} dated answers {are} judged by the "
            "answers of all seekers"
        )
    if patience[0].source == DEFAULT:
        notes.append(
            f"fewer than {FEW} answers have a day, so follow-ups go by a stated default: due "
            f"after {counted(patience[0].due, 'day')} of silence, dead after {patience[0].dead:,}"
        )
    if early := sum(patient.dead <= patient.due for patient in patience):
        whose = "" if len(patience) == 1 else f" of {counted(early, 'seeker')}"
        notes.append(
            f"silent requests{whose} are practically dead before three in four answers have come, "
            "so no follow-up is due"
        )
    for action in ACTIONS:
        if missing := lacking(log, action):
            columns = listed(missing, "or")
            notes.append(f"“{label(action)}” is not looked at: the log has no column {columns}")
    return notes

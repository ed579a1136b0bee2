"""A log judged once as of a day: what every answer stands on, be the log a table or in parts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from outreachlab.errors import UsageError
from outreachlab.log.days import day_of
from outreachlab.log.outcomes import Judged, Outcomes, decide, require_window
from outreachlab.log.vocabulary import WINDOW_DAYS

if TYPE_CHECKING:
    from outreachlab.log.checked import CheckedLog

# What every judgement of a request reads.
JUDGED_BY = ("asked_on", "responded_on", "followed_up_on", "met_on", "met", "outcome")
# What the referral forest reads.
FOREST = ("request_id", "contact", "referrer", "asked_on", "met_on", "outcome")
Sums = tuple[Any, ...]  # each adds up, part by part
Task = Callable[["CheckedLog", Outcomes], Sums]


class Log(Protocol):
    """What every answer takes: a checked log, a log in parts, or a view of either."""

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> "View":
        """The log judged as of a day."""
        ...


class View(Protocol):
    """
    A log judged as of a day.

    `header` has the log's columns; what an answer asks for is checked on it before anything is
    counted. `notes` are sentences beside the answer.
    """

    @property
    def header(self) -> "CheckedLog":
        """A log with these columns, of a table the log itself."""
        ...

    @property
    def judged(self) -> Judged:
        """The day of judgement."""
        ...

    @property
    def window_days(self) -> int:
        """Days after which silence is an answer."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences beside the answer."""
        ...

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> "View":
        """The same log judged as of another day."""
        ...

    def quiet(self) -> "View":
        """The same without what is noted of the day."""
        ...

    def facts(self) -> dict[str, Any]:
        """What every JSON object says of its ground: the day, the window, the totals."""
        ...

    def total(self, task: Task, columns: Iterable[str] = ()) -> Sums:
        """
        What `task` makes of the log, or the sums of what it makes of each part.

        Of a part only `columns` are read, and those that requests are judged by, whose days are
        had by `days_in`. Over parts the task may run elsewhere: a function of a module, or a
        `partial` of one.
        """
        ...

    def spread(self, named: str) -> Callable[..., Iterable[Any]]:
        """A `map` for work that several can share; an error names what it is `named`."""
        ...

    def of_seekers(self, names: Collection[str], columns: Iterable[str]) -> "TableView":
        """A table with all requests of some seekers at least, and some columns at least."""
        ...

    def at_hand(self) -> "View":
        """The same, of one seeker of parts the part that has them as a table."""
        ...

    def whole(self, question: str) -> tuple["CheckedLog", Outcomes]:
        """The log and its outcomes for a question that takes all of it; UsageError over parts."""
        ...


def view_of(log: Log, as_of: date | str | None = None, window_days: int = WINDOW_DAYS) -> View:
    """
    The view an answer stands on; one that is given is kept unless another day or window is asked.

    Raises
    ------
    UsageError
        This is no log, or the window is no whole number of days from 1 up.
    NothingToComputeError
        Nothing had been asked by that day.
    """
    if not hasattr(log, "as_of"):
        kind = type(log).__name__
        raise UsageError(
            f"an answer takes a checked log, not a {kind}; make one with read_log(…), "
            "or check_log(…) to see its faults"
        )
    if hasattr(log, "total") and as_of is None and window_days == WINDOW_DAYS:
        return log  # type: ignore[return-value]
    return log.as_of(as_of, window_days)


@dataclass(frozen=True, slots=True, eq=False)
class TableView:
    """The view of a log in memory: its outcomes are found once."""

    log: "CheckedLog"
    outcomes: Outcomes

    @property
    def header(self) -> "CheckedLog":
        """The log itself."""
        return self.log

    @property
    def judged(self) -> Judged:
        """The day of judgement."""
        return self.outcomes.judged

    @property
    def window_days(self) -> int:
        """Days after which silence is an answer."""
        return self.outcomes.window_days

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences beside the answer."""
        return self.outcomes.notes

    def as_of(self, day: date | str | None = None, window_days: int = WINDOW_DAYS) -> "TableView":
        """The same log judged as of another day."""
        return view_of_table(self.log, day, window_days)

    def quiet(self) -> "TableView":
        """The same without what is noted of the day."""
        return TableView(self.log, replace(self.outcomes, judged=self.judged.quiet))

    def facts(self) -> dict[str, Any]:
        """The day, the window, the totals."""
        return self.outcomes.facts()

    def total(self, task: Task, columns: Iterable[str] = ()) -> Sums:
        """What `task` makes of the log."""
        return task(self.log, self.outcomes)

    def spread(self, named: str) -> Callable[..., Iterable[Any]]:
        """One after the other."""
        return map

    def of_seekers(self, names: Collection[str], columns: Iterable[str]) -> "TableView":
        """The table, which has them."""
        return self

    def at_hand(self) -> "TableView":
        """The table."""
        return self

    def whole(self, question: str) -> tuple["CheckedLog", Outcomes]:
        """The log and its outcomes."""
        return self.log, self.outcomes


def view_of_table(
    log: "CheckedLog", as_of: date | str | None = None, window_days: int = WINDOW_DAYS
) -> TableView:
    """A checked log judged as of a day; the judgement asked about last is kept."""
    require_window(window_days)
    asked = day_of(as_of), window_days
    known = log.kept.get(("", "outcomes"))
    if known is None or known[0] != asked:
        outcomes = decide(log, as_of=asked[0], window_days=window_days)
        known = log.kept["", "outcomes"] = asked, outcomes
    return TableView(log, known[1])

"""The seekers of a log one by one, each a table of their own; of parts one part at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes, outcomes_on
from outreachlab.log.view import TableView, View
from outreachlab.parts.view import PartsView


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of the seekers of some parts."""

    every: tuple[str, ...]

    def __add__(self, other: "_Names") -> "_Names":
        return _Names(self.every + other.every)


def seekers_of(view: View) -> tuple[str, ...]:
    """Whose requests are looked at, whenever they were asked, sorted."""
    return tuple(sorted(view.total(_names, ("seeker",))[0].every))


def one_by_one(view: View) -> Iterator[tuple[str, TableView]]:
    """Each seeker with the requests of theirs, judged as the whole log is."""
    for log in _tables(view):
        for name in log.seekers:
            one = log.of_seeker(name)
            yield name, TableView(one, outcomes_on(one, view.judged, view.window_days))


def _tables(view: View) -> Iterator[CheckedLog]:
    if isinstance(view, PartsView):
        return view.log.tables()
    return iter([view.whole("pages")[0]])


def _names(log: CheckedLog, outcomes: Outcomes) -> tuple[_Names]:
    return (_Names(log.seekers),)

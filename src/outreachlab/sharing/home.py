"""Where the state of a log's sums is kept: beside the log, whatever its sums are called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import folded
from outreachlab.log.view import Log, TableView, view_of
from outreachlab.sharing.sums import claims_state, read_state
from outreachlab.wording import listed

ENDING = "state.json"
MARK = 8  # hexadecimal digits of the mark of a request


class Home(NamedTuple):
    """Where the state of a log goes, and what it is now; None where nothing was told of it yet."""

    places: tuple[Path, ...]
    state: dict[str, Any] | None


def home_of(log: Log, sources: Sequence[str]) -> Home:
    """
    Where the state of a log is kept, and that state.

    Parameters
    ----------
    log : Log
        A checked log or a view of one.
    sources : sequence of path
        The files or the folder it was read from.

    Returns
    -------
    Home
        Every state beside the log that tells of its requests, or in the folder above.

    Raises
    ------
    UsageError
        Two states tell of this log, or another log's has the place of this one's.
    UnreadableFileError
        A state beside the log is broken or was changed.

    Notes
    -----
    A log goes by its requests, not by its name: a state is that of this log where they have more
    than half of the requests of one of them in common. So a copy, an export of another day, one
    client of all and all of them have one state, and any two tallies of them are sums of the same
    batches.
    """
    logs = [Path(source).resolve() for source in sources]
    view = TableView(*view_of(log).whole("a tally"))
    found: dict[Path, dict[str, Any]] = {}
    for path in dict.fromkeys(_states_around(logs)):
        if _tells_of(state := read_state(path), view):
            found[path] = state
    if len({state["site"] for state in found.values()}) > 1:
        raise UsageError(
            f"{listed(map(str, found))} tell of the same requests; go on with one of them, and "
            "move the others away"
        )
    if found:
        return Home(tuple(found), max(found.values(), key=lambda one: len(one["batches"])))
    places = {_beside(path): _beside(path) / f"{path.stem}.{ENDING}" for path in reversed(logs)}
    for place in places.values():
        if place.exists():
            raise UsageError(
                f"{place} is there already and tells of other requests; move it away, or call this "
                "log by another name"
            )
    return Home(tuple(places.values()), None)


def marks_of(
    log: CheckedLog, outcomes: Outcomes, rows: NDArray[np.intp], site: str
) -> frozenset[str]:
    """A mark of each request: to whom and when, under the site's random name."""
    at = outcomes.rows[rows]
    contact = log.frame["contact"].cat
    names = [folded(str(name)) for name in contact.categories]
    pairs = zip(contact.codes.to_numpy()[at].tolist(), outcomes.asked[rows].tolist(), strict=True)
    return frozenset(
        sha256(f"{site}\0{names[code]}\0{day}".encode()).hexdigest()[:MARK] for code, day in pairs
    )


def marks_in(state: Mapping[str, Any]) -> frozenset[str]:
    """The marks of the requests that were told."""
    text = state["requests"]
    return frozenset(text[at : at + MARK] for at in range(0, len(text), MARK))


def marks_text(marks: Iterable[str]) -> str:
    """Marks as they stand in a state."""
    return "".join(sorted(marks))


def _beside(log: Path) -> Path:
    """The folder that a log lies in, or is."""
    return log if log.is_dir() else log.parent


def _states_around(logs: Iterable[Path]) -> Iterator[Path]:
    """All states beside the logs, and those in the folders above that can be read."""
    for log in logs:
        beside = _beside(log)
        yield from filter(claims_state, sorted(beside.glob(f"*.{ENDING}")))
        for path in sorted(beside.parent.glob(f"*.{ENDING}")):
            with suppress(OutreachlabError):
                read_state(path)
                yield path


def _tells_of(state: dict[str, Any], view: TableView) -> bool:
    outcomes = view.outcomes
    rows = np.flatnonzero(~outcomes.undelivered)
    told, mine = marks_in(state), marks_of(view.log, outcomes, rows, state["site"])
    return 2 * len(told & mine) > min(len(told), len(mine))

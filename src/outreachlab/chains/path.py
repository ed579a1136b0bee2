"""For one contact, the path of requests that led there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.chains.forest import ReferralForest, referral_forest
from outreachlab.display import Answer, Charted, Column, Strings, worded
from outreachlab.errors import UnknownLevelError, nearest
from outreachlab.log.arguments import text
from outreachlab.log.people import folded
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.wording import counted, label

NEAREST = 5
ENDS = 4  # requests shown at each end of a long path


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PathTo(Charted, Answer):
    """
    The requests from a root to one contact.

    `.table` has a row per step: `path` (numbered, one per request to the contact), `step` (0 is
    the root), `request_id`, `seeker`, `contact`, `asked_on`, `outcome`.
    """

    contact: str
    table: pd.DataFrame

    def ends(self) -> list[tuple[int, list[dict[str, Any] | int]]]:
        """
        Each path's number and its steps; of a long path the first and last few.

        A whole number among the steps says how many lie between.
        """
        found: list[tuple[int, list[dict[str, Any] | int]]] = []
        for number, part in self.table.groupby("path", sort=True):
            steps: list[dict[str, Any] | int] = [*part.to_dict("records")]
            if (between := len(steps) - 2 * ENDS) > 1:
                steps[ENDS:-ENDS] = [between]
            found.append((int(number), steps))
        return found

    def _headline(self) -> str:
        paths = int(self.table["path"].max())
        return f"How the log came to {self.contact}: {counted(paths, 'path')}"

    _columns = (
        Column("", lambda step, contact: f"{step}  {contact}", "step", "contact"),
        Column("seeker", str, "seeker"),
        Column("asked on", lambda day: f"{day:%Y-%m-%d}", "asked_on"),
        Column("outcome", label, "outcome"),
    )

    def _rows(self) -> Strings:
        return tuple(
            (f"({counted(step, 'request')} between)", "", "", "")
            if isinstance(step, int)
            else worded(self._columns, [step])[0]
            for _, steps in self.ends()
            for step in steps
        )


def path_to(
    log: Log,
    contact: str,
    *,
    seeker: str | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> PathTo:
    """
    The chain of requests that led to one contact, once for each request to that person.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    contact : str
        Whom to trace; case and spaces do not matter.
    seeker : str, optional
        Whose contact, where several seekers asked a person of that name.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Changes no link.

    Returns
    -------
    PathTo
        `.table` has a row per step of each path, the root first.

    Raises
    ------
    UnknownLevelError
        Nobody of that name was asked.
    NothingToComputeError
        Nothing had been asked by `as_of`.
    """
    text(contact, "contact")
    view = view_of(log, as_of, window_days)
    forest = referral_forest(view)
    table = forest.table
    wanted = _same(table["contact"], contact)
    if seeker is not None:
        wanted &= _same(table["seeker"], text(seeker, "seeker"))
    if not wanted.any():
        names = sorted(set(table["contact"]))
        raise UnknownLevelError("contact", contact, nearest(contact, names, NEAREST) or names)
    paths = [upward(forest.lines.parent, row)[::-1] for row in np.flatnonzero(wanted).tolist()]
    return PathTo(str(table["contact"][wanted].iloc[0]), _steps(forest, table, paths))


def upward(parent: NDArray[np.int64], row: int) -> list[int]:
    """A row, its parent, and so on to the root."""
    path = [row]
    while (above := int(parent[path[-1]])) >= 0:
        path.append(above)
    return path


def _same(names: pd.Series, name: str) -> NDArray[np.bool_]:
    return np.array([folded(other) == folded(name) for other in names], dtype=bool)


def _steps(forest: ReferralForest, table: pd.DataFrame, paths: list[list[int]]) -> pd.DataFrame:
    rows = np.concatenate(paths)
    steps = table.iloc[rows][["request_id", "seeker", "contact", "outcome"]].reset_index(drop=True)
    asked = forest.log.frame["asked_on"].iloc[forest.outcomes.rows[rows]]
    steps.insert(3, "asked_on", asked.to_numpy())
    steps.insert(0, "path", np.repeat(np.arange(1, len(paths) + 1), [len(p) for p in paths]))
    steps.insert(1, "step", np.concatenate([np.arange(len(path)) for path in paths]))
    return steps

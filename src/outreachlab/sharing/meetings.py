"""Tables of what was done at meetings and what came of them, in cells of at least k meetings."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.chains.cohort import closed_meetings, fruits_of, names_or_asked
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE, LED_TO, YES_NO
from outreachlab.sharing.rules import K
from outreachlab.stats.withheld import shown_cells

DONE = tuple(one.tactic for one in ADVICE if one.among == "meetings held")
MOST_NAMES = 3  # counted one by one below it
CAME = {
    "usefulness": tuple("12345"),
    "led_to": LED_TO,
    "referrals_given": (*(str(names) for names in range(MOST_NAMES)), f"{MOST_NAMES} or more"),
}
VECTOR = ("names", "asked", "accepted", "met")
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """
    The tables of meetings.

    `table` has a row per cell: `tactic`, `done` (yes, no, blank where not recorded), `what`,
    `value` (blank likewise), `meetings`, which is missing where the cell is withheld. `chains` has
    a row per vector of names given, people asked, accepted and met that at least k closed meetings
    share. `held` and `closed` are how many meetings stand behind each.
    """

    table: pd.DataFrame
    chains: pd.DataFrame
    held: int
    closed: int

    @property
    def withheld(self) -> int:
        """How many cells are not shown, the empty ones too."""
        return int(self.table["meetings"].isna().sum())


def meeting_tables(log: CheckedLog, outcomes: Outcomes) -> Meetings:
    """The tables of a log's meetings, whatever can be told from a withheld cell allowed for."""
    held = np.flatnonzero(outcomes.held)
    at = outcomes.rows[held]
    tactics = [name for name in DONE if has(log, name)]
    came = {name: _came(log, name, at) for name in CAME if has(log, name)}
    keys, counts = [], []
    for tactic in tactics:
        done = codes_of(log, tactic, at).codes % (len(YES_NO) + 1)
        for name, value in came.items():
            values = (*CAME[name], "")
            cells = np.bincount(done * len(values) + value, minlength=3 * len(values))
            counts.append(cells.reshape(3, len(values)))
            keys += [(tactic, level, name, one) for level in (*YES_NO, "") for one in values]
    table = pd.DataFrame(keys, columns=["tactic", "done", "what", "value"], dtype=object)
    flat = np.concatenate([cells.ravel() for cells in counts]) if counts else np.zeros(0, int)
    shown = shown_cells(flat, _known(counts, len(came)), K) if counts else flat > 0
    table["meetings"] = pd.array(flat, "Int64")
    table.loc[~shown, "meetings"] = pd.NA
    chains, closed = _vectors(log, outcomes)
    return Meetings(table, chains, len(held), closed)


def _came(log: CheckedLog, name: str, at: NDArray[np.int64]) -> Counts:
    """What came of each meeting, as a place among the values, the last for a blank."""
    if name == "led_to":
        return codes_of(log, name, at).codes.astype(np.int64) % (len(LED_TO) + 1)
    numbers, least = numbers_of(log, name, at), int(name == "usefulness")
    place = np.clip(np.nan_to_num(numbers) - least, 0, len(CAME[name]) - 1)
    return np.where(np.isnan(numbers), len(CAME[name]), place).astype(np.int64)


def _known(tables: list[Counts], measures: int) -> Floats:
    """
    What is known of the cells besides: how many meetings there are, and that tables agree.

    Those of one tactic have the same sums over its levels, those of one measure the same over its
    values, whether these sums are shown or not.
    """
    ends = np.cumsum([0, *(cells.size for cells in tables)])

    def row(place: int, level: int | None = None, value: int | None = None) -> Floats:
        mask = np.zeros(tables[place].shape)
        mask[slice(None) if level is None else level, slice(None) if value is None else value] = 1
        whole = np.zeros(ends[-1])
        whole[ends[place] : ends[place + 1]] = mask.ravel()
        return whole

    rows = [row(place) for place in range(len(tables))]
    for start in range(0, len(tables), measures):
        for one, two in pairwise(range(start, start + measures)):
            rows += [row(one, level=level) - row(two, level=level) for level in range(3)]
    for one in range(len(tables) - measures):
        values = range(tables[one].shape[1])
        rows += [row(one, value=value) - row(one + measures, value=value) for value in values]
    return np.stack(rows)


def _vectors(log: CheckedLog, outcomes: Outcomes) -> tuple[pd.DataFrame, int]:
    """How many closed meetings share each vector (T, A, C, M), and how many there are."""
    closed = np.flatnonzero(closed_meetings(outcomes))
    fruits = fruits_of(lines_of(log, outcomes.rows), outcomes.accepted, outcomes.held)
    given = np.full(len(closed), np.nan)
    if has(log, "referrals_given"):
        given = numbers_of(log, "referrals_given", outcomes.rows[closed])
    led = [part[closed] for part in (fruits.asked, fruits.accepted, fruits.met)]
    each = np.stack([names_or_asked(given, led[0]), *led], axis=1)
    vectors, counts = np.unique(each.reshape(-1, len(VECTOR)), axis=0, return_counts=True)
    shown = shown_cells(counts, np.ones((1, len(counts))), K)
    table = pd.DataFrame(vectors[shown], columns=list(VECTOR))
    return table.assign(meetings=counts[shown]), len(closed)

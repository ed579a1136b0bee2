"""Tables of what was done at meetings and what came of them, in cells of at least k meetings."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE, LED_TO, YES_NO
from outreachlab.sharing.led import known_of, totals_of, vector_table, vectors_of
from outreachlab.sharing.rules import K
from outreachlab.stats.withheld import shown_cells

DONE = tuple(one.tactic for one in ADVICE if one.among == "meetings held")
MOST_NAMES = 3  # counted one by one below it
CAME = {
    "usefulness": tuple("12345"),
    "led_to": LED_TO,
    "referrals_given": (*(str(names) for names in range(MOST_NAMES)), f"{MOST_NAMES} or more"),
}
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """
    The tables of meetings.

    `table` has a row per cell: `tactic`, `done` (yes, no, blank where not recorded), `what`,
    `value` (blank likewise), `meetings`, which is missing where the cell is withheld. `growth` has
    one row, of all closed meetings: names given, people asked, accepted and met. `chains` has a row
    per vector of these that at least k closed meetings share. `held` and `closed` are how many
    meetings stand behind each.
    """

    table: pd.DataFrame
    growth: pd.DataFrame
    chains: pd.DataFrame
    held: int
    closed: int

    @property
    def withheld(self) -> int:
        """How many cells are not shown, the empty ones too."""
        return int(self.table["meetings"].isna().sum())


def meeting_tables(log: CheckedLog, outcomes: Outcomes) -> Meetings:
    """The tables of a log's meetings, none of which tells of a cell that another withholds."""
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
    known = _known(counts, len(came)) if counts else np.zeros((0, 0))
    few = _of_few_names(table) if "referrals_given" in came else np.zeros((0, len(flat)))
    vectors, times = vectors_of(log, outcomes)
    shown, told = _shown(flat, known, few, vectors, times)
    table["meetings"] = pd.array(flat, "Int64")
    table.loc[~shown, "meetings"] = pd.NA
    growth, chains = totals_of(vectors, times), vector_table(vectors, times, told)
    return Meetings(table, growth, chains, len(held), int(times.sum()))


def _shown(
    cells: Counts, known: Floats, few: Floats, vectors: Counts, times: Counts
) -> tuple[Flags, Flags]:
    """
    Which cells and which vectors to show; no vectors where with them too much could be worked out.

    A closed meeting at which t names were given, or fewer, is held and stands among the `few` of
    t: each such sum of cells is at least that of the vectors, and what it has more is a slack.
    """
    apart = shown_cells(cells, known, K), np.zeros(len(times), bool)
    if not shown_cells(times, known_of(vectors), K).any():
        return apart
    names = np.arange(len(few))[:, None] >= vectors[:, 0]
    slack = few @ cells - names @ times
    sizes = len(cells), len(times), len(slack)
    margins = np.block(
        [
            [known, np.zeros((len(known), sizes[1] + sizes[2]))],
            [np.zeros((5, sizes[0])), known_of(vectors), np.zeros((5, sizes[2]))],
            [few, -names.astype(float), -np.eye(sizes[2])],
        ]
    )
    together = np.concatenate([cells, times, slack.astype(np.int64)])
    shown, told, _ = np.split(
        shown_cells(together, margins, K, slack=sizes[2]), np.cumsum(sizes)[:2]
    )
    return (shown, told) if told.any() else apart


def _of_few_names(table: pd.DataFrame) -> Floats:
    """The cells (3, m) of one tactic with at most 0, 1, 2 names given, or a blank."""
    mine = (table["what"] == "referrals_given") & (table["tactic"] == table["tactic"].iloc[0])
    few = [[*map(str, range(most + 1)), ""] for most in range(MOST_NAMES)]
    return np.array([mine & table["value"].isin(values) for values in few], float)


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

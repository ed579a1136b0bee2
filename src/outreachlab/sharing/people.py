"""Whom was asked and what came of it, made coarser until nobody stands alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from outreachlab.errors import NothingToComputeError, UnknownColumnError, UsageError
from outreachlab.intake.names import NamesOf, people_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import same_people
from outreachlab.log.vocabulary import COLUMN
from outreachlab.sharing.requests import Places, Texts
from outreachlab.sharing.rules import FEWEST_OUTCOMES, MOST_SUPPRESSED, K
from outreachlab.wording import counted, listed

OTHER = "other"
RECOGNISE = ("industry", "role", "seniority", "company", "relationship", "channel", "circumstance")
MONTH, QUARTER = "month", "quarter"
LAST = "industry left out"  # only where too many rows would be left out else
Change = Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """
    `people.csv`: a row per request whose answer is known, without a name.

    `table` has texts only, in which every combination of all columns but `outcome` is that of at
    least five people and has two outcomes; `columns` are what it held at first, `taken` what was
    made coarser or left out, in order, `suppressed` how many rows are missing.
    """

    table: pd.DataFrame
    columns: tuple[str, ...]
    taken: tuple[str, ...]
    suppressed: int

    @property
    def smallest(self) -> int:
        """Rows of the smallest combination."""
        by = [name for name in self.table if name != "outcome"]
        return int(self.table.groupby(by).size().min()) if by else len(self.table)


def people_table(
    log: CheckedLog,
    outcomes: Outcomes,
    rows: Places,
    words: Texts,
    keep: Iterable[str],
) -> People:
    """
    The table of people among some requests.

    Parameters
    ----------
    log, outcomes : CheckedLog, Outcomes
        The log and what became of its requests.
    rows : array of int (n,)
        Places among the outcomes.
    words : sequence of str (n,)
        The outcome of each.
    keep : iterable of str
        Columns that must survive; own ones join the table.

    Returns
    -------
    People
        Rows in the log's order; whoever writes them shuffles them.

    Raises
    ------
    UnknownColumnError
        The log has no such column to keep.
    UsageError
        A column to keep names people, or holds what the table never does.
    NothingToComputeError
        More than a tenth of the rows would have to be left out.
    """
    keep = tuple(dict.fromkeys(keep))
    at = outcomes.rows[rows]
    frame = log.frame.iloc[at]
    table = _at_first(log, frame, keep)
    # one contact whom several seekers asked is one person
    person = same_people(log.frame["contact"])[0][at]
    columns, taken = tuple(table), []
    for said, change in _steps(keep):
        if len(_alone(table, person, words)) == _rare(words).sum():
            break
        if said == LAST and not _too_many(_left(table, person, words), table):
            break
        coarser = change(table, person)
        if not coarser.equals(table):
            table = coarser
            taken.append(said)
    left = _left(table, person, words)
    if _too_many(left, table):
        raise NothingToComputeError(
            f"{len(left):,} of {counted(len(table), 'row')} of the table of people would still "
            f"stand for fewer than {K} people who look alike, or for one outcome, and more than a "
            "tenth is too much to leave out; share a longer log, or a pool's"
            + (", or `keep` fewer columns" if keep else "")
        )
    table = table.assign(outcome=list(words)).drop(index=table.index[left])
    return People(table.reset_index(drop=True), columns, tuple(taken), len(left))


def _at_first(log: CheckedLog, frame: pd.DataFrame, keep: tuple[str, ...]) -> pd.DataFrame:
    """What people could be recognised by, as texts, blanks as empty ones."""
    named = people_of(log)
    columns = {}
    for name in (*RECOGNISE, *(one for one in keep if one not in (*RECOGNISE, MONTH, QUARTER))):
        if name not in log.frame:
            if name in keep:
                raise UnknownColumnError(name, _to_keep(log))
            continue
        columns[name] = _texts(frame[name], name, named)
    columns[MONTH] = frame["asked_on"].dt.strftime("%Y-%m").to_numpy()
    return pd.DataFrame(columns, dtype=object, index=range(len(frame)))


def _to_keep(log: CheckedLog) -> list[str]:
    """What may be kept: what people are recognised by, and the log's own columns."""
    own = (name for name in log.columns if name not in COLUMN)
    return [*(name for name in RECOGNISE if name in log.frame), MONTH, *own]


def _texts(column: pd.Series, name: str, named: NamesOf) -> np.ndarray:
    texts = column.astype("str").where(column.notna(), "").to_numpy(object)
    if name in RECOGNISE and COLUMN[name].words:
        return texts
    if name in RECOGNISE:
        hidden = {text for text in set(texts) if text and named.within(text)}
        return np.array([OTHER if text in hidden else text for text in texts], object)
    if name in COLUMN:
        raise UsageError(
            f"{name} is never in the table of people; keep one of {listed(RECOGNISE, 'or')}, "
            "or a column of your own"
        )
    if named.are_called(name) or any(map(named.within, {name, *texts})):
        raise UsageError(
            f"the column {name!r} holds names, addresses or telephone numbers, so it cannot be "
            "shared; leave it out of `keep`"
        )
    return texts


def _steps(keep: tuple[str, ...]) -> list[tuple[str, Change]]:
    """What is done in turn until nobody stands alone; what must survive is not taken off."""
    steps: list[tuple[str, str, Change]] = [
        ("company", "company left out", _without("company")),
        ("role", "role left out", _without("role")),
        ("", "seniority in its commonest and other", _commonest("seniority", 1)),
        ("", "industry in its two commonest and other", _commonest("industry", 2)),
        (MONTH, "quarters in place of months", _by_quarter),
        ("circumstance", "circumstance left out", _without("circumstance")),
        (QUARTER, "quarter left out", _without(QUARTER)),
        ("channel", "channel left out", _without("channel")),
        ("seniority", "seniority left out", _without("seniority")),
        ("industry", LAST, _without("industry")),
    ]
    off = {*keep, QUARTER} if MONTH in keep else set(keep)
    return [(said, change) for name, said, change in steps if name not in off]


def _without(name: str) -> Change:
    return lambda table, person: table.drop(columns=name, errors="ignore")


def _commonest(name: str, most: int) -> Change:
    def change(table: pd.DataFrame, person: np.ndarray) -> pd.DataFrame:
        if name not in table:
            return table
        people = pd.Series(person).groupby(table[name]).nunique()
        people = people[[level for level in people.index if level not in ("", OTHER)]]
        common = sorted(people.index, key=lambda level: (-people[level], level))[:most]
        rare = ~table[name].isin([*common, ""])
        return table.assign(**{name: table[name].mask(rare, OTHER)})

    return change


def _by_quarter(table: pd.DataFrame, person: np.ndarray) -> pd.DataFrame:
    months = table[MONTH]
    quarters = [f"{text[:4]}-Q{(int(text[5:]) + 2) // 3}" for text in months]
    return table.drop(columns=MONTH).assign(**{QUARTER: quarters})


def _groups(table: pd.DataFrame) -> np.ndarray:
    """The combination (n,) of each row, as a code."""
    if table.empty or not len(table.columns):
        return np.zeros(len(table), int)
    return table.groupby(list(table), sort=True).ngroup().to_numpy()


def _left(table: pd.DataFrame, person: np.ndarray, words: Texts) -> np.ndarray:
    """The rows that are left out of a table."""
    return _joined(table, person, words, _alone(table, person, words))


def _too_many(left: np.ndarray, table: pd.DataFrame) -> bool:
    return len(left) > MOST_SUPPRESSED * len(table)


def _alone(table: pd.DataFrame, person: np.ndarray, words: Texts) -> np.ndarray:
    """
    Rows whose outcome is too rare, or whose combination has too few people or outcomes without.

    By an outcome that few have, rows of the two tables would be joined.
    """
    group = _groups(table)
    found = pd.DataFrame({"group": group, "person": person, "word": list(words)})
    rare = _rare(words)
    counts = found[~rare].groupby("group").nunique().reindex(range(len(found)), fill_value=0)
    short = (counts["person"] < K) | (counts["word"] < FEWEST_OUTCOMES)
    return np.flatnonzero(short.to_numpy()[group] | rare)


def _rare(words: Texts) -> np.ndarray:
    """Which rows have an outcome that fewer than k have."""
    return pd.Series(words).groupby(words).transform("size").to_numpy() < K


def _joined(table: pd.DataFrame, person: np.ndarray, words: Texts, left: np.ndarray) -> np.ndarray:
    """
    The rows left out, and with them the smallest combinations until they hide each other.

    Else whoever takes `people.csv` from `requests.csv` has the outcome of the few that are missing.
    """
    group = _groups(table)
    sizes = np.bincount(group)
    for code in np.argsort(sizes, kind="stable"):
        few = len(set(person[left])) < K or len(set(words[left])) < FEWEST_OUTCOMES
        if not len(left) or not few:
            break
        left = np.union1d(left, np.flatnonzero(group == code))
    return left

"""What have others found? Published results beside one's own, never mixed into a verdict."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreachlab.display import Answer, Column
from outreachlab.errors import UsageError
from outreachlab.stats.intervals import interval_of
from outreachlab.stats.two_rates import TwoRates, difference
from outreachlab.wording import (
    UNKNOWN,
    counted,
    interval,
    label,
    listed,
    number_interval,
    percent,
    points,
    points_interval,
    shortened,
)

if TYPE_CHECKING:
    from pandas import DataFrame

Row = dict[str, Any]

# Beside this file in a built package, among the data in a checkout.
PLACES = (Path(__file__).parent, Path(__file__).parents[3] / "data")
WHOLE = ("year", "yes_a", "n_a", "yes_b", "n_b")
MEASURED = ("effect", "low", "high")
NEARNESS = ("direct", "indirect", "distant", "context")
NONE_FOUND = "none found"
READ_IN = {
    "original": "read in the original",
    "abstract": "read in the abstract",
    "secondary": "known from others only",
}
CONFIDENCE = 0.95
NO_EFFECT = {"odds ratio": 1.0, "risk ratio": 1.0, "Hedges g": 0.0, "r": 0.0}
# Two tactics that are read from the same question of the log.
SAME = {"was_referred": "referral", "time_limit": "short_time"}

LEGEND = (
    "direct: asking for a talk or an introduction; indirect: other requests; "
    "distant: something else that is like it; context: the search for a job",
    "read in: the work itself (original), its abstract, or only the words of others (secondary); "
    "what could not be read anywhere is not confirmed",
)


def what(row: Row) -> str:
    """`a mutual friend against none`."""
    return f"{row['side_a']} against {row['side_b']}" if row["side_b"] else row["side_a"]


def effect(row: Row) -> str:
    """`+39.8 points`, `odds ratio 1.58`, or what was found instead of a number."""
    scale, found = row["scale"], row["effect"]
    if found is None:
        return scale
    if scale == "difference":
        return points(found)
    return percent(found) if scale == "rate" else f"{scale} {found:g}"


def limits(row: Row) -> str:
    """`+37.8 to +41.7 points`; a dash where nobody gave any."""
    if row["low"] is None:
        return UNKNOWN
    worded = {"difference": points_interval, "rate": interval}.get(row["scale"], number_interval)
    return worded(row["low"], row["high"])


def read_in(row: Row) -> str:
    """Where the figure was read, without the details."""
    return row["checked"].partition(";")[0]


COLUMNS = (
    Column("", label, "tactic"),
    Column("study", str, "study"),
    Column("found", effect),
    Column("interval", limits),
    Column("nearness", str, "nearness"),
    Column("read in", read_in),
    Column("what", lambda row: shortened(what(row), 48)),
)
WHERE = Column("where", str, "setting")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evidence(Answer):
    """
    Published results, on one tactic or on all.

    `rows` are those of `data/evidence.csv`, the soundest of a tactic first; `low` and `high` are
    95% limits of our own where the counts are known, else as published. `.table` has them as
    columns: counts whole numbers, `effect`, `low`, `high` on the scale of `scale` (differences and
    rates are fractions).
    """

    rows: tuple[Row, ...]
    tactic: str | None = None

    @property
    def found(self) -> tuple[Row, ...]:
        """The results, without the tactics about which there is none."""
        return tuple(row for row in self.rows if row["study"] != NONE_FOUND)

    @property
    def table(self) -> "DataFrame":
        """A row per result, and one per tactic about which none was found."""
        from pandas import DataFrame

        kinds = dict.fromkeys(WHOLE, "Int64") | dict.fromkeys(MEASURED, "float64")
        return DataFrame(list(self.rows)).astype(kinds)

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command."""
        return {"evidence": [dict(row) for row in self.rows]}

    def _headline(self) -> str:
        about = "" if self.tactic is None else f" about {self.tactic}"
        if not self.found:
            return f"What others found{about}: nothing published ({self.rows[0]['checked']})"
        return f"What others found{about}: {counted(len(self.found), 'published result')}"

    def _records(self) -> Iterable[Row]:
        return self.found

    def _shown_columns(self) -> tuple[Column, ...]:
        if not self.found:
            return ()
        return COLUMNS if self.tactic is None else (*COLUMNS[1:], WHERE)

    def _remarks(self) -> Iterable[str]:
        if self.found:
            yield from LEGEND
        if any(row["n_a"] is not None for row in self.rows):
            yield "where the counts are known, the 95% limits are ours; the others are as published"
        if self.tactic is None:
            missing = [label(row["tactic"]) for row in self.rows if row["study"] == NONE_FOUND]
            yield f"nothing published was found about {listed(missing, 'or')}"


def evidence(tactic: str | None = None) -> Evidence:
    """
    What others found about a way of asking, with how near it is and where it was read.

    Parameters
    ----------
    tactic : str, optional
        A tactic, or another topic of the file, as `base_rate`; all of them unless given.

    Returns
    -------
    Evidence
        `.table` has a row per published result: the tactic, the study, the two sides with their
        counts, the effect with its limits and scale, `nearness`, `checked` and `source`.

    Raises
    ------
    UsageError
        Nothing was looked up about this.

    Notes
    -----
    Other people asked others for other things: it stands beside one's own numbers, and enters no
    verdict. Differences and rates are fractions; a count that nobody saw at a source is blank.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, for differences; Wilson (1927), JASA
    22:209-212, for rates. Each result has its source in `source`.
    """
    rows = tuple(map(dict, published() if tactic is None else _rows_of(tactic)))
    if not rows:
        topics = dict.fromkeys(row["tactic"] for row in published())
        raise UsageError(f"nothing was looked up about {tactic!r}; choose {listed(topics, 'or')}")
    return Evidence(rows, tactic)


def beside(tactic: str) -> str | None:
    """One sentence with the nearest and soundest result about a tactic; None without one."""
    rows = [row for row in _rows_of(tactic) if read_in(row) in READ_IN]
    if not rows:
        return None
    row = min(rows, key=lambda row: NEARNESS.index(row["nearness"]))
    reach = "" if row["low"] is None else f" ({limits(row)})"
    return (
        f"Elsewhere, {what(row)}: {_direction(row)}{effect(row)}{reach}, {row['setting']} "
        f"({row['study']}; {row['nearness']}, {READ_IN[read_in(row)]})."
    )


def _direction(row: Row) -> str:
    """`more of it, `, where a figure is on a scale that says little to most readers."""
    none = NO_EFFECT.get(row["scale"])
    if none is None or row["effect"] is None:
        return ""
    if row["low"] is not None and row["low"] <= none <= row["high"]:
        return "no clear difference, "
    return "more success, " if row["effect"] > none else "less success, "


def base_rate() -> str:
    """One sentence with how many said yes elsewhere, to stand beside a share of one's own."""
    row = next(row for row in _rows_of("base_rate") if row["scale"] == "rate")
    return (
        f"{effect(row)} of {row['n_a']:,} {row['setting']}, got {row['side_a']} ({row['study']})."
    )


def _rows_of(tactic: str) -> tuple[Row, ...]:
    name = SAME.get(str(tactic), tactic)
    return tuple(row for row in published() if row["tactic"] == name)


@cache
def published() -> tuple[Row, ...]:
    """The rows of the file, blanks None, with limits of our own where there are counts."""
    file = next(path for place in PLACES if (path := place / "evidence.csv").exists())
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(_with_limits(_typed(row)) for row in csv.DictReader(lines))


def _typed(row: dict[str, str]) -> Row:
    kinds = dict.fromkeys(WHOLE, int) | dict.fromkeys(MEASURED, float)
    return {name: kinds.get(name, str)(cell) if cell else None for name, cell in row.items()}


def _with_limits(row: Row) -> Row:
    if row["n_a"] is None:
        return row
    if row["n_b"] is None:
        low, high = map(float, interval_of(row["yes_a"], row["n_a"], CONFIDENCE))
        return row | {"low": low, "high": high}
    gap = difference(TwoRates(row["yes_a"], row["n_a"], row["yes_b"], row["n_b"]), CONFIDENCE)
    return row | {"low": gap.low, "high": gap.high}

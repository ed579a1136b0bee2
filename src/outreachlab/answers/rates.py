"""Which ways of asking get a yes: the share of counted requests accepted, per level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.intervals import IntervalMethod, interval_of
from outreachlab.codes import Codes, binned, codes_of, require_column
from outreachlab.display import Answer, Shown
from outreachlab.errors import UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes, decide
from outreachlab.vocabulary import ADVICE_OF, COUNTS, FEW, WINDOW_DAYS, stage_of
from outreachlab.wording import counted as how_many
from outreachlab.wording import interval as span
from outreachlab.wording import label, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOT_RECORDED = "not recorded"
NOTHING_COUNTED = "no counted request"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AcceptanceRates(Answer):
    """
    Acceptance rates per level of one column.

    `.table` has a row per level: `level`, `requests`, `undelivered`, `too_young`, `counted`,
    `accepted` (whole numbers), `rate`, `low`, `high` (fractions, nan without a counted request).
    `not_recorded` holds the five counts of the requests without a level; `ground` the day, the
    window and the totals of the whole.
    """

    table: pd.DataFrame
    by: str
    interval: IntervalMethod
    confidence: float
    not_recorded: dict[str, int]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `rates` command."""
        return {
            **self.ground,
            "by": self.by,
            "interval": self.interval,
            "confidence": self.confidence,
            "levels": [level_json(row) for row in self.table.to_dict("records")],
            "not_recorded": self.not_recorded,
        }

    def plot(self) -> "Figure":
        """Dots and intervals per level, a matplotlib Figure."""
        from outreachlab.charts.rates import draw_rates

        return draw_rates(self)

    def _shown(self) -> Shown:
        rows = tuple(
            (
                label(row["level"]) + (" (few)" if row["counted"] < FEW else ""),
                f"{row['counted']:,}",
                f"{row['accepted']:,}",
                percent(row["rate"]),
                span(row["low"], row["high"]),
            )
            for row in self.table.to_dict("records")
        )
        blank = self.not_recorded
        if blank["requests"]:
            rows += ((NOT_RECORDED, f"{blank['counted']:,}", f"{blank['accepted']:,}", "", ""),)
        few = bool((self.table["counted"] < FEW).any())
        notes = (*self.notes, f"few: fewer than {FEW} counted requests") if few else self.notes
        return Shown(
            f"Acceptance rates by {self.by}: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} {interval_name(self.interval)} intervals",
            ("", "counted", "accepted", "rate", "interval"),
            rows,
            notes,
        )


def acceptance_rates(
    log: CheckedLog,
    by: str,
    *,
    interval: IntervalMethod = "wilson",
    confidence: float = 0.95,
    bins: Sequence[float] | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AcceptanceRates:
    """
    Share of counted requests that were accepted, for each level of one column.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    by : str
        A tactic of the request or any other column of the log.
    interval : {"wilson", "jeffreys", "clopper-pearson", "agresti-coull"}
        How the limits are made.
    confidence : float in (0, 1)
        How often intervals made this way cover the true rate.
    bins : sequence of float, optional
        Where to cut a number column, each edge the highest number of its bin.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AcceptanceRates
        `.table` has a row per level with counts (whole numbers), `rate`, `low`, `high` (fractions).

    Raises
    ------
    UnknownColumnError
        The log has no column `by`.
    UsageError
        `by` is known only after the answer, holds numbers without `bins`, or an option makes
        no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Tactics were chosen, not drawn by lot: a difference between two rows is not yet an effect.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872.
    """
    refuse_late_columns(by)
    require_column(log, by)
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    codes = (
        codes_of(log, by, outcomes.rows)
        if bins is None
        else binned(log, by, tuple(bins), outcomes.rows)
    )
    counts = count_by(codes, outcomes)
    table = rate_table(codes.book, counts, confidence, interval)
    return AcceptanceRates(
        table[table["requests"] > 0].reset_index(drop=True),
        by,
        interval,
        confidence,
        dict(zip(COUNTS, map(int, counts[-1]), strict=True)),
        outcomes.facts(),
        outcomes.notes,
    )


def count_by(codes: Codes, outcomes: Outcomes) -> NDArray[np.int64]:
    """The five counts (columns, as `vocabulary.COUNTS`) per level; the last row is the blanks'."""
    size = len(codes.book) + 1
    flags = (
        outcomes.undelivered,
        outcomes.too_young,
        outcomes.counted,
        outcomes.counted & outcomes.accepted,
    )
    place = codes.codes + 1  # blanks first, so that no code is negative
    columns = [np.bincount(place, minlength=size)]
    columns += [np.bincount(place[flag], minlength=size) for flag in flags]
    return np.roll(np.stack(columns, axis=1), -1, axis=0).astype(np.int64)


def rate_table(
    book: tuple[str, ...], counts: NDArray[np.int64], confidence: float, interval: IntervalMethod
) -> pd.DataFrame:
    """A row per level: the counts, the rate and its limits."""
    counts = counts[: len(book)]
    low, high = interval_of(counts[:, 4], counts[:, 3], confidence, interval)
    table = pd.DataFrame(counts, columns=list(COUNTS))
    table.insert(0, "level", list(book))
    with np.errstate(invalid="ignore"):
        table["rate"] = counts[:, 4] / counts[:, 3]
    table["low"], table["high"] = low, high
    return table


def level_json(row: dict[str, Any]) -> dict[str, Any]:
    """One row of a rate table for JSON: what cannot be estimated is None, with why."""
    plain = {"level": row["level"], **{name: int(row[name]) for name in COUNTS}}
    if row["counted"] == 0:
        return plain | dict.fromkeys(("rate", "low", "high")) | {"why": NOTHING_COUNTED}
    return plain | {name: float(row[name]) for name in ("rate", "low", "high")}


def refuse_late_columns(name: str) -> None:
    """Raise UsageError for what is known only after the answer: rates by it mean nothing."""
    stage = stage_of(name)
    if stage == "request":
        return
    if stage == "meeting" and name in ADVICE_OF:
        raise UsageError(
            f"{name} is about the meeting, so only accepted requests have it; "
            "see `outreachlab meetings`"
        )
    raise UsageError(
        f"{name} is known only after the answer, so acceptance by it means nothing; "
        "name a column of the request"
    )


def ground_line(ground: dict[str, Any]) -> str:
    """`43 counted of 50 requests (7 too young)`."""
    totals = ground["totals"]
    gone = [
        f"{totals[name]:,} {label(name)}" for name in ("undelivered", "too_young") if totals[name]
    ]
    aside = f" ({', '.join(gone)})" if gone else ""
    faulty = totals["faulty"]
    left = f"; {how_many(faulty, 'faulty row')} left out" if faulty else ""
    return (
        f"{totals['counted']:,} counted of {how_many(totals['requests'], 'request')}{aside}{left}"
    )


def interval_name(method: IntervalMethod) -> str:
    """The method's name as it is spelled in a sentence: `Wilson`, `Clopper-Pearson`."""
    return method.title()

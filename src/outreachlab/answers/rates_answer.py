"""Acceptance rates as an answer: by one column, by two that are crossed, by several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from outreachlab.answers.intervals import IntervalMethod
from outreachlab.answers.levels import ground_line, level_json
from outreachlab.display import Answer, Shown
from outreachlab.vocabulary import FEW
from outreachlab.wording import interval as span
from outreachlab.wording import label, listed, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AcceptanceRates(Answer):
    """
    Acceptance rates per level of one column, or per pair of levels of two that are crossed.

    `.table` has a row per level: `level` (and `cross_level`), `requests`, `undelivered`,
    `too_young`, `counted`, `accepted` (whole numbers), `rate`, `low`, `high` (fractions, nan
    without a counted request). `not_recorded` holds the five counts of the requests without a
    level; `ground` the day, the window and the totals of the whole.
    """

    table: pd.DataFrame
    by: str
    interval: IntervalMethod
    confidence: float
    not_recorded: dict[str, int]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cross: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `rates` command."""
        return {**self.ground, **self.column_json()}

    def column_json(self) -> dict[str, Any]:
        """The same without the ground."""
        crossed = {} if self.cross is None else {"cross": self.cross}
        return {
            "by": self.by,
            **crossed,
            "interval": self.interval,
            "confidence": self.confidence,
            "levels": [_crossed_json(row) for row in self.table.to_dict("records")],
            "not_recorded": self.not_recorded,
        }

    def plot(self) -> "Figure":
        """Dots and intervals per level, a matplotlib Figure."""
        from outreachlab.charts.rates import draw_rates

        return draw_rates(self)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The table as strings, a row per level and one for the requests without."""
        rows = tuple(
            (
                level_name(row) + (" (few)" if row["counted"] < FEW else ""),
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
        return rows

    def _shown(self) -> Shown:
        crossed = "" if self.cross is None else f" and {self.cross}"
        return _shown((self,), f"{self.by}{crossed}", self.rows())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SeveralRates(Answer):
    """
    Acceptance rates by several columns, one after the other.

    `parts` holds the rates by each; `.table` all their rows under a first column `by`.
    """

    parts: tuple[AcceptanceRates, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row per column and level."""
        tables = [part.table.assign(by=part.by) for part in self.parts]
        whole = pd.concat(tables, ignore_index=True)
        return whole[["by", *(name for name in whole if name != "by")]]

    def to_json(self) -> dict[str, Any]:
        """The ground once, and under `rates` the object of each column."""
        return {
            **self.parts[0].ground,
            "rates": [part.column_json() for part in self.parts],
        }

    def plot(self) -> "Figure":
        """The columns one under the other, a matplotlib Figure."""
        from outreachlab.charts.rates import draw_several

        return draw_several(self)

    def _shown(self) -> Shown:
        rows: tuple[tuple[str, ...], ...] = ()
        for part in self.parts:
            rows += ((f"{part.by}:", "", "", "", ""),)
            rows += tuple((f"  {name}", *rest) for name, *rest in part.rows())
        return _shown(self.parts, listed(part.by for part in self.parts), rows)


def level_name(row: dict[Any, Any]) -> str:
    """The level of a rate table's row, both levels where two columns are crossed."""
    other = row.get("cross_level")
    return label(row["level"]) if other is None else f"{label(row['level'])}, {label(other)}"


def _crossed_json(row: dict[Any, Any]) -> dict[str, Any]:
    plain = level_json(row)
    if "cross_level" not in row:
        return plain
    return {"level": plain.pop("level"), "cross_level": row["cross_level"], **plain}


def _shown(
    parts: Sequence[AcceptanceRates], named: str, rows: tuple[tuple[str, ...], ...]
) -> Shown:
    first = parts[0]
    few = any((part.table["counted"] < FEW).any() for part in parts)
    notes = (*first.notes, f"few: fewer than {FEW} counted requests") if few else first.notes
    return Shown(
        f"Acceptance rates by {named}: {ground_line(first.ground)}, "
        f"{percent(first.confidence, 0)} {interval_name(first.interval)} intervals",
        ("", "counted", "accepted", "rate", "interval"),
        rows,
        notes,
    )


def interval_name(method: IntervalMethod) -> str:
    """The method's name as it is spelled in a sentence: `Wilson`, `Clopper-Pearson`."""
    return method.title()

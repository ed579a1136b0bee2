"""What a model of asking found, and how it shows itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outreachlab.answers.effect_rows import INTERCEPT, Row, plain
from outreachlab.answers.estimation import Covariance, Model
from outreachlab.answers.levels import ground_line
from outreachlab.answers.model_notes import told_dropped
from outreachlab.answers.multiplicity import Adjustment
from outreachlab.display import Answer, Shown
from outreachlab.wording import (
    UNKNOWN,
    counted,
    label,
    number,
    number_interval,
    p_equals,
    p_value,
    percent,
    points,
    points_interval,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdjustedEffects(Answer):
    """
    A logistic regression of acceptance, and what it says in points of probability.

    `.table` has a row per coefficient (log odds): `term`, `level`, `estimate`, `std_error`, `low`,
    `high`, `p_value`, `p_adjusted`, `why` (the reason where the figures are nan). `average_effects`
    has a row per level against its `baseline`, in shares, with `e_value` and `e_value_limit`; it
    is empty for a conditional logit. `dropped` tells why terms did not enter; `requests` are the
    rows used and `left_out` those blank in a term.
    """

    table: pd.DataFrame
    average_effects: pd.DataFrame
    dropped: dict[str, str]
    model: Model
    cluster: str
    clusters: int | None
    covariance: Covariance
    requests: int
    left_out: int
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    adjustment: Adjustment = "holm"

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `effects` command."""
        return {
            **self.ground,
            "model": self.model,
            "cluster": self.cluster,
            "clusters": self.clusters,
            "covariance": self.covariance,
            "confidence": self.confidence,
            "requests": self.requests,
            "left_out": self.left_out,
            "coefficients": [plain(row) for row in self.table.to_dict("records")],
            "average_effects": [plain(row) for row in self.average_effects.to_dict("records")],
            "adjustment": self.adjustment,
            "dropped": [{"term": term, "why": why} for term, why in self.dropped.items()],
            "notes": list(self.notes),
        }

    def plot(self) -> "Figure":
        """Average effects with their intervals, a matplotlib Figure."""
        from outreachlab.charts.effects import draw_effects

        return draw_effects(self)

    def _shown(self) -> Shown:
        within = self.model == "conditional logit"
        rows = self.table if within else self.average_effects
        effect = "odds ratio" if within else "effect"
        return Shown(
            f"Adjusted effects on acceptance: {ground_line(self.ground)}, "
            f"{counted(self.requests, 'request')} used, {self._named()}, "
            f"{percent(self.confidence, 0)} intervals",
            (
                "",
                effect,
                "interval",
                "p",
                f"p ({self.adjustment.title()})",
                *(() if within else ("E-value",)),
            ),
            tuple(_shown_row(row, within) for row in rows.to_dict("records")),
            (
                *self.notes,
                *([] if within else _interactions(self.table, self.average_effects)),
                *_unestimated(rows),
                *told_dropped(self.dropped),
            ),
        )

    def _named(self) -> str:
        if self.model == "conditional logit":
            return f"each compared within one {self.cluster}"
        if self.covariance == "CR1S":
            return f"errors by {self.cluster} ({self.clusters:,} clusters)"
        return "Firth's likelihood" if self.model == "firth" else "requests taken as independent"


def _shown_row(row: Row, within: bool) -> tuple[str, ...]:
    name = _name(row)
    ps = (p_value(row["p_value"]), p_value(row["p_adjusted"]))
    if within:
        ratio, low, high = (float(np.exp(row[key])) for key in ("estimate", "low", "high"))
        limits = UNKNOWN if np.isnan(low) else number_interval(low, high)
        return name, number(ratio), limits, *ps
    against = ", one more" if row["level"] is None else f" against {label(row['baseline'])}"
    return (
        name + against,
        points(row["estimate"]),
        points_interval(row["low"], row["high"]),
        *ps,
        number(row["e_value"]),
    )


def _name(row: Row) -> str:
    return row["term"] if row["level"] is None else f"{row['term']}: {label(row['level'])}"


def _unestimated(rows: pd.DataFrame) -> list[str]:
    """Why some rows have no figure."""
    lost = rows[rows["estimate"].isna()].to_dict("records")
    return [f"{_name(row)} is not estimated: {row['why']}" for row in lost]


def _interactions(table: pd.DataFrame, effects: pd.DataFrame) -> list[str]:
    """By how much the odds ratio of one term changes with the other."""
    joined = table[~table["term"].isin([INTERCEPT, *effects["term"]]) & table["estimate"].notna()]
    return [
        f"{_name(row)}: odds ratio times {number(float(np.exp(row['estimate'])))} "
        f"({number_interval(float(np.exp(row['low'])), float(np.exp(row['high'])))}), "
        f"{p_equals(row['p_value'])}"
        for row in joined.to_dict("records")
    ]

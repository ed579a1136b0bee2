"""The rows of an adjusted model: the name and the figures of each coefficient and effect."""

from collections.abc import Mapping, Sequence
from math import exp, isfinite
from typing import Any

import numpy as np

from outreachlab.display import Column
from outreachlab.fitting.terms import Chosen
from outreachlab.stats.average_effects import AverageEffect, e_value, e_value_limit
from outreachlab.stats.estimation import Estimation
from outreachlab.stats.intervals import limits, p_values
from outreachlab.stats.logit import made_of
from outreachlab.stats.multiplicity import Adjustment, adjusted as adjust
from outreachlab.stats.predictors import Column as Predictor, Floats
from outreachlab.wording import UNKNOWN, label, listed, number, number_interval

Row = dict[str, Any]
FIGURES = ("estimate", "std_error", "low", "high", "p_value", "p_adjusted")
E_VALUES = ("e_value", "e_value_limit")
INTERCEPT = "intercept"


def name_of(column: Predictor, chosen: Sequence[Chosen]) -> tuple[str, str | None]:
    """Term and level of a coefficient; an interaction's parts are joined by colons."""
    if not column:
        return INTERCEPT, None
    levels = [chosen[term].levels[level] for term, level in column if chosen[term].levels]
    return ":".join(chosen[term].name for term, _ in column), ":".join(levels) or None


def aliased(
    gram: Floats, kept: np.ndarray, columns: Sequence[Predictor], chosen: Sequence[Chosen]
) -> dict[int, str]:
    """Why each column that is not kept cannot be told apart, by its place."""
    return {
        place: _told_by(made_of(gram, kept, place).tolist(), columns, chosen)
        for place in np.flatnonzero(~kept).tolist()
    }


def wholly_aliased(
    kept: np.ndarray, why: dict[int, str], columns: Sequence[Predictor], chosen: Sequence[Chosen]
) -> dict[str, str]:
    """The terms that have no column of their own left, and why."""
    gone = {}
    for term, one in enumerate(chosen):
        own = [place for place, column in enumerate(columns) if _only(column, term)]
        if not kept[own].any():
            gone[one.name] = why[own[0]]
    return gone


def coefficient_rows(
    found: Estimation,
    columns: Sequence[Predictor],
    chosen: Sequence[Chosen],
    why: dict[int, str],
    adjustment: Adjustment,
) -> list[Row]:
    """A row per coefficient, the intercept's first; p-values adjusted over all but that one."""
    adjusted = np.full(len(columns), np.nan)
    adjusted[1:] = adjust(found.p_values[1:], adjustment)
    arrays = (found.coefficients, found.errors, found.low, found.high, found.p_values, adjusted)
    rows = []
    for place, column in enumerate(columns):
        if not column and not found.kept[place]:
            continue  # a conditional model has no intercept
        term, level = name_of(column, chosen)
        figures = {name: float(array[place]) for name, array in zip(FIGURES, arrays, strict=True)}
        reason = why.get(place) if column else "p is adjusted over all but the intercept"
        if found.kept[place] and not isfinite(figures["low"] + figures["high"]):
            reason = "the profile likelihood does not fall to one of the limits"
        rows.append({"term": term, "level": level, **figures, "why": reason})
    return rows


def effect_rows(
    effects: Sequence[Mapping[int, AverageEffect]],
    found: Estimation,
    columns: Sequence[Predictor],
    chosen: Sequence[Chosen],
    why: dict[int, str],
    adjustment: Adjustment,
    confidence: float,
) -> list[Row]:
    """
    A row per level but the baselines', and per number; p-values adjusted over all of them.

    `effects` are those of each term, by level.
    """
    rows = []
    for term, one in enumerate(chosen):
        for level, effect in effects[term].items():
            if one.merged and level == len(one.levels) - 1:
                continue  # it is only adjusted for
            lost = [reason for place, reason in why.items() if (term, level) in columns[place]]
            row = _effect_row(one, level, effect, found.freedom, confidence)
            rows.append(row | dict.fromkeys((*FIGURES, *E_VALUES), np.nan) if lost else row)
            rows[-1]["why"] = lost[0] if lost else row["why"]
    for row, p in zip(
        rows, adjust([row["p_value"] for row in rows], adjustment).tolist(), strict=True
    ):
        row["p_adjusted"] = p
    return rows


def _effect_row(
    one: Chosen, level: int, effect: AverageEffect, freedom: int | None, confidence: float
) -> Row:
    low, high = limits(effect.estimate, effect.error, confidence, freedom)
    row: Row = {
        "term": one.name,
        "level": one.levels[level] if one.levels else None,
        "baseline": one.baseline,
        "estimate": effect.estimate,
        "std_error": effect.error,
        "low": float(low),
        "high": float(high),
        "p_value": float(p_values(effect.estimate, effect.error, freedom)),
        "p_adjusted": np.nan,
        **dict.fromkeys(E_VALUES, np.nan),
        "why": None,
    }
    if not isfinite(effect.log_ratio):
        return row | {"why": "an E-value is about two levels; a number has none"}
    # two shares never lie further apart than this
    row |= {"low": max(row["low"], -1.0), "high": min(row["high"], 1.0)}
    ratios = limits(effect.log_ratio, effect.log_ratio_error, confidence, freedom)
    row["e_value"] = e_value(exp(effect.log_ratio))
    row["e_value_limit"] = e_value_limit(*(float(np.exp(bound)) for bound in ratios))
    return row


def odds(log_odds: float) -> str:
    """Log odds worded as an odds ratio."""
    return number(float(np.exp(log_odds)))


def odds_interval(low: float, high: float) -> str:
    """Limits in log odds worded as those of an odds ratio."""
    return number_interval(float(np.exp(low)), float(np.exp(high)))


def term_and_level(row: Row) -> str:
    """`meeting format: lunch`, or the term alone."""
    term = label(row["term"])
    return term if row["level"] is None else f"{term}: {label(row['level'])}"


RATIO_COLUMNS = (
    Column("", term_and_level),
    Column("odds ratio", odds, "estimate"),
    Column(
        "interval",
        lambda low, high: UNKNOWN if low != low else odds_interval(low, high),
        "low",
        "high",
    ),
)


def _only(column: Predictor, term: int) -> bool:
    return len(column) == 1 and column[0][0] == term


def _told_by(places: list[int], columns: Sequence[Predictor], chosen: Sequence[Chosen]) -> str:
    names = dict.fromkeys(name_of(columns[place], chosen)[0] for place in places if columns[place])
    if not names:
        return "no request used tells it"
    tell = "tells" if len(names) == 1 else "tell"
    return f"{listed(map(label, names))} {tell} it already"

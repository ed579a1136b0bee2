"""What each way of asking does, the others held equal."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from outreachlab.charts.ratios import draw_ratios
from outreachlab.charts.rows import MOST_WIDE, Row, draw_differences, wide
from outreachlab.charts.style import told
from outreachlab.vocabulary import YES_NO
from outreachlab.wording import label, number, percent, points

if TYPE_CHECKING:
    from outreachlab.answers.effects_answer import AdjustedEffects
    from outreachlab.answers.mixed import MixedEffects

MOST_DRAWN = 30
FIGURE_WIDE = 3.8  # ems of +100.0


def draw_effects(effects: "AdjustedEffects") -> Figure:
    """Average effects in points; odds ratios where requests are compared within one seeker."""
    if effects.model == "conditional logit":
        return _odds(effects.table, f"odds ratio within one {effects.cluster}", effects.confidence)
    table = effects.average_effects.dropna(subset=["estimate"])
    if table.empty:
        return told("no term entered, so there is no effect to draw")
    drawn = table.head(MOST_DRAWN).to_dict("records")
    rows = [
        Row(
            name,
            points(row["estimate"]).removesuffix(" points"),
            row["estimate"],
            row["low"],
            row["high"],
        )
        for row, name in zip(drawn, _labels(drawn), strict=True)
    ]
    title = _title("points, the others held equal", effects.confidence, table)
    return draw_differences(rows, title)


def draw_mixed(mixed: "MixedEffects") -> Figure:
    """The odds ratio of each term within one group."""
    return _odds(mixed.table, f"odds ratio within one {mixed.by}", mixed.confidence)


def _odds(table: pd.DataFrame, what: str, confidence: float) -> Figure:
    table = table[table["estimate"].notna() & (table["term"] != "intercept")]
    if table.empty:
        return told("no term entered, so there is no effect to draw")
    rows = []
    for row in table.head(MOST_DRAWN).to_dict("records"):
        ratio = np.exp([row["estimate"], row["low"], row["high"]]).tolist()
        rows.append(Row(_name(row), number(ratio[0]), *ratio))
    return draw_ratios(rows, _title(what, confidence, table))


def _title(what: str, confidence: float, table: pd.DataFrame) -> str:
    cut = f"; the first {MOST_DRAWN} of {len(table)}" if len(table) > MOST_DRAWN else ""
    return f"{what}, {percent(confidence, 0)} interval{cut}"


def _against(row: dict[Any, Any]) -> str:
    """`named against not named`; of a yes or a number the column says it all."""
    if row["level"] is None:
        return f"{label(row['term'])}, one more"
    if (row["level"], row["baseline"]) == YES_NO:
        return label(row["term"])
    return f"{label(row['level'])} against {label(row['baseline'])}"


def _labels(rows: list[dict[Any, Any]]) -> list[str]:
    """What is held against what, under its column's name where there is room for all of its."""
    whole = [f"{label(row['term'])}: {_against(row)}" for row in rows]
    room = MOST_WIDE - FIGURE_WIDE
    crowded = {row["term"] for row, text in zip(rows, whole, strict=True) if wide(text) > room}
    return [
        short if row["term"] in crowded or short.startswith(label(row["term"])) else text
        for row, short, text in zip(rows, map(_against, rows), whole, strict=True)
    ]


def _name(row: dict[Any, Any]) -> str:
    name = label(row["term"])
    return name if row["level"] is None else f"{name}: {label(row['level'])}"

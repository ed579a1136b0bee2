"""Effects with the others held equal, how they change on a ladder, and what goes together."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from outreachlab.charts.dots import (
    FOOT,
    MOST_WIDE,
    POINTS,
    ROW,
    Row,
    draw_differences,
    draw_ratios,
    fitted,
    place_ratios,
    place_rows,
    wide,
    zero_line,
)
from outreachlab.charts.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SMALL,
    chart,
    looks,
    marks,
    panel,
    ruler,
    strokes,
    told,
)
from outreachlab.log.vocabulary import YES_NO
from outreachlab.wording import counted, label, number, percent, points

if TYPE_CHECKING:
    from outreachlab.answers.co_use import CoUse
    from outreachlab.answers.effects import AdjustedEffects
    from outreachlab.answers.follow_up import FollowUpEffect
    from outreachlab.answers.ladder import EffectLadder, LadderLine
    from outreachlab.answers.mixed import MixedEffects

MOST_DRAWN = 30
FIGURE_WIDE = 3.8  # ems of +100.0
BLOCK = ROW + FOOT
NAME, RUNG, HEAD = 0.26, 0.13, 0.3  # inches: of a name, of an interval, of the key
LOOKS = {
    "raw": (GREY, "s", "raw"),
    "stratified": (ORANGE, "^", "by referral"),
    "adjusted": (BLUE, "o", "adjusted"),
    "shrunken": (GREEN, "D", "shrunken"),
}
RUNGS_HIGH = NAME + RUNG * (len(LOOKS) + 0.5)
SMALL_MARK = 4.6
MOST_PAIRS = 20
SCALE = ((-1.0, "never"), (-0.5, ""), (0.0, "as by chance"), (0.5, ""), (1.0, "always"))


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


def draw_follow_up(effect: "FollowUpEffect") -> Figure:
    """The difference at the same age above, the ratio of daily chances below."""
    gap, ratio = effect.difference, effect.hazard_ratio
    if gap.estimate is None and ratio.estimate is None:
        return told(gap.why or "there is nothing to compare")
    within = counted(effect.horizon_days, "day")
    above = Row(f"answered within {within}", points(gap.estimate), gap.estimate, gap.low, gap.high)
    below = Row(
        "daily chance of an answer", number(ratio.estimate), ratio.estimate, ratio.low, ratio.high
    )
    share = percent(effect.confidence, 0)
    with looks():
        figure = chart(2 * BLOCK)
        axes = panel(figure, bottom=BLOCK + FOOT)
        place_rows(axes, [above], POINTS, f"followed up less not yet, points, {share} interval")
        zero_line(axes, 1)
        place_ratios(
            panel(figure, bottom=FOOT, top=BLOCK), [below], f"after over before, {share} interval"
        )
    return figure


def draw_ladder(ladder: "EffectLadder") -> Figure:
    """A block per piece of advice that was tried on both sides, a line per rung."""
    lines = [line for line in ladder.lines if line.raw.estimate is not None]
    if not lines:
        return told("no piece of advice was tried on both sides")
    tall = RUNGS_HIGH * len(lines)
    with looks():
        figure = chart(HEAD + tall + FOOT)
        axes = panel(figure, bottom=FOOT, top=HEAD)
        axes.set_xlim(POINTS[0][0], POINTS[-1][0])
        axes.set_ylim(tall, 0)
        ruler(axes, POINTS, f"points, {percent(ladder.confidence, 0)} interval", tall)
        for place, line in enumerate(lines):
            _block(axes, line, place * RUNGS_HIGH)
        _key(axes)
    return figure


def _block(axes: Axes, line: "LadderLine", top: float) -> None:
    """The name and its rungs; y is in inches from the top."""
    axes.text(POINTS[0][0], top + NAME - 0.04, fitted(line.advice.advice, MOST_WIDE), va="bottom")
    low, high = top + NAME, top + NAME + RUNG * len(LOOKS)
    strokes(axes, [((x, low), (x, high)) for x, _ in POINTS if x], FAINT, 0.8, 0)
    strokes(axes, [((0, low), (0, high))], INK, 1.0, 1)
    for place, (name, gap) in enumerate(line.rungs):
        if gap.estimate is None:
            continue
        colour, marker, _ = LOOKS[name]
        y = low + RUNG * (place + 0.5)
        if gap.low is not None and gap.high is not None:
            strokes(axes, [((gap.low, y), (gap.high, y))], colour, 1.8, 2)
        marks(axes, [gap.estimate], [y], colour, marker, SMALL_MARK)


def _key(axes: Axes) -> None:
    left = 0.0
    for colour, marker, word in LOOKS.values():
        there = axes.transAxes + ScaledTranslation(left, 0.16, axes.figure.dpi_scale_trans)
        marks(axes, [0.012], [1], colour, marker, SMALL_MARK, transform=there)
        axes.text(0.035, 1, word, transform=there, va="center", fontsize=SMALL)
        left += 0.42 + 0.075 * len(word)


def draw_co_use(answer: "CoUse") -> Figure:
    """The pairs that go together most; hollow where there is no direction, a diamond if always."""
    known = [pair for pair in answer.pairs if pair.association is not None]
    if not known:
        return told("no two tactics that both change are recorded")
    rows = []
    for pair in known[:MOST_PAIRS]:
        value = pair.association or 0.0
        words = f"{round(value, 2) + 0.0:+.2f}" if pair.two_valued else number(value)
        name = ", ".join(map(label, pair.tactics))
        rows.append(Row(name, words, value, pale=not pair.two_valued, accent=not pair.apart))
    cut = f", {MOST_PAIRS} of {len(known)} pairs" if len(known) > MOST_PAIRS else ""
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        axes = panel(figure, bottom=FOOT)
        place_rows(axes, rows, SCALE, f"the two together{cut}; hollow: no direction")
        zero_line(axes, len(rows))
    return figure

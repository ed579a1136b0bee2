"""Every piece of advice with its effect and its verdict."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.dots import Row, draw_differences
from outreachlab.charts.style import told
from outreachlab.log.vocabulary import FEW
from outreachlab.wording import percent, points

if TYPE_CHECKING:
    from outreachlab.answers.advice import AdviceTested
    from outreachlab.answers.judging.record import AdvisedLine


def draw_advice(tested: "AdviceTested") -> Figure:
    """A row per piece of advice that can be estimated, marked where its verdict is clear."""
    rows = [_row(line) for line in tested.lines if line.estimate is not None]
    if not rows:
        return told("no piece of advice was tried on both sides")
    clear = "; diamond: clear" if any(row.accent for row in rows) else ""
    title = f"points, {percent(tested.confidence, 0)} interval; right of 0: for it{clear}"
    return draw_differences(rows, title)


def _row(line: "AdvisedLine") -> Row:
    sides = line.sides
    assert sides is not None
    gap = sides.difference if line.adjusted.estimate is None else line.adjusted
    return Row(
        line.advice.advice,
        points(gap.estimate).removesuffix(" points"),
        gap.estimate,
        gap.low,
        gap.high,
        min(sides.totals) < FEW,
        line.verdict in ("supported", "contradicted"),
    )

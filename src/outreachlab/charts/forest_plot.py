"""A row per site, seeker or trial, below them the average and one more."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from outreachlab.charts.dots import Row, draw_differences, draw_ratios
from outreachlab.wording import counted, number, points

if TYPE_CHECKING:
    from outreachlab.answers.forest_plot import ForestPlot

MOST_DRAWN = 24


def draw_forest_plot(plot: "ForestPlot") -> Figure:
    """Every estimate with its limits, all together as a diamond, and where one more would lie."""
    found = plot.all
    rows = [
        _row(plot, name, one.estimate, one.low, one.high)
        for name, one in zip(plot.names[:MOST_DRAWN], plot.each, strict=False)
    ]
    if more := len(plot.names) - MOST_DRAWN:
        rows += [Row(f"{more} more, not drawn", "")] if more > 0 else []
    together = _row(plot, "on average", found.mean, found.low, found.high, accent=True)
    low, high = found.prediction_low, found.prediction_high
    beyond = _row(plot, "where one more would lie", found.mean, low, high, pale=True)
    unit = "points" if plot.unit == "points" else "odds ratio"
    title = f"{plot.what}: {unit}, 95% interval; {counted(found.k, 'estimate')}"
    draw = draw_differences if plot.unit == "points" else draw_ratios
    return draw([*rows, together, beyond], title)


def _row(
    plot: "ForestPlot",
    name: str,
    estimate: float | None,
    low: float | None,
    high: float | None,
    **looks: bool,
) -> Row:
    if estimate is None or low is None or high is None:
        return Row(name, "not told")
    if plot.unit == "points":
        low, high = max(low, -1.0), min(high, 1.0)
        return Row(name, points(estimate).removesuffix(" points"), estimate, low, high, **looks)
    ratio, low, high = np.exp([estimate, low, high]).tolist()
    return Row(name, number(ratio), ratio, low, high, **looks)

"""The referral forest: a tidy tree per chain, packed in rows by size."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from outreachlab.charts.style import INK, OUTCOME_LOOKS, chart, looks, panel
from outreachlab.vocabulary import OUTCOMES
from outreachlab.wording import counted, label

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest

ACROSS = 44.0  # leaves that fit side by side
GAP = 1.0  # between two chains
MOST_DRAWN = 1_500  # requests; a picture of more cannot be read
Floats = NDArray[np.float64]


def draw_forest(forest: "ReferralForest") -> Figure:
    """Every chain of two or more requests; the lone ones are counted, not drawn."""
    lines = forest.lines
    chained = np.flatnonzero(lines.chain_size > 1)
    lone = len(lines.parent) - len(chained)
    with looks():
        if not len(chained) or len(chained) > MOST_DRAWN:
            return _said_only(len(chained), lone)
        x, y, depth = packed(lines.parent, lines.descent.root, lines.descent.generation, chained)
        scale = 0.26 if depth < 40 else 0.2
        figure = chart(scale * depth + 0.95)
        axes = panel(figure, 0.1, 0.3, 0.1, 0.45)
        _links(axes, lines.parent, chained, x, y)
        _dots(
            axes,
            forest.outcomes.outcome[chained],
            lines.descent.descendants[chained],
            x[chained],
            y[chained],
        )
        axes.set_xlim(-1, ACROSS)
        axes.set_ylim(depth - 0.4, -0.6)
        axes.set_axis_off()
        alone = counted(lone, "lone request")
        note = f"Each tree is a chain, its first request on top. Not drawn: {alone}."
        axes.text(0, -0.02, note, transform=axes.transAxes, va="top", fontsize=9)
    return figure


def packed(
    parent: NDArray[np.int64],
    root: NDArray[np.int64],
    generation: NDArray[np.int32],
    chained: NDArray[np.int64],
) -> tuple[Floats, Floats, float]:
    """Places (x, y) of the chained requests, and the depth of the whole; largest chain first."""
    size = len(parent)
    children: dict[int, list[int]] = {}
    for row in chained.tolist():
        if parent[row] >= 0:
            children.setdefault(int(parent[row]), []).append(row)
    x, y = np.zeros(size), np.zeros(size)
    members: dict[int, list[int]] = {}
    for row in chained.tolist():
        members.setdefault(int(root[row]), []).append(row)
    left, top, tallest = 0.0, 0.0, 0
    for start in sorted(members, key=lambda r: (-len(members[r]), r)):
        rows = np.array(members[start])
        wide = _tidy(start, children, x)
        deep = int(generation[rows].max()) + 1
        if left and left + wide > ACROSS:
            left, top, tallest = 0.0, top + tallest + GAP, 0
        squeeze = min(1.0, (ACROSS - 1) / wide)
        x[rows] = left + x[rows] * squeeze
        y[rows] = top + generation[rows]
        left, tallest = left + wide * squeeze + GAP, max(tallest, deep)
    return x, y, top + tallest


def _tidy(start: int, children: dict[int, list[int]], x: Floats) -> float:
    """Leaves side by side, each parent over the middle of its children; returns the width."""
    order, stack = [], [start]
    while stack:
        row = stack.pop()
        order.append(row)
        stack += reversed(children.get(row, []))
    leaf = 0
    for row in order:
        if row not in children:
            x[row], leaf = leaf, leaf + 1
    for row in reversed(order):
        if row in children:
            own = children[row]
            x[row] = (x[own[0]] + x[own[-1]]) / 2
    return float(leaf)


def _links(
    axes: Axes, parent: NDArray[np.int64], chained: NDArray[np.int64], x: Floats, y: Floats
) -> None:
    child = chained[parent[chained] >= 0]
    above = parent[child]
    ends = np.stack([np.stack([x[above], y[above]], 1), np.stack([x[child], y[child]], 1)], 1)
    axes.add_collection(LineCollection(list(ends), colors=INK, linewidths=0.7, alpha=0.6, zorder=1))


def _dots(
    axes: Axes, outcome: NDArray[np.int8], below: NDArray[np.int64], x: Floats, y: Floats
) -> None:
    handles = []
    for code, word in enumerate(OUTCOMES):
        colour, marker = OUTCOME_LOOKS[word]
        here = outcome == code
        if not here.any():
            continue
        sizes = 18 + 14 * np.minimum(below[here], 8)
        axes.scatter(x[here], y[here], s=sizes, c=colour, marker=marker, linewidths=0, zorder=2)
        handles.append(Line2D([], [], color=colour, marker=marker, linestyle="", label=label(word)))
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(handles),
        frameon=False,
        fontsize=9,
        handletextpad=0.2,
        columnspacing=1.2,
    )


def _said_only(chained: int, lone: int) -> Figure:
    figure = chart(0.6)
    if chained:
        text = f"{counted(chained, 'request')} in chains are too many to draw; see the table."
    else:
        text = f"No request led to another: {counted(lone, 'request')} stand alone."
    figure.text(0.02, 0.5, text, va="center")
    return figure

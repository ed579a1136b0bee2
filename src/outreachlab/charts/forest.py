"""The referral forest: a tidy tree per chain, packed in rows by size."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from outreachlab.charts.style import INK, OUTCOME_LOOKS, SMALL, chart, looks, panel, strokes
from outreachlab.vocabulary import OUTCOMES
from outreachlab.wording import counted, label, listed

if TYPE_CHECKING:
    from outreachlab.forest import ReferralForest

ACROSS = 44.0  # leaves that fit side by side
GAP = 1.0  # between two chains
STEP, KEY, FOOT = 0.21, 0.2, 0.25  # inches: a generation, a line of the key, the note
KEY_COLUMNS = 3
MOST_DRAWN = 400  # requests; a picture of more cannot be read
Floats = NDArray[np.float64]


def draw_forest(forest: "ReferralForest") -> Figure:
    """Chains of two or more requests, the largest that fit; the rest is counted, not drawn."""
    lines = forest.lines
    drawn = largest(lines.chain_size, lines.descent.root)
    if not len(drawn):
        return _said_only(lines.chain_size)
    x, y, depth = packed(lines.parent, lines.descent.root, lines.descent.generation, drawn)
    with looks():
        step = STEP if depth < 40 else 0.75 * STEP
        kinds = len(np.unique(forest.outcomes.outcome[drawn]))
        key = KEY * (-(-kinds // KEY_COLUMNS) + 0.5)
        figure = chart(step * depth + key + FOOT)
        axes = panel(figure, bottom=FOOT, top=key)
        axes.set_xlim(-0.7, ACROSS - 0.3)
        axes.set_ylim(depth - 0.4, -0.6)
        _links(axes, lines.parent, drawn, x, y)
        below = lines.descent.descendants[drawn]
        _dots(axes, forest.outcomes.outcome[drawn], below, x[drawn], y[drawn])
        _note(axes, not_drawn(lines.chain_size, lines.parent, drawn))
    return figure


def largest(chain_size: NDArray[np.int64], root: NDArray[np.int64]) -> NDArray[np.int64]:
    """The requests of the largest chains, as many chains as fit into one picture."""
    starts = np.flatnonzero((root == np.arange(len(root))) & (chain_size > 1))
    starts = starts[np.argsort(-chain_size[starts], kind="stable")]
    starts = starts[np.cumsum(chain_size[starts]) <= MOST_DRAWN]
    return np.flatnonzero(np.isin(root, starts))


def not_drawn(
    chain_size: NDArray[np.int64], parent: NDArray[np.int64], drawn: NDArray[np.int64]
) -> str:
    """What the picture leaves out, in words."""
    left = np.ones(len(parent), bool)
    left[drawn] = False
    chains = int((left & (parent < 0) & (chain_size > 1)).sum())
    lone = int((chain_size == 1).sum())
    parts = [counted(lone, "lone request")] if lone else []
    if chains:
        parts.insert(0, counted(chains, "smaller chain"))
    return f"Not drawn: {listed(parts)}." if parts else "Every request is drawn."


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
    strokes(axes, list(ends), INK, 0.6, 1, alpha=0.6)


def _dots(
    axes: Axes, outcome: NDArray[np.int8], below: NDArray[np.int64], x: Floats, y: Floats
) -> None:
    """A mark per request, by outcome; larger the more requests hang below it."""
    present = [word for code, word in enumerate(OUTCOMES) if (outcome == code).any()]
    for place, word in enumerate(present):
        colour, marker = OUTCOME_LOOKS[word]
        here = outcome == OUTCOMES.index(word)
        size = 3.6 + 0.9 * np.sqrt(np.minimum(below[here], 16))
        for one in np.unique(size):
            these = size == one
            axes.add_artist(_marks(x[here][these], y[here][these], colour, marker, float(one)))
        _key(axes, place, -(-len(present) // KEY_COLUMNS), label(word), colour, marker)


def _marks(x: Any, y: Any, colour: str, marker: str, size: float) -> Line2D:
    return Line2D(
        x, y, linestyle="", color=colour, marker=marker, markersize=size, markeredgewidth=0,
        clip_on=False, zorder=2,
    )  # fmt: skip


def _key(axes: Axes, place: int, lines: int, word: str, colour: str, marker: str) -> None:
    """The legend, three words a line, above the trees."""
    left, up = (place % KEY_COLUMNS) * 1.45, (lines - place // KEY_COLUMNS) * KEY
    to_place = ScaledTranslation(left, up, axes.figure.dpi_scale_trans)
    corner = axes.transAxes + to_place
    mark = _marks([0.01], [1], colour, marker, 6.5)
    mark.set_transform(corner)
    axes.add_artist(mark)
    axes.text(0.04, 1, word, transform=corner, va="center", fontsize=SMALL)


def _note(axes: Axes, text: str) -> None:
    axes.annotate(
        text, (0, 0), (0, -4), xycoords="axes fraction", textcoords="offset points", va="top",
        fontsize=SMALL,
    )  # fmt: skip


def _said_only(chain_size: NDArray[np.int64]) -> Figure:
    lone = int((chain_size == 1).sum())
    if lone == len(chain_size):
        text = f"No request led to another: {counted(lone, 'request')} stand alone."
    else:
        text = f"A chain of {counted(int(chain_size.max()), 'request')} is too large to draw."
    with looks():
        figure = chart(0.4)
        figure.text(0.02, 0.5, text, va="center", fontsize=SMALL)
    return figure

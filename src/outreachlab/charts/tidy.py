"""Where each request of a referral tree stands: tidy trees, packed in rows, on plain numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ACROSS = 43.0  # the widest a chain may be, in distances between two marks
GAP = 1.0  # between two chains
MOST_DRAWN = 400  # requests; a picture of more cannot be read
MOST_STEPS = 40  # generations of one chain
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Profile = list[tuple[float, float]]  # the leftmost and rightmost mark of each line of a tree


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """
    The requests drawn, in reading order, and where they stand.

    `rows` (n,) are places among the requests of the forest, `x` (from 0 to `ACROSS`) and `y`
    (from 0 down to below `depth`) their marks, no two of which share a place; `above` (n,) the
    place of each one's parent among them, -1 for a root.
    """

    rows: Rows
    x: Floats
    y: Floats
    above: NDArray[np.int64]
    depth: float


def placed(parent: Rows, rows: Rows) -> Places:
    """
    The chains of some requests as tidy trees, packed in rows, the largest first.

    `parent` (m,) of every request, -1 for a root; `rows` (n,) the requests to draw, with every
    ancestor of each of them.
    """
    children: dict[int, list[int]] = {}
    for row in rows.tolist():
        children.setdefault(int(parent[row]), []).append(row)
    trees = [_tree(root, children) for root in children.get(-1, [])]
    x, y = np.zeros(len(parent)), np.zeros(len(parent))
    left = top = 0.0
    tallest = 0
    for order, offsets, profile in sorted(trees, key=lambda tree: -len(tree[0])):
        start = min(low for low, _ in profile)
        width = max(high for _, high in profile) - start
        if left and left + width > ACROSS:
            left, top, tallest = 0.0, top + tallest + GAP, 0
        x[order[0]], y[order[0]] = left - start, top
        for row in order[1:]:
            across, down = offsets[row]
            x[row], y[row] = x[parent[row]] + across, y[parent[row]] + down
        left, tallest = left + width + 1 + GAP, max(tallest, len(profile))
    rows = rows[np.lexsort((x[rows], y[rows]))]
    place = np.full(len(parent) + 1, -1)
    place[rows] = np.arange(len(rows))
    return Places(rows, x[rows], y[rows], place[parent[rows]], top + tallest)


def _tree(
    root: int, children: dict[int, list[int]]
) -> tuple[list[int], dict[int, tuple[float, int]], Profile]:
    """A tree's rows, parents first; how far each stands from its parent; the tree's outline."""
    order, stack = [], [root]
    while stack:
        row = stack.pop()
        order.append(row)
        stack += reversed(children.get(row, []))
    offsets: dict[int, tuple[float, int]] = {}
    profiles: dict[int, Profile] = {}
    for row in reversed(order):
        own = children.get(row, [])
        moves, profiles[row] = _side_by_side([profiles.pop(child) for child in own])
        offsets.update(zip(own, moves, strict=True))
    return order, offsets, profiles[root]


def _side_by_side(trees: list[Profile]) -> tuple[list[tuple[float, int]], Profile]:
    """
    Where the children of one request go, and the outline of the whole with it on top.

    Each tree stands as near to those before it as their outlines allow, as in Reingold & Tilford
    (1981), IEEE Transactions on Software Engineering 7:223-228. Where they would become wider
    than the page, the next one begins a new line below.
    """
    lines: list[tuple[list[float], Profile]] = []
    for tree in trees:
        shifts, outline = lines[-1] if lines else ([], [])
        shift = max((r + 1 - t[0] for (_, r), t in zip(outline, tree, strict=False)), default=0.0)
        joined = _joined(outline, tree, shift)
        if lines and _width(joined) <= ACROSS:
            lines[-1] = ([*shifts, shift], joined)
        else:
            lines.append(([0.0], tree))
    moves: list[tuple[float, int]] = []
    whole: Profile = [(0.0, 0.0)]
    for shifts, outline in lines:
        low, high = min(low for low, _ in outline), max(high for _, high in outline)
        middle = (low + high) / 2 if len(lines) > 1 else (shifts[0] + shifts[-1]) / 2
        moves += [(shift - middle, len(whole)) for shift in shifts]
        whole += [(left - middle, right - middle) for left, right in outline]
    return moves, whole


def _joined(outline: Profile, tree: Profile, shift: float) -> Profile:
    moved = [(left + shift, right + shift) for left, right in tree]
    both = [(one[0], two[1]) for one, two in zip(outline, moved, strict=False)]
    return both + outline[len(both) :] + moved[len(both) :]


def _width(outline: Profile) -> float:
    return max(high for _, high in outline) - min(low for low, _ in outline)

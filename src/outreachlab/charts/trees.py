"""The referral forest: a tidy tree per chain, packed in rows by size."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from outreachlab.chains.forest import MOST_CHAINS, by_size
from outreachlab.charts.bars import draw_generations
from outreachlab.charts.dots import MOST_WIDE, fitted, wide
from outreachlab.charts.style import (
    INK,
    OUTCOME_LOOKS,
    SMALL,
    beside,
    chart,
    looks,
    marks,
    panel,
    strokes,
)
from outreachlab.charts.tidy import ACROSS, MOST_DRAWN, MOST_STEPS, Places, Rows, placed
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.wording import counted, label, listed

if TYPE_CHECKING:
    from outreachlab.chains.forest import ForestCounts, ReferralForest
    from outreachlab.chains.path import PathTo
    from outreachlab.log.forest import Lines

LINE = 0.34  # inches from one request to the next
MOST_PATHS = 5
Step = dict[str, Any]


def draw_path(path: "PathTo") -> Figure:
    """A mark per request with its name, day and outcome; of a long path the two ends."""
    steps: list[Step | str | None] = []
    paths = path.ends()
    for number, part in paths[:MOST_PATHS]:
        steps += [None] if number > 1 else []
        steps += [f"{counted(s, 'request')} between" if isinstance(s, int) else s for s in part]
    if len(paths) > MOST_PATHS:
        steps.append(f"and {counted(len(paths) - MOST_PATHS, 'path')} more")
    with looks():
        figure = chart(LINE * len(steps))
        axes = panel(figure)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(steps) - 0.5, -0.5)
        for y, (step, after) in enumerate(zip(steps, [*steps[1:], None], strict=True)):
            if isinstance(step, str):
                axes.text(0.05, y, step, va="center", fontsize=SMALL)
            if step is not None and after is not None and not _is_closing(after):
                strokes(axes, [((0.015, y), (0.015, y + 1))], INK, 0.8, 1)
            if isinstance(step, dict):
                _request(axes, y, step)
    return figure


def _is_closing(step: Step | str) -> bool:
    return isinstance(step, str) and step.startswith("and ")


def _request(axes: Any, y: int, step: Step) -> None:
    colour, marker = OUTCOME_LOOKS[step["outcome"]]
    words = f"{step['asked_on']:%Y-%m-%d}, {label(step['outcome'])}"
    marks(axes, [0.015], [y], colour, marker, 8, markeredgewidth=0)
    room = MOST_WIDE - 2 - wide(words)
    axes.text(0.05, y, fitted(step["contact"], room), va="center")
    axes.text(1, y, words, ha="right", va="center", fontsize=SMALL)


STEP, KEY, FOOT = 0.21, 0.2, 0.25  # inches: a generation, a line of the key, the note
KEY_COLUMNS = 3
MOST_BELOW = 16  # descendants beyond which a mark grows no further


def draw_forest(forest: "ReferralForest") -> Figure:
    """Chains of two or more requests, the largest that fit; the rest is counted, not drawn."""
    lines = forest.lines
    rows = chosen(lines)
    if not len(rows):
        return draw_generations(forest.tally, nothing_drawn(forest.tally))
    places = placed(lines.parent, rows)
    outcome = forest.outcomes.outcome[places.rows]
    with looks():
        kinds = len(np.unique(outcome))
        key = KEY * (-(-kinds // KEY_COLUMNS) + 0.5)
        figure = chart(STEP * places.depth + key + FOOT)
        axes = panel(figure, bottom=FOOT, top=key)
        axes.set_xlim(-0.7, ACROSS + 0.7)
        axes.set_ylim(places.depth - 0.4, -0.6)
        _links(axes, places)
        _dots(axes, outcome, mark_sizes(lines.descent.descendants[places.rows]), places)
        _note(axes, left_out(forest, rows))
    return figure


def chosen(lines: "Lines") -> Rows:
    """
    The requests of the largest chains, as many chains as one picture holds.

    Of a chain too large or too long for it the first generations, where there are any that fit.
    They stand seeker by seeker.
    """
    root, generation = lines.descent.root, lines.descent.generation
    starts = by_size(lines)[:MOST_CHAINS]
    rows = np.flatnonzero(np.isin(root, starts))
    taken = [np.zeros(0, np.int64)]
    for start in starts.tolist():
        own = rows[root[rows] == start]
        reach = np.cumsum(np.bincount(generation[own]))
        own = own[generation[own] < min(int((reach <= MOST_DRAWN).sum()), MOST_STEPS)]
        if sum(map(len, taken)) + len(own) > MOST_DRAWN:
            break
        if len(own) > 1:
            taken.append(own)
    found = np.sort(np.concatenate(taken))
    return found[np.argsort(lines.seeker[found], kind="stable")]


def left_out(forest: "ReferralForest", drawn: Rows) -> str:
    """What the picture leaves out, in words."""
    lines, tally = forest.lines, forest.tally
    begun = lines.chain_size[drawn[lines.parent[drawn] < 0]]
    sizes = tally.sizes - np.bincount(begun, minlength=len(tally.sizes))
    others = int(sizes[2:].sum())
    kind = "other chain" if sizes[int(begun.min()) + 1 :].any() else "smaller chain"
    parts = [
        f"{counted(int(begun.sum()) - len(drawn), 'request')} further on in the chains drawn",
        counted(others, kind),
        counted(tally.lone, "lone request"),
    ]
    parts = [part for part in parts if not part.startswith("0 ")]
    return f"Not drawn: {listed(parts)}." if parts else "Every request is drawn."


def nothing_drawn(tally: "ForestCounts") -> str:
    """Why there is no tree to draw."""
    if not tally.long:
        stand = "stands" if tally.lone == 1 else "stand"
        return f"No request led to another: {counted(tally.lone, 'request')} {stand} alone."
    return f"A chain of {counted(tally.biggest, 'request')} is too large to draw."


def mark_sizes(below: NDArray[np.int64]) -> NDArray[np.float64]:
    """Diameters in points: larger the more requests hang below."""
    return 3.6 + 0.9 * np.sqrt(np.minimum(below, MOST_BELOW))


def outcomes_of(outcome: NDArray[np.int8]) -> list[str]:
    """The outcomes that occur, in the order of the vocabulary."""
    return [word for code, word in enumerate(OUTCOMES) if (outcome == code).any()]


def _links(axes: Axes, places: Places) -> None:
    child = np.flatnonzero(places.above >= 0)
    ends = [np.stack([places.x[at], places.y[at]], 1) for at in (places.above[child], child)]
    strokes(axes, list(np.stack(ends, 1)), INK, 0.6, 1, alpha=0.6)


def _dots(axes: Axes, outcome: NDArray[np.int8], size: NDArray[np.float64], places: Places) -> None:
    """A mark per request, by outcome."""
    present = outcomes_of(outcome)
    for place, word in enumerate(present):
        colour, marker = OUTCOME_LOOKS[word]
        here = outcome == OUTCOMES.index(word)
        for one in np.unique(size[here]):
            at = here & (size == one)
            marks(axes, places.x[at], places.y[at], colour, marker, float(one), markeredgewidth=0)
        _key(axes, place, -(-len(present) // KEY_COLUMNS), label(word), colour, marker)


def _key(axes: Axes, place: int, lines: int, word: str, colour: str, marker: str) -> None:
    """The legend, three words a line, above the trees."""
    left, up = (place % KEY_COLUMNS) * 1.45, (lines - place // KEY_COLUMNS) * KEY
    to_place = ScaledTranslation(left, up, axes.figure.dpi_scale_trans)
    corner = axes.transAxes + to_place
    marks(axes, [0.01], [1], colour, marker, markeredgewidth=0, transform=corner)
    axes.text(0.04, 1, word, transform=corner, va="center", fontsize=SMALL)


def _note(axes: Axes, text: str) -> None:
    beside(axes, text, (0, 0), (0, -4), xycoords="axes fraction", va="top")

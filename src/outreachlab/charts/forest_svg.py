"""The referral forest for a page: the same trees, each request an element with its own words."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.markers import MarkerStyle

from outreachlab.charts.style import INK, OUTCOME_LOOKS
from outreachlab.charts.tidy import ACROSS, Places, placed
from outreachlab.charts.trees import chosen, left_out, mark_sizes, outcomes_of
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.wording import counted, label, shortened, sound

if TYPE_CHECKING:
    from outreachlab.chains.forest import ReferralForest

WIDE = 1080.0  # as wide as the page; a phone scrolls
UNIT, STEP = (WIDE - 30) / ACROSS, 46.0  # between two marks, between two generations
LEFT, KEY, FOOT = 15.0, 30.0, 34.0
LETTERS = 16
SCALE = 2.4  # of a mark, as a figure of matplotlib has it
REACH = 0.9  # a finger or a pointer hits a mark this far from its middle, in its diameters
MOST_NAME = 80  # letters of a name


def forest_svg(forest: "ReferralForest", prefix: str) -> str | None:
    """
    An SVG element of the largest chains, or None where there is no tree to draw.

    Requests stand in reading order, each a `g.mark` whose `title` holds the name on its first
    line and what became of it on the second; `data-up` is the place of its parent among them.
    The lines, in `.links`, stand in the same order, one for each request that has a parent.
    """
    lines = forest.lines
    rows = chosen(lines)
    if not len(rows):
        return None
    places = placed(lines.parent, rows)
    outcome = forest.outcomes.outcome[places.rows]
    present = outcomes_of(outcome)
    top = KEY + 22
    x, y = LEFT + UNIT * places.x, top + STEP * places.y
    height = top + STEP * (places.depth - 1) + FOOT + 14
    drawn = [
        _shapes(present, prefix),
        *(_key(word, place, prefix) for place, word in enumerate(present)),
        f'<g class="links" fill="none" stroke="{INK}" stroke-width="1.4" stroke-opacity=".6">',
        *_links(places, x, y),
        "</g>",
        *_marks(forest, places, x, y, prefix),
        f'<text x="2" y="{height - 8:g}" font-size="{LETTERS}" fill="{INK}">'
        f"{escape(left_out(forest, rows))}</text>",
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDE:g} {height:g}" font-family="system-ui, sans-serif">\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def told(forest: "ReferralForest", rows: np.ndarray) -> list[str]:
    """For each request who was asked, on a line, and what became of it, on the next."""
    lines, outcomes = forest.lines, forest.outcomes
    frame = forest.log.frame[["contact", "seeker", "asked_on"]].iloc[outcomes.rows[rows]]
    several = len(np.unique(lines.seeker[rows])) > 1
    texts = []
    for row, name, seeker, day in zip(rows.tolist(), *frame.to_dict("list").values(), strict=True):
        who = f" by {shortened(str(seeker))}" if several else ""
        below = int(lines.descent.descendants[row])
        led = f"; {counted(below, 'request')} came from it" if below else ""
        texts.append(
            f"{shortened(str(name), MOST_NAME)}\nasked {day:%Y-%m-%d}{who}, "
            f"{label(OUTCOMES[outcomes.outcome[row]])}{led}"
        )
    return texts


def _links(places: Places, x: np.ndarray, y: np.ndarray) -> list[str]:
    child = np.flatnonzero(places.above >= 0)
    ends = np.stack([x[places.above[child]], y[places.above[child]], x[child], y[child]], 1)
    return [f'<path d="M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}"/>' for a, b, c, d in ends.tolist()]


def _marks(
    forest: "ReferralForest", places: Places, x: np.ndarray, y: np.ndarray, prefix: str
) -> list[str]:
    size = SCALE * mark_sizes(forest.lines.descent.descendants[places.rows])
    words = [OUTCOMES[code] for code in forest.outcomes.outcome[places.rows]]
    up = [f' data-up="{above}"' if above >= 0 else "" for above in places.above.tolist()]
    return [
        f'<g class="mark"{above}><title>{escape(sound(text))}</title><use href='
        f'"#{prefix}-{word}" transform="translate({a:.0f} {b:.0f}) scale({s:.3g})"/></g>'
        for above, text, word, a, b, s in zip(
            up, told(forest, places.rows), words, x.tolist(), y.tolist(), size, strict=True
        )
    ]


def _shapes(present: list[str], prefix: str) -> str:
    """One mark of diameter 1 per outcome, with a ring around it that only feels."""
    shapes = "".join(
        f'<g id="{prefix}-{word}"><path d="{_outline(OUTCOME_LOOKS[word][1])}" '
        f'fill="{OUTCOME_LOOKS[word][0]}"/>'
        f'<circle r="{REACH}" fill="none" pointer-events="all"/></g>'
        for word in present
    )
    return f"<defs>{shapes}</defs>"


def _outline(marker: str) -> str:
    """A marker of matplotlib as the data of an SVG path, upside down as SVG's y is."""
    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform())
    letters = {path.MOVETO: "M", path.LINETO: "L", path.CURVE4: "C", path.CLOSEPOLY: "Z"}
    return "".join(
        letters[code] + ("" if code == path.CLOSEPOLY else " ".join(
            f"{x:.3g} {-y:.3g}" for x, y in np.reshape(points, (-1, 2))
        ))
        for points, code in path.iter_segments(simplify=False)
    )  # fmt: skip


def _key(word: str, place: int, prefix: str) -> str:
    """One of the marks of the legend, which stand on a line above the trees."""
    x, y = 10 + 190 * place, KEY / 2
    return (
        f'<use href="#{prefix}-{word}" transform="translate({x} {y:g}) scale(15)"/>'
        f'<text x="{x + 16}" y="{y + 5.5:g}" font-size="{LETTERS}" fill="{INK}">'
        f"{label(word)}</text>"
    )

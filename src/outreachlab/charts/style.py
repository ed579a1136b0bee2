"""How every chart looks: colours that colour-blind readers tell apart, one ink, one width."""

import io
import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from outreachlab.wording import sentence, sound

# Okabe & Ito (2008), a palette made to be told apart with any colour vision
BLUE, ORANGE, GREEN, GREY, PINK = "#0072b2", "#d55e00", "#009e73", "#808080", "#cc79a7"
INK, FAINT = "#3c3c3b", "#d9d9d6"  # text and axes; lines that only guide the eye
PAPER = "#ffffff"  # what is behind a hollow mark
# what the page calls each colour, so that its dark mode can lighten it
NAMES = {
    BLUE: "blue",
    ORANGE: "orange",
    GREEN: "green",
    GREY: "grey",
    PINK: "pink",
    FAINT: "faint",
    PAPER: "paper",
}
OUTCOME_LOOKS: dict[str, tuple[str, str]] = {
    "accepted": (BLUE, "o"),
    "declined": (ORANGE, "X"),
    "no_reply": (GREY, "s"),
    "pending": (GREEN, "D"),
    "undelivered": (PINK, "v"),
}
SHOWN_PER_INCH = 86  # pixels: its letters are then as large as those of a table in Jupyter
DRAWN = "The numbers beside it, drawn"  # in a notebook a table goes with every chart
WIDTH = 4.5  # inches: as wide as a phone shows without shrinking the text
TEXT, SMALL = 11, 9.5
LETTERS = 52  # of small text on a line, as a wide font would set it

LOOKS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "outreachlab",
}


# matplotlib's settings, and Python's for warnings, belong to the whole process.
_ONE_AT_A_TIME = RLock()
_looking = False


class Untouched:
    """An axis that is never shown, so no tick is made for it; ticks take most of a small chart."""

    def grid(self, *_: Any, **__: Any) -> None: ...
    def set_tick_params(self, *_: Any, **__: Any) -> None: ...
    def set_clip_path(self, *_: Any, **__: Any) -> None: ...


class Across(Untouched, XAxis):
    """The axis from left to right."""


class Upwards(Untouched, YAxis):
    """The axis from bottom to top."""


class Bare(Axes):
    """Axes without ticks, which `ruler` draws where they are wanted."""

    def _init_axis(self) -> None:
        """As custom projections of matplotlib do it."""
        self.xaxis, self.yaxis = Across(self, clear=False), Upwards(self, clear=False)


@cache
def line_of_text(points: float) -> tuple[float, float]:
    """Height and descent of a line of text of that size in our font, in points."""
    _, height, descent = text_to_path.get_text_width_height_descent(
        "lp", FontProperties(size=points), False
    )
    return height, descent


class Lettered(RendererSVG):
    """
    An SVG whose texts are set by the reader's own font.

    Its widths cannot be known here, and its lines are all taken to be of one height; measuring
    every text in a font that nobody sees would take a tenth of the time of a page.
    """

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """A rough width, and the height and descent of every line of that size."""
        size = prop.get_size_in_points()
        return 0.6 * size * len(s), *line_of_text(size)


class Chart(Figure):
    """A figure that Jupyter shows by itself, without pyplot."""

    def __repr__(self) -> str:
        return "<chart>"  # the same in every notebook, whatever its size

    def savefig(self, *place: Any, **how: Any) -> None:
        """Save with our looks: the same file each time, and no word on letters the font lacks."""
        with looks():
            super().savefig(*place, **how)

    def _repr_png_(self) -> tuple[bytes, dict[str, int | str]]:
        """The picture, and how many pixels wide to show it: fewer than it has, so it is sharp."""
        buffer = io.BytesIO()
        self.set_facecolor("white")  # so that it can be read in a dark notebook too
        self.patch.set_visible(True)
        with looks():
            FigureCanvasAgg(self).print_png(buffer)
        self.patch.set_visible(False)
        shown: dict[str, int | str] = {
            "width": round(SHOWN_PER_INCH * self.get_figwidth()),
            "alt": DRAWN,
        }
        return buffer.getvalue(), shown


@contextmanager
def looks() -> Iterator[None]:
    """
    Draw with our looks, one thread at a time, whatever the caller's settings.

    A glyph we lack is the browser's.
    """
    global _looking
    with _ONE_AT_A_TIME:
        if _looking:  # a report looks once for all of its charts
            yield
            return
        _looking = True
        try:
            with mpl.rc_context(LOOKS), warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=r"Glyph \d+")
                yield
        finally:
            _looking = False


def chart(height: float) -> Chart:
    """An empty figure of the page's width; height in inches."""
    figure = Chart(figsize=(WIDTH, height), dpi=144)
    figure.patch.set_visible(False)
    return figure


def panel(
    figure: Figure, left: float = 0.05, bottom: float = 0, right: float = 0.05, top: float = 0
) -> Axes:
    """Bare axes at a distance, in inches, from the figure's four sides."""
    width, height = figure.get_size_inches()
    place = (
        left / width,
        bottom / height,
        (width - left - right) / width,
        (height - bottom - top) / height,
    )
    axes = figure.add_axes(Bare(figure, place))
    axes.set_axis_off()
    return axes


def told(text: str) -> Chart:
    """Words in place of a chart that has nothing to draw."""
    lines = textwrap.wrap(sentence(text), LETTERS)
    with looks():
        figure = chart(0.22 * len(lines) + 0.1)
        figure.text(0.012, 0.5, "\n".join(lines), va="center", fontsize=SMALL)
    return figure


def strokes(
    axes: Axes, ends: Sequence[Any], colours: Any, width: float, order: float, **more: Any
) -> None:
    """Lines given by their ends [((x, y), (x, y)), ...]; cheaper than any helper of the axes."""
    lines = LineCollection(ends, colors=colours, linewidths=width, zorder=order, **more)
    lines.set_capstyle("butt")
    lines.set_clip_on(False)
    axes.add_collection(lines, autolim=False)


def marks(
    axes: Axes, x: Any, y: Any, colour: str, shape: str = "o", size: float = 6.5, **more: Any
) -> None:
    """Marks at x and y, each a sequence, whole even where they stand on an edge of the axes."""
    look: dict[str, Any] = {"color": colour, "marker": shape, "markersize": size, "zorder": 3}
    if len(x):
        axes.add_artist(Line2D(x, y, linestyle="", clip_on=False, **(look | more)))


def beside(
    axes: Axes, words: str, place: tuple[Any, Any], away: tuple[float, float], **more: Any
) -> None:
    """Small words at a distance, in points, from a place, which nobody asks whether it is seen."""
    axes.annotate(
        words, place, away, textcoords="offset points", fontsize=SMALL, annotation_clip=False,
        **more,
    )  # fmt: skip


def ruler(axes: Axes, ticks: Sequence[tuple[float, str]], title: str, top: float) -> None:
    """
    A scale along the bottom of the axes with faint lines up to `top`, in data units.

    matplotlib's own ticks take most of the time of a small chart, so these are drawn by hand.
    """
    below = axes.get_ylim()[0]
    strokes(axes, [((x, below), (x, top)) for x, _ in ticks], FAINT, 0.8, 0)
    edge = axes.get_xlim()
    for x, word in ticks:
        side = "left" if x == edge[0] else "right" if x == edge[1] else "center"
        beside(axes, word, (x, below), (0, -3), ha=side, va="top")
    beside(axes, title, (0, 0), (0, -16), xycoords="axes fraction", ha="left", va="top")


def svg_of(figure: Figure, prefix: str) -> str:
    """The figure as a lean SVG element: ids of its own, no fixed size, one font for all of it."""
    buffer = io.StringIO()
    with looks():
        figure.dpi = 72
        width, height = 72 * figure.get_size_inches()
        paper = Lettered(
            width, height, buffer, image_dpi=144, metadata={"Date": None, "Creator": None}
        )
        figure.draw(paper)
        paper.finalize()
    svg = sound(buffer.getvalue())
    box = re.search(r'viewBox="[^"]+"', svg)
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r' transform="rotate\(-0 [^"]*"', "", body)
    body = re.sub(r"font-family: [^;]*; ", "", body)
    body = re.sub(r"font: [^;]*?([\d.]+px)[^;]*;", r"font-size: \1;", body)
    body = re.sub(r"<defs>\s*</defs>", "", body)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', body))
    body = re.sub(
        r' id="([^"]*)"', lambda at: f' id="{prefix}-{at[1]}"' if at[1] in used else "", body
    )
    body = re.sub(r'url\(#|href="#', lambda at: f"{at[0]}{prefix}-", body)
    body = re.sub(r"\s*\n\s*", "\n", body).strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f"{box[0] if box else ''} "
        f'font-family="system-ui, sans-serif" stroke-linejoin="round">\n{body}'
    )


def themed(svg: str) -> str:
    """The same SVG in the colours of the page that holds it, light or dark."""
    svg = svg.replace(INK, "currentColor")
    for colour, name in NAMES.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg

"""How every chart looks: colours that colour-blind readers tell apart, one ink, one font."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Okabe & Ito (2008), a palette made to be told apart with any colour vision
BLUE, ORANGE, GREEN, GREY, PINK = "#0072b2", "#d55e00", "#009e73", "#808080", "#cc79a7"
OUTCOME_LOOKS: dict[str, tuple[str, str]] = {
    "accepted": (BLUE, "o"),
    "declined": (ORANGE, "X"),
    "no_reply": (GREY, "s"),
    "pending": (GREEN, "D"),
    "undelivered": (PINK, "v"),
}
INK = "#3c3c3b"  # the one colour of text and axes; the page's own in HTML
WIDTH = 7.0  # inches
ROW = 0.36  # inches a row of a chart of rows takes

LOOKS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.7,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "outreachlab",
}


class Chart(Figure):
    """A figure that Jupyter shows by itself, without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.set_facecolor("white")  # so that it can be read in a dark notebook too
        with looks():
            FigureCanvasAgg(self).print_png(buffer)
        self.set_facecolor("none")
        return buffer.getvalue()


@contextmanager
def looks() -> Iterator[None]:
    """Draw with our looks, whatever the caller's settings."""
    with mpl.rc_context(LOOKS):
        yield


def chart(height: float, width: float = WIDTH) -> Chart:
    """An empty figure; sizes in inches."""
    return Chart(figsize=(width, height), facecolor="none")


def panel(figure: Figure, left: float, bottom: float, right: float, top: float) -> Axes:
    """Axes at a distance, in inches, from the figure's four sides; no frame but the bottom."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes(
        (left / width, bottom / height, (width - left - right) / width,
         (height - bottom - top) / height)
    )  # fmt: skip
    axes.set_facecolor("none")
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=9)
    return axes


def svg_of(figure: Figure, prefix: str) -> str:
    """The figure as an SVG element: ids of its own, text in the page's ink, no fixed size."""
    buffer = io.StringIO()
    with looks():
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"|height="[\d.]+pt" ', " ", svg, count=1)
    svg = re.sub(r'\swidth="[\d.]+pt"', "", svg, count=1)
    svg = re.sub(r'(\bid="|url\(#|xlink:href="#)', rf"\g<1>{prefix}-", svg)
    return svg.replace(INK, "currentColor").replace("'sans-serif'", "sans-serif").strip()

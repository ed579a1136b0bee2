"""An interval as a table's row draws it: a few shapes, the numbers standing beside it."""

from outreachlab.charts.style import BLUE, FAINT, GREY, INK, PAPER
from outreachlab.report.model import Mark

WIDE, HIGH = 200, 16
EDGE = 6  # so that a mark at an end is whole
SCALES = {False: (0.0, 0.5, 1.0), True: (-1.0, -0.5, 0.0, 0.5, 1.0)}


def mark_svg(mark: Mark | None, signed: bool, paper: bool = False) -> str:
    """
    The estimate and its limits over a faint scale; what reads it aloud has the numbers.

    On a screen the page's style colours it; on paper it has its own colours.
    """
    if mark is None:
        return ""
    kind = ("signed " if signed else "") + ("pale" if mark.pale else "full")
    low, high, at = (_at(one, signed) for one in (mark.low, mark.high, mark.estimate))
    colour = GREY if mark.pale else BLUE
    line = f' stroke="{colour}" stroke-width="2.6"' if paper else ""
    dot = f' stroke="{colour}" fill="{PAPER if mark.pale else colour}"' if paper else ""
    ticks = _ticks(signed) if paper else ""
    return (
        f'<svg class="interval {kind}" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">{ticks}'
        f'<path d="M{low} 8H{high}"{line}/><circle cx="{at}" cy="8" r="4"{dot}/></svg>'
    )


def _ticks(signed: bool) -> str:
    lines = "".join(f"M{_at(tick, signed)} 3V13" for tick in SCALES[signed])
    none = f'<path d="M{_at(0.0, True)} 1V15" stroke="{INK}"/>' if signed else ""
    return f'<path d="{lines}" stroke="{FAINT}"/>{none}'


def scale_svg(signed: bool) -> str:
    """The numbers of the scale, for the head of the column."""
    words = "".join(
        f'<text x="{_at(tick, signed)}" y="12" text-anchor="middle" font-size="11">'
        f"{_word(tick, signed)}</text>"
        for tick in SCALES[signed]
    )
    return (
        f'<svg class="interval scale" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">{words}</svg>'
    )


def _at(value: float, signed: bool) -> str:
    low = -1.0 if signed else 0.0
    share = (min(max(value, low), 1.0) - low) / (1.0 - low)
    return f"{EDGE + share * (WIDE - 2 * EDGE):.1f}"


def _word(tick: float, signed: bool) -> str:
    return f"{100 * tick:+.0f}".replace("+0", "0") if signed else f"{100 * tick:.0f}%"

"""An interval as a table's row draws it: a few shapes, the numbers standing beside it."""

from outreachlab.report.model import Mark

WIDE, HIGH = 200, 16
EDGE = 6  # so that a mark at an end is whole
SCALES = {False: (0.0, 0.5, 1.0), True: (-1.0, -0.5, 0.0, 0.5, 1.0)}


def mark_svg(mark: Mark | None, signed: bool) -> str:
    """The estimate and its limits over a faint scale; what reads it aloud has the numbers."""
    ticks = "".join(f"M{_at(tick, signed)} 3V13" for tick in SCALES[signed])
    drawn = [f'<path class="tick" d="{ticks}"/>']
    if signed:
        drawn.append(f'<path class="none" d="M{_at(0.0, True)} 1V15"/>')
    if mark is not None:
        kind = "pale" if mark.pale else "full"
        low, high, at = (_at(one, signed) for one in (mark.low, mark.high, mark.estimate))
        drawn.append(f'<path class="span {kind}" d="M{low} 8H{high}"/>')
        drawn.append(f'<circle class="{kind}" cx="{at}" cy="8" r="4"/>')
    return (
        f'<svg class="interval" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true" focusable="false">'
        f"{''.join(drawn)}</svg>"
    )


def scale_svg(signed: bool) -> str:
    """The numbers of the scale, for the head of the column."""
    words = "".join(
        f'<text x="{_at(tick, signed)}" y="12" text-anchor="middle">{_word(tick, signed)}</text>'
        for tick in SCALES[signed]
    )
    return (
        f'<svg class="interval scale" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true" '
        f'focusable="false">{words}</svg>'
    )


def _at(value: float, signed: bool) -> str:
    low = -1.0 if signed else 0.0
    share = (min(max(value, low), 1.0) - low) / (1.0 - low)
    return f"{EDGE + share * (WIDE - 2 * EDGE):.1f}"


def _word(tick: float, signed: bool) -> str:
    return f"{100 * tick:+.0f}".replace("+0", "0") if signed else f"{100 * tick:.0f}%"

"""The advice scoreboard: one line per piece of advice, with the person's own numbers."""

from collections.abc import Mapping, Sequence

from outreachlab.answers.contrasts import Comparison
from outreachlab.charts.scoreboard import draw_scoreboard
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.report.sections.contrasts import reading
from outreachlab.vocabulary import FEW, YES_NO
from outreachlab.wording import UNKNOWN, label, of, points, points_interval, sentence


def scoreboard_section(
    lines: Sequence[tuple[str, Comparison]], adjusted: Mapping[str, float]
) -> Section:
    """`lines` pairs each advice with its comparison; `adjusted` holds p-values after Holm."""
    rows = tuple(
        (
            advice,
            _side(comparison, 0),
            _side(comparison, 1),
            _difference(comparison),
            reading(comparison, adjusted.get(comparison.tactic)),
        )
        for advice, comparison in lines
    )
    drawn = [(advice, c) for advice, c in lines if c.difference.estimate is not None]
    told = "; ".join(
        f"{advice} {points(c.difference.estimate)}, {reading(c, adjusted.get(c.tactic))}"
        for advice, c in drawn
    )
    pictures: tuple[Picture, ...] = ()
    if drawn:
        svg = svg_of(draw_scoreboard(drawn), "scoreboard")
        pictures = (Picture("scoreboard", svg, sentence(f"acceptance with and without: {told}")),)
    return Section(
        "scoreboard",
        "The advice, one by one",
        (
            "Each piece of advice against its opposite: how many counted requests were accepted "
            "with it and without it, and how far apart the two shares are.",
            "A difference is called clear of chance after allowing for all the comparisons made. "
            f"A side with fewer than {FEW} requests is too few to tell.",
        ),
        pictures,
        Shown(
            "Accepted of counted requests; differences in percentage points",
            ("advice", "with it", "without it", "difference (95% interval)", "reading"),
            rows,
        ),
    )


def _side(comparison: Comparison, side: int) -> str:
    row = comparison.table.iloc[side]
    counts = of(int(row["accepted"]), int(row["counted"]))
    return counts if comparison.versus == YES_NO else f"{label(row['level'])} {counts}"


def _difference(comparison: Comparison) -> str:
    gap = comparison.difference
    if gap.estimate is None or gap.low is None or gap.high is None:
        return UNKNOWN
    spread = points_interval(gap.low, gap.high)
    return f"{points(gap.estimate)} ({spread})".replace(" points", "")

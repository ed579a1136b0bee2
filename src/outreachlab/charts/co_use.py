"""How strongly ways of asking go together."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import FOOT, ROW, Row, place_rows, zero_line
from outreachlab.charts.style import chart, looks, panel, told
from outreachlab.wording import label, number

if TYPE_CHECKING:
    from outreachlab.answers.co_use import CoUse

MOST_DRAWN = 20
SCALE = ((-1.0, "never"), (-0.5, ""), (0.0, "as by chance"), (0.5, ""), (1.0, "always"))


def draw_co_use(answer: "CoUse") -> Figure:
    """The pairs that go together most; hollow where there is no direction, a diamond if always."""
    known = [pair for pair in answer.pairs if pair.association is not None]
    if not known:
        return told("no two tactics that both change are recorded")
    rows = []
    for pair in known[:MOST_DRAWN]:
        value = pair.association or 0.0
        words = f"{round(value, 2) + 0.0:+.2f}" if pair.two_valued else number(value)
        name = ", ".join(map(label, pair.tactics))
        rows.append(Row(name, words, value, pale=not pair.two_valued, accent=not pair.apart))
    cut = f", {MOST_DRAWN} of {len(known)} pairs" if len(known) > MOST_DRAWN else ""
    with looks():
        figure = chart(ROW * len(rows) + FOOT)
        axes = panel(figure, bottom=FOOT)
        place_rows(axes, rows, SCALE, f"the two together{cut}; hollow: no direction")
        zero_line(axes, len(rows))
    return figure

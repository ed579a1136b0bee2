"""The people through whom most requests came."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.bars import draw_bars
from outreachlab.charts.style import told
from outreachlab.wording import of

if TYPE_CHECKING:
    from outreachlab.chains.connectors import Connectors

MOST_DRAWN = 10


def draw_connectors(connectors: "Connectors") -> Figure:
    """A bar of the requests that came after each person, those accepted dark; at most ten."""
    rows = connectors.table.head(MOST_DRAWN).to_dict("records")
    if not rows:
        return told("No request led to another.")
    return draw_bars(
        [
            (
                str(row["contact"]),
                f"{of(row['accepted_descendants'], row['descendants'])} accepted",
                row["descendants"],
                row["accepted_descendants"],
            )
            for row in rows
        ],
        "requests that came after them",
    )

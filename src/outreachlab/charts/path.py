"""For one contact, the requests that led there, from the first down."""

from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outreachlab.charts.rows import MOST_WIDE, fitted, wide
from outreachlab.charts.style import INK, OUTCOME_LOOKS, SMALL, chart, looks, panel, strokes
from outreachlab.wording import counted, label

if TYPE_CHECKING:
    from outreachlab.chains.path import PathTo

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
    axes.add_artist(
        Line2D([0.015], [y], color=colour, marker=marker, markersize=8, linestyle="",
               markeredgewidth=0, clip_on=False, zorder=2)
    )  # fmt: skip
    room = MOST_WIDE - 2 - wide(words)
    axes.text(0.05, y, fitted(step["contact"], room), va="center")
    axes.text(1, y, words, ha="right", va="center", fontsize=SMALL)

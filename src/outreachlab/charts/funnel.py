"""How far requests get, step by step."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rows import Row, draw_shares
from outreachlab.charts.style import told
from outreachlab.vocabulary import FEW
from outreachlab.wording import percent, share

if TYPE_CHECKING:
    from outreachlab.answers.funnel import Funnel

NAMES = {
    "delivered": "delivered",
    "answered": "answered",
    "accepted": "accepted",
    "held": "meeting held",
    "named_someone": "named someone further",
    "next_asked": "that name was asked",
    "led_on": "led to a lead or more",
}


def draw_funnel(funnel: "Funnel") -> Figure:
    """The share of those who could take each step; steps nobody could take are not drawn."""
    rows = [
        Row(
            NAMES[step.step],
            share(step.count or 0, step.of),
            step.rate,
            step.low,
            step.high,
            step.of < FEW,
        )
        for step in funnel.steps
        if step.of
    ]
    if not rows:
        return told("nobody got as far as to take a step")
    title = f"share of those who could take the step, {percent(funnel.confidence, 0)} interval"
    return draw_shares(rows, title)

"""Logs with a known truth: what simulated seekers send, get back and pass on."""

from outreachlab.simulate.drawn import Drawn
from outreachlab.simulate.log import draw_log, simulate_log, text_frame, typed_frame
from outreachlab.simulate.planted import true_average_effect, true_rate
from outreachlab.simulate.truth import Truth

__all__ = [
    "Drawn",
    "Truth",
    "draw_log",
    "simulate_log",
    "text_frame",
    "true_average_effect",
    "true_rate",
    "typed_frame",
]

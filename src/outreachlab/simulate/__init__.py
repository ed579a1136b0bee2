"""Logs with a known truth: what a simulated seeker sends, gets back and passes on."""

from outreachlab.simulate.drawn import Drawn
from outreachlab.simulate.log import draw_log, simulate_log
from outreachlab.simulate.planted import true_average_effect, true_rate
from outreachlab.simulate.truth import Truth

__all__ = ["Drawn", "Truth", "draw_log", "simulate_log", "true_average_effect", "true_rate"]

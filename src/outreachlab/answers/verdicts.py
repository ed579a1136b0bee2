"""What may be said of a piece of advice."""

from typing import Literal

from outreachlab.answers.two_rates import TwoRates

Verdict = Literal[
    "supported",
    "contradicted",
    "leaning for",
    "leaning against",
    "too early to tell",
    "not tried",
]
CLEAR = 0.05
HINT = 0.2
FEWEST_OF_SIDE = 5


def was_tried(counts: TwoRates) -> bool:
    """Five on both sides: fewer say nothing, and would only make the others' p-values larger."""
    return min(counts.n, counts.m) >= FEWEST_OF_SIDE


def verdict_of(tried: bool, estimate: float | None, p: float | None, holm: float | None) -> Verdict:
    """The verdict from the sign of the estimate, its p-value and the same after Holm."""
    if not tried:
        return "not tried"
    if estimate is None or p is None or holm is None or estimate == 0:
        return "too early to tell"
    if holm < CLEAR:
        return "supported" if estimate > 0 else "contradicted"
    if p < HINT:
        return "leaning for" if estimate > 0 else "leaning against"
    return "too early to tell"

"""The verdicts on a piece of advice: when each is reached, and every word that is said of it."""

from dataclasses import dataclass
from typing import Literal

from outreachlab.stats.two_rates import TwoRates

Verdict = Literal[
    "supported",
    "contradicted",
    "leaning for",
    "leaning against",
    "too early to tell",
    "hardly tried",
]
Standing = Literal["clear", "hint", "open", "untried"]
CLEAR = 0.045  # not 0.05, so that no simulated world in which nothing works goes above 5 %
HINT = 0.2
FEWEST_OF_SIDE = 5


def was_tried(counts: TwoRates) -> bool:
    """Five on both sides: fewer say nothing, and would only make the others' p-values larger."""
    return min(counts.n, counts.m) >= FEWEST_OF_SIDE


def verdict_of(tried: bool, direction: float, p: float | None, holm: float | None) -> Verdict:
    """The verdict from the sign of its test, the p-value and the same after Holm."""
    if not tried:
        return "hardly tried"
    if p is None or holm is None or direction == 0:
        return "too early to tell"
    if holm < CLEAR:
        return "supported" if direction > 0 else "contradicted"
    if p < HINT:
        return "leaning for" if direction > 0 else "leaning against"
    return "too early to tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    How a verdict is said: in a cell, after the advice's name, and as a sentence of the report.

    `named` may hold {gap}, {needed} and {tried}; `told` may hold {tell}.
    """

    standing: Standing
    short: str
    named: str
    told: str


VERDICTS: dict[Verdict, Words] = {
    "supported": Words(
        standing="clear",
        short="supported",
        named="supported: {gap} better",
        told="The advice is supported: the difference is clear of chance.",
    ),
    "contradicted": Words(
        standing="clear",
        short="contradicted",
        named="contradicted: {gap} worse",
        told="The advice is contradicted: the difference is clear of chance.",
    ),
    "leaning for": Words(
        standing="hint",
        short="a hint for it",
        named="a hint in its favour, no more: {gap} better{needed}",
        told="A hint in its favour, no more.{tell}",
    ),
    "leaning against": Words(
        standing="hint",
        short="a hint against it",
        named="a hint against it, no more: {gap} worse{needed}",
        told="A hint against it, no more.{tell}",
    ),
    "too early to tell": Words(
        standing="open",
        short="too early to tell",
        named="too early to tell{needed}",
        told="Too early to tell.{tell}",
    ),
    "hardly tried": Words(
        standing="untried",
        short="hardly tried",
        named="hardly tried: {tried}",
        told="Hardly tried: one side has fewer than five requests.",
    ),
}

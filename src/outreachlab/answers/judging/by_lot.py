"""What lots showed about a piece of advice, in place of what was only observed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from outreachlab.answers.judging.sides import Sides
from outreachlab.answers.judging.verdicts import Verdict
from outreachlab.display import Record
from outreachlab.stats.two_rates import Estimate, TwoRates
from outreachlab.wording import counted, percent, points, points_interval, share

if TYPE_CHECKING:
    from outreachlab.answers.judging.record import JudgedAdvice

HIGHEST = 0.9999
BY_LOT = Estimate(None, None, None, "lots were drawn, so nothing needs to be held equal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Randomised(Record):
    """
    What lots showed about a contrast: the difference as drawn, its p, and the trial's verdict.

    `counts` are the yeses of both sides as drawn, of the `requests` that the last look counts;
    `confidence` is the level of the effect's limits, which allow for the trial's looks and
    contrasts; `p_adjusted` is after Holm over these.
    """

    counts: TwoRates
    effect: Estimate
    confidence: float
    p_value: float
    p_adjusted: float
    verdict: Verdict
    requests: int

    _json = "levels=both_sides effect confidence p_value p_adjusted verdict requests"

    @property
    def both_sides(self) -> list[dict[str, int]]:
        """How many of each side, as drawn, and how many of them said yes."""
        return [
            {"counted": total, "succeeded": yes}
            for total, yes in zip(self.counts.totals, self.counts.successes, strict=True)
        ]


Contrast = tuple[str, tuple[str, str] | None]  # a tactic and its two sides


class Trial(Protocol):
    """A trial that was read."""

    @property
    def randomised(self) -> Mapping[Contrast, Randomised]:
        """What it shows, by tactic and sides; only what lots can claim."""
        ...

    @property
    def untold(self) -> tuple[str, ...]:
        """Why it shows nothing of some of its tactics, in sentences."""
        ...


def by_lot_in_words(lines: "Iterable[JudgedAdvice]") -> Iterator[str]:
    """The advice that lots were drawn for, each with the level of its limits."""
    for line in lines:
        if line.randomised is not None:
            yield f"{line.name} ({level_in_words(line.randomised.confidence)} limits)"


def told_by_lot(found: Randomised, sides: Sides | None) -> str:
    """The trial's own difference at its own level, and beside it what all requests show."""
    gap = found.effect
    text = (
        f"That is by lots drawn for {counted(found.requests, 'contact')}: {points(gap.estimate)} "
        f"({level_in_words(found.confidence)} interval {points_interval(gap.low, gap.high)})."
    )
    if found.confidence > HIGHEST:
        text += " So early a look must be near certain, so its limits are wide."
    if sides is None or not any(sides.totals):
        return text
    first, second = map(share, sides.successes, sides.totals)
    return f"{text} Of all requests, however chosen, it was {first} and {second}."


def level_in_words(confidence: float) -> str:
    """`95%`, `97.9%`, `99.94%`; the first looks of a trial are at more than can be told apart."""
    if confidence > HIGHEST:
        return f"over {percent(HIGHEST, 2)}"
    decimals = 1 if confidence < 0.999 else 2
    return percent(confidence, decimals).replace(".0%", "%")

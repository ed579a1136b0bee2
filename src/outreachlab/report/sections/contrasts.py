"""What may be said of one comparison, in words that say no more than its numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outreachlab.answers.contrasts import Comparison
from outreachlab.answers.multiplicity import holm
from outreachlab.answers.two_rates import Estimate
from outreachlab.vocabulary import FEW, YES_NO
from outreachlab.wording import label, p_equals, points, points_interval, share

CLEAR = 0.05
TOO_FEW, IS_CLEAR, UNCLEAR = "too few to tell", "clear of chance", "may be chance"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of advice: those who followed it against those who did the other thing."""

    advice: str
    tactic: str
    versus: tuple[str, str]
    successes: tuple[int, int]
    totals: tuple[int, int]
    difference: Estimate
    p_value: float | None

    @property
    def enough(self) -> bool:
        """Ten counted on both sides."""
        return min(self.totals) >= FEW


def line_of(advice: str, comparison: Comparison) -> Line:
    """A comparison among counted requests as a line."""
    a, b = comparison.table[["accepted", "counted"]].to_numpy().tolist()
    return Line(
        advice,
        comparison.tactic,
        comparison.versus,
        (a[0], b[0]),
        (a[1], b[1]),
        comparison.difference,
        comparison.p_value,
    )


def adjusted_of(lines: Iterable[Line]) -> dict[str, float]:
    """p-values after Holm, by tactic, over all lines with enough on both sides."""
    tried = {
        line.tactic: line.p_value for line in lines if line.enough and line.p_value is not None
    }
    return dict(zip(tried, holm(list(tried.values())).tolist(), strict=True)) if tried else {}


def reading(line: Line, adjusted: Mapping[str, float]) -> str:
    """The line in three or four words."""
    if line.tactic not in adjusted:
        return TOO_FEW
    return IS_CLEAR if adjusted[line.tactic] < CLEAR else UNCLEAR


def told(line: Line, adjusted: Mapping[str, float]) -> str:
    """The line in two sentences: k of n on both sides, then what may be said of it."""
    first, second = map(share, line.successes, line.totals)
    if line.versus == YES_NO:
        counts = f"Accepted: {first} of the requests that did, {second} of those that did not."
    else:
        a, b = map(label, line.versus)
        counts = f"Accepted: {a} {first}, {b} {second}."
    return f"{counts} {_judged(line, adjusted)}"


def _judged(line: Line, adjusted: Mapping[str, float]) -> str:
    gap, p = line.difference, line.p_value
    if gap.estimate is None or p is None or not line.enough:
        return f"Too few to tell: one side has fewer than {FEW} requests."
    spread = f"{points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted[line.tactic] < CLEAR:
        return f"The difference, {spread}, is clear of chance."
    if p < CLEAR:
        return (
            f"The difference, {spread}, would be clear of chance if it were the only one looked "
            f"at; as one of {len(adjusted)} it may still be chance."
        )
    return f"The difference, {spread}, may be chance."


def statistician(comparison: Comparison, adjusted: float | None) -> tuple[str, ...]:
    """The terms a statistician wants."""
    if comparison.test:
        holm = "" if adjusted is None else f"; {p_equals(adjusted)} after Holm"
        lines = [f"Two-sided {comparison.test} test: {p_equals(comparison.p_value)}{holm}."]
    else:
        lines = [f"No test: {comparison.why}."]
    for name, ratio in (
        ("Risk ratio", comparison.risk_ratio),
        ("Odds ratio", comparison.odds_ratio),
    ):
        if ratio.estimate is None:
            lines.append(f"{name}: not estimated, {ratio.why}.")
        else:
            lines.append(f"{name} {ratio.estimate:.2f} ({ratio.low:.2f} to {ratio.high:.2f}).")
    if comparison.number_needed_to_ask is not None:
        lines.append(f"Number needed to ask: {comparison.number_needed_to_ask:.1f}.")
    return tuple(lines)

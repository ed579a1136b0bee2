"""What may be said of one piece of advice, in words that say no more than its numbers."""

from dataclasses import dataclass

from outreachlab.answers.compare import Comparison
from outreachlab.answers.judging.record import AdvisedLine
from outreachlab.log.vocabulary import FEW, YES_NO
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import counted, isolated, label, p_equals, points, points_interval, share

CLEAR = ("supported", "contradicted")
HINTS = {"leaning for": "a hint for it", "leaning against": "a hint against it"}


@dataclass(frozen=True, slots=True)
class Line:
    """
    One piece of advice: those who followed it against those who did the other thing.

    `adjusted` is the difference with the other ways of asking held still, `verdict` None for
    what is no advice, `more` how many more per side would probably tell, `doubt` why the verdict
    is a hint although p is small.
    """

    advice: str
    tactic: str
    versus: tuple[str, str]
    successes: tuple[int, int]
    totals: tuple[int, int]
    difference: Estimate
    adjusted: Estimate | None = None
    p_adjusted: float | None = None
    verdict: str | None = None
    more: int | None = None
    among: str = "counted requests"
    doubt: str | None = None

    @property
    def few(self) -> bool:
        """Fewer than ten on a side."""
        return min(self.totals) < FEW

    @property
    def gap(self) -> Estimate:
        """The difference that the verdict goes by: the adjusted one where there is one."""
        return self.adjusted or self.difference

    @property
    def estimate(self) -> float:
        """The same as a number, 0 where there is none."""
        return self.gap.estimate or 0.0

    @property
    def unit(self) -> str:
        """What is counted: requests or meetings."""
        return "meeting" if self.among == "meetings held" else "request"


def line_of(comparison: Comparison, name: str) -> Line:
    """A comparison that is no advice, as a line without a verdict."""
    a, b = comparison.table[["accepted", "counted"]].to_numpy().tolist()
    return Line(
        name,
        comparison.tactic,
        comparison.versus,
        (a[0], b[0]),
        (a[1], b[1]),
        comparison.difference,
    )


def advised_line(advised: AdvisedLine) -> Line | None:
    """A piece of advice as a line; None where it has no contrast, or the log no column for it."""
    sides = advised.sides
    if sides is None or not any(sides.totals):
        return None
    return Line(
        advised.advice.advice,
        advised.advice.tactic,
        sides.names,
        sides.successes,
        sides.totals,
        sides.difference,
        advised.adjusted if advised.adjusted.estimate is not None else None,
        advised.p_adjusted,
        advised.verdict,
        None if advised.verdict in CLEAR or advised.doubt else advised.requests_to_tell,
        advised.advice.among,
        advised.doubt,
    )


def reading(line: Line) -> str:
    """The verdict in a few words."""
    if line.verdict is None:
        return ""
    return HINTS.get(line.verdict, line.verdict)


def told(line: Line) -> tuple[str, ...]:
    """The line in sentences: k of n on both sides, the difference, what may be said of it."""
    first, second = map(share, line.successes, line.totals)
    if line.versus == YES_NO:
        counts = f"Accepted: {first} of the requests that did, {second} of those that did not."
    else:
        a, b = (isolated(label(side)) for side in line.versus)
        counts = f"Accepted: {a} {first}, {b} {second}."
    return tuple(filter(None, (f"{counts} {_spread(line)}".strip(), _judged(line))))


def _spread(line: Line) -> str:
    gap, adjusted = line.difference, line.adjusted
    if gap.estimate is None:
        return ""
    text = f"That is {points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted is None or adjusted.estimate is None:
        return f"{text}."
    return (
        f"{text}; with the other ways of asking held still it is {points(adjusted.estimate)} "
        f"({points_interval(adjusted.low, adjusted.high)})."
    )


def _judged(line: Line) -> str:
    tell = (
        f" {counted(line.more, f'more {line.unit}')} on each side would probably tell."
        if line.more
        else ""
    )
    if not any(line.totals):
        return "Too few to tell: no counted request is on either side."
    said = {
        "supported": "The advice is supported: the difference is clear of chance.",
        "contradicted": "The advice is contradicted: the difference is clear of chance.",
        "leaning for": f"A hint in its favour, no more.{tell}",
        "leaning against": f"A hint against it, no more.{tell}",
        "too early to tell": f"Too early to tell.{tell}",
        "not tried": "Too few to tell: one side has fewer than five requests.",
    }
    return said.get(line.verdict or "", "")


def statistician(comparison: Comparison, line: Line) -> tuple[str, ...]:
    """The terms a statistician wants."""
    if comparison.test:
        p = line.p_adjusted
        holm = "" if p is None else f"; in the verdict {p_equals(p)}, after adjustment and Holm"
        lines = [f"Two-sided {comparison.test} test: {p_equals(comparison.p_value)}{holm}."]
        lines += [f"The verdict is {line.doubt}."] if line.doubt else []
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

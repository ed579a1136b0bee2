"""What may be said of one piece of advice, in words that say no more than its numbers."""

from outreachlab.answers.compare import Comparison
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.judging.verdicts import VERDICTS
from outreachlab.log.vocabulary import YES_NO, Advice
from outreachlab.wording import counted, isolated, label, p_equals, points, points_interval, share


def line_of(comparison: Comparison, name: str) -> JudgedAdvice:
    """A comparison that is no advice, without a verdict."""
    return JudgedAdvice(
        advice=Advice(name, comparison.tactic, comparison.versus), sides=comparison.sides
    )


def told(line: JudgedAdvice) -> tuple[str, ...]:
    """The line in sentences: k of n on both sides, the difference, what may be said of it."""
    first, second = map(share, line.successes, line.totals)
    if line.advice.contrast == YES_NO:
        counts = f"Accepted: {first} of the requests that did, {second} of those that did not."
    else:
        a, b = (isolated(label(side)) for side in line.advice.contrast or ())
        counts = f"Accepted: {a} {first}, {b} {second}."
    return tuple(filter(None, (f"{counts} {_spread(line)}".strip(), _judged(line))))


def _spread(line: JudgedAdvice) -> str:
    gap, adjusted = line.difference, line.adjusted
    if gap.estimate is None:
        return ""
    text = f"That is {points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted.estimate is None:
        return f"{text}."
    return (
        f"{text}; with the other ways of asking held still it is {points(adjusted.estimate)} "
        f"({points_interval(adjusted.low, adjusted.high)})."
    )


def _judged(line: JudgedAdvice) -> str:
    tell = (
        f" {counted(line.more, f'more {line.unit}')} on each side would probably tell."
        if line.more
        else ""
    )
    if not any(line.totals):
        return "Too few to tell: no counted request is on either side."
    return "" if line.verdict is None else VERDICTS[line.verdict].told.format(tell=tell)


def statistician(comparison: Comparison, line: JudgedAdvice) -> tuple[str, ...]:
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

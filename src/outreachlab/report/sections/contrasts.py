"""What may be said of one comparison, in words that say no more than its numbers."""

from outreachlab.answers.contrasts import Comparison
from outreachlab.vocabulary import FEW, YES_NO
from outreachlab.wording import label, p_equals, points, points_interval, share

CLEAR = 0.05
TOO_FEW, IS_CLEAR, UNCLEAR = "too few to tell", "clear of chance", "not clear of chance"


def enough(comparison: Comparison) -> bool:
    """Ten counted requests on both sides."""
    return bool((comparison.table["counted"] >= FEW).all())


def reading(comparison: Comparison, adjusted: float | None) -> str:
    """The comparison in three or four words; `adjusted` is its p-value after Holm."""
    if not enough(comparison) or adjusted is None:
        return TOO_FEW
    return IS_CLEAR if adjusted < CLEAR else UNCLEAR


def told(comparison: Comparison, adjusted: float | None, tried: int) -> str:
    """The comparison in two sentences: k of n on both sides, then what may be said of it."""
    a, b = comparison.table.to_dict("records")
    first, second = share(a["accepted"], a["counted"]), share(b["accepted"], b["counted"])
    if comparison.versus == YES_NO:
        counts = f"Accepted: {first} of the requests that did, {second} of those that did not."
    else:
        counts = f"Accepted: {label(a['level'])} {first}, {label(b['level'])} {second}."
    return f"{counts} {_judged(comparison, adjusted, tried)}"


def _judged(comparison: Comparison, adjusted: float | None, tried: int) -> str:
    gap = comparison.difference
    if gap.estimate is None or not enough(comparison):
        return f"Too few to tell: one side has fewer than {FEW} requests."
    spread = f"{points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted is not None and adjusted < CLEAR:
        return f"The difference, {spread}, is clear of chance."
    if comparison.p_value is not None and comparison.p_value < CLEAR:
        return (
            f"The difference, {spread}, would be clear of chance if it were the only one looked "
            f"at; as one of {tried} it may still be chance."
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

"""How fast a log grows: whether a verdict can come within one search."""

from dataclasses import dataclass

from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import View
from outreachlab.stats.two_rates import TwoRates

LONGEST_SEARCH = 183  # days
SHORTEST_LOG = 30  # days; a log of less tells no pace


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of some requests; that of two parts spans both."""

    first: int
    last: int

    def __add__(self, other: "Span") -> "Span":
        return Span(min(self.first, other.first), max(self.last, other.last))


def days_of(view: View) -> int:
    """From the first day asked to the day of judgement, at least thirty."""
    (span,) = view.total(_span)
    return max(span.last - span.first + 1, SHORTEST_LOG)


def settles(counts: TwoRates, more: int, days: int) -> bool:
    """Do so many more on each side come within half a year, asked half and half?"""
    return 2 * more * days <= sum(counts.totals) * LONGEST_SEARCH


def _span(log: CheckedLog, outcomes: Outcomes) -> tuple[Span]:
    return (Span(int(outcomes.asked.min(initial=outcomes.as_of_day)), outcomes.as_of_day),)

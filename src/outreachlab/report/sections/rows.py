"""Rates and differences as rows of a table, each with its interval to be drawn in the row."""

from collections.abc import Iterable, Sequence

from outreachlab.answers.rates import NOT_RECORDED, AcceptanceRates, level_name
from outreachlab.answers.sums.levels import few
from outreachlab.display import Shown, records
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Mark
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import counted, interval, of, percent, shortened

MOST_LEVELS = 12
MOST_LETTERS = 60
Marks = tuple[Mark | None, ...]


def mark_of(
    estimate: float | None, low: float | None, high: float | None, pale: bool = False
) -> Mark | None:
    """What is drawn of an estimate; nothing of one without limits."""
    if estimate is None or low is None or high is None:
        return None
    return Mark(estimate, low, high, pale)


def mark_of_gap(gap: Estimate, pale: bool = False) -> Mark | None:
    """What is drawn of a difference."""
    return mark_of(gap.estimate, gap.low, gap.high, pale)


def rate_rows(
    rates: AcceptanceRates, caption: str, notes: Iterable[str] = ()
) -> tuple[Shown, Marks]:
    """The levels of a column with their shares; of many those counted most."""
    found = [one for one in records(rates.table) if one["counted"]]
    left = len(found) - MOST_LEVELS
    if left > 0:
        most = sorted(range(len(found)), key=lambda at: -found[at]["counted"])
        found = [found[at] for at in sorted(most[:MOST_LEVELS])]
    rows = [
        (
            few(shortened(level_name(one), MOST_LETTERS), one["counted"]),
            of(one["accepted"], one["counted"]),
            percent(one["rate"], 0),
            interval(one["low"], one["high"], 0),
        )
        for one in found
    ]
    marks: list[Mark | None] = [
        mark_of(_known(one["rate"]), _known(one["low"]), _known(one["high"]), one["counted"] < FEW)
        for one in found
    ]
    if blank := rates.not_recorded["counted"]:
        rows.append((NOT_RECORDED, of(rates.not_recorded["accepted"], blank), "", ""))
        marks.append(None)
    more = [f"{counted(left, 'further value')} with fewer counted requests not shown"]
    said = (*(more if left > 0 else ()), *few_told(one["counted"] for one in found), *notes)
    columns = ("", "said yes", "share", "95% interval")
    return Shown(caption, columns, tuple(rows), said), tuple(marks)


def few_told(counts: Iterable[int]) -> Sequence[str]:
    """What few means, where any are."""
    small = any(count < FEW for count in counts)
    return (f"few: fewer than {FEW} requests, too few to tell",) if small else ()


def _known(value: float) -> float | None:
    return None if value != value else float(value)

"""One way of asking against another: difference, ratios, test, number needed to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import (
    Tally,
    ground_line,
    level_json,
    rate_table,
    tally_of,
    unless_no_rate,
    without_rate,
)
from outreachlab.display import Charted, Column, Grounded, Strings, worded
from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.log.arguments import pair
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, refuse_late_columns
from outreachlab.log.outcomes import Ground, Outcomes, no_rate
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import ADVICE_OF, WINDOW_DAYS, sources_of
from outreachlab.stats.two_rates import (
    Estimate,
    TwoRates,
    difference,
    number_needed_to_ask,
    odds_ratio,
    p_value_of,
    risk_ratio,
)
from outreachlab.wording import (
    interval,
    label,
    number,
    number_interval,
    of,
    p_equals,
    percent,
    points,
    points_interval,
)

TEST_NAMES = {"fisher": "Fisher's exact", "n-1 chi-squared": "n-1 chi-squared"}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Comparison(Charted, Grounded):
    """
    Level A of a tactic against level B.

    `.table` has the two rows of a rate table, A first. `difference`, `risk_ratio` and
    `odds_ratio` are A against B; `p_value` is two-sided; `number_needed_to_ask` is how many
    requests made the A way bring one more yes.
    """

    table: pd.DataFrame
    tactic: str
    versus: tuple[str, str]
    confidence: float
    difference: Estimate
    risk_ratio: Estimate
    odds_ratio: Estimate
    p_value: float | None
    test: str | None
    number_needed_to_ask: float | None
    why: str | None
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    _json = (
        "tactic versus confidence levels difference=newcombe risk_ratio odds_ratio p_value "
        "test number_needed_to_ask"
    )

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The two rows as plain data."""
        return [level_json(row) for row in self.table.to_dict("records")]

    @property
    def newcombe(self) -> dict[str, Any]:
        """The difference and how its limits are made."""
        return {**self.difference.to_json(), "method": "newcombe"}

    def _headline(self) -> str:
        return (
            f"{self.tactic}: {label(self.versus[0])} against {label(self.versus[1])}, "
            f"{ground_line(self.ground)}, {percent(self.confidence, 0)} intervals"
        )

    _columns = (
        Column("", label, "level"),
        Column("accepted", of, "accepted", "counted"),
        Column("estimate", percent, "rate"),
        Column("interval", interval, "low", "high"),
    )

    def _rows(self) -> Strings:
        gap = self.difference
        return (
            *worded(self._columns, self._records()),
            ("difference", "", points(gap.estimate), points_interval(gap.low, gap.high)),
            _ratio_row("risk ratio", self.risk_ratio),
            _ratio_row("odds ratio", self.odds_ratio),
        )

    def _remarks(self) -> Iterable[str]:
        test = f" ({TEST_NAMES[self.test]} test)" if self.test else ""
        yield (
            f"{p_equals(self.p_value)}{test}; number needed to ask: "
            f"{number(self.number_needed_to_ask, 1)}"
        )
        if self.why:
            yield f"left open: {self.why.removeprefix('number_needed_to_ask: ')}"
        yield from self.notes


def compare(
    log: Log,
    tactic: str,
    versus: tuple[str, str] | None = None,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Comparison:
    """
    Two levels of a tactic against each other, among counted requests.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    tactic : str
        A tactic of the request or any other column with text values.
    versus : pair of str, optional
        The two levels, A against B; the contrast of the advice unless given.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Comparison
        `difference` in shares (-1 to 1), ratios, a two-sided p-value, each None with a `why`
        where it cannot be estimated.

    Raises
    ------
    UnknownColumnError
        The log has no column `tactic`.
    UnknownLevelError
        The column has no such level.
    UsageError
        The column is known only after the answer, or there is no contrast to take.
    NothingToComputeError
        No request had been asked by `as_of`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Campbell (2007), Statistics in Medicine
    26:3661-3675.
    """
    view = view_of(log, as_of, window_days)
    tally = tally_over(view, tactic)
    book = tally.books[0]
    sides = sides_named(tactic, versus, book)
    return comparison_of(tactic, sides, book, tally.counts, confidence, view)


def tally_over(view: View, tactic: str) -> Tally:
    """The counts of each level of a column of the request."""
    refuse_late_columns(tactic)
    codes_of(view.header, tactic)  # refuses what is no column, numbers and notes
    (tally,) = view.total(partial(_tallied, tactic), sources_of(tactic))
    found: Tally = tally
    return found


def _tallied(tactic: str, log: CheckedLog, outcomes: Outcomes) -> tuple[Tally]:
    return (tally_of(log, outcomes, tactic),)


def comparison_of(
    tactic: str,
    sides: tuple[str, str],
    book: tuple[str, ...],
    counts: NDArray[np.int64],
    confidence: float,
    ground: Ground,
) -> Comparison:
    """Two levels of a book against each other, from the five counts (levels, 5) of each."""
    picked = counts[[book.index(side) for side in sides]]
    facts = ground.facts()
    table = without_rate(rate_table(sides, picked, confidence, "wilson"), facts["totals"])
    two = TwoRates(int(picked[0, 4]), int(picked[0, 3]), int(picked[1, 4]), int(picked[1, 3]))
    gap, risk, odds = (
        unless_no_rate(facts["totals"], make(two, confidence))
        for make in (difference, risk_ratio, odds_ratio)
    )
    p, test, no_test = p_value_of(two)
    needed, no_needed = number_needed_to_ask(gap)
    return Comparison(
        table=table,
        tactic=tactic,
        versus=sides,
        confidence=confidence,
        difference=gap,
        risk_ratio=risk,
        odds_ratio=odds,
        p_value=p,
        test=test,
        number_needed_to_ask=needed,
        why=no_rate(facts["totals"])
        or no_test
        or (f"number_needed_to_ask: {no_needed}" if no_needed else None),
        ground=facts,
        notes=ground.notes,
    )


def sides_named(
    tactic: str, versus: tuple[str, str] | None, book: tuple[str, ...]
) -> tuple[str, str]:
    """The two levels to compare: those named, else the contrast of the advice."""
    if versus is None:
        advice = ADVICE_OF.get(tactic)
        if advice is None or advice.contrast is None:
            raise UsageError(
                f"say which two values of {tactic} to compare, as `versus=('coffee', 'lunch')`"
            )
        versus = advice.contrast
    a, b = pair(versus, "versus")
    if a == b:
        raise UsageError(f"{a!r} against itself is no comparison; name two values of {tactic}")
    for side in (a, b):
        if side not in book:
            raise UnknownLevelError(tactic, side, book)
    return a, b


def _ratio_row(name: str, ratio: Estimate) -> tuple[str, str, str, str]:
    return name, "", number(ratio.estimate), number_interval(ratio.low, ratio.high)

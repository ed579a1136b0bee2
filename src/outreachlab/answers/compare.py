"""One way of asking against another: difference, ratios, test, number needed to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.judging.sides import Sides
from outreachlab.answers.sums.levels import (
    INTERVALS,
    Tally,
    alone_note,
    few,
    few_note,
    ground_line,
    level_json,
    rate_table,
    tally_of,
    unless_no_rate,
    without_rate,
)
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, Strings, records, worded
from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.log.arguments import Cluster, Found, by_seeker, pair
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, codes_of, refuse_late_columns
from outreachlab.log.outcomes import Ground, Outcomes, no_rate
from outreachlab.log.view import Log, Sums, View, view_of
from outreachlab.log.vocabulary import ADVICE_OF, WINDOW_DAYS, columns_for
from outreachlab.stats.among import Among
from outreachlab.stats.either import (
    CLUSTERED,
    difference,
    odds_ratio,
    p_value_of,
    rate_limits,
    risk_ratio,
)
from outreachlab.stats.two_rates import Estimate, TwoRates, number_needed_to_ask
from outreachlab.wording import (
    interval,
    isolated,
    label,
    listed,
    number,
    number_interval,
    of,
    p_equals,
    percent,
    points,
    points_interval,
)

NEEDED = "number_needed_to_ask: "
TEST_NAMES = {
    "fisher": "Fisher's exact",
    "n-1 chi-squared": "n-1 chi-squared",
    CLUSTERED: "clustered t",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Comparison(Charted, Grounded):
    """
    Level A of a tactic against level B.

    `.table` has the two rows of a rate table, A first. `difference`, `risk_ratio` and
    `odds_ratio` are A against B; `p_value` is two-sided; `number_needed_to_ask` is how many
    requests made the A way bring one more yes. `cluster` says whose requests are taken as alike.
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
    cluster: Found = "none"

    _json = (
        "tactic versus cluster confidence levels difference=newcombe risk_ratio odds_ratio p_value "
        "test number_needed_to_ask"
    )

    @property
    def sides(self) -> Sides:
        """The same as the two sides of a piece of advice."""
        (a, n), (b, m) = self.table[["accepted", "counted"]].to_numpy().tolist()
        columns = self.table[["rate", "low", "high"]]
        rates, lows, highs = columns.astype(object).where(columns.notna(), None).T.to_numpy()
        return Sides(
            names=self.versus,
            counts=TwoRates(a, n, b, m),
            rates=tuple(rates),
            lows=tuple(lows),
            highs=tuple(highs),
            difference=self.difference,
            p_value=self.p_value,
            test=self.test,
            why=self.difference.why,
            cluster=self.cluster,
        )

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The two rows as plain data."""
        return [level_json(row) for row in records(self.table)]

    @property
    def newcombe(self) -> dict[str, Any]:
        """The difference and how its limits are made."""
        method = "newcombe" if self.cluster == "none" else "mover"
        return {**self.difference.to_json(), "method": method}

    def _headline(self) -> str:
        a, b = (isolated(label(side)) for side in self.versus)
        return (
            f"{self.tactic}: {a} against {b}, "
            f"{ground_line(self.ground)}, {percent(self.confidence, 0)} "
            f"{INTERVALS[self.cluster]}"
        )

    _columns = (
        Column("", lambda level, counted: few(label(level), counted), "level", "counted"),
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
        yield f"{p_equals(self.p_value)}{test}{self._needed()}"
        if self.why:
            none = self.why.startswith(NEEDED)
            yield (
                f"no number needed to ask: {self.why[len(NEEDED) :]}"
                if none
                else f"left open: {self.why}"
            )
        yield from self._no_ratio()
        yield from self.notes
        yield from few_note(self.table["counted"])

    def _needed(self) -> str:
        """`; number needed to ask for one more yes: 5.4`, where there is one."""
        if (needed := self.number_needed_to_ask) is None:
            return ""
        one = "one more yes" if needed > 0 else "one yes fewer"
        return f"; number needed to ask for {one}: {number(abs(needed), 1)}"

    def _no_ratio(self) -> Iterable[str]:
        """Why a ratio is missing, where that is not said already."""
        ratios = {"risk ratio": self.risk_ratio, "odds ratio": self.odds_ratio}
        whys: dict[str, list[str]] = {}
        for name, ratio in ratios.items():
            if ratio.why and ratio.why != self.why:
                whys.setdefault(ratio.why, []).append(name)
        for why, names in whys.items():
            yield f"no {listed(names, 'or')}: {why}"


def compare(
    log: Log,
    tactic: str,
    versus: tuple[str, str] | None = None,
    *,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
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
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
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
    26:3661-3675. Among seekers Zou & Donner (2008), Statistics in Medicine 27:1693-1702.
    """
    view = view_of(log, as_of, window_days)
    clustered = by_seeker(cluster)
    named = pair(versus, "versus") if versus is not None else contrast_of(tactic)
    tally, *seekers = tallied(view, tactic, named or (), clustered)
    book = tally.books[0]
    sides = sides_named(tactic, versus, book)
    picked = tally.counts[[book.index(side) for side in sides]]
    found = seekers[0].between(0, 1) if seekers else None
    return comparison_of(tactic, sides, picked, found, confidence, view)


def tallied(view: View, tactic: str, levels: tuple[str, ...] = (), clustered: bool = True) -> Sums:
    """
    The counts of each level of a column of the request, a `Tally`.

    Then, if seekers are told apart, those of each seeker at the named levels, `SeekerCounts`.
    """
    refuse_late_columns(tactic)
    codes_of(view.header, tactic)  # refuses what is no column, numbers and notes
    task = partial(_tallied, tactic, levels if clustered else ())
    return view.total(task, columns_for(tactic))


def _tallied(
    tactic: str, levels: tuple[str, ...], log: CheckedLog, outcomes: Outcomes
) -> tuple[Tally] | tuple[Tally, SeekerCounts]:
    tally = tally_of(log, outcomes, tactic)
    if not levels:
        return (tally,)
    codes = codes_of(log, tactic, outcomes.rows)
    side = np.full(len(codes.book) + 1, BLANK)  # the last is a blank's
    for place, level in enumerate(levels):
        if level in codes.book:
            side[codes.book.index(level)] = place
    counts = counts_by_seeker(log, outcomes, side[codes.codes], len(levels), together=True)
    return tally, counts


def comparison_of(
    tactic: str,
    sides: tuple[str, str],
    counts: NDArray[np.int64],
    found: Among | None,
    confidence: float,
    ground: Ground,
) -> Comparison:
    """Two levels against each other, from their five counts (2, 5), among seekers if `found`."""
    table = rate_table(sides, counts, confidence)
    two = TwoRates(int(counts[0, 4]), int(counts[0, 3]), int(counts[1, 4]), int(counts[1, 3]))
    table["low"], table["high"] = rate_limits(two, found, confidence)
    facts = ground.facts()
    table = without_rate(table, facts["totals"])
    gap, risk, odds = (
        unless_no_rate(facts["totals"], make(two, found, confidence))
        for make in (difference, risk_ratio, odds_ratio)
    )
    p, test, no_test = p_value_of(two, found)
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
        why=no_rate(facts["totals"]) or no_test or (f"{NEEDED}{no_needed}" if no_needed else None),
        ground=facts,
        notes=(*alone_on(sides, found), *ground.notes),
        cluster="none" if found is None else "seeker",
    )


def alone_on(sides: tuple[str, str], found: Among | None) -> tuple[str, ...]:
    """A note on a side that one seeker alone used."""
    if found is None:
        return ()
    return alone_note([label(sides[place]) for place in np.flatnonzero(found.seekers == 1)])


def contrast_of(tactic: str) -> tuple[str, str] | None:
    """The two levels that the advice on a tactic compares; None where there are no such two."""
    advice = ADVICE_OF.get(tactic)
    return None if advice is None else advice.contrast


def sides_named(
    tactic: str, versus: tuple[str, str] | None, book: tuple[str, ...]
) -> tuple[str, str]:
    """The two levels to compare: those named, else the contrast of the advice."""
    if versus is None:
        versus = contrast_of(tactic)
        if versus is None:
            raise UsageError(
                f"say which two values of {tactic} to compare, as `versus=('coffee', 'lunch')`"
            )
    a, b = pair(versus, "versus")
    if a == b:
        raise UsageError(f"{a!r} against itself is no comparison; name two values of {tactic}")
    for side in (a, b):
        if side not in book:
            raise UnknownLevelError(tactic, side, book)
    return a, b


def _ratio_row(name: str, ratio: Estimate) -> tuple[str, str, str, str]:
    return name, "", number(ratio.estimate), number_interval(ratio.low, ratio.high)

"""What can a log show by when, at its own pace?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.judging.pace import days_of
from outreachlab.answers.judging.tried import tried_over
from outreachlab.answers.power import level_of
from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.errors import NothingToComputeError
from outreachlab.log.outcomes import no_rate
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, Advice
from outreachlab.stats.design_effect import alike, design_effect
from outreachlab.stats.power import POWER, requests_per_side, smallest_differences
from outreachlab.wording import counted, number, percent

WEEKS = (4, 8, 13, 26, 52)
WEEK = 7
GAP = 0.2  # the difference that the sentence is about
MOST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class ByWhen(Record):
    """
    After so many weeks: the requests asked whose window is over, and what half of them each shows.

    `below` and `above` are the nearest rates told from the log's own with a power of 0.8; None
    where none is.
    """

    weeks: int
    day: date
    requests: int
    below: float | None
    above: float | None
    why: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PowerByWhen(Charted, Grounded):
    """
    What a trial begun now can show by when, at the log's own pace.

    `rate` is the log's, `a_week` its requests a week, `rho` how alike those of one seeker are (None
    where that cannot be known), `effect` what lots within seekers multiply sizes by.
    `weeks_to_tell` is when 20 points can be told; None beyond ten years. `.table` has a row per
    span: `weeks`, `day`, `requests`, `below`, `above` (rates).
    """

    rate: float
    a_week: float
    alpha: float
    tests: int | None
    rho: float | None
    seekers: int
    effect: float
    weeks_to_tell: int | None
    spans: tuple[ByWhen, ...]
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per span."""
        return table_of(self.spans, "weeks day requests below:float64 above:float64")

    _json = "rate a_week alpha tests rho seekers effect weeks_to_tell by_when=spans"
    _each = "spans"
    _columns = (
        Column("weeks from now", str, "weeks"),
        Column("day", str, "day"),
        Column("requests", number, "requests"),
        Column("tells a rate of", lambda rate: _told(rate, "or less"), "below"),
        Column("or of", lambda rate: _told(rate, "or more"), "above"),
    )

    def sentence(self) -> str:
        """`At 4.2 requests a week it takes 45 weeks to tell 30% from 50%.`"""
        other = self.rate + GAP if self.rate <= 0.5 else self.rate - GAP
        pace = f"at {number(self.a_week, 1)} requests a week"
        if self.weeks_to_tell is None:
            return f"{pace} this will not tell {percent(self.rate, 0)} from {percent(other, 0)}"
        weeks = counted(self.weeks_to_tell, "week")
        return f"{pace} it takes {weeks} to tell {percent(self.rate, 0)} from {percent(other, 0)}"

    def _headline(self) -> str:
        return f"What can be shown by when: {self.sentence()}; {ground_line(self.ground)}"

    def _remarks(self) -> Iterable[str]:
        yield (
            "half of the new requests on each side, drawn by lots, counted when their window is "
            f"over; power {POWER:g}, two-sided at {self.alpha:.3g}"
        )
        if self.rho is not None:
            yield (
                f"requests of one seeker are alike (correlation {self.rho:.2f}); lots within "
                f"seekers multiply the requests needed by {self.effect:.2f}"
            )
        if any(one.below is None or one.above is None for one in self.spans):
            yield "–: so few requests tell no rate on that side from the log's own"
        yield from self.notes


def power_by_when(
    log: Log,
    *,
    tests: int | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> PowerByWhen:
    """
    What a trial begun now can show by when, at the log's own rate and pace.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    tests : int, optional
        Use the level that a verdict on an observed log must reach over so many contrasts; else
        0.05, two-sided.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    PowerByWhen
        `.table` has a row per span of 4, 8, 13, 26 and 52 weeks.

    Raises
    ------
    NothingToComputeError
        The log has no rate yet: nothing counts, or all or none were accepted.

    Notes
    -----
    The pace is that of all requests from the first to the day of judgement. Where there are several
    seekers, lots are drawn within each.

    References
    ----------
    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., chapter 4;
    Donner (1986), International Statistical Review 54:67-82.
    """
    view = view_of(log, as_of, window_days)
    ground = view.facts()
    totals = ground["totals"]
    if why := no_rate(totals):
        raise NothingToComputeError(why)
    rate = totals["accepted"] / totals["counted"]
    asked = tried_over(view, (Advice("who asks", "seeker", None),), clustered=False)
    sizes, yes = asked["seeker"].counts.T
    rho = alike(yes, sizes)
    effect = design_effect("request", rho or 0.0)
    alpha = level_of(tests)
    a_week = WEEK * totals["requests"] / days_of(view)
    day, window = date.fromisoformat(str(ground["as_of"])), int(ground["window_days"])
    other = rate + GAP if rate <= 0.5 else rate - GAP
    needed = 2 * effect * requests_per_side(rate, other, alpha=alpha)
    weeks = int(np.ceil(needed / a_week + window / WEEK))
    return PowerByWhen(
        rate=rate,
        a_week=a_week,
        alpha=alpha,
        tests=tests,
        rho=rho,
        seekers=int((sizes > 0).sum()),
        effect=effect,
        weeks_to_tell=weeks if weeks <= MOST_WEEKS else None,
        spans=tuple(
            _span(span, day, int(a_week * max(span - window / WEEK, 0)), rate, alpha, effect)
            for span in WEEKS
        ),
        ground=ground,
        notes=view.notes,
    )


def _span(weeks: int, day: date, requests: int, rate: float, alpha: float, effect: float) -> ByWhen:
    side = requests / 2 / effect
    below, above = smallest_differences(rate, side, side, alpha=alpha)
    why = None if below is not None or above is not None else "too few requests by then"
    return ByWhen(weeks, day + timedelta(weeks * WEEK), requests, below, above, why)


def _told(rate: float | None, more: str) -> str:
    return "–" if rate is None else f"{percent(rate, 0)} {more}"

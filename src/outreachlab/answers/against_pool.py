"""One seeker against all the others of a pool."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.judging.sides import Sides, sides_of
from outreachlab.answers.sums.levels import Tally, few, few_note, ground_line, tally_of
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, table_of
from outreachlab.errors import UnknownLevelError
from outreachlab.log.arguments import text
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import folded
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.among import Among
from outreachlab.stats.pooling import shrink
from outreachlab.stats.two_among import p_among, two_among
from outreachlab.stats.two_rates import NO_SIDE, Estimate, TwoRates
from outreachlab.wording import interval, of, p_equals, percent, points, points_interval

OTHERS = "all others"
SHRUNK = "seeker", "shrunk"  # in what a log keeps


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class AgainstPool(Charted, Grounded):
    """One seeker (side A) against all other seekers of the log together (side B)."""

    sides: Sides
    pooled: Estimate
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """Two rows: `level`, `counted`, `accepted`, `rate`, `low`, `high`."""
        return table_of(self.levels, "level counted accepted rate low high")

    _json = (
        "confidence levels difference=sides.newcombe p_value=sides.p_value test=sides.test pooled"
    )

    @property
    def levels(self) -> list[dict[str, Any]]:
        """Both sides as plain data."""
        return self.sides.levels("counted", "accepted")

    @property
    def why(self) -> str | None:
        """Why there is no difference, None where there is one."""
        return self.sides.why

    def _headline(self) -> str:
        return (
            f"{self.sides.names[0]} against the pool: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} intervals"
        )

    _each = "levels"

    def _shown_columns(self) -> tuple[Column, ...]:
        return (
            Column("", few, "level", "counted"),
            Column("accepted", of, "accepted", "counted"),
            Column("rate", percent, "rate"),
            Column("interval", interval, "low", "high"),
        )

    def _remarks(self) -> Iterable[str]:
        gap, pooled = self.sides.difference, self.pooled
        if gap.estimate is None:
            yield f"no difference: {gap.why}"
        else:
            spread = points_interval(gap.low, gap.high)
            yield f"difference: {points(gap.estimate)} ({spread}), {p_equals(self.sides.p_value)}"
        if pooled.estimate is not None:
            spread = interval(pooled.low, pooled.high)
            yield f"drawn towards the pool: {percent(pooled.estimate)} ({spread})"
        yield from self.notes
        yield from few_note(self.sides.totals)


def against_pool(
    log: Log,
    seeker: str,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AgainstPool:
    """
    One seeker's acceptance rate against that of all other seekers of the log.

    Parameters
    ----------
    log : Log
        The pool: a checked log, a log in parts, or a view of either; not one of one seeker alone.
    seeker : str
        The name, whatever its case and spaces.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AgainstPool
        Both rates, their difference (shares), and the seeker's rate drawn towards the pool.

    Raises
    ------
    UnknownLevelError
        No such seeker.
    NothingToComputeError
        No request had been asked by `as_of`.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, and Zou & Donner (2008), Statistics in
    Medicine 27:1693-1702, for the difference; Deely & Lindley (1981),
    JASA 76:833-841, for the pooled rate.
    """
    text(seeker, "seeker")
    view = view_of(log, as_of, window_days)
    tally, seekers = view.total(partial(_split, folded(seeker)))
    book, counts = tally.books[0], tally.counts[:-1, 3:]
    one = [place for place, name in enumerate(book) if folded(name) == folded(seeker)]
    if not one:
        raise UnknownLevelError("seeker", seeker, book)
    (n, a), (m, b) = counts[one[0]].tolist(), (counts.sum(axis=0) - counts[one[0]]).tolist()
    two = TwoRates(a, n, b, m)
    sides = _sides((book[one[0]], OTHERS), two, seekers.between(0, 1), confidence)
    pooled = (
        Estimate(None, None, None, NO_SIDE)
        if two.empty
        else _pooled(view.header, counts, one[0], confidence)
    )
    return AgainstPool(
        sides=sides,
        pooled=pooled,
        confidence=confidence,
        ground=view.facts(),
        notes=view.notes,
    )


def _split(seeker: str, log: CheckedLog, outcomes: Outcomes) -> tuple[Tally, SeekerCounts]:
    """The counts by seeker, and those of the one (folded name) beside all the others."""
    codes = codes_of(log, "seeker", outcomes.rows)
    other = np.array([folded(name) != seeker for name in codes.book] or [True])
    level = other.astype(np.int64)[codes.codes]
    both = counts_by_seeker(log, outcomes, level, 2, together=True)
    return tally_of(log, outcomes, "seeker"), both


def _sides(names: tuple[str, str], two: TwoRates, found: Among | None, confidence: float) -> Sides:
    """
    The seeker's requests as separate, those of the others among seekers if they are several.

    The question is about this one seeker, so only the others have to stand for more than
    themselves: the degrees of freedom of the test are theirs.
    """
    if found is None or two.empty or found.seekers[1] < 2:
        return sides_of(names, two, confidence, NO_SIDE)
    sides = sides_of(names, two, confidence, NO_SIDE, found)
    p = p_among(replace(two_among(found), freedom=float(found.freedom[1])))
    return replace(sides, p_value=p)


def _pooled(
    header: CheckedLog, counts: NDArray[np.int64], place: int, confidence: float
) -> Estimate:
    """
    The rate of one seeker among counts (seekers, 2) of counted and accepted requests.

    Those of all are kept for the next seeker of the log that is asked about.
    """
    present = counts[:, 0] > 0
    asked = counts.tobytes(), confidence
    known = header.kept.get(SHRUNK)
    if known is None or known[0] != asked:
        pool = shrink(counts[present, 1], counts[present, 0], confidence)
        known = header.kept[SHRUNK] = asked, pool
    pool = known[1]
    at = int(present[:place].sum())
    return Estimate(float(pool.rate[at]), float(pool.low[at]), float(pool.high[at]))

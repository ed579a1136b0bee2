"""Would a contrast differ if the pending ended otherwise, a unit left or the window moved?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.compare import compare
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.answers.sums.units import Units, chains_in, seekers_in
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import Cluster
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, codes_of
from outreachlab.log.outcomes import (
    PENDING,
    Judged,
    Latest,
    Outcomes,
    judge,
    latest_of,
    outcomes_on,
)
from outreachlab.log.view import FOREST, Log, View, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, sources_of
from outreachlab.stats.among import Among
from outreachlab.stats.either import difference, p_value_of
from outreachlab.stats.two_rates import TwoRates
from outreachlab.wording import label, of, p_value, percent, points, points_interval

WINDOWS = (14, 21, 28, 35, 42)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """One way the log might have been: what was changed, the four counts, the contrast."""

    kind: str
    change: str
    counts: TwoRates
    estimate: float | None
    low: float | None
    high: float | None
    p_value: float | None
    why: str | None

    _json = "kind change accepted=counts.successes counted=counts.totals difference p_value"

    @property
    def difference(self) -> dict[str, float | None]:
        """The difference without its reason, which is the case's."""
        return {"estimate": self.estimate, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two levels of a tactic, and whether the requests of one seeker are taken as alike."""

    tactic: str
    versus: tuple[str, str]
    confidence: float
    clustered: bool

    def side(self, log: CheckedLog, outcomes: Outcomes) -> NDArray[np.int64]:
        """The side of each request (n,): 0, 1 or -1."""
        codes = codes_of(log, self.tactic, outcomes.rows)
        one, two = (
            codes.codes == (codes.book.index(level) if level in codes.book else len(codes.book))
            for level in self.versus
        )
        return np.where(one, 0, np.where(two, 1, BLANK))

    def case(self, kind: str, change: str, counts: SeekerCounts) -> Case:
        """The contrast if these were the requests and yeses of each seeker."""
        among = counts.between(0, 1) if self.clustered else None
        return self.case_of(kind, change, counts.two, among)

    def case_of(self, kind: str, change: str, counts: TwoRates, among: Among | None) -> Case:
        """The same from the four counts."""
        gap, (p, _, _) = difference(counts, among, self.confidence), p_value_of(counts, among)
        return Case(
            kind=kind,
            change=change,
            counts=counts,
            estimate=gap.estimate,
            low=gap.low,
            high=gap.high,
            p_value=p,
            why=gap.why,
        )


def cases_of(view: View, contrast: Contrast) -> Iterator[Case]:
    """The contrast as it is and in every other case, from two passes over the log or three."""
    facts = view.facts()
    day, window = date.fromisoformat(facts["as_of"]), facts["window_days"]
    latest: Latest = view.total(partial(_latest, day))[0]
    windows = [(days, judge(latest, day, days)) for days in WINDOWS if days != window]
    columns = ("seeker", *sources_of(contrast.tactic))
    pending, seekers, *sums = view.total(partial(_counted, contrast, windows), columns)
    as_it_is, best, worst, *moved = sums
    yield contrast.case(AS_IT_IS, AS_IT_IS, as_it_is)
    if pending:
        for name, favoured, counts in (("best", 0, best), ("worst", 1, worst)):
            side = label(contrast.versus[favoured])
            change = f"{name} case: pending {side} all accepted, others refused"
            yield contrast.case("pending", change, counts)
    yield from _left_out(view, contrast, seekers, columns)
    for (days, _), counts in zip(windows, moved, strict=True):
        yield contrast.case("window", f"a window of {days} days", counts)


def _left_out(
    view: View, contrast: Contrast, seekers: Units, columns: tuple[str, ...]
) -> Iterator[Case]:
    """Of all units left out one at a time, those that move the difference furthest each way."""
    kind, units = "seeker", seekers
    if seekers.units == 1 and "referrer" in view.header.frame:
        kind, units = "chain", view.total(partial(_chains, contrast), (*columns, *FOREST))[0]
    if units.units < 2:
        return
    for place in units.furthest():
        change = f"without {kind} {units.names[place]}"
        counts, among = units.without(place)
        alike = among if contrast.clustered else None
        yield contrast.case_of(f"without one {kind}", change, counts, alike)


def _latest(day: date, log: CheckedLog, outcomes: Outcomes) -> tuple[Latest]:
    return (latest_of(log, day),)


def _counted(
    contrast: Contrast,
    windows: Sequence[tuple[int, Judged]],
    log: CheckedLog,
    outcomes: Outcomes,
) -> tuple[Any, ...]:
    """How many are pending, the seekers as units, and the counts of each case."""
    side = contrast.side(log, outcomes)

    def counts(counted: Flags, accepted: Flags) -> SeekerCounts:
        return counts_by_seeker(log, outcomes, side, 2, counted, accepted, together=True)

    pending = (outcomes.outcome == PENDING) & (side != BLANK)
    decided = [outcomes.accepted | (pending & (side == favoured)) for favoured in (0, 1)]
    others = [outcomes_on(log, judged, days) for days, judged in windows]
    return (
        int(pending.sum()),
        seekers_in(log, outcomes, side),
        counts(outcomes.counted, outcomes.accepted),
        *(counts(~outcomes.undelivered, accepted) for accepted in decided),
        *(counts(other.counted, other.accepted) for other in others),
    )


def _chains(contrast: Contrast, log: CheckedLog, outcomes: Outcomes) -> tuple[Units]:
    return (chains_in(log, outcomes, contrast.side(log, outcomes)),)


AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Sensitivity(Charted, Grounded):
    """
    One contrast under other circumstances.

    `cases` begin with the contrast as it is; of the seekers or chains left out one at a time they
    hold those that move it furthest down and up. `.table` has a row per case. `turns` names the
    cases in which the difference changes its sign.
    """

    tactic: str
    versus: tuple[str, str]
    cases: tuple[Case, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def turns(self) -> tuple[str, ...]:
        """The cases whose difference has the other sign than the contrast as it is."""
        base = self.cases[0].estimate
        if not base:
            return ()
        return tuple(
            c.change for c in self.cases if c.estimate is not None and c.estimate * base < 0
        )

    @property
    def table(self) -> pd.DataFrame:
        """A row per case."""
        return table_of(
            self.cases,
            "kind change accepted_a=counts.a counted_a=counts.n accepted_b=counts.b "
            "counted_b=counts.m difference=estimate:float64 low:float64 high:float64 "
            "p_value:float64",
        )

    _json = "tactic versus confidence cases turns"

    def _headline(self) -> str:
        a, b = map(label, self.versus)
        return (
            f"{self.tactic}: {a} against {b}, how much hangs on what "
            f"({percent(self.confidence, 0)} intervals)"
        )

    _each = "cases"

    def _shown_columns(self) -> tuple[Column, ...]:
        a, b = map(label, self.versus)
        return (
            Column("", str, "change"),
            Column(a, of, "counts.a", "counts.n"),
            Column(b, of, "counts.b", "counts.m"),
            Column("difference", points, "estimate"),
            Column("interval", points_interval, "low", "high"),
            Column("p", p_value, "p_value"),
        )

    def _remarks(self) -> Iterable[str]:
        turns = f"the sign turns: {'; '.join(self.turns)}"
        return (turns if self.turns else "no case turns the sign", *self.notes)


def sensitivity(
    log: Log,
    tactic: str,
    versus: tuple[str, str] | None = None,
    *,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Sensitivity:
    """
    How much a contrast hangs on the pending, on one seeker or chain, and on the window.

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
        Days after which silence counts as a no; the window moves from 14 to 42 days besides.

    Returns
    -------
    Sensitivity
        `.table` has a row per case with the four counts and the difference (shares).

    Raises
    ------
    UnknownColumnError, UnknownLevelError
        The log has no such column, or the column no such value.
    UsageError
        The column is known only after the answer, or there is no contrast to take.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    In the best case every pending request with A is accepted and every one with B refused, in the
    worst the other way round; both look at all delivered requests, whatever their window. One unit
    at a time is left out: a seeker where there are several, else a chain.

    References
    ----------
    Manski (1990), American Economic Review 80:319-323, for the two bounds.
    """
    view = view_of(log, as_of, window_days)
    base = compare(view, tactic, versus, confidence=confidence, cluster=cluster)
    contrast = Contrast(tactic, base.versus, confidence, base.cluster == "seeker")
    return Sensitivity(
        tactic=tactic,
        versus=base.versus,
        cases=tuple(cases_of(view, contrast)),
        confidence=confidence,
        ground=view.facts(),
        notes=base.notes,
    )

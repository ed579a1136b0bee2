"""Would a contrast differ if the pending ended otherwise, a unit left or the window moved?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.compare import compare
from outreachlab.answers.sums.seekers import counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import Cluster
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, codes_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import PENDING, Outcomes, decide
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
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


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What cases stand on: the log as judged, and the side of each request (n,), 0, 1 or -1."""

    log: CheckedLog
    outcomes: Outcomes
    side: NDArray[np.int64]
    confidence: float
    clustered: bool

    def case(self, kind: str, change: str, counted: Flags, accepted: Flags) -> Case:
        """The contrast if these requests (n,) counted and those were accepted."""
        sides = [(self.side == code) & counted for code in (0, 1)]
        (n, a), (m, b) = ((int(one.sum()), int((one & accepted).sum())) for one in sides)
        counts, found = TwoRates(a, n, b, m), None
        if self.clustered:
            told = (self.side, 2, counted, accepted)
            seekers = counts_by_seeker(self.log, self.outcomes, *told, together=True)
            found = seekers.between(0, 1)
        gap, (p, _, _) = difference(counts, found, self.confidence), p_value_of(counts, found)
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


def pending_cases(ground: Setting, versus: tuple[str, str]) -> Iterable[Case]:
    """The bounds: all pending requests of one side get a yes, all of the other a no."""
    outcomes = ground.outcomes
    pending = outcomes.outcome == PENDING
    if not (pending & (ground.side >= 0)).any():
        return
    for name, favoured in (("best", 0), ("worst", 1)):
        accepted = outcomes.accepted | (pending & (ground.side == favoured))
        change = f"{name} case: pending {label(versus[favoured])} all accepted, others refused"
        yield ground.case("pending", change, ~outcomes.undelivered, accepted)


def left_out_cases(ground: Setting) -> Iterable[Case]:
    """Of all units left out one at a time, those that move the difference furthest each way."""
    outcomes = ground.outcomes
    kind, unit, name = _units(ground.log, outcomes)
    units = int(unit.max()) + 1
    if units < 2:
        return
    four = [
        np.bincount(unit[mask], minlength=units)
        for code in (0, 1)
        for side in [(ground.side == code) & outcomes.counted]
        for mask in (side & outcomes.accepted, side)
    ]
    a, n, b, m = (one.sum() - one for one in four)
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = a / n - b / m
    touched = np.flatnonzero(np.isfinite(gaps) & ((four[1] > 0) | (four[3] > 0)))
    if not len(touched):
        return
    for place in dict.fromkeys((touched[gaps[touched].argmin()], touched[gaps[touched].argmax()])):
        left = outcomes.counted & (unit != place)
        change = f"without {kind} {name(place)}"
        yield ground.case(f"without one {kind}", change, left, outcomes.accepted)


def window_cases(ground: Setting) -> Iterable[Case]:
    """The contrast under every window; the requests looked at are the same."""
    outcomes = ground.outcomes
    for days in WINDOWS:
        if days != outcomes.window_days:
            other = decide(ground.log, as_of=outcomes.as_of, window_days=days)
            yield ground.case("window", f"a window of {days} days", other.counted, other.accepted)


def _units(
    log: CheckedLog, outcomes: Outcomes
) -> tuple[str, NDArray[np.int64], Callable[[int], str]]:
    """What is left out one at a time: its kind, a code per request, and a name per code."""
    seekers = codes_of(log, "seeker", outcomes.rows)
    present, unit = np.unique(seekers.codes, return_inverse=True)
    if len(present) > 1:
        return "seeker", unit.reshape(-1), lambda place: seekers.book[present[place]]
    if "referrer" not in log.frame:
        return "chain", np.zeros(len(outcomes.rows), np.int64), str
    roots, unit = np.unique(lines_of(log, outcomes.rows).descent.root, return_inverse=True)
    contact = log.frame["contact"]
    return (
        "chain",
        unit.reshape(-1),
        lambda place: f"of {contact.iloc[outcomes.rows[roots[place]]]}",
    )


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
    log, outcomes = view.whole("sensitivity")
    codes = codes_of(log, tactic, outcomes.rows)
    one, two = (codes.codes == codes.book.index(side) for side in base.versus)
    side = np.where(one, 0, np.where(two, 1, BLANK))
    ground = Setting(log, outcomes, side, confidence, base.cluster == "seeker")
    cases = [
        ground.case(AS_IT_IS, AS_IT_IS, outcomes.counted, outcomes.accepted),
        *pending_cases(ground, base.versus),
        *left_out_cases(ground),
        *window_cases(ground),
    ]
    return Sensitivity(
        tactic=tactic,
        versus=base.versus,
        cases=tuple(cases),
        confidence=confidence,
        ground=outcomes.facts(),
        notes=base.notes,
    )

"""Would a contrast differ if the pending ended otherwise, a unit left or the window moved?"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from outreachlab.answers.circumstances import (
    Case,
    case_of,
    counts_of,
    left_out_cases,
    pending_cases,
    window_cases,
)
from outreachlab.answers.contrasts import compare
from outreachlab.codes import codes_of
from outreachlab.display import Answer, Shown
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import decide
from outreachlab.vocabulary import WINDOW_DAYS
from outreachlab.wording import label, of, p_value, percent, points, points_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sensitivity(Answer):
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
        rows = [
            {
                "kind": case.kind,
                "change": case.change,
                "accepted_a": case.counts.a,
                "counted_a": case.counts.n,
                "accepted_b": case.counts.b,
                "counted_b": case.counts.m,
                "difference": case.estimate,
                "low": case.low,
                "high": case.high,
                "p_value": case.p_value,
            }
            for case in self.cases
        ]
        shares = ("difference", "low", "high", "p_value")
        return pd.DataFrame(rows).astype(dict.fromkeys(shares, "float64"))

    def to_json(self) -> dict[str, Any]:
        """Plain data: the cases, and which of them turn the sign."""
        return {
            **self.ground,
            "tactic": self.tactic,
            "versus": list(self.versus),
            "confidence": self.confidence,
            "cases": [case.to_json() for case in self.cases],
            "turns": list(self.turns),
        }

    def plot(self) -> "Figure":
        """The contrast in every case, a matplotlib Figure."""
        from outreachlab.charts.sensitivity import draw_sensitivity

        return draw_sensitivity(self)

    def _shown(self) -> Shown:
        rows = tuple(
            (
                case.change,
                of(case.counts.a, case.counts.n),
                of(case.counts.b, case.counts.m),
                points(case.estimate),
                points_interval(case.low, case.high),
                p_value(case.p_value),
            )
            for case in self.cases
        )
        a, b = (label(side) for side in self.versus)
        verdict = (
            f"the sign turns: {'; '.join(self.turns)}" if self.turns else "no case turns the sign"
        )
        return Shown(
            f"{self.tactic}: {a} against {b}, how much hangs on what "
            f"({percent(self.confidence, 0)} intervals)",
            ("", a, b, "difference", "interval", "p"),
            rows,
            (verdict, *self.notes),
        )


def sensitivity(
    log: CheckedLog,
    tactic: str,
    versus: tuple[str, str] | None = None,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Sensitivity:
    """
    How much a contrast hangs on the pending, on one seeker or chain, and on the window.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    tactic : str
        A tactic of the request or any other column with text values.
    versus : pair of str, optional
        The two levels, A against B; the contrast of the advice unless given.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
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
    base = compare(log, tactic, versus, confidence=confidence, as_of=as_of, window_days=window_days)
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    codes = codes_of(log, tactic, outcomes.rows)
    sides = [codes.codes == codes.book.index(side) for side in base.versus]
    counts = counts_of(sides, outcomes.counted, outcomes.accepted)
    cases = [
        case_of(AS_IT_IS, AS_IT_IS, counts, confidence),
        *pending_cases(sides, outcomes, base.versus, confidence),
        *left_out_cases(log, sides, outcomes, confidence),
        *window_cases(log, sides, outcomes, confidence),
    ]
    return Sensitivity(
        tactic, base.versus, tuple(cases), confidence, outcomes.facts(), outcomes.notes
    )

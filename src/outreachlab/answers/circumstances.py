"""The ways a log might have been, each as the four counts of one contrast."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.two_rates import TwoRates, difference, p_value_of
from outreachlab.codes import codes_of
from outreachlab.forest import lines_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import PENDING, Outcomes, decide
from outreachlab.wording import label

WINDOWS = (14, 21, 28, 35, 42)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """One way the log might have been: what was changed, the four counts, the contrast."""

    kind: str
    change: str
    counts: TwoRates
    estimate: float | None
    low: float | None
    high: float | None
    p_value: float | None
    why: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        plain = {
            "kind": self.kind,
            "change": self.change,
            "accepted": [self.counts.a, self.counts.b],
            "counted": [self.counts.n, self.counts.m],
            "difference": {"estimate": self.estimate, "low": self.low, "high": self.high},
            "p_value": self.p_value,
        }
        return plain if self.why is None else plain | {"why": self.why}


def counts_of(sides: list[Flags], counted: Flags, accepted: Flags) -> TwoRates:
    (n, a), (m, b) = (
        (int((side & counted).sum()), int((side & counted & accepted).sum())) for side in sides
    )
    return TwoRates(a, n, b, m)


def case_of(kind: str, change: str, counts: TwoRates, confidence: float) -> Case:
    gap, (p, _, _) = difference(counts, confidence), p_value_of(counts)
    return Case(kind, change, counts, gap.estimate, gap.low, gap.high, p, gap.why)


def pending_cases(
    sides: list[Flags], outcomes: Outcomes, versus: tuple[str, str], confidence: float
) -> Iterable[Case]:
    """The bounds: all pending requests of one side get a yes, all of the other a no."""
    pending = outcomes.outcome == PENDING
    if not (pending & (sides[0] | sides[1])).any():
        return
    for name, favoured in (("best", 0), ("worst", 1)):
        accepted = outcomes.accepted | (pending & sides[favoured])
        change = f"{name} case: pending {label(versus[favoured])} all accepted, others refused"
        yield case_of(
            "pending", change, counts_of(sides, ~outcomes.undelivered, accepted), confidence
        )


def left_out_cases(
    log: CheckedLog, sides: list[Flags], outcomes: Outcomes, confidence: float
) -> Iterable[Case]:
    """Of all units left out one at a time, those that move the difference furthest each way."""
    kind, unit, name = _units(log, outcomes)
    units = int(unit.max()) + 1
    if units < 2:
        return
    four = [
        np.bincount(unit[mask], minlength=units)
        for side in sides
        for mask in (side & outcomes.counted & outcomes.accepted, side & outcomes.counted)
    ]
    a, n, b, m = (one.sum() - one for one in four)
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = a / n - b / m
    touched = np.flatnonzero(np.isfinite(gaps) & ((four[1] > 0) | (four[3] > 0)))
    if not len(touched):
        return
    for place in dict.fromkeys((touched[gaps[touched].argmin()], touched[gaps[touched].argmax()])):
        counts = TwoRates(*(int(one[place]) for one in (a, n, b, m)))
        yield case_of(f"without one {kind}", f"without {kind} {name(place)}", counts, confidence)


def window_cases(
    log: CheckedLog, sides: list[Flags], outcomes: Outcomes, confidence: float
) -> Iterable[Case]:
    """The contrast under every window; the requests looked at are the same."""
    for days in WINDOWS:
        if days != outcomes.window_days:
            other = decide(log, as_of=outcomes.as_of, window_days=days)
            counts = counts_of(sides, other.counted, other.accepted)
            yield case_of("window", f"a window of {days} days", counts, confidence)


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

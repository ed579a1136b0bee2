"""How far requests get: from being asked to a meeting, a name, and what came of it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.intervals import interval_of
from outreachlab.answers.levels import ground_line
from outreachlab.codes import numbers_of
from outreachlab.display import Answer, Shown
from outreachlab.forest import lines_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import DECLINED, Outcomes, decide
from outreachlab.vocabulary import FEW, LED_TO, WINDOW_DAYS
from outreachlab.wording import UNKNOWN, interval, label, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `count` of the `of` requests that could have taken it; None with why."""

    step: str
    count: int | None
    of: int | None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    why: str | None = None

    def to_json(self) -> dict[str, Any]:
        """One step of the `funnel` object."""
        plain = {
            "step": self.step,
            "count": self.count,
            "of": self.of,
            "rate": self.rate,
            "low": self.low,
            "high": self.high,
        }
        return plain if self.why is None else plain | {"why": self.why}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Funnel(Answer):
    """
    The steps from asked to led_on, each against those that could have taken it.

    `.table` has a row per step: `step`, `count`, `of` (whole numbers, blank where the log does
    not say), `rate`, `low`, `high` (fractions).
    """

    steps: tuple[Step, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per step."""
        rows = [[s.step, s.count, s.of, s.rate, s.low, s.high] for s in self.steps]
        table = pd.DataFrame(rows, columns=["step", "count", "of", "rate", "low", "high"])
        return table.astype({"count": "Int64", "of": "Int64"} | dict.fromkeys(SHARES, "float64"))

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `funnel` command."""
        return {
            **self.ground,
            "confidence": self.confidence,
            "steps": [step.to_json() for step in self.steps],
        }

    def plot(self) -> "Figure":
        """The share that took each step, a matplotlib Figure."""
        from outreachlab.charts.funnel import draw_funnel

        return draw_funnel(self)

    def _shown(self) -> Shown:
        few = any(step.of is not None and 0 < step.of < FEW for step in self.steps)
        unknown = tuple(
            f"{label(step.step)}: {step.why}" for step in self.steps if step.count is None
        )
        return Shown(
            f"Funnel: {ground_line(self.ground)}, {percent(self.confidence, 0)} Wilson intervals",
            ("", "count", "of", "rate", "interval"),
            tuple(
                (
                    label(step.step) + (" (few)" if step.of is not None and step.of < FEW else ""),
                    UNKNOWN if step.count is None else f"{step.count:,}",
                    "" if step.of is None else f"{step.of:,}",
                    "" if step.rate is None else percent(step.rate),
                    "" if step.rate is None else interval(step.low, step.high),
                )
                for step in self.steps
            ),
            (*unknown, *self.notes, *((f"few: out of fewer than {FEW}",) if few else ())),
        )


SHARES = ("rate", "low", "high")


def funnel(
    log: CheckedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Funnel:
    """
    How many requests took each step: asked, delivered, answered, accepted, held, and on.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    confidence : float in (0, 1)
        How often the Wilson intervals cover the true share.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Funnel
        `.table` has a row per step with `count` and `of` (whole numbers) and the share of `of`
        that took the step, with its limits (fractions).

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    From `answered` on, only counted requests enter, so that `accepted` is the count of every
    other answer. A step is taken out of the one before it, but for two: `answered` out of all
    counted requests, and `led_on` (a lead, an interview or an offer) out of the meetings held,
    whether a name came of them or not. `next_asked` means that somebody was then asked whom the
    meeting's request led to.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872, for the limits.
    """
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    steps = [
        Step("asked", len(outcomes.rows), None, why="the first step is out of nothing"),
        _step("delivered", ~outcomes.undelivered, np.ones(len(outcomes.rows), bool), confidence),
    ]
    answered = outcomes.counted & (outcomes.accepted | (outcomes.outcome == DECLINED))
    accepted = outcomes.counted & outcomes.accepted
    steps += [
        _step("answered", answered, outcomes.counted, confidence),
        _step("accepted", accepted, answered, confidence),
        *_meeting_steps(log, outcomes, accepted, confidence),
    ]
    return Funnel(tuple(steps), confidence, outcomes.facts(), outcomes.notes)


def _meeting_steps(
    log: CheckedLog, outcomes: Outcomes, accepted: Flags, confidence: float
) -> list[Step]:
    """The steps that need a meeting, each None where the log lacks its column."""
    frame, rows = log.frame, outcomes.rows
    if "met_on" not in frame:
        return [_unknown(step, "met_on") for step in ("held", *AFTER)]
    held = accepted & outcomes.held
    steps = [_step("held", held, accepted, confidence)]
    if "referrals_given" in frame:
        names = numbers_of(log, "referrals_given", rows)
        named = held & (names > 0)
        steps.append(_step("named_someone", named, held & ~np.isnan(names), confidence))
        if "referrer" in frame:
            led = lines_of(log, rows).offspring > 0
            steps.append(_step("next_asked", named & led, named, confidence))
        else:
            steps.append(_unknown("next_asked", "referrer"))
    else:
        steps += [_unknown(step, "referrals_given") for step in AFTER[:2]]
    if "led_to" in frame:
        came = frame["led_to"].iloc[rows]
        something = came.isin(LED_TO[1:]).to_numpy(bool)
        steps.append(_step("led_on", held & something, held & came.notna().to_numpy(), confidence))
    else:
        steps.append(_unknown("led_on", "led_to"))
    return steps


AFTER = ("named_someone", "next_asked", "led_on")


def _step(name: str, taken: Flags, able: Flags, confidence: float) -> Step:
    count, total = int((taken & able).sum()), int(able.sum())
    low, high = interval_of(count, total, confidence)
    if not total:
        return Step(name, count, total, why="nobody got as far as to take this step")
    return Step(name, count, total, count / total, float(low), float(high))


def _unknown(name: str, column: str) -> Step:
    return Step(name, None, None, why=f"the log has no column {column}")

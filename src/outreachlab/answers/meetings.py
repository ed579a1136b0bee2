"""What makes a meeting lead on to further names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.judging.sides import Sides, sides_of
from outreachlab.answers.sums.levels import few
from outreachlab.answers.sums.meetings import (
    MEETING_TACTICS,
    WRAP_UP,
    Mean,
    MeetingSums,
    RanOver,
    mean_of,
    meeting_sums,
)
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.arguments import Cluster, Found, by_seeker
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.log.outcomes import Ground, Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS, YES_NO
from outreachlab.stats.intervals import normal_quantile
from outreachlab.wording import (
    counted,
    label,
    listed,
    of,
    p_value,
    percent,
    points,
    points_interval,
)

NO_NAMES = "no meeting held says how many names were given (referrals_given)"
NO_RATING = "no meeting held is rated (usefulness)"
INTERVALS = {"none": "Newcombe intervals", "seeker": "intervals among seekers"}
NO_SIDE = "one side has no meeting that says whether a name was given"


@dataclass(frozen=True, slots=True)
class MeetingTactic(Record):
    """One tactic: of the meetings held, how many named someone further, if yes and if no."""

    tactic: str
    sides: Sides

    _json = "tactic levels difference=sides.newcombe p_value=sides.p_value test=sides.test"

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The two levels as plain data."""
        return self.sides.levels("held", "named")

    @property
    def why(self) -> str | None:
        """Why there is no difference, None where there is one."""
        return self.sides.why


def _told(named: int, held: int) -> str:
    return few(of(named, held), held)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class MeetingEffects(Charted, Grounded):
    """
    The advice about meetings, among meetings held.

    `.table` has two rows per tactic: `tactic`, `level`, `held`, `named` (whole numbers), `rate`,
    `low`, `high` (fractions). `ran_over_by_wrap_up` splits `ran_over` by who offered to wrap up.
    """

    held: int
    tactics: tuple[MeetingTactic, ...]
    names: Mean
    ran_over: RanOver
    ran_over_by_wrap_up: dict[str, RanOver]
    useful: Mean
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def names_per_meeting(self) -> float | None:
        """The mean number of names, None where no meeting says."""
        return self.names.mean

    @property
    def usefulness(self) -> float | None:
        """The mean rating, 1 to 5, None where no meeting is rated."""
        return self.useful.mean

    @property
    def rated(self) -> int:
        """How many meetings are rated."""
        return self.useful.of

    @property
    def table(self) -> pd.DataFrame:
        """Two rows per tactic."""
        rows = ({"tactic": one.tactic, **level} for one in self.tactics for level in one.levels)
        return table_of(
            rows,
            "tactic level held:int64 named:int64 rate:float64 low:float64 high:float64",
        )

    _json = (
        "held cluster confidence tactics names_per_meeting names ran_over=over usefulness=useful"
    )

    @property
    def over(self) -> dict[str, Any]:
        """The meetings that ran over, and by who offered to wrap up, as plain data."""
        by = {
            level: ran.to_json(self.confidence) for level, ran in self.ran_over_by_wrap_up.items()
        }
        return self.ran_over.to_json(self.confidence) | {WRAP_UP: by}

    @property
    def why(self) -> str | None:
        """Why there are no names per meeting, None where there are."""
        return NO_NAMES if self.names_per_meeting is None else None

    @property
    def cluster(self) -> Found:
        """Whose meetings are taken as alike."""
        several = any(one.sides.cluster == "seeker" for one in self.tactics)
        return "seeker" if several else "none"

    def _headline(self) -> str:
        return (
            f"Meetings that named someone further: {counted(self.held, 'meeting')} held, "
            f"{percent(self.confidence, 0)} {INTERVALS[self.cluster]}"
        )

    _each = "tactics"
    _columns = (
        Column("", label, "tactic"),
        Column("if yes", _told, "sides.counts.a", "sides.counts.n"),
        Column("if no", _told, "sides.counts.b", "sides.counts.m"),
        Column("difference", points, "sides.difference.estimate"),
        Column("interval", points_interval, "sides.difference.low", "sides.difference.high"),
        Column("p", p_value, "sides.p_value"),
    )

    def _remarks(self) -> Iterable[str]:
        return (*self._sums(), *self.notes)

    def _sums(self) -> list[str]:
        sums = []
        if self.names.mean is not None:
            sums.append(f"{self.names.told()} names per meeting")
        if self.ran_over.of:
            sums.append(f"{self.ran_over.told(self.confidence)} ran past the minutes asked")
        for level, ran in self.ran_over_by_wrap_up.items():
            if ran.of:
                told = ran.told(self.confidence)
                sums.append(f"offered to wrap up: {level}: {told} ran past")
        if self.useful.mean is not None:
            sums.append(f"usefulness {self.useful.told()} of 5 over {self.rated:,} rated")
        return sums


def meeting_effects(
    log: Log,
    *,
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> MeetingEffects:
    """
    What makes a meeting lead on: each tactic of the meeting against going without it.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    cluster : {"auto", "none"}
        Take the meetings of one seeker as alike where there are two seekers or more, or all as
        separate.
    as_of : date, optional
        The day of judgement; meetings after it have not been held.
    window_days : int
        Changes nothing here but the totals: meetings held have no window.

    Returns
    -------
    MeetingEffects
        `.table` has two rows per tactic the log records, with counts and shares (fractions);
        names per meeting, how many ran past the minutes asked, by who offered to wrap up too, the
        mean rating (1 to 5), each with limits.

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Success is that `referrals_given` is above 0; meetings where it is empty do not enter the
    tactics' counts.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Campbell (2007), Statistics in Medicine
    26:3661-3675; Student (1908), Biometrika 6:1-25, for the limits of the means. Among seekers
    Zou & Donner (2008), Statistics in Medicine 27:1693-1702.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    view = view_of(log, as_of, window_days)
    task = partial(_sums, by_seeker(cluster))
    (sums,) = view.total(task, (*MEETING_TACTICS, *SAID))
    return meetings_of(view.header, sums, confidence, view)


# What is said of all meetings together.
SAID = ("referrals_given", "usefulness", "minutes_asked", "minutes_met")


def _sums(clustered: bool, log: CheckedLog, outcomes: Outcomes) -> tuple[MeetingSums]:
    return (meeting_sums(log, outcomes, clustered),)


def meetings_of(
    log: CheckedLog, sums: MeetingSums, confidence: float, ground: Ground
) -> MeetingEffects:
    """The answer from what was counted; `log` tells which columns there are."""
    return MeetingEffects(
        held=sums.held,
        tactics=tuple(
            MeetingTactic(
                one.tactic,
                sides_of(YES_NO, one.against(YES_NO), confidence, NO_SIDE, one.among(YES_NO)),
            )
            for one in sums.tactics
        ),
        names=mean_of(sums.names, confidence, (0.0, np.inf), NO_NAMES),
        ran_over=sums.ran_over,
        ran_over_by_wrap_up=dict(zip(YES_NO, sums.by_wrap_up, strict=True)),
        useful=mean_of(sums.useful, confidence, (1.0, 5.0), NO_RATING),
        confidence=confidence,
        ground=ground.facts(),
        notes=(*_notes(log), *ground.notes),
    )


def _notes(log: CheckedLog) -> list[str]:
    if "met_on" not in log.frame and "met" not in log.frame:
        return ["the log has no column met_on, so no meeting is known to have been held"]
    missing = [name for name in MEETING_TACTICS if not has(log, name)]
    return [f"not recorded: {listed(map(label, missing))}"] if missing else []

"""The wait of each request, and the curves of one level: the arrays behind `waiting_times`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.codes import BLANK, merged_books
from outreachlab.log.outcomes import ACCEPTED, DECLINED, NONE, Outcomes
from outreachlab.stats.curves import DEAD_AHEAD_DAYS, Curve, DayCounts, curve_of, dead_day, half_day
from outreachlab.stats.curves_among import CurveSpread, spread_of

YES_CAUSE, NO_CAUSE, CAUSES = 1, 2, 2

NOTHING_DATED = "no request whose wait is known"
NOT_HALF = "the share stays below one half"
NOT_DEAD = f"no such day was seen with {DEAD_AHEAD_DAYS} further days behind it"
NO_YES = "no acceptance has a day"
NONE_YET = "nobody had accepted by this day, so log limits do not exist"
ALL_ANSWERED = "everybody had answered by this day, so log limits do not exist"


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """
    The wait of each request looked at, arrays (n,).

    `days` until the answer or, unanswered, until `as_of`; `cause` 0 for silence, 1 for a yes,
    2 for a no. `known` marks those a curve stands on, `undated` answers without a day.
    """

    days: NDArray[np.int64]
    cause: NDArray[np.int64]
    known: NDArray[np.bool_]
    undated: NDArray[np.bool_]


def waits_of(outcomes: Outcomes) -> Waits:
    """Silence is no event: whoever has not answered is still waiting, whatever the window."""
    yes, no = outcomes.outcome == ACCEPTED, outcomes.outcome == DECLINED
    undated = (yes | no) & (outcomes.responded == NONE)
    until = np.where((yes | no) & ~undated, outcomes.responded, outcomes.as_of_day)
    cause = np.where(yes, YES_CAUSE, np.where(no, NO_CAUSE, 0))
    return Waits(
        until.astype(np.int64) - outcomes.asked, cause, ~outcomes.undelivered & ~undated, undated
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LevelCurve:
    """The curves of one level; `undated` answers are not behind them."""

    level: str | None
    undated: int
    curve: Curve
    median_days_to_answer: int | None
    median_days_to_accept: int | None
    practically_dead_after: int | None

    @property
    def requests(self) -> int:
        """The requests behind the curves."""
        return self.curve.counts.total

    def columns(self) -> dict[str, NDArray[Any]]:
        """The points of the curves, a value per day at which anything happened."""
        curve, counts = self.curve, self.curve.counts
        return {
            "day": counts.day,
            "at_risk": counts.at_risk,
            "accepted": counts.ended[YES_CAUSE],
            "declined": counts.ended[NO_CAUSE],
            "censored": counts.ended[0],
            "cumulative_answered": 1 - curve.survival,
            "answered_low": 1 - curve.survival_high,
            "answered_high": 1 - curve.survival_low,
            "cumulative_accepted": curve.share[YES_CAUSE - 1],
            "accepted_low": curve.share_low[YES_CAUSE - 1],
            "accepted_high": curve.share_high[YES_CAUSE - 1],
            "cumulative_declined": curve.share[NO_CAUSE - 1],
        }

    def to_json(self) -> dict[str, Any]:
        """One curve of the `waiting` object."""
        columns = self.columns()
        lists = (column.tolist() for column in columns.values())
        points = [dict(zip(columns, point, strict=True)) for point in zip(*lists, strict=True)]
        numbers = {
            "median_days_to_answer": self.median_days_to_answer,
            "median_days_to_accept": self.median_days_to_accept,
            "practically_dead_after": self.practically_dead_after,
        }
        plain = {
            "level": self.level,
            "requests": self.requests,
            "undated": self.undated,
            "points": [_point_json(point) for point in points],
            **numbers,
        }
        if None not in numbers.values():
            return plain
        accepted = bool(self.curve.counts.ended[YES_CAUSE].any())
        return plain | {"why": _why(numbers, accepted) if self.requests else NOTHING_DATED}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WaitCounts:
    """
    How many waits of each level of `book` ended on each day: sums, so that parts add up.

    `level` and `day` (m,) are sorted, `ended` (1 + causes, m) as in `DayCounts`; `undated` and
    `delivered` (levels,) count requests, `blank` those without a level.
    """

    book: tuple[str | None, ...]
    level: NDArray[np.int64]
    day: NDArray[np.int64]
    ended: NDArray[np.int64]
    undated: NDArray[np.int64]
    delivered: NDArray[np.int64]
    blank: int

    def of_level(self, code: int) -> DayCounts:
        """The tally of one level."""
        mine = slice(*np.searchsorted(self.level, [code, code + 1]))
        return DayCounts(self.day[mine], self.ended[:, mine])


@dataclass(frozen=True, slots=True, eq=False)
class LevelWaits:
    """The waits by level, day and cause of one part, the levels those of a column."""

    name: str
    counts: WaitCounts

    def __add__(self, other: "LevelWaits") -> "LevelWaits":
        one, two = self.counts, other.counts
        book, *places = merged_books(self.name, one.book, two.book)
        days = np.concatenate([one.day, two.day])
        least = int(days.min()) if len(days) else 0
        span = int(days.max(initial=least)) - least + 1
        keys = [
            at[own.level] * span + own.day - least
            for at, own in zip(places, (one, two), strict=True)
        ]
        every = np.union1d(*keys)
        ended = np.zeros((len(one.ended), len(every)), np.int64)
        undated, delivered = np.zeros((2, len(book)), np.int64)
        for key, place, own in zip(keys, places, (one, two), strict=True):
            ended[:, np.searchsorted(every, key)] += own.ended
            undated[place] += own.undated
            delivered[place] += own.delivered
        level, day = every // span, every % span + least
        blank = one.blank + two.blank
        return LevelWaits(
            self.name,
            WaitCounts(
                book=book,
                level=level,
                day=day,
                ended=ended,
                undated=undated,
                delivered=delivered,
                blank=blank,
            ),
        )


def wait_counts(
    waits: Waits,
    book: tuple[str | None, ...],
    place: NDArray[np.int64],
    undelivered: NDArray[np.bool_],
) -> WaitCounts:
    """The waits by level, day and cause; `place` (n,) points into `book`, -1 for a blank."""
    told = place != BLANK
    known = waits.known & told
    day, cause, level = waits.days[known], waits.cause[known], place[known]
    least = int(day.min()) if len(day) else 0
    span = int(day.max(initial=least)) - least + 1
    keys, which = np.unique(level * span + (day - least), return_inverse=True)
    ended = np.bincount(cause * len(keys) + which, minlength=(1 + CAUSES) * len(keys))
    return WaitCounts(
        book=book,
        level=keys // span,
        day=keys % span + least,
        ended=ended.reshape(1 + CAUSES, len(keys)),
        undated=np.bincount(place[waits.undated & told], minlength=len(book)),
        delivered=np.bincount(place[told & ~undelivered], minlength=len(book)),
        blank=int((~told).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class LevelSpreads:
    """How far seekers differ about the curve of each level; None where a part has no request."""

    spreads: tuple[CurveSpread | None, ...]

    def __add__(self, other: "LevelSpreads") -> "LevelSpreads":
        return LevelSpreads(tuple(map(_added, self.spreads, other.spreads)))

    def alone(self) -> list[int]:
        """Which levels one seeker alone used."""
        return [at for at, one in enumerate(self.spreads) if one is not None and one.seekers == 1]


def _added(one: CurveSpread | None, two: CurveSpread | None) -> CurveSpread | None:
    if one is None or two is None:
        return one or two
    return one + two


def level_spreads(
    waits: Waits, place: NDArray[np.int64], seeker: NDArray[np.int64], curves: Sequence[Curve]
) -> LevelSpreads:
    """The spreads of some requests; `place` (n,) points into the curves of all, -1 for a blank."""
    known = np.flatnonzero(waits.known & (place != BLANK))
    order = known[np.argsort(place[known], kind="stable")]
    edges = np.searchsorted(place[order], np.arange(len(curves) + 1))
    spreads = []
    for curve, start, stop in zip(curves, edges[:-1], edges[1:], strict=True):
        rows = order[start:stop]
        of_level = waits.days[rows], waits.cause[rows], seeker[rows]
        spreads.append(spread_of(*of_level, curve) if len(rows) else None)
    return LevelSpreads(tuple(spreads))


def curves_of(counts: WaitCounts, confidence: float) -> tuple[Curve, ...]:
    """The curve of every level of the book."""
    return tuple(curve_of(counts.of_level(code), confidence) for code in range(len(counts.book)))


def level_curves(counts: WaitCounts, every: Sequence[Curve]) -> list[LevelCurve]:
    """A curve for every level that has a delivered request; for all at once there is always one."""
    curves = []
    for code, (level, curve) in enumerate(zip(counts.book, every, strict=True)):
        if not counts.delivered[code] and level is not None:
            continue
        days = curve.counts
        curves.append(
            LevelCurve(
                level=level,
                undated=int(counts.undated[code]),
                curve=curve,
                median_days_to_answer=half_day(days.day, 1 - curve.survival),
                median_days_to_accept=half_day(days.day, curve.share[YES_CAUSE - 1]),
                practically_dead_after=dead_day(curve, YES_CAUSE),
            )
        )
    return curves


def _point_json(point: dict[str, Any]) -> dict[str, Any]:
    """One point; limits that do not exist are None, with why."""
    plain = {name: None if value != value else value for name, value in point.items()}
    why = [
        text
        for name, text in (("answered_low", ALL_ANSWERED), ("accepted_low", NONE_YET))
        if plain[name] is None
    ]
    return plain | {"why": "; ".join(why)} if why else plain


def _why(numbers: dict[str, int | None], accepted: bool) -> str:
    not_dead = NOT_DEAD if accepted else NO_YES
    return "; ".join(
        f"{name}: {NOT_HALF if name.startswith('median') else not_dead}"
        for name, value in numbers.items()
        if value is None
    )

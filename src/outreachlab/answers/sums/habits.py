"""How people answer each of many seekers, and all of them together: the arrays behind habits."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.habits import (
    DEFAULT,
    OWN,
    POOL,
    REMINDER_DAY,
    ROUNDING,
    STANDS_IN,
    Habits,
    Rate,
    to_come,
    without_curve,
)
from outreachlab.answers.sums.waits import CAUSES, YES_CAUSE, Waits, waits_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import YES, codes_of, has, numbers_of
from outreachlab.log.outcomes import NONE, Outcomes
from outreachlab.log.vocabulary import FEW
from outreachlab.stats.curves import DayCounts, count_days, merge_counts
from outreachlab.stats.grouped_curves import GroupedCurves, grouped_curves, one_curve

MOST = 0.75  # of those who answer at all: later than they do, silence has begun to mean something
RATES = ("first", "named", "first_met", "named_met", "reminded", "names")
OF_ANSWERS = RATES[:-1]  # those that a log without a rate does not tell
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Everyone:
    """
    What the requests of all seekers show; that of two parts, which share no seeker, adds up.

    `rates` (rates, 2) hold successes and totals in the order of `RATES`, `waits` how long they
    waited; `seekers` counts who asks, `name` is the first of them, empty where nobody does.
    """

    rates: Ints
    waits: DayCounts
    seekers: int
    name: str

    def __add__(self, other: "Everyone") -> "Everyone":
        return Everyone(
            self.rates + other.rates,
            merge_counts([self.waits, other.waits]),
            self.seekers + other.seekers,
            min(self.name or other.name, other.name or self.name),
        )

    @property
    def told(self) -> bool:
        """Do ten answers with their days tell how long one takes?"""
        return int(self.waits.ended[1:].sum()) >= FEW


@dataclass(frozen=True, slots=True, eq=False)
class ManyHabits:
    """
    The habits of seekers coded from 0.

    `successes` and `totals` (rates, seekers) are those of all seekers where fewer than ten are
    their own; `curve` (seekers,) is the place of theirs among `curves`, -1 for none, the last of
    which is that of `everyone`; `reminder_day` (seekers,) as in `Habits`.
    """

    everyone: Everyone
    successes: Ints
    totals: Ints
    curves: GroupedCurves
    curve: Ints
    reminder_day: Ints
    kept: dict[int, Habits] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.curve)

    @property
    def pooled(self) -> Flags:
        """Who is judged by the answers of all."""
        return np.asarray(self.curve == len(self.curves.start) - 2) & (self.everyone.seekers > 1)

    def known(self, rate: str) -> Flags:
        """Whose rate ten or more tell."""
        return self.totals[RATES.index(rate)] >= FEW

    def value(self, rate: str) -> Floats:
        """A rate of each seeker, or what stands in for it."""
        at = RATES.index(rate)
        least = np.maximum(self.successes[at], 0.5)
        return np.where(self.known(rate), least / np.maximum(self.totals[at], 1), STANDS_IN)

    @property
    def yeses_a_meeting(self) -> Floats:
        """The yeses expected from the names that a meeting brings."""
        return self.value("names") * self.value("named")

    def of(self, code: int) -> Habits:
        """Those of one seeker."""
        if code not in self.kept:
            at = int(self.curve[code])
            own = OWN if self.everyone.seekers == 1 or not self.pooled[code] else POOL
            rates = zip(RATES, self.successes[:, code], self.totals[:, code], strict=True)
            self.kept[code] = Habits(
                reminder_day=int(self.reminder_day[code]),
                source=DEFAULT if at < 0 else own,
                curve=None if at < 0 else self.curves.of(at),
                **{name: Rate(int(yes), int(total)) for name, yes, total in rates},
            )
        return self.kept[code]

    def yes_to_come(self, code: Ints, silent: Ints) -> Floats:
        """The share of requests silent for some days (k,) that get a yes later, as in `Habits`."""
        at = self.curve[code]
        waiting, accepted = self.curves.at(np.maximum(at, 0), silent)
        end = self.curves.last()[1][np.maximum(at, 0)]
        return np.where(at < 0, without_curve(silent), to_come(waiting, accepted, end))

    def after_reminder(self, code: Ints, silent: Ints) -> Floats:
        """
        The chance of a yes after a reminder now (k,), which only falls with further silence.

        That seen after reminders, times what is left of the yeses to come on the first day of
        one; without ten reminders the yeses to come alone.
        """
        first = self.reminder_day[code]
        many = np.maximum(silent - first, 0) + 1
        start = np.cumsum(many) - many
        days = np.arange(int(many.sum())) - np.repeat(start - first, many)
        yeses = self.yes_to_come(np.repeat(code, many), days)
        if not len(start):
            return np.zeros(0)
        least, most = np.minimum.reduceat(yeses, start), yeses[start]
        left = np.where(most > 0, least / np.where(most > 0, most, 1.0), 1.0)
        return np.where(self.known("reminded")[code], self.value("reminded")[code] * left, least)


def everyone_in(log: CheckedLog, outcomes: Outcomes) -> Everyone:
    """What all requests of a log or a part of one show together."""
    codes = codes_of(log, "seeker", outcomes.rows)
    present = np.unique(codes.codes)
    name = codes.book[present[0]] if len(present) else ""
    found = [(success[among].sum(), among.sum()) for success, among in _rates(log, outcomes, True)]
    waits = waits_of(outcomes)
    days = count_days(waits.days[waits.known], waits.cause[waits.known], CAUSES)
    return Everyone(np.array(found, np.int64), days, len(present), name)


def habits_of(
    log: CheckedLog, outcomes: Outcomes, seeker: Ints, seekers: int, everyone: Everyone, rated: bool
) -> ManyHabits:
    """The habits of each seeker code (n,), from 0 up; `rated` says that the log has a rate."""
    found = [
        [np.bincount(seeker[among], weight, minlength=seekers) for weight in (success[among], None)]
        for success, among in _rates(log, outcomes, rated)
    ]
    own = np.array(found).astype(np.int64)
    shared = everyone.rates.copy()
    if not rated:
        shared[: len(OF_ANSWERS)] = 0
    few = own[:, 1] < FEW
    successes, totals = (np.where(few, shared[:, [at]], own[:, at]) for at in (0, 1))
    curves, curve = _curves(waits_of(outcomes), seeker, seekers, everyone)
    days = _most_answered(curves)
    return ManyHabits(
        everyone, successes, totals, curves, curve, np.where(curve < 0, REMINDER_DAY, days[curve])
    )


def has_meetings(log: CheckedLog) -> bool:
    """Does the log tell meetings? Else a yes stands in for one."""
    return "met_on" in log.frame or "met" in log.frame


def _rates(log: CheckedLog, outcomes: Outcomes, rated: bool) -> list[tuple[NDArray, Flags]]:
    """Of each rate the successes (n,), and among which requests (n,)."""
    counts = outcomes.counted & rated
    referred = np.zeros(len(counts), bool)
    if has(log, "was_referred"):
        referred = codes_of(log, "was_referred", outcomes.rows).codes == YES
    undated = waits_of(outcomes).undated
    followed = counts & (outcomes.followed_up != NONE) & ~undated
    late_yes = outcomes.accepted & (outcomes.responded >= outcomes.followed_up)
    met = outcomes.held if has_meetings(log) else outcomes.accepted
    return [
        (outcomes.accepted, counts & ~referred),
        (outcomes.accepted, counts & referred),
        (met, counts & ~referred),
        (met, counts & referred),
        (late_yes, followed),
        _names_told(log, outcomes),
    ]


def _names_told(log: CheckedLog, outcomes: Outcomes) -> tuple[Floats, Flags]:
    """The names given at each meeting, and which meetings tell it."""
    if not has(log, "referrals_given"):
        return np.zeros(len(outcomes.rows)), np.zeros(len(outcomes.rows), bool)
    names = numbers_of(log, "referrals_given", outcomes.rows)
    return np.nan_to_num(names), outcomes.held & ~np.isnan(names)


def _curves(
    waits: Waits, seeker: Ints, seekers: int, everyone: Everyone
) -> tuple[GroupedCurves, Ints]:
    """The curves of those with ten dated answers, then that of all; whose place is which."""
    shared = one_curve(everyone.waits, YES_CAUSE)
    if everyone.seekers == 1 or not everyone.told:
        return shared, np.full(seekers, 0 if everyone.told else -1)
    answered = waits.known & (waits.cause > 0)
    enough = np.bincount(seeker[answered], minlength=seekers) >= FEW
    place = np.where(enough, np.cumsum(enough) - 1, int(enough.sum()))
    own = np.flatnonzero(waits.known & enough[seeker])
    told = (place[seeker[own]], waits.days[own], waits.cause[own], int(enough.sum()))
    return grouped_curves(*told, of=YES_CAUSE) + shared, place


def _most_answered(curves: GroupedCurves) -> Ints:
    """The first day by which three in four of those who ever answered had, of each curve."""
    answered, size = 1 - curves.survival, np.diff(curves.start)
    end = np.repeat(1 - curves.last()[0], size)
    return np.maximum(curves.first_day(answered >= MOST * end - ROUNDING), 1)

"""What a log shows of how people answer a seeker: what a next step is worth is told from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.sums.waits import CAUSES, YES_CAUSE, Waits
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import YES, codes_of, has, numbers_of
from outreachlab.log.outcomes import NONE, Outcomes, no_rate
from outreachlab.log.vocabulary import FEW
from outreachlab.stats.curves import Curve, count_days, curve_of, value_at
from outreachlab.wording import counted, in_ten

MOST = 0.75  # of those who answer at all: later than they do, silence has begun to mean something
ROUNDING = 1e-9
REMINDER_DAY = 7  # where too few answers have a day
STANDS_IN = 0.3  # for a share that too few requests tell
OWN, POOL, DEFAULT = "own", "pool", "default"
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many `successes` of `total`: yeses of requests, or names of meetings."""

    successes: int
    total: int

    @property
    def known(self) -> bool:
        """Do ten or more tell it?"""
        return self.total >= FEW

    @property
    def value(self) -> float:
        """The rate, that of half a success where there is none, or what stands in for it."""
        return max(self.successes, 0.5) / self.total if self.known else STANDS_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """
    How people answer one seeker.

    A reminder is due after `reminder_day` days of silence; `source` says whose answers tell it:
    the seeker's own, those of all seekers looked at, or nobody's (`default`). `first` and `named`
    are the yeses of first requests and of those on somebody's name, `first_met` and `named_met`
    their meetings, `reminded` the yeses after a reminder, `names` the names given at meetings;
    each is that of all seekers where fewer than ten are the seeker's own. `curve` is that of
    their waits, None by default.
    """

    reminder_day: int
    source: str
    curve: Curve | None
    first: Rate
    named: Rate
    first_met: Rate
    named_met: Rate
    reminded: Rate
    names: Rate

    @property
    def yeses_a_meeting(self) -> float:
        """The yeses expected from the names that a meeting brings."""
        return self.names.value * self.named.value

    def told(self) -> str:
        """Where the day of the reminder comes from, as the end of a sentence."""
        after = counted(self.reminder_day, "day")
        if self.source == DEFAULT:
            return f"{after} is a rule of thumb until the log has {FEW} answers with their days"
        whose = "the answers" if self.source == OWN else "all seekers' answers"
        return f"three in four of {whose} came within {after}"

    def yes_to_come(self, silent: int) -> float:
        """
        The share of requests silent for so many days that get a yes later.

        (F(end) - F(t)) / S(t), F the share accepted and S the share without any answer.
        """
        if self.curve is None:
            return STANDS_IN * max(1 - silent / (3 * REMINDER_DAY), 0.0)
        day, share = self.curve.counts.day, self.curve.share[YES_CAUSE - 1]
        at = np.array([silent])
        waiting = float(value_at(day, self.curve.survival, at, 1.0)[0])
        to_come = float(share[-1] - value_at(day, share, at, 0.0)[0])
        return to_come / waiting if waiting > 0 else 0.0

    def after_reminder(self, silent: int) -> float:
        """
        The chance of a yes after a reminder now, which only falls with further silence.

        That seen after reminders, times what is left of the yeses to come on the first day of
        one; without ten reminders the yeses to come alone.
        """
        days = range(self.reminder_day, max(silent, self.reminder_day) + 1)
        to_come = [self.yes_to_come(day) for day in days]
        if not self.reminded.known:
            return min(to_come)
        return self.reminded.value * (min(to_come) / to_come[0] if to_come[0] > 0 else 1.0)

    def reminder_told(self, silent: int) -> str:
        """What a reminder brings, as far as the log shows it; else nothing."""
        if self.reminded.known:
            return f"{in_ten(self.reminded.value)} who were reminded said yes"
        if self.curve is None:
            return ""
        return f"{in_ten(self.yes_to_come(silent))} who were silent as long said yes later"


def habits_of(
    log: CheckedLog, outcomes: Outcomes, waits: Waits, seeker: Ints, seekers: int
) -> list[Habits]:
    """The habits of each seeker code (n,), from 0 up."""
    counts = outcomes.counted if no_rate(outcomes.totals) is None else np.zeros(len(seeker), bool)
    referred = np.zeros(len(seeker), bool)
    if has(log, "was_referred"):
        referred = codes_of(log, "was_referred", outcomes.rows).codes == YES
    followed = counts & (outcomes.followed_up != NONE) & ~waits.undated
    late_yes = outcomes.accepted & (outcomes.responded >= outcomes.followed_up)
    given, told = _names_told(log, outcomes)
    met = outcomes.held if has_meetings(log) else outcomes.accepted
    rates = {
        "first": _rates(outcomes.accepted, counts & ~referred, seeker, seekers),
        "named": _rates(outcomes.accepted, counts & referred, seeker, seekers),
        "first_met": _rates(met, counts & ~referred, seeker, seekers),
        "named_met": _rates(met, counts & referred, seeker, seekers),
        "reminded": _rates(late_yes, followed, seeker, seekers),
        "names": _rates(given, told, seeker, seekers),
    }
    waited = _waits_told(waits, seeker, seekers)
    return [
        Habits(
            reminder_day=REMINDER_DAY if curve is None else _most_answered(curve),
            source=source,
            curve=curve,
            **{name: found[code] for name, found in rates.items()},
        )
        for code, (curve, source) in enumerate(waited)
    ]


def has_meetings(log: CheckedLog) -> bool:
    """Does the log tell meetings? Else a yes stands in for one."""
    return "met_on" in log.frame or "met" in log.frame


def _names_told(log: CheckedLog, outcomes: Outcomes) -> tuple[NDArray[np.float64], Flags]:
    """The names given at each meeting, and which meetings tell it."""
    if not has(log, "referrals_given"):
        return np.zeros(len(outcomes.rows)), np.zeros(len(outcomes.rows), bool)
    names = numbers_of(log, "referrals_given", outcomes.rows)
    return np.nan_to_num(names), outcomes.held & ~np.isnan(names)


def _rates(
    success: NDArray[np.bool_ | np.float64], among: Flags, seeker: Ints, seekers: int
) -> list[Rate]:
    """The rate of each seeker; that of all where few requests are the seeker's own."""
    found = np.bincount(seeker[among], success[among], minlength=seekers).astype(np.int64)
    total = np.bincount(seeker[among], minlength=seekers)
    every = Rate(int(found.sum()), int(total.sum()))
    own = map(Rate, found.tolist(), total.tolist())
    return [one if one.known else every for one in own]


def _waits_told(waits: Waits, seeker: Ints, seekers: int) -> list[tuple[Curve | None, str]]:
    """The curve of each seeker's waits and whose it is: with few answers that of all, or none."""
    answered = waits.known & (waits.cause > 0)
    every = _curve(waits, waits.known) if answered.sum() >= FEW else None
    shared = (every, DEFAULT if every is None else POOL)
    if seekers == 1:
        return [(every, DEFAULT if every is None else OWN)]
    enough = np.bincount(seeker[answered], minlength=seekers) >= FEW
    return [
        (_curve(waits, waits.known & (seeker == code)), OWN) if enough[code] else shared
        for code in range(seekers)
    ]


def _curve(waits: Waits, mine: Flags) -> Curve:
    return curve_of(count_days(waits.days[mine], waits.cause[mine], CAUSES))


def _most_answered(curve: Curve) -> int:
    """The first day by which three in four of those who ever answered had."""
    answered = 1 - curve.survival
    reached = np.flatnonzero(answered >= MOST * answered[-1] - ROUNDING)
    return max(int(curve.counts.day[reached[0]]), 1)

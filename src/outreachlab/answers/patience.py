"""After how many days of silence a follow-up is due, and after how many it comes too late."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.curves import Curve, count_days, curve_of, dead_day
from outreachlab.answers.waits import CAUSES, YES_CAUSE, Waits
from outreachlab.vocabulary import FEW
from outreachlab.wording import counted

MOST = 0.75  # of those who answer at all: later than they do, silence has begun to mean something
ROUNDING = 1e-9
OWN, POOL, DEFAULT = "own", "pool", "default"
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Patience:
    """
    A follow-up is due after `due` days of silence; from `dead` days on the request is dead.

    `source` says whose answers tell: the seeker's own, those of all seekers looked at, or nobody's
    (`default`: a third of the answer window, and the whole of it).
    """

    due: int
    dead: int
    source: str

    def told(self) -> str:
        """Where the day comes from, as the end of a sentence."""
        after = counted(self.due, "day")
        if self.source == DEFAULT:
            return f"fewer than {FEW} answers have a day, so {after} is a stated default"
        whose = "the answers" if self.source == OWN else "all seekers' answers"
        return f"three in four of {whose} came within {after}"

    def is_due(self, silent: Ints) -> NDArray[np.bool_]:
        """Which requests, silent for so many days (n,), are due and not dead."""
        return (silent >= self.due) & (silent < self.dead)


def patience_of(waits: Waits, seeker: Ints, window_days: int) -> list[Patience]:
    """
    The patience of each seeker code (n,), from 0 up.

    A seeker with fewer than ten dated answers is judged by all seekers together, and these, if
    they have fewer than ten between them, by the answer window.
    """
    nobody = Patience(max(window_days // 3, 1), window_days, DEFAULT)
    everyone = _of(waits, waits.known, POOL, None) or nobody
    alone = int(seeker.max(initial=0)) == 0
    whole = Patience(everyone.due, everyone.dead, OWN) if everyone.source == POOL else everyone
    if alone:
        return [whole]
    return [
        _of(waits, waits.known & (seeker == code), OWN, everyone.dead) or everyone
        for code in range(int(seeker.max()) + 1)
    ]


def _of(
    waits: Waits, mine: NDArray[np.bool_], source: str, dead_of_pool: int | None
) -> Patience | None:
    """The patience that some requests tell; None on few answers."""
    if (mine & (waits.cause > 0)).sum() < FEW:
        return None
    curve = curve_of(count_days(waits.days[mine], waits.cause[mine], CAUSES))
    dead = dead_day(curve, YES_CAUSE)
    if dead is None:
        dead = _last_answer(curve) + 1 if dead_of_pool is None else dead_of_pool
    return Patience(_most_answered(curve), dead, source)


def _most_answered(curve: Curve) -> int:
    """The first day by which three in four of those who ever answered had."""
    answered = 1 - curve.survival
    reached = np.flatnonzero(answered >= MOST * answered[-1] - ROUNDING)
    return max(int(curve.counts.day[reached[0]]), 1)


def _last_answer(curve: Curve) -> int:
    answers = curve.counts.ended[1:].sum(axis=0) > 0
    return int(curve.counts.day[answers].max())

"""What is due: silent requests, meetings without thanks, names that lead nowhere yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.sums.waits import CAUSES, YES_CAUSE, Waits
from outreachlab.display import Record
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.days import EPOCH, day_numbers
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import NO_REPLY, NONE, PENDING, Outcomes
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import FEW, NAMES_APART
from outreachlab.stats.curves import Curve, count_days, curve_of, dead_day
from outreachlab.wording import counted, listed, shortened

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


Action = Literal["follow_up", "thank", "ask_for_names", "ask_named_person"]
ACTIONS: tuple[Action, ...] = ("follow_up", "thank", "ask_for_names", "ask_named_person")
NEEDS: dict[Action, tuple[str, ...]] = {
    "follow_up": ("followed_up_on",),
    "thank": ("met_on", "thanked_on"),
    "ask_for_names": ("met_on", "asked_for_referrals"),
    "ask_named_person": ("met_on", "referrals_given", "referrer"),
}
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Record):
    """One thing to do: for whom, since when it is due, why, and the request it goes back to."""

    action: Action
    seeker: str
    contact: str
    since: date
    why: str
    request_id: str

    _json = "action seeker contact since why"


@dataclass(frozen=True, slots=True)
class Found:
    """A place among the requests looked at, since when (days since 1970-01-01), and why."""

    place: int
    since: int
    why: str


def everything_due(
    log: CheckedLog, outcomes: Outcomes, lines: Lines, seeker: Places, patience: list[Patience]
) -> tuple[Due, ...]:
    """Every action that the log has the columns for, the oldest of each kind first."""
    found: dict[Action, Iterable[Found]] = {
        "follow_up": follow_ups(log, outcomes, lines, seeker, patience),
        "thank": thanks(log, outcomes),
        "ask_for_names": names_to_ask_for(log, outcomes, lines),
        "ask_named_person": people_to_ask(log, outcomes, lines),
    }
    who, whom, ids = (
        log.frame[name].astype("str").to_numpy()[outcomes.rows]
        for name in ("seeker", "contact", "request_id")
    )
    due = []
    for action, items in found.items():
        for one in items:
            at, since = one.place, EPOCH + timedelta(days=one.since)
            due.append(
                Due(
                    action=action,
                    seeker=who[at],
                    contact=whom[at],
                    since=since,
                    why=one.why,
                    request_id=ids[at],
                )
            )
    return tuple(sorted(due, key=_order))


def lacking(log: CheckedLog, action: Action) -> list[str]:
    """The columns without which the log cannot tell what is due."""
    missing = [name for name in NEEDS[action] if name not in log.frame]
    return [] if action == "follow_up" else missing  # who never noted one has followed up nobody


def follow_ups(
    log: CheckedLog, outcomes: Outcomes, lines: Lines, seeker: Places, patience: list[Patience]
) -> list[Found]:
    """
    Requests silent for longer than most answers take, and not yet dead.

    Whoever has been asked again since, or followed up, is left alone.
    """
    silent = (outcomes.outcome == PENDING) | (outcomes.outcome == NO_REPLY)
    silent &= (outcomes.followed_up == NONE) & _latest(outcomes, lines)
    waited = (outcomes.as_of_day - outcomes.asked).astype(np.int64)
    found = []
    for code, patient in enumerate(patience):
        mine = silent & patient.is_due(waited)
        if len(patience) > 1:
            mine &= seeker == code
        for place in np.flatnonzero(mine).tolist():
            why = f"silent for {counted(int(waited[place]), 'day')}; {patient.told()}"
            found.append(Found(place, int(outcomes.asked[place]) + patient.due, why))
    return found


def thanks(log: CheckedLog, outcomes: Outcomes) -> list[Found]:
    """Meetings held without thanks."""
    if lacking(log, "thank"):
        return []
    thanked = day_numbers(log.frame["thanked_on"])[outcomes.rows]
    done = (thanked != NONE) & (thanked <= outcomes.as_of_day)
    if "thanked" in log.frame:
        done |= (log.frame["thanked"] == "yes").to_numpy(bool)[outcomes.rows]
    return [
        Found(place, int(outcomes.met[place]), f"{_since(outcomes, place)}, no thanks noted")
        for place in np.flatnonzero(outcomes.dated & ~done).tolist()
    ]


def names_to_ask_for(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> list[Found]:
    """Meetings at which nobody was asked whom else to talk to, and that brought no name."""
    if lacking(log, "ask_for_names"):
        return []
    asked = (log.frame["asked_for_referrals"] == "no").to_numpy(bool)[outcomes.rows]
    led = np.bincount(lines.person, lines.offspring)[lines.person] > 0
    without = outcomes.dated & asked & ~(_names(log, outcomes) > 0) & ~led
    return [
        Found(
            place,
            int(outcomes.met[place]),
            f"{_since(outcomes, place)}; not asked whom else to talk to, no name given",
        )
        for place in np.flatnonzero(without).tolist()
    ]


def people_to_ask(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> list[Found]:
    """
    People who gave more names at their meetings than have been asked since.

    Where the log has the names, whoever of them was asked is ticked off, by whatever way they came.
    """
    if lacking(log, "ask_named_person"):
        return []
    given = np.where(outcomes.dated, np.nan_to_num(_names(log, outcomes)), 0).astype(np.int64)
    names = np.bincount(lines.person, given).astype(np.int64)
    child = np.flatnonzero(lines.parent >= 0)
    giver = lines.person[lines.parent[child]]
    pairs = np.unique(giver * lines.people + lines.person[child])
    asked = np.bincount(pairs // lines.people, minlength=lines.people)
    left = names_left(log, outcomes, lines)
    open_ = names > asked
    open_[[*left]] = [bool(whom) for whom in left.values()]
    found = []
    for person in np.flatnonzero(open_).tolist():
        meetings = np.flatnonzero((lines.person == person) & (given > 0))
        place = int(meetings[np.argmax(outcomes.met[meetings])])
        of_them = f"{asked[person]:,}" if asked[person] else "none"
        so_far = f"{of_them} of them asked so far"
        if person in left:
            so_far = f"not asked yet: {listed(map(shortened, left[person]))}"
        why = f"gave {counted(int(names[person]), 'name')}, {so_far}"
        found.append(Found(place, int(outcomes.met[place]), why))
    return found


def names_left(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> dict[int, list[str]]:
    """The names a person gave at meetings whom their seeker has not asked, by person."""
    if "names_given" not in log.frame:
        return {}
    given = log.frame["names_given"].iloc[outcomes.rows]
    rows = np.flatnonzero(outcomes.dated & given.notna().to_numpy())
    if not len(rows):
        return {}
    who, whom = (
        log.frame[name].iloc[outcomes.rows].astype("str").map(folded).to_numpy()
        for name in ("seeker", "contact")
    )
    asked = set(zip(who, whom, strict=True))
    left: dict[int, list[str]] = {}
    for row in rows.tolist():
        names = filter(None, map(str.strip, NAMES_APART.split(str(given.iloc[row]))))
        open_ = [name for name in names if (who[row], folded(name)) not in asked]
        known = left.setdefault(int(lines.person[row]), [])
        known += [name for name in open_ if name not in known]
    return left


def _names(log: CheckedLog, outcomes: Outcomes) -> NDArray[np.float64]:
    """Names given, nan where the log does not say."""
    if not has(log, "referrals_given"):
        return np.full(len(outcomes.rows), np.nan)
    return numbers_of(log, "referrals_given", outcomes.rows)


def _latest(outcomes: Outcomes, lines: Lines) -> Flags:
    """Is the request the last one to its person; of several on one day, the last in the file."""
    order = np.lexsort((np.arange(len(lines.person)), outcomes.asked))
    last = np.zeros(lines.people, np.int64)
    last[lines.person[order]] = order  # the latest assignment to a person stands
    latest = np.zeros(len(lines.person), bool)
    latest[last] = True
    return latest


def _since(outcomes: Outcomes, place: int) -> str:
    return f"{counted(outcomes.as_of_day - int(outcomes.met[place]), 'day')} since the meeting"


def _order(due: Due) -> tuple[int, date, str, str]:
    return ACTIONS.index(due.action), due.since, due.seeker, due.contact

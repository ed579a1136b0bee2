"""What is due after a meeting: thanks, names to ask for, and the people named."""

from collections.abc import Iterator

import numpy as np

from outreachlab.answers.due import (
    LET_GO_AFTER,
    Action,
    Found,
    Ground,
    dated,
    fading,
    lacking,
    more,
    names_of,
    names_told,
    thanked,
)
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import folded
from outreachlab.log.vocabulary import NAMES_APART
from outreachlab.wording import counted, in_ten, isolated, listed, shortened

THANKS_WITHIN, UPDATE_AFTER = 2, 14  # days since the meeting
MOST_NAMED = 3


def thanks(ground: Ground) -> Iterator[Found]:
    """Meetings without thanks: thanks, after 14 days an update in their place, after 60 none."""
    if lacking(ground.log, "thank"):
        return
    open_ = ground.now.dated & ~thanked(ground) & (ground.now.met < ground.today)
    open_ &= ground.now.met >= ground.today - LET_GO_AFTER
    for place in np.flatnonzero(open_).tolist():
        habits, ago, met = ground.of(place), ground.ago(place), int(ground.now.met[place])
        since_then = f"met {dated(met, ground.today)}"
        action: Action = "thank"
        why = f"{since_then}, no thanks noted{more(names_told(habits))}"
        if ago > UPDATE_AFTER:
            action = "update"
            why = f"{since_then} without thanks: say what you did with the advice, and thank for it"
        yield Found(
            action=action,
            place=place,
            since=met,
            by=max(met + THANKS_WITHIN, ground.today),
            why=why,
            worth=habits.yeses_a_meeting * fading(ago),
            last=met + (UPDATE_AFTER if action == "thank" else LET_GO_AFTER),
        )


def names_to_ask_for(ground: Ground) -> Iterator[Found]:
    """Meetings at which nobody was asked whom else to talk to, and that brought no name."""
    if lacking(ground.log, "ask_for_names"):
        return
    log, now, lines = ground.log, ground.now, ground.lines
    asked = (log.frame["asked_for_referrals"] == "no").to_numpy(bool)[now.rows]
    led = np.bincount(lines.person, lines.offspring)[lines.person] > 0
    without = now.dated & asked & ~(names_of(log, now) > 0) & ~led & (now.met < ground.today)
    for place in np.flatnonzero(without).tolist():
        habits, ago, met = ground.of(place), ground.ago(place), int(now.met[place])
        told = more(names_told(habits))
        yield Found(
            action="ask_for_names",
            place=place,
            since=met,
            by=ground.today,
            why=f"met {dated(met, ground.today)}, not asked whom else to talk to{told}",
            worth=habits.yeses_a_meeting * fading(ago),
            older=ago > LET_GO_AFTER,
        )


def people_to_ask(ground: Ground) -> Iterator[Found]:
    """
    People who gave more names at their meetings than have been asked since.

    Where the log has the names, whoever of them was asked is ticked off, by whatever way they came.
    """
    if lacking(ground.log, "ask_named_person"):
        return
    now, lines = ground.now, ground.lines
    given = np.where(now.dated, np.nan_to_num(names_of(ground.log, now)), 0).astype(np.int64)
    names = np.bincount(lines.person, given).astype(np.int64)
    child = np.flatnonzero(lines.parent >= 0)
    giver = lines.person[lines.parent[child]]
    pairs = np.unique(giver * lines.people + lines.person[child])
    open_ = names - np.bincount(pairs // lines.people, minlength=lines.people)
    left = names_left(ground.log, now, lines)
    for person, whom in left.items():
        open_[person] = len(whom)
    for person in np.flatnonzero(open_ > 0).tolist():
        meetings = np.flatnonzero((lines.person == person) & (given > 0))
        place = int(meetings[np.argmax(now.met[meetings])])
        habits, ago, many = ground.of(place), ground.ago(place), int(open_[person])
        when = dated(int(now.met[place]), ground.today)
        said = f"{in_ten(habits.named.value)} whom somebody named said yes"
        told = more(said if habits.named.known else "")
        yield Found(
            action="ask_named_person",
            place=place,
            since=int(now.met[place]),
            by=ground.today,
            why=f"{_named(left.get(person, []), many, int(names[person]), when)}{told}",
            worth=many * habits.named.value * fading(ago),
            older=ago > LET_GO_AFTER,
            people=many,
        )


def _named(whom: list[str], many: int, names: int, when: str) -> str:
    """Who was named and not asked yet; by number where the log has no names."""
    if whom:
        shown = [isolated(shortened(name)) for name in whom[:MOST_NAMED]]
        more = [f"{many - MOST_NAMED:,} more"] if many > MOST_NAMED else []
        return f"named {listed([*shown, *more])} {when}, not asked yet"
    unasked = "not asked yet" if names == 1 else "none of them asked yet"
    asked = f"{names - many:,} of them asked so far" if names > many else unasked
    return f"gave {counted(names, 'name')} {when}, {asked}"


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

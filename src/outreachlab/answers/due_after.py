"""What is due after a meeting: thanks, names to ask for, and the people named."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from outreachlab.answers.due import (
    LET_GO_AFTER,
    Action,
    Found,
    Ground,
    Places,
    dated,
    fading,
    found_at,
    lacking,
    more,
    names_of,
    names_told,
    thanked,
)
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.people import same_people
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
    ago = ground.today - ground.now.met.astype(np.int64)
    late = ago > UPDATE_AFTER
    yield _thanks(ground, "thank", np.flatnonzero(open_ & ~late), UPDATE_AFTER)
    yield _thanks(ground, "update", np.flatnonzero(open_ & late), LET_GO_AFTER)


def _thanks(ground: Ground, action: Action, place: Places, until: int) -> Found:
    met, ago = ground.now.met[place].astype(np.int64), ground.ago(place)

    def why(at: int) -> str:
        since_then = f"met {dated(int(met[at]), ground.today)}"
        if action == "update":
            return (
                f"{since_then} without thanks: say what you did with the advice, and thank for it"
            )
        return f"{since_then}, no thanks noted{more(names_told(ground.of(place[at])))}"

    return found_at(
        action,
        place,
        since=met,
        by=np.maximum(met + THANKS_WITHIN, ground.today),
        why=why,
        worth=ground.yeses_a_meeting(place) * fading(ago),
        last=met + until,
    )


def names_to_ask_for(ground: Ground) -> Iterator[Found]:
    """Meetings at which nobody was asked whom else to talk to, and that brought no name."""
    if lacking(ground.log, "ask_for_names"):
        return
    log, now, lines = ground.log, ground.now, ground.lines
    asked = (log.frame["asked_for_referrals"] == "no").to_numpy(bool)[now.rows]
    led = np.bincount(lines.person, lines.offspring)[lines.person] > 0
    without = now.dated & asked & ~(names_of(log, now) > 0) & ~led & (now.met < ground.today)
    place = np.flatnonzero(without)
    ago = ground.ago(place)

    def why(at: int) -> str:
        told = more(names_told(ground.of(place[at])))
        when = dated(int(now.met[place[at]]), ground.today)
        return f"met {when}, not asked whom else to talk to{told}"

    yield found_at(
        "ask_for_names",
        place,
        since=now.met[place],
        by=ground.today,
        why=why,
        worth=ground.yeses_a_meeting(place) * fading(ago),
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
    told = np.flatnonzero(given > 0)
    told = told[np.lexsort((-told, now.met[told], lines.person[told]))]
    last = np.zeros(lines.people, np.int64)
    last[lines.person[told]] = told  # the latest meeting of a person stands
    people = np.flatnonzero((open_ > 0) & (names > 0))
    place, many = last[people], open_[people]
    ago = ground.ago(place)

    def why(at: int) -> str:
        named = ground.of(place[at]).named
        said = more(f"{in_ten(named.value)} whom somebody named said yes" if named.known else "")
        whom, counts = left.get(int(people[at]), []), (int(many[at]), int(names[people[at]]))
        return f"{_named(whom, *counts, dated(int(now.met[place[at]]), ground.today))}{said}"

    yield found_at(
        "ask_named_person",
        place,
        since=now.met[place],
        by=ground.today,
        why=why,
        worth=many * ground.habits.value("named")[ground.seeker[place]] * fading(ago),
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
    given = log.frame["names_given"].cat
    text = given.codes.to_numpy()[outcomes.rows]
    rows = np.flatnonzero(outcomes.dated & (text >= 0))
    texts, which = np.unique(text[rows], return_inverse=True)
    told = [_names_in(given.categories[at]) for at in texts.tolist()]
    names = sorted({name for some in told for name in some})
    place = {name: at for at, name in enumerate(names)}
    asked = _asked(log, outcomes, lines, names)
    left: dict[int, list[str]] = {}
    for row, at in zip(rows.tolist(), which.reshape(-1).tolist(), strict=True):
        known = left.setdefault(int(lines.person[row]), [])
        for name in told[at]:
            if name not in known and not asked(int(lines.seeker[row]), place[name]):
                known.append(name)
    return left


def _names_in(text: str) -> list[str]:
    return [name for name in map(str.strip, NAMES_APART.split(text)) if name]


def _asked(
    log: CheckedLog, outcomes: Outcomes, lines: Lines, names: list[str]
) -> Callable[[int, int], bool]:
    """Has a seeker (a code of the lines) asked the one of a name, by its place?"""
    book = pd.Series(pd.Categorical.from_codes(np.arange(len(names)), pd.Index(names, dtype="str")))
    contact, named = same_people(log.frame["contact"], book)
    people = int(max(contact.max(initial=0), named.max(initial=0))) + 1
    pairs = set(np.unique(lines.seeker.astype(np.int64) * people + contact[outcomes.rows]).tolist())
    return lambda seeker, name: seeker * people + int(named[name]) in pairs

"""All that is due as lines, one a person: what is worth most, and beside it what else is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.due import ALWAYS, Action, Due, Found, Ground
from outreachlab.log.days import EPOCH
from outreachlab.wording import listed

Ints = NDArray[np.int64]
DOING: dict[Action, str] = {
    "follow_up": "send one reminder",
    "agree_day": "agree on a day",
    "prepare": "prepare the meeting",
    "thank": "say thank you",
    "update": "send an update",
    "ask_for_names": "ask for further names",
    "ask_named_person": "ask the people named",
    "first_requests": "send first requests",
    "decide_older": "decide on loose ends",
}


def rank(one: Due) -> tuple[float, date, str, str, str]:
    """Worth most first, then what is to be done first."""
    return -one.worth, one.due_on, one.seeker or "", one.contact or "", one.about


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class People:
    """
    All that is due (k,), person by person, what is worth most of each first.

    `kind` and `item` say which of `found` each is; `start` (people,) where each person begins.
    """

    ground: Ground
    found: Sequence[Found]
    kind: Ints
    item: Ints
    place: Ints
    since: Ints
    by: Ints
    worth: NDArray[np.float64]
    start: Ints

    def __len__(self) -> int:
        return len(self.start)

    def first(self, most: int | None) -> list[Due]:
        """The lines worth most, by `rank`; all of them for None."""
        if not len(self):
            return []
        most = len(self) if most is None else most
        worth, by = self.worth[self.start], np.minimum.reduceat(self.by, self.start)
        order = np.lexsort((by, -worth))
        last = order[min(most, len(order)) - 1]
        near = (worth > worth[last]) | ((worth == worth[last]) & (by <= by[last]))
        texts = ("seeker", "contact", "request_id")
        names = (self._texts(name, self.start[near]) for name in texts)
        ranks = zip(-worth[near], by[near], *names, strict=True)
        best = sorted(zip(ranks, np.flatnonzero(near).tolist(), strict=True))[:most]
        return [self._line(at, int(by[at]), *told) for (_, _, *told), at in best]

    def _texts(self, name: str, items: Ints) -> list[str]:
        rows = self.ground.now.rows[self.place[items]]
        return list(map(str, self.ground.log.frame[name].take(rows)))

    def _line(self, person: int, by: int, who: str, whom: str, about: str) -> Due:
        start = int(self.start[person])
        stop = int(self.start[person + 1]) if person + 1 < len(self) else len(self.place)
        found, item = self.found[self.kind[start]], int(self.item[start])
        rest = [DOING[self.found[kind].action] for kind in self.kind[start + 1 : stop]]
        beside = f"; besides, {listed(rest)}" if rest else ""
        last = int(found.last[item])
        return Due(
            action=found.action,
            seeker=who,
            contact=whom,
            due_on=day_of(by),
            since=day_of(int(found.since[item])),
            why=found.why(item) + beside,
            worth=float(found.worth[item]),  # the rest is often worth the same names: counted once
            last=None if last == ALWAYS else day_of(last),
            about=about,
        )


def people_of(ground: Ground, found: Sequence[Found], lately: bool, older: bool) -> People:
    """What is due, a line a person: what is so lately, loose ends of more than sixty days, all."""
    kept = [np.flatnonzero(np.where(one.older, older, lately)) for one in found]

    def joined(values: Iterable[Ints]) -> Ints:
        return np.concatenate([np.zeros(0, np.int64), *values])

    def each(name: str) -> Ints:
        return joined(getattr(one, name)[at] for one, at in zip(found, kept, strict=True))

    kind = joined(np.full(len(at), which) for which, at in enumerate(kept))
    place, worth = each("place"), each("worth").astype(float)
    person = ground.lines.person[place]
    actions = sorted({one.action for one in found})
    action = np.array([actions.index(one.action) for one in found], np.int64)[kind]
    order = np.lexsort((action, -worth, person))
    begins = np.diff(person[order], prepend=-1) != 0
    return People(
        ground=ground,
        found=found,
        kind=kind[order],
        item=joined(kept)[order],
        place=place[order],
        since=each("since")[order],
        by=each("by")[order],
        worth=worth[order],
        start=np.flatnonzero(begins),
    )


def day_of(days: int) -> date:
    """A day number as a day."""
    return EPOCH + timedelta(days=days)

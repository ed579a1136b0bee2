"""Facts between the columns of a log, one array each, for the schema to judge."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.intake.people import same_people
from outreachlab.lineage import NEVER, circles, parents_of

NO_DAY = np.iinfo(np.int32).min
DATE_ORDER = (
    ("responded_on", "asked_on"),
    ("followed_up_on", "asked_on"),
    ("met_on", "asked_on"),
    ("thanked_on", "asked_on"),
    ("thanked_on", "met_on"),
)


def day_numbers(dates: pd.Series) -> NDArray[np.int32]:
    """Days since 1970-01-01; `NO_DAY` for a blank."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(days < NO_DAY, NO_DAY, days).astype(np.int32)


def days_after(frame: pd.DataFrame, later: str, earlier: str) -> NDArray[np.float64]:
    """Days from one date column to another, negative where their order is wrong; nan if blank."""
    gap = frame[later].to_numpy() - frame[earlier].to_numpy()
    return np.asarray(gap / np.timedelta64(1, "D"), float)


def first_use(frame: pd.DataFrame) -> NDArray[np.int64]:
    """For each row the first row with its seeker and request id: itself, unless the id repeats."""
    (who,) = same_people(frame["seeker"])
    ids = frame["request_id"].cat
    pair = who.astype(np.int64) * (len(ids.categories) + 1) + ids.codes.to_numpy()
    _, first, which = np.unique(pair, return_index=True, return_inverse=True)
    return first[which]


@dataclass(frozen=True, slots=True)
class Links:
    """Who asked, who was asked, who referred (person codes), when, and the rank of ids."""

    seeker: NDArray[np.int32]
    contact: NDArray[np.int32]
    referrer: NDArray[np.int32]
    asked: NDArray[np.int32]
    held_from: NDArray[np.int32]
    rank: Callable[[NDArray[np.intp]], NDArray[np.int64]]

    def parents(self) -> NDArray[np.int64]:
        """The row of each request's parent, -1 for a root."""
        return parents_of(
            self.seeker, self.contact, self.referrer, self.asked, self.held_from, self.rank
        )


def links_of(frame: pd.DataFrame) -> Links:
    """The links of a typed log; without a referrer column every request is a root."""
    (seeker,) = same_people(frame["seeker"])
    if "referrer" in frame:
        contact, referrer = same_people(frame["contact"], frame["referrer"])
    else:
        (contact,) = same_people(frame["contact"])
        referrer = np.full(len(frame), -1, np.int32)
    held = np.full(len(frame), NEVER, np.int32)
    if "met_on" in frame:
        met = day_numbers(frame["met_on"])
        accepted = (frame["outcome"] == "accepted").to_numpy()
        held = np.where(accepted & (met != NO_DAY), met, NEVER).astype(np.int32)
    asked = day_numbers(frame["asked_on"])
    return Links(seeker, contact, referrer, asked, held, lambda rows: natural_rank(frame, rows))


def natural_rank(frame: pd.DataFrame, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """The place of some rows among each other by request id, r2 before r10."""
    ids = frame["request_id"].iloc[rows].cat.remove_unused_categories().cat
    book = sorted(range(len(ids.categories)), key=lambda code: _natural(ids.categories[code]))
    place = np.empty(len(book), np.int64)
    place[book] = np.arange(len(book))
    return place[ids.codes.to_numpy()]


def _natural(text: str) -> list[tuple[int, int, str]]:
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]


def circle_of(frame: pd.DataFrame, links: Links) -> dict[int, str]:
    """For each row on a circle of referrals, the circle by name: `Ana -> Bo -> Ana`."""
    same_day = _within_one_day(links)
    if not same_day.any():
        return {}
    found: dict[int, str] = {}
    for rows in circles(links.parents()):
        names = [str(frame["contact"].iloc[row]) for row in rows]
        text = " -> ".join([*names, names[0]])
        found.update(dict.fromkeys(rows.tolist(), text))
    return found


def _within_one_day(links: Links) -> NDArray[np.bool_]:
    """Requests whose referrer was asked that very day; without one there is no circle."""
    named = links.referrer >= 0
    if not named.any():
        return named
    people = int(max(links.contact.max(), links.referrer.max())) + 1
    seekers = int(links.seeker.max()) + 1
    day = links.asked.astype(np.int64) * seekers + links.seeker
    return named & np.isin(day * people + links.referrer, day * people + links.contact)

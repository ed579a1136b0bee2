"""Facts between the columns of a log, one array each, for the schema to judge."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.days import NO_DAY, day_numbers
from outreachlab.log.lineage import NEVER, asked_at_all, circles, natural_rank, parents_of
from outreachlab.log.people import same_people

SHOWN = 6  # people of a circle that a message names
SPARSE = 64  # marks for each key, up to which marking is quicker than sorting
DATE_ORDER = (
    ("responded_on", "asked_on"),
    ("followed_up_on", "asked_on"),
    ("met_on", "asked_on"),
    ("thanked_on", "asked_on"),
    ("thanked_on", "met_on"),
)


def first_use(frame: pd.DataFrame) -> NDArray[np.int64]:
    """For each row the first row with its seeker and request id: itself, unless the id repeats."""
    (who,) = same_people(frame["seeker"])
    ids = frame["request_id"].cat
    codes = ids.codes.to_numpy()
    own = np.arange(len(frame), dtype=np.int64)
    known = np.flatnonzero((codes >= 0) & (who >= 0))
    if len(ids.categories) == len(frame) == len(known):
        return own  # every id is another
    pair = who[known].astype(np.int64) * len(ids.categories) + codes[known]
    if not _repeats(pair, (int(who.max(initial=0)) + 1) * len(ids.categories)):
        return own
    _, at, which = np.unique(pair, return_index=True, return_inverse=True)
    own[known] = known[at[which]]
    return own


def _repeats(keys: NDArray[np.int64], span: int) -> bool:
    """Does any key below `span` stand there twice? That is told quicker than where."""
    if span <= SPARSE * len(keys):
        seen = np.zeros(span, bool)
        seen[keys] = True
        return int(np.count_nonzero(seen)) < len(keys)
    ordered = np.sort(keys)
    return bool((ordered[1:] == ordered[:-1]).any())


@dataclass(frozen=True, eq=False)
class Links:
    """
    Who asked, who was asked, who referred (person codes), when, and the rank of ids.

    What follows from them is found when first asked for, and kept.
    """

    seeker: NDArray[np.int32]
    contact: NDArray[np.int32]
    referrer: NDArray[np.int32]
    asked: NDArray[np.int32]
    held_from: NDArray[np.int32]
    rank: Callable[[NDArray[np.intp]], NDArray[np.int64]]

    @cached_property
    def parent(self) -> NDArray[np.int64]:
        """The row of each request's parent, -1 for a root."""
        found = parents_of(
            self.seeker, self.contact, self.referrer, self.asked, self.held_from, self.rank
        )
        found.flags.writeable = False  # as others will be given it too
        return found

    @cached_property
    def never_asked(self) -> NDArray[np.bool_]:
        """Which requests name a referrer whom their seeker never asked, earlier or later."""
        outside = (self.referrer >= 0) & (self.parent < 0)
        child = np.flatnonzero(outside)
        outside[child] = ~asked_at_all(self.seeker, self.contact, self.referrer, child)
        return outside


def links_of(frame: pd.DataFrame) -> Links:
    """
    The links of a typed log; without a referrer column every request is a root.

    Those of the frame asked about last are kept, as the check, the notes and every answer about
    chains need the same. A frame in use is never changed.
    """
    global _last
    known = _last
    if known is not None and known[0]() is frame:
        return known[1]
    found = links_in(frame)
    _last = weakref.ref(frame), found
    return found


_last: tuple[weakref.ref[pd.DataFrame], Links] | None = None


def links_in(frame: pd.DataFrame) -> Links:
    """The same of a frame that nobody asks about again."""
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
    unsound = (asked == NO_DAY) | (seeker < 0)
    if unsound.any():  # a row with a fault in these cells leads to nobody and comes from nobody
        contact, referrer = (np.where(unsound, np.int32(-1), who) for who in (contact, referrer))
        asked = np.where(unsound, asked.max(), asked).astype(np.int32)
        seeker = np.maximum(seeker, 0)

    ids = frame["request_id"]  # not the frame, which would then never be let go

    def rank(rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """The place of some rows among each other by request id, r2 before r10."""
        return natural_rank(ids.iloc[rows].astype(str))

    return Links(seeker, contact, referrer, asked, held, rank)


def circle_of(frame: pd.DataFrame, links: Links) -> dict[int, str]:
    """For each row on a circle of referrals, the circle by name: `Ana -> Bo -> Ana`."""
    parent = links.parent
    # A parent was asked on the same day or before, so a circle lies within one day.
    within = (parent >= 0) & (links.asked[parent] == links.asked)
    if not within.any():
        return {}
    found: dict[int, str] = {}
    for rows in circles(np.where(within, parent, -1)):
        shown = [*rows[:SHOWN], *rows[-1:], rows[0]] if len(rows) > SHOWN + 2 else [*rows, rows[0]]
        names = [str(name) for name in frame["contact"].iloc[shown]]
        if len(rows) > SHOWN + 2:
            names.insert(SHOWN, f"({len(rows) - SHOWN - 1:,} more)")
        found.update(dict.fromkeys(rows.tolist(), " -> ".join(names)))
    return found

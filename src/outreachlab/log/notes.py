"""What looks odd in a log but keeps its row, a sentence each."""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.lineage import NEVER
from outreachlab.log.links import Links
from outreachlab.log.people import folded
from outreachlab.log.slips import slips
from outreachlab.wording import Cost, counted, isolated, listed, shortened

SHOWN = 3


def notes_of(
    frame: pd.DataFrame, links: Links, people: Collection[Suggestion] = ()
) -> tuple[str, ...]:
    """The warnings of a typed log, whose links these are and whose `people` may be one."""
    return (
        *_dates_without_their_outcome(frame),
        *_met_before_the_answer(frame),
        *_odd_referrals(frame, links, people),
        *slips(frame, links),
        *people_notes(people),
    )


def _dates_without_their_outcome(frame: pd.DataFrame) -> Iterator[str]:
    outcome = frame["outcome"]
    if "met_on" in frame and (unmet := _count(frame["met_on"].notna() & (outcome != "accepted"))):
        yield (
            f"{counted(unmet, 'request')} not accepted yet with a meeting date: "
            "that meeting does not count as held"
        )
    if "responded_on" in frame:
        silent = outcome.isin(["pending", "no_reply", "undelivered"])
        if answered := _count(frame["responded_on"].notna() & silent):
            yield (
                f"{counted(answered, 'request')} with a day of answer but no answer among the "
                "outcomes: that day is not used"
            )


def _met_before_the_answer(frame: pd.DataFrame) -> Iterator[str]:
    if "met_on" not in frame or "responded_on" not in frame:
        return
    if early := _count(frame["met_on"] < frame["responded_on"]):
        yield f"{counted(early, 'meeting')} before the day of the answer: check the two dates"


def _odd_referrals(
    frame: pd.DataFrame, links: Links, people: Collection[Suggestion]
) -> Iterator[str]:
    """Outside referrers are sound; a misspelt name looks the same, so they are named."""
    if not (links.referrer >= 0).any():
        return
    outside = links.never_asked
    strangers = outside & ~_in_doubt(frame["referrer"], people)
    if strangers.any():
        yield (
            f"{counted(int(strangers.sum()), 'request')} came through people who were never asked "
            f"themselves ({_most_named(frame, strangers)}): they count as referrers from outside"
        )
    yield from _referrals_out_of_order(frame, links, (links.referrer >= 0) & ~outside)


def _referrals_out_of_order(
    frame: pd.DataFrame, links: Links, inside: NDArray[np.bool_]
) -> Iterator[str]:
    """Requests dated before their referrer was asked, or before that meeting was held."""
    parent = links.parent
    early = inside & (parent < 0) & (links.referrer != links.contact)
    if early.any():
        was = "is" if early.sum() == 1 else "are"
        yield (
            f"{counted(int(early.sum()), 'request')} {was} dated before any request to the "
            f"referrer named ({_most_named(frame, early)}): each begins a chain of its own; "
            "check the dates"
        )
    held_from = np.append(links.held_from, NEVER)[parent]
    ahead = (held_from != NEVER) & (held_from > links.asked)
    if ahead.any():
        yield (
            f"{counted(int(ahead.sum()), 'request')} came before the meeting with the referrer "
            f"was held ({_most_named(frame, ahead)}): the referral still counts"
        )


def _most_named(frame: pd.DataFrame, rows: NDArray[np.bool_]) -> str:
    """The referrers named most often in some rows, and how many more there are."""
    names = frame["referrer"][rows].value_counts()
    names = names[names > 0]
    shown = [isolated(shortened(str(name))) for name in names.index[:SHOWN]]
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(shown)}{more}"


def _in_doubt(referrer: pd.Series, people: Collection[Suggestion]) -> NDArray[np.bool_]:
    """Which requests name a referrer who may be somebody spelled otherwise."""
    names = {folded(name) for one in people for name in (one.a, one.b)}
    hit = [bool(names) and folded(name) in names for name in referrer.cat.categories]
    return np.array([*hit, False])[referrer.cat.codes.to_numpy()]


def people_notes(people: Collection[Suggestion]) -> Iterator[str]:
    """Who may be one person, the surest first."""
    if not people:
        return
    shown = [
        f"{shortened(one.a)!r} and {shortened(one.b)!r} ({one.why})" for one in [*people][:SHOWN]
    ]
    more = f", and {len(people) - SHOWN:,} more pairs" if len(people) > SHOWN else ""
    yield Cost(
        f"perhaps one person spelled two ways: {listed(shown)}{more}; they count as two people "
        "until the names agree or a file of decisions (`people`) joins them"
    )


def _count(flags: pd.Series) -> int:
    return int(flags.sum())

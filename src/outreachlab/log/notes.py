"""What looks odd in a log but keeps its row, a sentence each."""

from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.lineage import NEVER
from outreachlab.log.links import Links
from outreachlab.log.people import folded
from outreachlab.log.slips import slips
from outreachlab.wording import counted, listed, shortened

MOST_NAMES = 3000  # in a larger pool, like names are chance
MOST_ALIKE = 30  # names that share a word; more of them share it by chance
SHOWN = 3
ALIKE = 0.85
LONGEST = 100


def notes_of(frame: pd.DataFrame, links: Links) -> tuple[str, ...]:
    """The warnings of a typed log, whose links these are."""
    return (
        *_dates_without_their_outcome(frame),
        *_met_before_the_answer(frame),
        *_odd_referrals(frame, links),
        *slips(frame, links),
        *_names_spelled_two_ways(frame),
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


def _odd_referrals(frame: pd.DataFrame, links: Links) -> Iterator[str]:
    """Outside referrers are sound; a misspelt name looks the same, so they are named."""
    if not (links.referrer >= 0).any():
        return
    outside = links.never_asked
    if outside.any():
        yield (
            f"{counted(int(outside.sum()), 'request')} came through people who were never asked "
            f"themselves ({_most_named(frame, outside)}): they count as referrers from outside"
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
    shown = [shortened(str(name)) for name in names.index[:SHOWN]]
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(shown)}{more}"


def _names_spelled_two_ways(frame: pd.DataFrame) -> Iterator[str]:
    pairs = [f"{shortened(one)!r} and {shortened(other)!r}" for one, other in alike(_names(frame))]
    if pairs:
        more = f", and {len(pairs) - SHOWN:,} more pairs" if len(pairs) > SHOWN else ""
        yield (
            f"perhaps one person spelled two ways: {listed(pairs[:SHOWN])}{more}; "
            "they count as two people until the names agree"
        )


def _names(frame: pd.DataFrame) -> list[str]:
    """The spellings of people, one a person; none where there are too many to compare."""
    people: dict[str, str] = {}
    for column in ("contact", "referrer"):
        if column in frame:
            names = frame[column].cat
            used = np.flatnonzero(np.bincount(names.codes + 1, minlength=1)[1:])
            if len(used) > MOST_NAMES:
                return []
            for name in names.categories[used]:
                people.setdefault(folded(name), name)
    return list(people.values())


def alike(names: list[str]) -> list[tuple[str, str]]:
    """Pairs of names that may be one person: `Jon Smith` and `Jonathan Smith`."""
    groups: dict[str, list[tuple[str, list[str]]]] = {}
    for name in names:
        words = folded(name[:LONGEST]).replace(".", " ").replace(",", " ").split()
        if len(words) > 1 and len(name) < LONGEST and not any(mark.isdigit() for mark in name):
            groups.setdefault(f"last {words[-1]}", []).append((name, words[:-1]))
            groups.setdefault(f"first {words[0]}", []).append((name, words[1:]))
    found: dict[tuple[str, str], None] = {}
    for key, group in groups.items():
        if len(group) <= MOST_ALIKE:
            for at, (name, rest) in enumerate(group):
                for other, others in group[at + 1 :]:
                    if _close(rest, others, by_first=key.startswith("last ")):
                        found.setdefault((name, other))
    return list(found)


def _close(one: list[str], other: list[str], *, by_first: bool) -> bool:
    """Do the rests of two names agree but for a short form, an initial or a slip?"""
    short, long = sorted((one[0], other[0]), key=len)
    if by_first and len(one) == len(other) == 1 and short != long and long.startswith(short):
        return True
    left, right = " ".join(one), " ".join(other)
    shorter, longer = sorted((len(left), len(right)))
    if shorter <= 3 or 2 * shorter < ALIKE * (shorter + longer):
        return False
    alike = SequenceMatcher(None, left, right)
    return alike.quick_ratio() >= ALIKE and alike.ratio() >= ALIKE  # the dearer one last


def _count(flags: pd.Series) -> int:
    return int(flags.sum())

"""The hypotheses a log can test: the common advice, and the tactics that its map names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.sides import Sides, sides_of
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import Book, codes_of, has, merged_books, numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, View
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, YES_NO, Advice, sources_of, stage_of
from outreachlab.stats.among import Among
from outreachlab.stats.intervals import interval_of
from outreachlab.stats.two_rates import TwoRates
from outreachlab.wording import label, listed, shortened

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
NAMED = "named someone further"
REFERRED = "was_referred"


@dataclass(frozen=True, slots=True)
class Eligible:
    """The requests that can say something on a piece of advice, and which of them succeeded."""

    among: Flags
    success: Flags
    why: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """
    Of each value of a tactic, how many can say something and how many succeeded; parts add up.

    `counts` (levels, 2) go by the `book`, and so do those of each seeker in `seekers`, None where
    they are not told apart; `why` says which column the log lacks.
    """

    tactic: str
    book: Book
    counts: Counts
    why: str | None = None
    seekers: SeekerCounts | None = None

    def __add__(self, other: "Tried") -> "Tried":
        book, *places = merged_books(self.tactic, self.book, other.book)
        counts = np.zeros((len(book), 2), np.int64)
        for place, own in zip(places, (self, other), strict=True):
            counts[place] += own.counts
        seekers = None
        if self.seekers is not None and other.seekers is not None:
            one, two = (
                seekers.placed(place, len(book))
                for place, seekers in zip(places, (self.seekers, other.seekers), strict=True)
            )
            seekers = one + two
        return Tried(self.tactic, book, counts, self.why, seekers)

    def among(self, contrast: tuple[str, str]) -> Among | None:
        """Both sides among seekers; None where there are not several."""
        if self.seekers is None:
            return None
        one, two = (self.book.index(side) if side in self.book else -1 for side in contrast)
        return self.seekers.between(one, two)

    def against(self, contrast: tuple[str, str]) -> TwoRates:
        """The four counts of two values; none where the log has no such value."""
        (n, a), (m, b) = (
            self.counts[self.book.index(level)].tolist() if level in self.book else (0, 0)
            for level in contrast
        )
        return TwoRates(a, n, b, m)


def eligible_for(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> Eligible:
    """
    Arrays (n,) over the requests looked at, by what the advice is tested on.

    Accepted requests are the counted ones, so that a meeting had time to be held; a meeting
    enters if the log says how many names it gave. Having a referral is looked at among requests
    that nobody in the log led to: yeses bring referrals by themselves, whatever these do. Nothing
    enters where a column is missing.
    """
    if (why := lacking(log, advice)) is not None:
        nothing = np.zeros(len(outcomes.rows), bool)
        return Eligible(nothing, nothing, why)
    if advice.tactic == REFERRED:
        roots = lines_of(log, outcomes.rows).parent < 0
        return Eligible(outcomes.counted & roots, outcomes.accepted)
    if advice.success == "accepted":
        return Eligible(outcomes.counted, outcomes.accepted)
    if advice.success == "meeting held":
        return Eligible(outcomes.counted & outcomes.accepted, outcomes.held)
    names = numbers_of(log, "referrals_given", outcomes.rows)
    return Eligible(outcomes.held & ~np.isnan(names), names > 0)


def lacking(log: CheckedLog, advice: Advice) -> str | None:
    """Which columns the log lacks to test a piece of advice; None if it has all."""
    there = log.frame.columns  # asked for a name, which is far quicker than read through
    missing = [
        column
        for column in columns_of(advice)
        if column not in there and not (column == "met_on" and "met" in there)
    ]
    return f"the log has no column {listed(missing, 'or')}" if missing else None


def columns_of(advice: Advice) -> tuple[str, ...]:
    """The columns of the log that a piece of advice is tested by."""
    held = () if advice.success == "accepted" else ("met_on",)
    named = ("referrals_given",) if advice.success == NAMED else ()
    return (*sources_of(advice.tactic), *held, *named)


def read_for(advice: Advice) -> tuple[str, ...]:
    """The columns read to test it: those and, of a referral, what tells who led to whom."""
    return (advice.tactic, *columns_of(advice), *(FOREST if advice.tactic == REFERRED else ()))


def tried_of(log: CheckedLog, outcomes: Outcomes, advice: Advice, clustered: bool = True) -> Tried:
    """The counts of a tactic's values in a log, or in a part of one."""
    eligible = eligible_for(log, outcomes, advice)
    if eligible.why is not None:
        return Tried(advice.tactic, (), np.zeros((0, 2), np.int64), eligible.why)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    inside = eligible.among & (codes.codes >= 0)
    size = len(codes.book) + 1
    each = (codes.codes + 1)[inside].astype(np.intp)  # blanks first, so that no code is negative
    both = [np.bincount(each, weight, size)[1:] for weight in (None, eligible.success[inside])]
    present = np.flatnonzero(both[0])
    counts = [one[present] for one in both]
    place = np.full(size, -1)
    place[present] = np.arange(len(present))
    level = np.where(inside, place[codes.codes], -1)
    seekers = None
    if clustered:
        entering = (level, len(present), inside, eligible.success)
        seekers = counts_by_seeker(log, outcomes, *entering, together=True)
    book = tuple(codes.book[code] for code in present)
    return Tried(
        advice.tactic, book, np.stack(counts, axis=1).astype(np.int64), eligible.why, seekers
    )


def contrast_of(advice: Advice, tried: Tried, confidence: float) -> Sides | None:
    """Both sides of the advice's contrast; None where all values are compared."""
    if advice.contrast is None:
        return None
    nobody = tried.why or f"one side has none of the {advice.among}"
    counts, found = tried.against(advice.contrast), tried.among(advice.contrast)
    return sides_of(advice.contrast, counts, confidence, nobody, found)


def levels_of_all(tried: Tried, confidence: float) -> list[dict[str, Any]]:
    """Every value of a tactic that is only described; empty where it is not recorded."""
    total, hits = tried.counts.T
    if tried.seekers is not None and tried.seekers.several:
        low, high = tried.seekers.limits(len(tried.book), confidence)
    else:
        low, high = interval_of(hits, total, confidence)
    return [
        {
            "level": tried.book[place],
            "counted": int(total[place]),
            "succeeded": int(hits[place]),
            "rate": float(hits[place] / total[place]),
            "low": float(low[place]),
            "high": float(high[place]),
        }
        for place in np.flatnonzero(total).tolist()
    ]


def own_of(log: CheckedLog) -> tuple[Advice, ...]:
    """The map's tactics of the request but numbers, in its order; categories without contrast."""
    return tuple(
        Advice(label(name), name, YES_NO if kind == "yes_no" else None)
        for name, kind in log.tactics.items()
        if kind != "number" and has(log, name) and stage_of(name) == "request"
        and name not in ADVICE_OF
    )  # fmt: skip


def hypotheses_of(log: CheckedLog, tried: Mapping[str, Tried]) -> tuple[Advice, ...]:
    """
    All advice, then the map's tactics of the request, whose values were tried so often.

    A yes/no tactic is tested as yes against no; a category with two values among the counted
    requests as the rarer against the more frequent one (ties by text order), the baseline of the
    adjusted model; a category with more values is only described. Numbers have no contrast.
    """
    own = (one if one.contrast else _contrasted(one, tried[one.tactic]) for one in own_of(log))
    return (*ADVICE, *own)


def every_tried(
    log: CheckedLog, outcomes: Outcomes, advice: tuple[Advice, ...], clustered: bool = True
) -> dict[str, Tried]:
    """How often the values of each tactic were tried, by its name."""
    return {one.tactic: tried_of(log, outcomes, one, clustered) for one in advice}


def _contrasted(one: Advice, tried: Tried) -> Advice:
    counts, name = tried.counts[:, 0], one.advice
    if np.count_nonzero(counts) != 2:
        return one
    common = int(counts.argmax())  # the first of two equals: books are sorted
    (rare,) = (int(place) for place in np.flatnonzero(counts) if place != common)
    a, b = tried.book[rare], tried.book[common]
    heading = f"{name}: {shortened(label(a), 24)} rather than {shortened(label(b), 24)}"
    return Advice(heading, one.tactic, (a, b))


def tried_over(view: View, asked: tuple[Advice, ...], clustered: bool = True) -> dict[str, Tried]:
    """How often each value of some tactics was tried, by the name of the tactic."""
    columns = tuple(name for one in asked for name in read_for(one))
    counts = view.total(partial(_tried, asked, clustered), columns)
    return {one.tactic: found for one, found in zip(asked, counts, strict=True)}


def _tried(
    asked: tuple[Advice, ...], clustered: bool, log: CheckedLog, outcomes: Outcomes
) -> tuple[Tried, ...]:
    return tuple(every_tried(log, outcomes, asked, clustered).values())

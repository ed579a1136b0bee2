"""Which columns enter a regression, over which requests, and why others do not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.estimation import EVENTS_PER_COEFFICIENT
from outreachlab.answers.levels import refuse_late_columns
from outreachlab.answers.predictors import Factor, Floats, Number, Term
from outreachlab.codes import BLANK, Codes, codes_of, has, is_number, numbers_of
from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.vocabulary import ADVICE, ADVICE_OF, BACKGROUND, sources_of, stage_of
from outreachlab.wording import counted, listed, percent

# A term enters by itself if at most this share of it is empty and each level has so many requests.
MOST_EMPTY = 0.05
FEWEST_OF_LEVEL = 5
NO_COLUMN = "the log has no column"
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A column over the counted requests: codes with a book, or numbers with nan for a blank."""

    name: str
    codes: Codes | None
    numbers: Floats

    @property
    def known(self) -> Rows:
        """Which requests have a value."""
        return ~np.isnan(self.numbers) if self.codes is None else self.codes.codes != BLANK

    @property
    def columns(self) -> int:
        """How many coefficients it takes: one for each level in use but the baseline."""
        if self.codes is None:
            return 1
        return int(np.count_nonzero(self.counts(self.known))) - 1

    def counts(self, rows: Rows) -> NDArray[np.int64]:
        """How many of some rows have each level of the book, or each value of the number."""
        if self.codes is None:
            return np.unique(self.numbers[rows], return_counts=True)[1]
        return np.bincount(self.codes.codes[rows], minlength=len(self.codes.book))


Read = Callable[[str], Candidate]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A term as the fit takes it: its name, the levels in use, and its numbers over `rows`."""

    name: str
    levels: tuple[str, ...]
    term: Term

    @property
    def baseline(self) -> str | None:
        """The level all others are held against; None for a number."""
        return self.levels[self.term.baseline] if isinstance(self.term, Factor) else None


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The candidates that enter, the counted requests they are all known for, and the rest."""

    candidates: tuple[Candidate, ...]
    rows: Rows
    dropped: dict[str, str]


def candidate_of(log: CheckedLog, name: str, rows: NDArray[np.int64]) -> Candidate:
    """A column of the request over some rows of the frame; raises as `codes_of` does."""
    refuse_late_columns(name)
    if has(log, name) and is_number(log, name):
        return Candidate(name, None, numbers_of(log, name, rows))
    return Candidate(name, codes_of(log, name, rows), np.empty(0))


def usual_terms(log: CheckedLog) -> tuple[str, ...]:
    """Tactics of the request, those of the map, then background: the order in which they enter."""
    tactics = [
        advice.tactic
        for advice in ADVICE
        if stage_of(advice.tactic) == "request" and advice.tactic not in BACKGROUND
    ]
    own = [name for name in log.tactics if name not in (*tactics, *BACKGROUND)]
    return (*tactics, *own, *BACKGROUND)


def select(log: CheckedLog, read: Read, success: Rows, without: Mapping[str, str]) -> Selection:
    """
    The usual terms that enter by the rules of this module, one after the other.

    `read` gives a column over the counted requests, `success` (n,) are their yeses; terms in
    `without` are left out for the reason given there.
    """
    entered: list[Candidate] = []
    keep = np.ones(len(success), dtype=bool)
    coefficients = 1
    dropped: dict[str, str] = {}
    for name in usual_terms(log):
        if name in without:
            dropped[name] = without[name]
            continue
        if not has(log, name):
            dropped[name] = f"{NO_COLUMN} {_missing(log, name)}"
            continue
        candidate = read(name)
        left = keep & candidate.known
        more = coefficients + candidate.columns
        why = too_empty(candidate) or one_value(candidate, candidate.known)
        why = why or _too_rare(candidate, entered, left, keep) or _too_few(more, left, success)
        if why:
            dropped[name] = why
        else:
            entered.append(candidate)
            keep, coefficients = left, more
    return Selection(tuple(entered), keep, dropped)


def take(names: Sequence[str], read: Read, rows: int, without: Mapping[str, str]) -> Selection:
    """Exactly the terms named, but for those that have a single value or are in `without`."""
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{listed(doubled)} is named twice among the terms")
    candidates = [read(name) for name in names]
    dropped = {name: without[name] for name in names if name in without}
    while True:
        entered = [one for one in candidates if one.name not in dropped]
        keep = np.ones(rows, dtype=bool)
        for candidate in entered:
            keep &= candidate.known
        flat = {one.name: why for one in entered if (why := one_value(one, keep))}
        if not flat or not keep.any():
            return Selection(tuple(entered), keep, dropped)
        dropped |= flat


def too_empty(candidate: Candidate) -> str | None:
    """Why a column is recorded too rarely to enter by itself; None if it is not."""
    known = candidate.known
    empty = 1 - known.mean() if len(known) else 1.0
    if empty == 1:
        return "no counted request records it"
    if empty > MOST_EMPTY:
        return (
            f"{percent(empty)} of the counted requests do not record it; "
            f"at most {percent(MOST_EMPTY, 0)} may be empty"
        )
    return None


def one_value(candidate: Candidate, rows: Rows) -> str | None:
    """Why a column that never changes cannot enter; None if it does change."""
    counts = candidate.counts(rows)
    used = np.flatnonzero(counts)
    if len(used) > 1:
        return None
    if not len(used):
        return "no counted request records it"
    value = (
        f"{candidate.numbers[rows][0]:g}"
        if candidate.codes is None
        else candidate.codes.book[used[0]]
    )
    return f"it is {value} in every request used"


def chosen_of(selection: Selection, baselines: Mapping[str, str]) -> list[Chosen]:
    """The terms over the rows in use, levels nobody has left away, each with its baseline."""
    names = [candidate.name for candidate in selection.candidates]
    for name in baselines:
        if name not in (*names, *selection.dropped):
            raise UsageError(
                f"{name} has a baseline but is no term; the terms are: {listed(names)}"
            )
    return [_chosen(candidate, selection.rows, baselines) for candidate in selection.candidates]


def baseline_of(name: str, levels: Sequence[str], counts: Sequence[int]) -> str:
    """The second side of the advice's contrast, else the most frequent level, ties by text."""
    advice = ADVICE_OF.get(name)
    if advice and advice.contrast and advice.contrast[1] in levels:
        return advice.contrast[1]
    return min(zip(levels, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[0]


def _chosen(candidate: Candidate, rows: Rows, baselines: Mapping[str, str]) -> Chosen:
    name, codes = candidate.name, candidate.codes
    if codes is None:
        if name in baselines:
            raise UsageError(f"{name} is a number and has no baseline")
        return Chosen(name, (), Number(candidate.numbers[rows]))
    counts = candidate.counts(rows)
    used = np.flatnonzero(counts)
    levels = tuple(codes.book[place] for place in used)
    baseline = baselines.get(name) or baseline_of(name, levels, counts[used].tolist())
    if baseline not in levels:
        raise UnknownLevelError(name, baseline, levels)
    place = np.zeros(len(codes.book), dtype=np.intp)
    place[used] = np.arange(len(used))
    factor = Factor(place[codes.codes[rows]], len(levels), levels.index(baseline))
    return Chosen(name, levels, factor)


def _too_rare(
    candidate: Candidate, entered: Sequence[Candidate], left: Rows, keep: Rows
) -> str | None:
    """Why some level would have too few requests, were the rows cut to `left`; None if enough."""
    # rows are lost only where the candidate is blank; without a blank, only its own levels matter
    looked_at = (candidate, *entered) if (left != keep).any() else (candidate,)
    for one in looked_at:
        if one.codes is None:
            continue
        before, now = one.counts(one.known), one.counts(left)
        for level in np.flatnonzero((before > 0) & (now < FEWEST_OF_LEVEL)):
            have = f"{counted(int(now[level]), 'request')} with {one.name}={one.codes.book[level]}"
            verb = "there would be" if one is candidate else "it would leave"
            return f"{verb} {have}; each level needs {FEWEST_OF_LEVEL}"
    return None


def _too_few(coefficients: int, left: Rows, success: Rows) -> str | None:
    """Why there are too few yeses or noes for so many coefficients; None if there are enough."""
    total, yeses = int(left.sum()), int((success & left).sum())
    if min(yeses, total - yeses) >= EVENTS_PER_COEFFICIENT * coefficients:
        return None
    return (
        f"{coefficients} coefficients need {EVENTS_PER_COEFFICIENT * coefficients} accepted "
        f"requests and as many others; there are {yeses:,} and {total - yeses:,}"
    )


def _missing(log: CheckedLog, name: str) -> str:
    return listed((source for source in sources_of(name) if source not in log.frame), "or")

"""Which columns enter a regression, over which requests, and why others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.fitting.recorded import Candidate, Column, Flags, Recorded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import Codes, has, places_in
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, BACKGROUND, sources_of, stage_of
from outreachlab.stats.estimation import EVENTS_PER_COEFFICIENT
from outreachlab.stats.predictors import Factor, Number, Term
from outreachlab.wording import counted, listed, percent

# A term enters by itself if at most this share of it is empty and each level has so many requests.
MOST_EMPTY = 0.05
FEWEST_OF_LEVEL = 5
NO_COLUMN = "the log has no column"


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A term of the model: its levels in use and the baseline among them; a number has none."""

    name: str
    levels: tuple[str, ...]
    baseline: str | None

    def term(self, column: Column | None = None) -> Term:
        """The term over the requests of a column, all of which record it; over none without."""
        if self.baseline is None:
            return Number(np.empty(0) if column is None else np.asarray(column, float))
        codes = np.zeros(0, np.intp)
        if isinstance(column, Codes):
            codes = places_in(self.name, column.book, self.levels)[column.codes]
        return Factor(codes, len(self.levels), self.levels.index(self.baseline))


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The candidates that enter, the patterns they are all known in, and the rest."""

    candidates: tuple[Candidate, ...]
    patterns: Flags
    dropped: dict[str, str]


def usual_terms(log: CheckedLog) -> tuple[str, ...]:
    """Tactics of the request, those of the map, then background: the order in which they enter."""
    tactics = [
        advice.tactic
        for advice in ADVICE
        if stage_of(advice.tactic) == "request" and advice.tactic not in BACKGROUND
    ]
    own = [name for name in log.tactics if name not in (*tactics, *BACKGROUND)]
    return (*tactics, *own, *BACKGROUND)


def select(log: CheckedLog, recorded: Recorded, without: Mapping[str, str]) -> Selection:
    """
    The usual terms that enter by the rules of this module, one after the other.

    `recorded` are the counted requests by pattern; terms in `without` are left out for the reason
    given there.
    """
    entered: list[Candidate] = []
    keep = recorded.every
    coefficients = 1
    dropped: dict[str, str] = {}
    for name in usual_terms(log):
        if name in without:
            dropped[name] = without[name]
            continue
        if not has(log, name):
            dropped[name] = f"the log has no column {_missing(log, name)}"
            continue
        candidate = recorded.candidates[name]
        left = keep & candidate.known
        more = coefficients + candidate.columns
        why = too_empty(candidate, recorded) or one_value(candidate, candidate.known)
        why = why or _too_rare(candidate, entered, left, keep) or _too_few(more, left, recorded)
        if why:
            dropped[name] = why
        else:
            entered.append(candidate)
            keep, coefficients = left, more
    return Selection(tuple(entered), keep, dropped)


def take(names: Sequence[str], recorded: Recorded, without: Mapping[str, str]) -> Selection:
    """Exactly the terms named, but for those that have a single value or are in `without`."""
    candidates = [recorded.candidates[name] for name in names]
    dropped = {name: without[name] for name in names if name in without}
    while True:
        entered = [one for one in candidates if one.name not in dropped]
        keep = recorded.every
        for candidate in entered:
            keep &= candidate.known
        flat = {one.name: why for one in entered if (why := one_value(one, keep))}
        if not flat or not recorded.total(keep):
            return Selection(tuple(entered), keep, dropped)
        dropped |= flat


def refuse_doubles(names: Sequence[str]) -> None:
    """Raise UsageError where a term is named twice."""
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{listed(doubled)} is named twice among the terms")


def too_empty(candidate: Candidate, recorded: Recorded) -> str | None:
    """Why a column is recorded too rarely to enter by itself; None if it is not."""
    every = recorded.total(recorded.every)
    empty = 1 - recorded.total(candidate.known) / every if every else 1.0
    if empty == 1:
        return "no counted request records it"
    if empty > MOST_EMPTY:
        return (
            f"{percent(empty)} of the counted requests do not record it; "
            f"at most {percent(MOST_EMPTY, 0)} may be empty"
        )
    return None


def one_value(candidate: Candidate, patterns: Flags) -> str | None:
    """Why a column that never changes cannot enter; None if it does change."""
    used = candidate.values(patterns)
    if len(used) > 1:
        return None
    return f"it is {used[0]} in every request used" if used else "no counted request records it"


def chosen_of(selection: Selection, baselines: Mapping[str, str]) -> list[Chosen]:
    """The terms, levels nobody has left away, each with its baseline."""
    names = [candidate.name for candidate in selection.candidates]
    for name in baselines:
        if name not in (*names, *selection.dropped):
            raise UsageError(
                f"{name} has a baseline but is no term; the terms are: {listed(names)}"
            )
    return [_chosen(one, selection.patterns, baselines) for one in selection.candidates]


def baseline_of(name: str, levels: Sequence[str], counts: Sequence[int]) -> str:
    """The second side of the advice's contrast, else the most frequent level, ties by text."""
    advice = ADVICE_OF.get(name)
    if advice and advice.contrast and advice.contrast[1] in levels:
        return advice.contrast[1]
    return min(zip(levels, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[0]


def _chosen(candidate: Candidate, patterns: Flags, baselines: Mapping[str, str]) -> Chosen:
    name = candidate.name
    if candidate.book is None:
        if name in baselines:
            raise UsageError(f"{name} is a number and has no baseline")
        return Chosen(name, (), None)
    counts = candidate.counts(patterns)
    used = np.flatnonzero(counts)
    levels = tuple(candidate.book[place] for place in used)
    baseline = baselines.get(name) or baseline_of(name, levels, counts[used].tolist())
    if baseline not in levels:
        raise UnknownLevelError(name, baseline, levels)
    return Chosen(name, levels, baseline)


def _too_rare(
    candidate: Candidate, entered: Sequence[Candidate], left: Flags, keep: Flags
) -> str | None:
    """Why some level would have too few requests, were the rows cut to `left`; None if enough."""
    # rows are lost only where the candidate is blank; without a blank, only its own levels matter
    looked_at = (candidate, *entered) if (left != keep).any() else (candidate,)
    for one in looked_at:
        if one.book is None:
            continue
        before, now = one.counts(one.known), one.counts(left)
        for level in np.flatnonzero((before > 0) & (now < FEWEST_OF_LEVEL)):
            have = f"{counted(int(now[level]), 'request')} with {one.name}={one.book[level]}"
            verb = "there would be" if one is candidate else "it would leave"
            return f"{verb} {have}; each level needs {FEWEST_OF_LEVEL}"
    return None


def _too_few(coefficients: int, left: Flags, recorded: Recorded) -> str | None:
    """Why there are too few yeses or noes for so many coefficients; None if there are enough."""
    total, yeses = recorded.total(left), recorded.accepted(left)
    if min(yeses, total - yeses) >= EVENTS_PER_COEFFICIENT * coefficients:
        return None
    return (
        f"{coefficients} coefficients need {EVENTS_PER_COEFFICIENT * coefficients} accepted "
        f"requests and as many others; there are {yeses:,} and {total - yeses:,}"
    )


def _missing(log: CheckedLog, name: str) -> str:
    return listed((source for source in sources_of(name) if source not in log.frame), "or")

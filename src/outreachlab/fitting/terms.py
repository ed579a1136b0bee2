"""Which columns enter a regression, over which requests, and why others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.fitting.recorded import Candidate, Column, Counts, Flags, Recorded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes, has, places_in
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, BACKGROUND, sources_of, stage_of
from outreachlab.stats.estimation import EVENTS_PER_COEFFICIENT
from outreachlab.stats.predictors import Factor, Number, Term
from outreachlab.wording import listed, percent

# A term enters by itself if at most this share of it is empty; a level stands by itself with so
# many requests, rarer ones together.
MOST_EMPTY = 0.05
FEWEST_OF_LEVEL = 5
RARER = "rarer values"
NO_COLUMN = "the log has no column"
ALL_RARE = f"fewer than two of its values have {FEWEST_OF_LEVEL} requests"


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """
    A term of the model: its levels in use and the baseline among them; a number has none.

    Where it is `filled`, the `blank` requests that do not record it are held at the mean of its
    columns: `means` are the levels' shares, or that of the number. Levels that are `merged` are too
    rare to stand by themselves and are the last level together, which is only adjusted for.
    """

    name: str
    levels: tuple[str, ...]
    baseline: str | None
    means: tuple[float, ...] = ()
    blank: int = 0
    merged: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Do requests stay that do not record it?"""
        return bool(self.means)

    def term(self, column: Column | None = None) -> Term:
        """The term over the requests of a column; over none without."""
        if self.baseline is None:
            values = np.empty(0) if column is None else np.asarray(column, float)
            mean = self.means[0] if self.means else np.nan
            return Number(np.where(np.isnan(values), mean, values))
        codes = np.zeros(0, np.intp)
        if isinstance(column, Codes):
            codes = self._places(column.book).take(column.codes)
        baseline = self.levels.index(self.baseline)
        return Factor(codes, len(self.levels), baseline, self.means or None)

    def _places(self, book: tuple[str, ...]) -> NDArray[np.intp]:
        """The code of each value of a book, and of a blank, which is the last."""
        places = places_in(self.name, book, self.levels)
        if self.merged:
            rare = places_in(self.name, book, self.merged) != BLANK
            places = np.where(rare, len(self.levels) - 1, places)
        places = np.append(places, BLANK)
        return np.where(places == BLANK, len(self.levels), places) if self.means else places


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """
    The candidates that enter, the patterns used, and the rest.

    `filled` says whether blanks are held at the mean and rare levels together, or left out; `times`
    (p,) how many requests have each pattern.
    """

    candidates: tuple[Candidate, ...]
    patterns: Flags
    dropped: dict[str, str]
    filled: bool
    times: Counts


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
        why = too_empty(candidate, recorded) or one_value(candidate, candidate.known)
        more = coefficients + _coefficients(candidate)
        why = why or (ALL_RARE if more == coefficients else _too_few(more, recorded))
        if why:
            dropped[name] = why
        else:
            entered.append(candidate)
            coefficients = more
    return Selection(tuple(entered), recorded.every, dropped, True, recorded.times)


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
            return Selection(tuple(entered), keep, dropped, False, recorded.times)
        dropped |= flat


def refuse_doubles(names: Sequence[str]) -> None:
    """Raise UsageError where a term is named twice."""
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{listed(doubled)} is named twice among the terms")


def too_empty(candidate: Candidate, recorded: Recorded) -> str | None:
    """Why a column is recorded too rarely to enter by itself; None if it is not."""
    every = recorded.total(recorded.every)
    empty = every - recorded.total(candidate.known)
    if empty == every:
        return "no counted request records it"
    if empty > ceil(MOST_EMPTY * every):
        return (
            f"{percent(empty / every)} of the counted requests do not record it; "
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
    return [_chosen(one, selection, baselines) for one in selection.candidates]


def baseline_of(name: str, levels: Sequence[str], counts: Sequence[int]) -> str:
    """The second side of the advice's contrast, else the most frequent level, ties by text."""
    advice = ADVICE_OF.get(name)
    if advice and advice.contrast and advice.contrast[1] in levels:
        return advice.contrast[1]
    return min(zip(levels, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))[0]


def _chosen(candidate: Candidate, selection: Selection, baselines: Mapping[str, str]) -> Chosen:
    name, patterns = candidate.name, selection.patterns
    blank = int(selection.times[patterns & ~candidate.known].sum())
    if candidate.book is None:
        if name in baselines:
            raise UsageError(f"{name} is a number and has no baseline")
        known = int(selection.times[patterns & candidate.known].sum())
        mean = (float(candidate.sums[patterns].sum() / known),) if selection.filled else ()
        return Chosen(name, (), None, mean, blank)
    counts = candidate.counts(patterns)
    own, merged, lost = _levels(counts, FEWEST_OF_LEVEL if selection.filled else 1)
    levels = tuple(candidate.book[place] for place in own)
    baseline = baselines.get(name) or baseline_of(name, levels, counts[own].tolist())
    if baseline not in levels:
        raise UnknownLevelError(name, baseline, levels)
    rare = tuple(candidate.book[place] for place in merged)
    sizes = [*counts[own].tolist(), *([int(counts[merged].sum())] if rare else [])]
    means = tuple(size / sum(sizes) for size in sizes) if selection.filled else ()
    return Chosen(name, (*levels, *([RARER] if rare else [])), baseline, means, blank + lost, rare)


def _levels(
    counts: Counts, fewest: int = FEWEST_OF_LEVEL
) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """
    The levels that stand by themselves, those that stand together, and requests of neither.

    Levels with too few requests stand together; if they are too few even so, they are as good as
    blank.
    """
    own, rare = np.flatnonzero(counts >= fewest), (counts > 0) & (counts < fewest)
    together = int(counts[rare].sum())
    if together >= fewest:
        return own, np.flatnonzero(rare), 0
    return own, np.zeros(0, np.intp), together


def _coefficients(candidate: Candidate) -> int:
    """How many coefficients it takes: one for each level that stands, but the baseline."""
    if candidate.book is None:
        return 1
    own, merged, _ = _levels(candidate.counts(candidate.known))
    return len(own) - (len(merged) == 0) if len(own) else 0


def _too_few(coefficients: int, recorded: Recorded) -> str | None:
    """Why there are too few yeses or noes for so many coefficients; None if there are enough."""
    total, yeses = recorded.total(recorded.every), recorded.accepted(recorded.every)
    if min(yeses, total - yeses) >= EVENTS_PER_COEFFICIENT * coefficients:
        return None
    return (
        f"{coefficients} coefficients need {EVENTS_PER_COEFFICIENT * coefficients} accepted "
        f"requests and as many others; there are {yeses:,} and {total - yeses:,}"
    )


def _missing(log: CheckedLog, name: str) -> str:
    return listed((source for source in sources_of(name) if source not in log.frame), "or")

"""What a clear verdict is tested on again: the requests of two sides, wherever they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.judging.sides import two_rates_of
from outreachlab.answers.judging.tried import Flags, eligible_for
from outreachlab.fitting.frame import group_codes, model_frame, usual_groups
from outreachlab.fitting.terms import Chosen
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import SmallInts, codes_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import Advice
from outreachlab.stats.logit import parts_of, with_clusters
from outreachlab.stats.predictors import Column, Factor
from outreachlab.stats.rows import Here, Rows
from outreachlab.stats.two_rates import TwoRates

SEEKER = "seeker"


@dataclass(frozen=True, slots=True)
class TwoSides:
    """Both sides of a contrast, and how many seekers could be on one; those of parts add up."""

    counts: TwoRates
    seekers: int

    def __add__(self, other: "TwoSides") -> "TwoSides":
        return TwoSides(self.counts + other.counts, self.seekers + other.seekers)


class Modelled(NamedTuple):
    """The rows of a model with its terms and coefficients."""

    chosen: tuple[Chosen, ...]
    columns: tuple[Column, ...]
    rows: Rows


class Evidence(Protocol):
    """A log whose contrasts are tested again; with `roots` among what nobody in it led to."""

    def seekers(self) -> int:
        """Who has a counted request."""
        ...

    def two_sides(self, advice: Advice, roots: bool = False) -> TwoSides:
        """The counts of a contrast."""
        ...

    def side_rows(self, advice: Advice, roots: bool = False, within: bool = False) -> Rows:
        """Its requests with one term, in the usual clusters; `within` clusters them by seeker."""
        ...

    def within(self, terms: Sequence[str]) -> Modelled:
        """The counted requests with these terms, clustered by seeker."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class OfTable:
    """The evidence of a log in one table."""

    log: CheckedLog
    outcomes: Outcomes

    def seekers(self) -> int:
        """Who has a counted request."""
        return seekers_in(self.log, self.outcomes, self.outcomes.counted)

    def two_sides(self, advice: Advice, roots: bool = False) -> TwoSides:
        """The counts of a contrast."""
        return two_sides(self.log, self.outcomes, advice, roots)

    def side_rows(self, advice: Advice, roots: bool = False, within: bool = False) -> Rows:
        """Its requests with one term, in the usual clusters; `within` clusters them by seeker."""
        used, hit, side = sides_in(self.log, self.outcomes, advice, roots)
        if within:
            groups: NDArray[np.intp] | None = group_codes(self.log, self.outcomes, SEEKER)[used]
        else:
            groups = usual_groups(self.log, self.outcomes, used)[1]
        count = None if groups is None else len(np.unique(groups))
        return Here(parts_of(hit, [side], (), groups), count)

    def within(self, terms: Sequence[str]) -> Modelled:
        """The counted requests with these terms, clustered by seeker."""
        frame = model_frame(self.log, self.outcomes, terms, {}, (), None, SEEKER)
        assert frame.groups is not None
        rows = Here(with_clusters(frame.parts, frame.groups), frame.clusters)
        return Modelled(frame.chosen, frame.columns, rows)


def two_sides(log: CheckedLog, outcomes: Outcomes, advice: Advice, roots: bool) -> TwoSides:
    """The counts of a contrast in a log, or in a part of one."""
    among, success = _looked_at(log, outcomes, advice, roots)
    codes, pair = _coded(log, outcomes, advice)
    counts = two_rates_of(codes, pair, among, success)
    return TwoSides(counts, seekers_in(log, outcomes, among))


def sides_in(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, roots: bool
) -> tuple[NDArray[np.intp], Flags, Factor]:
    """The requests on either side, by place (m,); which succeeded; their side, 1 for the first."""
    among, success = _looked_at(log, outcomes, advice, roots)
    codes, (a, b) = _coded(log, outcomes, advice)
    used = np.flatnonzero(among & ((codes == a) | (codes == b)))
    return used, success[used], Factor((codes[used] == a).astype(np.intp), 2)


def seekers_in(log: CheckedLog, outcomes: Outcomes, among: Flags) -> int:
    """Whose requests some are; no seeker has requests in two parts of a log."""
    return len(np.unique(group_codes(log, outcomes, SEEKER)[among]))


def _looked_at(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, roots: bool
) -> tuple[Flags, Flags]:
    eligible = eligible_for(log, outcomes, advice)
    if not roots:
        return eligible.among, eligible.success
    return eligible.among & (lines_of(log, outcomes.rows).parent < 0), eligible.success


def _coded(
    log: CheckedLog, outcomes: Outcomes, advice: Advice
) -> tuple[SmallInts, tuple[int, int]]:
    """The codes of a tactic and those of its two sides; -2 for one that no request has."""
    assert advice.contrast is not None
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(one) if one in codes.book else -2 for one in advice.contrast)
    return codes.codes, (a, b)

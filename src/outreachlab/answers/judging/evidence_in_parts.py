"""What a clear verdict is tested on again, in the parts of a log."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b

import numpy as np

from outreachlab.answers.judging.evidence import (
    SEEKER,
    Evidence,
    Modelled,
    OfTable,
    TwoSides,
    seekers_in,
    sides_in,
    two_sides,
)
from outreachlab.answers.judging.tried import columns_of
from outreachlab.fitting import reading as over
from outreachlab.fitting.frame import CHAIN, group_codes
from outreachlab.fitting.frame_in_parts import framed_in_parts
from outreachlab.fitting.reading import Taken, small
from outreachlab.fitting.rows_in_parts import Over, each, usual_clusters
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Judged, Outcomes, outcomes_on
from outreachlab.log.view import FOREST, JUDGED_BY, View
from outreachlab.log.vocabulary import Advice
from outreachlab.parts.part import Part
from outreachlab.parts.view import PartsView
from outreachlab.stats.rows import Rows, tally


@dataclass(frozen=True, slots=True, eq=False)
class OfParts:
    """The evidence of a log in parts."""

    counting: PartsView

    def seekers(self) -> int:
        """Who has a counted request."""
        return int(self.counting.total(_seekers, ())[0])

    def two_sides(self, advice: Advice, roots: bool = False) -> TwoSides:
        """The counts of a contrast."""
        task = partial(_two_sides, advice, roots)
        found: TwoSides = self.counting.total(task, _columns(advice, roots))[0]
        return found

    def side_rows(self, advice: Advice, roots: bool = False, within: bool = False) -> Rows:
        """Its requests with one term, in the usual clusters; `within` clusters them by seeker."""

        def by(cluster: str | None) -> "TwoSidesRead":
            counting = self.counting
            read = TwoSidesRead(
                token="",
                judged=counting.judged,
                window_days=counting.window_days,
                advice=advice,
                roots=roots,
                cluster=cluster,
            )
            return replace(read, token=blake2b(pickle.dumps(read), digest_size=8).hexdigest())

        reading, clusters = (by(SEEKER), None) if within else usual_clusters(self.counting, by)
        size, yeses = each(self.counting, partial(over.total, reading, tally)).tolist()
        return Over(
            counting=self.counting,
            reading=reading,
            size=int(size),
            yeses=yeses,
            width=2,
            clusters=clusters,
        )

    def within(self, terms: Sequence[str]) -> Modelled:
        """The counted requests with these terms, clustered by seeker."""
        frame, rows = framed_in_parts(self.counting, terms, {}, (), None, SEEKER)
        return Modelled(frame.chosen, frame.columns, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSidesRead:
    """The requests of two sides in every part, their side the only term; see `model.Reading`."""

    token: str
    judged: Judged
    window_days: int
    advice: Advice
    roots: bool
    cluster: str | None

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """No terms interact."""
        return ()

    def read(self, part: Part) -> Taken:
        """The rows of a part."""
        log = part.read((*JUDGED_BY, *_columns(self.advice, self.roots or self.cluster == CHAIN)))
        outcomes = outcomes_on(log, self.judged, self.window_days)
        used, hit, side = sides_in(log, outcomes, self.advice, self.roots)
        groups = None
        if self.cluster is not None:
            groups = group_codes(log, outcomes, self.cluster)[used].astype(np.int32)
        return Taken((small(side),), hit, groups)


def _columns(advice: Advice, with_forest: bool) -> tuple[str, ...]:
    return (*columns_of(advice), *(FOREST if with_forest else ()))


def _two_sides(advice: Advice, roots: bool, log: CheckedLog, outcomes: Outcomes) -> tuple[TwoSides]:
    return (two_sides(log, outcomes, advice, roots),)


def _seekers(log: CheckedLog, outcomes: Outcomes) -> tuple[int]:
    return (seekers_in(log, outcomes, outcomes.counted),)


def evidence_of(view: View) -> Evidence:
    """The evidence of a log, be it in parts or not."""
    return OfParts(view) if isinstance(view, PartsView) else OfTable(*view.whole("advice"))

"""Every piece of advice with its verdict, over parts."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import blake2b

import numpy as np

from outreachlab.answers.advice import AdviceTested, advice_of
from outreachlab.answers.evidence import (
    SEEKER,
    Modelled,
    TwoSides,
    seekers_in,
    sides_in,
    two_sides,
)
from outreachlab.answers.hypotheses import every_tried, own_of
from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.model_frame import CHAIN, group_codes
from outreachlab.answers.rows import Rows, tally
from outreachlab.answers.tried import Tried, columns_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Judged, Outcomes, outcomes_on
from outreachlab.scale import model as over
from outreachlab.scale.effects import effects_over
from outreachlab.scale.framed import framed
from outreachlab.scale.ground import FOREST, JUDGED_BY, Counting, settle
from outreachlab.scale.model import Taken, small
from outreachlab.scale.parts import Part, PartedLog
from outreachlab.scale.rows import Over, each, usual_clusters
from outreachlab.scale.workers import Workers
from outreachlab.vocabulary import ADVICE, WINDOW_DAYS, Advice


def advice(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AdviceTested:
    """
    As `outreachlab.advice`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    confidence, as_of, window_days
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    AdviceTested
        The same answer, estimates to 1e-10, whatever the number of parts.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.

    Notes
    -----
    Counting takes one pass, the adjusted model some ten, and so does each stricter test of a
    contrast that is clear.
    """
    normal_quantile(confidence)
    counting = settle(log, as_of, window_days, workers)
    asked = (*ADVICE, *own_of(log.header))
    columns = tuple(name for one in asked for name in columns_of(one))
    totals, *counts = counting.total(partial(_tried, asked), columns)
    tried = {one.tactic: found for one, found in zip(asked, counts, strict=True)}
    model = partial(effects_over, counting, confidence=confidence)
    ground = counting.ground(totals)
    return advice_of(log.header, tried, model, OfParts(counting), confidence, ground)


@dataclass(frozen=True, slots=True, eq=False)
class OfParts:
    """The evidence of a log in parts."""

    counting: Counting

    def seekers(self) -> int:
        """Who has a counted request."""
        return int(self.counting.total(_seekers, ())[1])

    def two_sides(self, advice: Advice, roots: bool = False) -> TwoSides:
        """The counts of a contrast."""
        task = partial(_two_sides, advice, roots)
        found: TwoSides = self.counting.total(task, _columns(advice, roots))[1]
        return found

    def side_rows(self, advice: Advice, roots: bool = False, within: bool = False) -> Rows:
        """Its requests with one term, in the usual clusters; `within` clusters them by seeker."""

        def by(cluster: str | None) -> "TwoSidesRead":
            counting = self.counting
            read = TwoSidesRead("", counting.judged, counting.window_days, advice, roots, cluster)
            return replace(read, token=blake2b(pickle.dumps(read), digest_size=8).hexdigest())

        reading, clusters = (by(SEEKER), None) if within else usual_clusters(self.counting, by)
        size, yeses = each(self.counting, partial(over.total, reading, tally)).tolist()
        return Over(self.counting, reading, int(size), yeses, 2, clusters)

    def within(self, terms: Sequence[str]) -> Modelled:
        """The counted requests with these terms, clustered by seeker."""
        frame, rows, _ = framed(self.counting, terms, {}, (), None, SEEKER)
        return Modelled(frame.chosen, frame.columns, rows)


@dataclass(frozen=True, slots=True)
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


def _tried(asked: tuple[Advice, ...], log: CheckedLog, outcomes: Outcomes) -> tuple[Tried, ...]:
    return tuple(every_tried(log, outcomes, asked).values())


def _two_sides(advice: Advice, roots: bool, log: CheckedLog, outcomes: Outcomes) -> tuple[TwoSides]:
    return (two_sides(log, outcomes, advice, roots),)


def _seekers(log: CheckedLog, outcomes: Outcomes) -> tuple[int]:
    return (seekers_in(log, outcomes, outcomes.counted),)

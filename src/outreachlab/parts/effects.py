"""Adjusted effects of a log in parts: every step of the fit is a sum over parts."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from outreachlab.answers.effects import AdjustedEffects, effects_across, effects_within, refuse_both
from outreachlab.fitting.frame_in_parts import framed, names_of
from outreachlab.fitting.notes import about_rows
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.parts.log import PartedLog
from outreachlab.parts.view import Counting, settle
from outreachlab.parts.workers import Workers
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.multiplicity import Adjustment, adjusted


def adjusted_effects(
    log: PartedLog,
    *,
    terms: Sequence[str] | None = None,
    baselines: Mapping[str, str] | None = None,
    interactions: Sequence[tuple[str, str]] = (),
    cluster: str | None = None,
    fixed_effects: str | None = None,
    adjustment: Adjustment = "holm",
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AdjustedEffects:
    """
    As `outreachlab.adjusted_effects`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    terms, baselines, interactions, cluster, adjustment, confidence, as_of, window_days
        As there.
    fixed_effects : str, optional
        `seeker`, `chain`, or a column none of whose values is in two parts.
    workers : Workers, optional
        Who sums the parts; this process unless given.

    Returns
    -------
    AdjustedEffects
        The same answer, estimates to 1e-10, whatever the number of parts.

    Raises
    ------
    UsageError
        Requests to be compared are in several parts, or an option makes no sense.
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.

    Notes
    -----
    Firth's likelihood takes hundreds of passes; up to two million requests are brought here for it.
    """
    normal_quantile(confidence)
    adjusted([], adjustment)
    refuse_both(cluster, fixed_effects)
    names_of(log.header, terms, cluster, fixed_effects)  # refuses before a part is read
    counting = settle(log, as_of, window_days, workers)
    asked = (terms, baselines or {}, interactions, cluster, fixed_effects)
    return effects_over(counting, *asked, adjustment=adjustment, confidence=confidence)


def effects_over(
    counting: Counting,
    terms: Sequence[str] | None = None,
    baselines: Mapping[str, str] = MappingProxyType({}),
    interactions: Sequence[tuple[str, str]] = (),
    cluster: str | None = None,
    fixed_effects: str | None = None,
    adjustment: Adjustment = "holm",
    confidence: float = 0.95,
) -> AdjustedEffects:
    """The answer over a log for which all is settled."""
    frame, rows, ground = framed(counting, terms, baselines, interactions, cluster, fixed_effects)
    notes = (*ground.notes, *about_rows(frame))
    if fixed_effects:
        return effects_within(frame, rows.strata, adjustment, confidence, ground.facts(), notes)
    return effects_across(frame, rows, adjustment, confidence, ground.facts(), notes)

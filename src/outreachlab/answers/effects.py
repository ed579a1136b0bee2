"""What each way of asking does, the other ways and the circumstances held equal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.conditional import Strata, batches_in, strata_of
from outreachlab.answers.effect_rows import (
    E_VALUES,
    FIGURES,
    Row,
    coefficient_rows,
    effect_rows,
)
from outreachlab.answers.effects_answer import AdjustedEffects
from outreachlab.answers.estimation import effects_of, estimate, estimate_within
from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.logit import with_clusters
from outreachlab.answers.model_frame import NO_CLUSTERS, ModelFrame, model_frame
from outreachlab.answers.model_notes import (
    about_baselines,
    about_clusters,
    about_firth,
    about_rows,
)
from outreachlab.answers.multiplicity import Adjustment, adjusted
from outreachlab.answers.rows import Here, Rows
from outreachlab.errors import UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import decide
from outreachlab.vocabulary import WINDOW_DAYS

COLUMNS = ("term", "level", *FIGURES, "why")
EFFECT_COLUMNS = ("term", "level", "baseline", *FIGURES, *E_VALUES, "why")


def adjusted_effects(
    log: CheckedLog,
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
) -> AdjustedEffects:
    """
    What each way of asking does to acceptance, all terms of the model held equal.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    terms : sequence of str, optional
        Exactly these columns of the request; unless given, the usual ones that the log can carry.
    baselines : mapping of str to str, optional
        The level of a term that all others are held against.
    interactions : sequence of pairs of str
        Terms whose effects may depend on each other.
    cluster : str, optional
        `seeker`, `chain`, a column, or `none`; unless given, seekers or else chains from twenty on.
    fixed_effects : str, optional
        A column, as `seeker`, within whose values alone requests are compared (conditional logit).
    adjustment : {"holm", "benjamini-hochberg"}
        How p-values allow for how many effects are looked at.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AdjustedEffects
        `.table` has the coefficients (log odds), `.average_effects` the mean differences of
        probability (shares), `.dropped` the terms that did not enter.

    Raises
    ------
    UnknownColumnError
        The log has no such column.
    UnknownLevelError
        A baseline is no level of its term.
    UsageError
        A term is known only after the answer, or an option makes no sense.
    NothingToComputeError
        No counted request, one outcome only, or fewer requests than coefficients.

    Notes
    -----
    Clusters give CR1S errors, with Student's limits below fifty of them. Firth's likelihood, with
    profile limits and without clusters, takes over where yeses or noes are fewer than five per
    coefficient or the terms tell them apart. Tactics were chosen, not drawn by lot: E-values say
    how strong a hidden cause would have to be.

    References
    ----------
    Zeileis, Koell & Graham (2020), Journal of Statistical Software 95(1).
    Heinze & Schemper (2002), Statistics in Medicine 21:2409-2419.
    Konis (2007), Linear programming algorithms for detecting separated data, Oxford.
    VanderWeele & Ding (2017), Annals of Internal Medicine 167:268-274.
    Holm (1979), Scandinavian Journal of Statistics 6:65-70; Benjamini & Hochberg (1995), Journal of
    the Royal Statistical Society B 57:289-300.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    adjusted([], adjustment)  # and an adjustment
    refuse_both(cluster, fixed_effects)
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    frame = model_frame(log, outcomes, terms, baselines or {}, interactions, cluster, fixed_effects)
    notes = (*outcomes.notes, *about_rows(frame))
    if fixed_effects:
        assert frame.groups is not None
        batches = batches_in(with_clusters(frame.parts, frame.groups))
        strata = strata_of(batches)
        return effects_within(frame, strata, adjustment, confidence, outcomes.facts(), notes)
    rows = Here(frame.parts, frame.clusters)
    return effects_across(frame, rows, adjustment, confidence, outcomes.facts(), notes)


def refuse_both(cluster: str | None, fixed_effects: str | None) -> None:
    """Raise UsageError for clusters beside a comparison within one column."""
    if fixed_effects and cluster not in (None, NO_CLUSTERS):
        raise UsageError("fixed effects already compare within one column; leave the clusters out")


def effects_across(
    frame: ModelFrame,
    rows: Rows,
    adjustment: Adjustment,
    confidence: float,
    ground: dict[str, Any],
    notes: tuple[str, ...],
) -> AdjustedEffects:
    """The answer from rows that are here or elsewhere."""
    found = estimate(rows, frame.kept, confidence)
    effects = effects_of(rows, found, [one.term() for one in frame.chosen])
    firth = found.model == "firth"
    shown = effect_rows(
        effects, found, frame.columns, frame.chosen, frame.why, adjustment, confidence
    )
    table = coefficient_rows(found, frame.columns, frame.chosen, frame.why, adjustment)
    return AdjustedEffects(
        _table(table, COLUMNS),
        _table(shown, EFFECT_COLUMNS),
        frame.dropped,
        found.model,
        NO_CLUSTERS if firth else frame.cluster,
        None if firth else frame.clusters,
        found.covariance,
        frame.rows,
        frame.left_out,
        confidence,
        ground,
        (*notes, *about_clusters(frame, found), *about_firth(frame, found)),
        adjustment,
    )


def effects_within(
    frame: ModelFrame,
    strata: Strata,
    adjustment: Adjustment,
    confidence: float,
    ground: dict[str, Any],
    notes: tuple[str, ...],
) -> AdjustedEffects:
    """The answer within strata that are here or elsewhere."""
    found, rows, count = estimate_within(strata, len(frame.columns), confidence)
    flat = f"it does not change within one {frame.cluster} with both outcomes"
    why = dict.fromkeys(np.flatnonzero(~found.kept).tolist(), flat) | frame.why
    told = f"only those of one {frame.cluster} are compared: {count:,} of them had both outcomes"
    return AdjustedEffects(
        _table(coefficient_rows(found, frame.columns, frame.chosen, why, adjustment), COLUMNS),
        _table([], EFFECT_COLUMNS),
        frame.dropped,
        found.model,
        frame.cluster,
        count,
        found.covariance,
        rows,
        frame.left_out + frame.rows - rows,
        confidence,
        ground,
        (
            *notes,
            *about_baselines(frame),
            told,
            "without a common baseline there are no average effects",
        ),
        adjustment,
    )


def _table(rows: Sequence[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series(
                [row[name] for row in rows], dtype=float if name in _NUMBERS else object
            )
            for name in columns
        }
    )


_NUMBERS = (*FIGURES, *E_VALUES)

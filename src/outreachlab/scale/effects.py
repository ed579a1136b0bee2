"""Adjusted effects of a log in parts: every step of the fit is a sum over parts."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np

from outreachlab.answers.choice import Choice, Pairs, choose, read_terms
from outreachlab.answers.effects import effects_across
from outreachlab.answers.effects_answer import AdjustedEffects
from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.model_frame import CHAIN, NO_CLUSTERS, ModelFrame, refuse_one_cluster
from outreachlab.answers.model_notes import about_rows
from outreachlab.answers.multiplicity import Adjustment, adjusted
from outreachlab.answers.predictors import Floats
from outreachlab.answers.recorded import Recorded, recorded_of
from outreachlab.answers.rows import products
from outreachlab.answers.terms import Chosen, usual_terms
from outreachlab.codes import codes_of, has, is_number, merged_books, numbers_of
from outreachlab.errors import UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.scale import model as over
from outreachlab.scale.ground import FOREST, Counting, settle
from outreachlab.scale.model import Model, Reading, counted_rows
from outreachlab.scale.parts import PartedLog
from outreachlab.scale.rows import Over, count_clusters, each, usual_clusters
from outreachlab.scale.workers import Workers
from outreachlab.vocabulary import WINDOW_DAYS, sources_of


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
        Not over parts: a comparison within seekers takes the log as one table.
    workers : Workers, optional
        Who sums the parts; this process unless given.

    Returns
    -------
    AdjustedEffects
        The same answer, estimates to 1e-10, whatever the number of parts.

    Raises
    ------
    UsageError
        `fixed_effects` is given, or an option makes no sense.
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.

    Notes
    -----
    Firth's likelihood takes hundreds of passes; up to two million requests are brought here for it.
    """
    normal_quantile(confidence)
    adjusted([], adjustment)
    if fixed_effects:
        raise UsageError(
            "a comparison within seekers takes all requests at once; read the log as one table"
        )
    header = log.header
    names = tuple(name for name in usual_terms(header) if has(header, name))
    names = names if terms is None else tuple(terms)
    read_terms(header, names, np.zeros(0, np.int64))  # refuses what is no term
    named = None if cluster in (None, NO_CLUSTERS) else str(cluster)
    if named not in (None, CHAIN):
        is_number(header, str(named)) or codes_of(header, str(named))
    counting = settle(log, as_of, window_days, workers)
    columns = tuple(source for name in names for source in sources_of(name))
    columns += FOREST if named == CHAIN else () if named is None else sources_of(named)
    totals, recorded, books = counting.total(partial(_recorded, names, named), columns)
    ground = counting.ground(totals)
    empty = Model("", counting.judged, window_days, names, (), (), named or "seeker", books.values)
    choice = choose(
        header, recorded, terms, baselines or {}, interactions, partial(_gram, counting, empty)
    )
    rows = _rows(counting, _model(empty, choice.chosen, choice.pairs), choice, cluster)
    frame = ModelFrame(
        choice.chosen,
        choice.columns,
        (),
        choice.kept,
        choice.why,
        choice.dropped,
        rows.reading.cluster or NO_CLUSTERS,
        None,
        rows.clusters,
        choice.rows,
        ground.totals["counted"] - choice.rows,
    )
    notes = (*ground.notes, *about_rows(frame))
    return effects_across(frame, rows, adjustment, confidence, ground.facts(), notes)


def _recorded(
    names: tuple[str, ...], cluster: str | None, log: CheckedLog, outcomes: Outcomes
) -> tuple[Recorded, "Book"]:
    where = counted_rows(log, outcomes, cluster)
    columns = read_terms(log, names, outcomes.rows[where])
    return recorded_of(columns, outcomes.accepted[where]), _book(log, outcomes, cluster)


class Book:
    """The values of a cluster column in some parts."""

    def __init__(self, name: str, values: tuple[Any, ...]) -> None:
        self.name, self.values = name, values

    def __add__(self, other: "Book") -> "Book":
        if self.values and isinstance(self.values[0], float):
            return Book(self.name, tuple(sorted({*self.values, *other.values})))
        return Book(self.name, merged_books(self.name, self.values, other.values)[0])


def _book(log: CheckedLog, outcomes: Outcomes, cluster: str | None) -> Book:
    if cluster is None or cluster in over.OWN_UNITS:
        return Book("", ())
    if is_number(log, cluster):
        values = numbers_of(log, cluster, outcomes.rows)
        return Book(cluster, tuple(np.unique(values[~np.isnan(values)]).tolist()))
    return Book(cluster, codes_of(log, cluster).book)


def _model(empty: Model, chosen: Sequence[Chosen], pairs: Pairs) -> Model:
    """The model with these terms, and what tells it from any other."""
    found = replace(empty, token="", chosen=tuple(chosen), pairs=tuple(pairs))
    return replace(found, token=blake2b(pickle.dumps(found), digest_size=8).hexdigest())


def _gram(counting: Counting, empty: Model, chosen: Sequence[Chosen], pairs: Pairs) -> Floats:
    found: Floats = each(counting, partial(over.total, _model(empty, chosen, pairs), products))
    return found


def _rows(counting: Counting, model: Model, choice: Choice, cluster: str | None) -> Over:
    """The rows clustered by the column named, else by seekers or chains if they are enough."""

    def by(name: str | None) -> Model:
        if name == model.cluster:
            return model
        return _model(replace(model, cluster=name), model.chosen, model.pairs)

    reading: Reading = model
    clusters = None
    if cluster is None:
        reading, clusters = usual_clusters(counting, by)
    elif cluster == NO_CLUSTERS:
        reading = by(None)
    else:
        clusters = count_clusters(counting, model)
        refuse_one_cluster(cluster, clusters)
    return Over(counting, reading, choice.rows, choice.yeses, len(choice.columns), clusters)

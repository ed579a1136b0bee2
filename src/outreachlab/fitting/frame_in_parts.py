"""From a log in parts to what a regression takes: the choices made for all of it, and its rows."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np

from outreachlab.errors import UsageError
from outreachlab.fitting import reading as over
from outreachlab.fitting.choice import Pairs, choose, read_terms
from outreachlab.fitting.frame import (
    CHAIN,
    NO_CLUSTERS,
    ModelFrame,
    model_frame,
    refuse_one_cluster,
    with_clusters,
)
from outreachlab.fitting.reading import Model, Reading, counted_rows
from outreachlab.fitting.recorded import Recorded, recorded_of
from outreachlab.fitting.rows_in_parts import (
    Over,
    clusters_by_part,
    count_clusters,
    each,
    kinds_of_rows,
    usual_clusters,
)
from outreachlab.fitting.terms import Chosen, usual_terms
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, is_number, merged_books, numbers_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, View
from outreachlab.log.vocabulary import columns_for
from outreachlab.parts.view import PartsView
from outreachlab.stats.logit import Part, gram_of
from outreachlab.stats.predictors import Floats
from outreachlab.stats.rows import Here, Rows, products


def names_of(
    header: CheckedLog, terms: Sequence[str] | None, *groups: str | None
) -> tuple[str, ...]:
    """The terms that may enter; what is no term or cannot be grouped by is refused."""
    for name in groups:
        if name not in (None, NO_CLUSTERS, CHAIN):
            is_number(header, str(name)) or codes_of(header, str(name))
    names = tuple(name for name in usual_terms(header) if has(header, name))
    names = names if terms is None else tuple(terms)
    read_terms(header, names, np.zeros(0, np.int64))
    return names


def framed_in_parts(
    counting: PartsView,
    terms: Sequence[str] | None,
    baselines: Mapping[str, str],
    interactions: Sequence[tuple[str, str]],
    cluster: str | None,
    strata: str | None = None,
) -> tuple[ModelFrame, Over]:
    """
    As `model_frame`: choose rows and terms, set aside what cannot be told apart, and cluster.

    The rows stay in the parts. With `strata`, whose values must not cross parts, these take the
    place of the clusters.
    """
    names = names_of(counting.header, terms, cluster, strata)
    named = strata or (None if cluster == NO_CLUSTERS else cluster)
    recorded, empty = _read(counting, names, named)
    by_kinds = _Kinds(counting, empty)
    choice = choose(counting.header, recorded, terms, baselines, interactions, by_kinds.gram)
    alike, own = by_kinds.of(choice.chosen, choice.pairs)
    model = _model(empty, choice.chosen, choice.pairs)
    reading, clusters = _grouped(counting, model, cluster, strata, own)
    frame = ModelFrame(
        chosen=choice.chosen,
        columns=choice.columns,
        parts=(),
        kinds=alike,
        kept=choice.kept,
        why=choice.why,
        dropped=choice.dropped,
        cluster=reading.cluster or NO_CLUSTERS,
        groups=None,
        clusters=clusters,
        rows=choice.rows,
        left_out=counting.facts()["totals"]["counted"] - choice.rows,
    )
    return frame, Over(
        counting=counting,
        reading=reading,
        size=choice.rows,
        yeses=choice.yeses,
        width=len(choice.columns),
        clusters=clusters,
        kinds=frame.kinds,
    )


def _read(counting: PartsView, names: tuple[str, ...], named: str | None) -> tuple[Recorded, Model]:
    """What is recorded of some terms, and the model of them that has chosen none yet."""
    columns = tuple(column for name in names for column in columns_for(name))
    columns += FOREST if named == CHAIN else () if named is None else columns_for(named)
    recorded, books = counting.total(partial(_recorded, names, named), columns)
    return recorded, Model(
        token="",
        judged=counting.judged,
        window_days=counting.window_days,
        terms=names,
        chosen=(),
        pairs=(),
        cluster=named or over.OWN_UNITS[0],
        book=books.values,
    )


class _Kinds:
    """The kinds of rows of the terms asked about last: a choice is followed by a fit of it."""

    def __init__(self, counting: PartsView, empty: Model) -> None:
        self.counting, self.empty = counting, empty
        self._last: tuple[Model, tuple[Sequence[Part] | None, int | None]] | None = None

    def of(
        self, chosen: Sequence[Chosen], pairs: Pairs
    ) -> tuple[Sequence[Part] | None, int | None]:
        """The kinds, None where they are too many, and how many clusters the rows have."""
        model = _model(self.empty, chosen, pairs)
        if self._last is None or self._last[0].token != model.token:
            self._last = model, kinds_of_rows(self.counting, model)
        return self._last[1]

    def gram(self, chosen: Sequence[Chosen], pairs: Pairs) -> Floats:
        """The products of the columns of some terms."""
        found, _ = self.of(chosen, pairs)
        if found is not None:
            return gram_of(found)
        model = _model(self.empty, chosen, pairs)
        total: Floats = each(self.counting, partial(over.total, model, products))
        return total


def framed(
    view: View,
    terms: Sequence[str] | None,
    baselines: Mapping[str, str],
    interactions: Sequence[tuple[str, str]],
    cluster: str | None,
    strata: str | None = None,
) -> tuple[ModelFrame, Rows]:
    """What a regression takes, and its rows, be they here or in parts; see `model_frame`."""
    if isinstance(view, PartsView):
        return framed_in_parts(view, terms, baselines, interactions, cluster, strata)
    log, outcomes = view.whole("a regression")
    frame = model_frame(log, outcomes, terms, baselines, interactions, cluster, strata)
    if not strata:
        return frame, Here(frame.parts, frame.clusters, frame.kinds)
    assert frame.groups is not None
    return frame, Here(with_clusters(frame.parts, frame.groups), frame.clusters)


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


def _grouped(
    counting: PartsView, model: Model, cluster: str | None, strata: str | None, own: int | None
) -> tuple[Reading, int | None]:
    """
    Grouped by the column named, else by seekers or chains if they are enough.

    `own` clusters were counted before, if any were.
    """

    def by(name: str | None) -> Model:
        if name == model.cluster:
            return model
        return _model(replace(model, cluster=name), model.chosen, model.pairs)

    if strata:
        _refuse_crossing(counting, model, strata)
        return model, count_clusters(counting, model)
    if cluster is None:
        return usual_clusters(counting, by, own)
    if cluster == NO_CLUSTERS:
        return by(None), None
    count = count_clusters(counting, model) if own is None else own
    refuse_one_cluster(cluster, count)
    return model, count


def _refuse_crossing(counting: PartsView, model: Model, strata: str) -> None:
    """Raise UsageError where requests to be compared with each other are in several parts."""
    if strata in over.OWN_UNITS:
        return
    values = np.concatenate(clusters_by_part(counting, model))
    if len(np.unique(values)) < len(values):
        raise UsageError(
            f"requests of one {strata} are in several parts, which only keep a seeker together; "
            "compare within seekers, or read the log as one table"
        )

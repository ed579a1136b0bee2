"""Adjusted effects of a log in parts: every step of the fit is a sum over parts."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial, reduce
from hashlib import blake2b
from operator import add
from typing import Any

import numpy as np

from outreachlab.answers import logit
from outreachlab.answers.choice import Choice, Pairs, choose, read_terms
from outreachlab.answers.effects import effects_answer
from outreachlab.answers.effects_answer import AdjustedEffects
from outreachlab.answers.estimation import (
    Estimation,
    effect_of,
    enough_events,
    estimate,
    plain,
)
from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.model_frame import (
    CHAIN,
    ENOUGH_CLUSTERS,
    NO_CLUSTERS,
    ModelFrame,
    refuse_one_cluster,
)
from outreachlab.answers.model_notes import about_rows
from outreachlab.answers.multiplicity import Adjustment, adjusted
from outreachlab.answers.predictors import Floats
from outreachlab.answers.recorded import Recorded, recorded_of
from outreachlab.answers.separation import suspicious
from outreachlab.answers.standardise import AverageEffect, effects_from
from outreachlab.answers.terms import Chosen, usual_terms
from outreachlab.codes import codes_of, has, is_number, merged_books, numbers_of
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.scale import model as over
from outreachlab.scale.ground import FOREST, Counting, settle, summed
from outreachlab.scale.model import Model, counted_rows, taken
from outreachlab.scale.parts import Part, PartedLog
from outreachlab.scale.workers import Workers
from outreachlab.vocabulary import WINDOW_DAYS, sources_of

MOST_GATHERED = 2_000_000  # requests that Firth's likelihood takes at once
Effects = list[dict[int, AverageEffect]]


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
    Firth's likelihood looks at all requests at once, so it is for at most two million.
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
    model = _model(empty, choice.chosen, choice.pairs)
    model, clusters = _clustered(counting, model, cluster)
    frame = ModelFrame(
        choice.chosen,
        choice.columns,
        (),
        choice.kept,
        choice.why,
        choice.dropped,
        model.cluster or NO_CLUSTERS,
        None,
        clusters,
        choice.rows,
        ground.totals["counted"] - choice.rows,
    )
    found, effects = _estimated(counting, model, choice, clusters, confidence)
    notes = (*ground.notes, *about_rows(frame))
    return effects_answer(frame, found, effects, adjustment, confidence, ground.facts(), notes)


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


def _sum(counting: Counting, task: Callable[[Part], Any]) -> Any:
    return summed(counting.workers.results(task, counting.log.parts))


def _gram(counting: Counting, empty: Model, chosen: Sequence[Chosen], pairs: Pairs) -> Floats:
    found: Floats = _sum(counting, partial(over.gram, _model(empty, chosen, pairs)))
    return found


def _clustered(counting: Counting, model: Model, cluster: str | None) -> tuple[Model, int | None]:
    """The model with the clusters named, else with seekers or chains if they are enough."""
    if cluster == NO_CLUSTERS:
        return _model(replace(model, cluster=None), model.chosen, model.pairs), None
    for name in ("seeker", CHAIN) if cluster is None else (str(cluster),):
        if name != model.cluster:
            model = _model(replace(model, cluster=name), model.chosen, model.pairs)
        count = _count(counting, model)
        if cluster is not None:
            refuse_one_cluster(name, count)
        if cluster is not None or count >= ENOUGH_CLUSTERS:
            return model, count
    return _model(replace(model, cluster=None), model.chosen, model.pairs), None


def _count(counting: Counting, model: Model) -> int:
    found = counting.workers.results(partial(over.clusters_in, model), counting.log.parts)
    if model.cluster in over.OWN_UNITS:
        return sum(map(len, found))
    return len(reduce(np.union1d, found))


def _estimated(
    counting: Counting, model: Model, choice: Choice, clusters: int | None, confidence: float
) -> tuple[Estimation, Effects]:
    """The fit and the average effects, as `estimation.estimate` has them of rows in one place."""
    kept = choice.kept
    if enough_events(choice.yeses, choice.rows, kept):
        fitted = _fit(counting, model, choice)
        if not suspicious(fitted):
            beta = fitted.coefficients
            found = plain(fitted, _meat(counting, model, beta), confidence)
            return found, _effects(counting, model, choice, found)
    if choice.rows > MOST_GATHERED:
        raise NothingToComputeError(
            f"{choice.rows:,} requests: the terms may tell yeses and noes apart, or these are few; "
            f"what it then takes is for at most {MOST_GATHERED:,} requests; name fewer --terms"
        )
    rows = _gathered(counting, model)
    found = estimate(rows, kept, clusters, confidence)
    return found, [effect_of(rows, found, term) for term in range(len(choice.chosen))]


def _fit(counting: Counting, model: Model, choice: Choice) -> logit.Fit:
    def evaluate(beta: Floats) -> logit.Sums:
        found: logit.Sums = _sum(counting, partial(over.step, model, beta))
        return found

    (start,) = counting.workers.results(
        partial(over.first_fit, model, choice.kept), counting.log.parts[:1]
    )
    if start is None:
        start = logit.start_at(choice.yeses, choice.rows, len(choice.columns))
    return logit.newton(evaluate, start, choice.kept)


def _meat(counting: Counting, model: Model, beta: Floats) -> logit.Meat | None:
    if model.cluster is None:
        return None
    found: logit.Meat | logit.ClusterSums = _sum(counting, partial(over.scores, model, beta))
    return found if isinstance(found, logit.Meat) else logit.meat_of(found)


def _effects(counting: Counting, model: Model, choice: Choice, found: Estimation) -> Effects:
    beta = np.where(found.kept, found.coefficients, 0.0)
    means = counting.workers.results(partial(over.means, model, beta), counting.log.parts)
    sums = summed(means, lambda one, two: tuple(map(add, one, two)))
    return [
        effects_from(one.levels, chosen.term(), found.matrix)
        for one, chosen in zip(sums, choice.chosen, strict=True)
    ]


def _gathered(counting: Counting, model: Model) -> list[logit.Part]:
    """The rows of all parts here; clusters that never cross parts numbered on."""
    parts: list[logit.Part] = []
    begun = 0
    for found in counting.workers.results(partial(taken, model), counting.log.parts):
        if found.groups is not None and model.cluster in over.OWN_UNITS:
            groups = found.groups + np.int32(begun)
            found, begun = replace(found, groups=groups), int(groups.max(initial=begun)) + 1
        parts += found.rows(model)
    return parts

"""From a log to what a regression takes: the rows in use, their terms, and their clusters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UsageError
from outreachlab.fitting.choice import Pairs, choose, known_rows, read_terms, terms_over
from outreachlab.fitting.recorded import recorded_of
from outreachlab.fitting.terms import Chosen
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, codes_of, has, is_number, numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.stats.alike import alike_rows, countable
from outreachlab.stats.logit import Part, gram_of, parts_of, with_clusters
from outreachlab.stats.predictors import DENSE_ROWS, Column, Floats

NO_CLUSTERS = "none"
CHAIN = "chain"
# Seekers, or else chains, are clusters by themselves from so many on.
ENOUGH_CLUSTERS = {"seeker": 8, CHAIN: 20}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ModelFrame:
    """
    What is fitted: terms over the rows in use, as parts, and why the rest is not.

    `kept` (k,) marks columns that are no sum of others and `why` tells why the others are not;
    `kinds` are the rows that are alike together, None where these are as many; `columns` are the
    coefficients; `groups` (rows,) are codes of the `clusters` (or of strata),
    None without; `left_out` counts the counted requests that are blank in a term or in the cluster
    column. Of a log in parts the rows stay where they are: `parts` is empty and `groups` None.
    """

    chosen: tuple[Chosen, ...]
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    kinds: Sequence[Part] | None
    kept: np.ndarray
    why: dict[int, str]
    dropped: dict[str, str]
    cluster: str
    groups: NDArray[np.intp] | None
    clusters: int | None
    rows: int
    left_out: int


def model_frame(
    log: CheckedLog,
    outcomes: Outcomes,
    terms: Sequence[str] | None,
    baselines: Mapping[str, str],
    interactions: Sequence[tuple[str, str]],
    cluster: str | None,
    strata: str | None = None,
) -> ModelFrame:
    """
    Choose rows and terms, set aside what cannot be told apart, and cluster.

    With `strata`, its values take the place of the clusters. Raises NothingToComputeError where no
    row, no yes or no no is left, or fewer rows than coefficients.
    """
    where = np.flatnonzero(outcomes.counted)
    total = len(where)
    name = strata or cluster
    if name not in (None, NO_CLUSTERS):
        where = where[group_codes(log, outcomes, str(name))[where] != BLANK]
    columns = read_terms(log, terms, outcomes.rows[where])
    recorded = recorded_of(columns, outcomes.accepted[where])

    @lru_cache(maxsize=1)  # the products of the terms chosen are followed by a fit of the same
    def built(
        chosen: tuple[Chosen, ...], pairs: tuple[tuple[int, int], ...]
    ) -> tuple[NDArray[np.intp], list[Part], Sequence[Part] | None]:
        used = known_rows(columns, chosen, len(where))
        success, over = outcomes.accepted[where[used]], terms_over(columns, chosen, used)
        few = len(used) > DENSE_ROWS and countable(over)
        kinds = alike_rows(over, success).parts(over, pairs) if few else None
        return where[used], parts_of(success, over, pairs), kinds

    def gram(chosen: Sequence[Chosen], pairs: Pairs) -> Floats:
        _, parts, kinds = built(tuple(chosen), tuple(pairs))
        return gram_of(parts if kinds is None else kinds)

    choice = choose(log, recorded, terms, baselines, interactions, gram)
    used, parts, kinds = built(choice.chosen, choice.pairs)
    label, groups = _groups(log, outcomes, used, cluster, strata)
    if groups is not None and strata is None:
        parts = with_clusters(parts, groups)
    return ModelFrame(
        chosen=choice.chosen,
        columns=choice.columns,
        parts=tuple(parts),
        kinds=kinds,
        kept=choice.kept,
        why=choice.why,
        dropped=choice.dropped,
        cluster=label,
        groups=groups,
        clusters=None if groups is None else int(groups.max()) + 1,
        rows=len(used),
        left_out=total - len(used),
    )


def group_codes(log: CheckedLog, outcomes: Outcomes, name: str) -> NDArray[np.intp]:
    """A code per request of `outcomes` by seeker, chain or any column; BLANK where it is empty."""
    if name == CHAIN and CHAIN not in log.frame:
        return lines_of(log, outcomes.rows).descent.root.astype(np.intp)
    if has(log, name) and is_number(log, name):
        values = numbers_of(log, name, outcomes.rows)
        codes = np.unique(values, return_inverse=True)[1]
        return np.where(np.isnan(values), BLANK, codes)
    return codes_of(log, name, outcomes.rows).codes.astype(np.intp)


def _groups(
    log: CheckedLog,
    outcomes: Outcomes,
    used: NDArray[np.intp],
    cluster: str | None,
    strata: str | None,
) -> tuple[str, NDArray[np.intp] | None]:
    """The clusters' name and a code from 0 per row; seekers or chains if none are named."""
    if strata or cluster not in (None, NO_CLUSTERS):
        name = str(strata or cluster)
        codes, count = _renumbered(group_codes(log, outcomes, name)[used])
        if not strata:
            refuse_one_cluster(name, count)
        return name, codes
    return usual_groups(log, outcomes, used) if cluster is None else (NO_CLUSTERS, None)


def refuse_one_cluster(name: str, count: int) -> None:
    """Raise UsageError where there is one cluster only."""
    if count < 2:
        raise UsageError(
            f"all requests used have the same {name}; cluster by another column or by none"
        )


def usual_groups(
    log: CheckedLog, outcomes: Outcomes, used: NDArray[np.intp]
) -> tuple[str, NDArray[np.intp] | None]:
    """Seekers, else chains, that are enough among some requests to be clusters; else none."""
    for name, enough in ENOUGH_CLUSTERS.items():
        codes, count = _renumbered(group_codes(log, outcomes, name)[used])
        if count >= enough:
            return name, codes
    return NO_CLUSTERS, None


def _renumbered(codes: NDArray[np.intp]) -> tuple[NDArray[np.intp], int]:
    """The codes in use as 0, 1, 2, and how many they are."""
    present = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.intp)
    table[present] = np.arange(len(present))
    return table[codes], len(present)

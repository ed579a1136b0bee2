"""From a log to what a regression takes: the rows in use, their terms, and their clusters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.effect_rows import aliased, wholly_aliased
from outreachlab.answers.logit import Part, gram_of, independent, parts_of
from outreachlab.answers.terms import Chosen, Selection, candidate_of, chosen_of, select, take
from outreachlab.codes import BLANK, codes_of, has, is_number, numbers_of
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.forest import lines_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.wording import counted, listed, of

NO_CLUSTERS = "none"
CHAIN = "chain"
# Seekers, or else chains, are clusters by themselves from this many on.
ENOUGH_CLUSTERS = 20
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class ModelFrame:
    """
    What is fitted: terms over the rows in use, as parts, and why the rest is not.

    `kept` (k,) marks columns that are no sum of others and `why` tells why the others are not;
    `groups` (rows,) are codes of clusters (or of strata), None without; `left_out` counts the
    counted requests that are blank in a term or in the cluster column.
    """

    chosen: tuple[Chosen, ...]
    parts: tuple[Part, ...]
    kept: np.ndarray
    why: dict[int, str]
    dropped: dict[str, str]
    cluster: str
    groups: NDArray[np.intp] | None
    rows: int
    left_out: int

    @property
    def clusters(self) -> int | None:
        """How many clusters there are."""
        return None if self.groups is None else int(self.groups.max()) + 1


def model_frame(
    log: CheckedLog,
    outcomes: Outcomes,
    terms: Sequence[str] | None,
    baselines: Mapping[str, str],
    interactions: Pairs,
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
    read = cache(lambda name: candidate_of(log, name, outcomes.rows[where]))
    without: dict[str, str] = {}
    while True:
        selection = (
            select(log, read, outcomes.accepted[where], without)
            if terms is None
            else take(terms, read, len(where), without)
        )
        used = where[selection.rows]
        _refuse_one_outcome(outcomes.accepted[used], selection)
        chosen = chosen_of(selection, baselines)
        pairs, lost = _pairs(chosen, interactions, terms)
        parts = parts_of(outcomes.accepted[used], [one.term for one in chosen], pairs)
        gram = gram_of(parts)
        kept = independent(gram)
        columns = parts[0].design.columns
        why = aliased(gram, kept, columns, chosen)
        gone = wholly_aliased(kept, why, columns, chosen)
        if not gone:
            break
        without |= gone
    if len(used) <= kept.sum():
        raise NothingToComputeError(
            f"{counted(len(used), 'request')} cannot carry "
            f"{counted(int(kept.sum()), 'coefficient')}; name fewer --terms"
        )
    label, groups = _groups(log, outcomes, used, cluster, strata)
    if groups is not None and strata is None:
        parts = parts_of(outcomes.accepted[used], [one.term for one in chosen], pairs, groups)
    return ModelFrame(
        tuple(chosen),
        tuple(parts),
        kept,
        why,
        selection.dropped | lost,
        label,
        groups,
        len(used),
        total - len(used),
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
        if count < 2 and not strata:
            raise UsageError(
                f"all requests used have the same {name}; cluster by another column or by none"
            )
        return name, codes
    return usual_groups(log, outcomes, used) if cluster is None else (NO_CLUSTERS, None)


def usual_groups(
    log: CheckedLog, outcomes: Outcomes, used: NDArray[np.intp]
) -> tuple[str, NDArray[np.intp] | None]:
    """Seekers, else chains, that are enough among some requests to be clusters; else none."""
    for name in ("seeker", CHAIN):
        codes, count = _renumbered(group_codes(log, outcomes, name)[used])
        if count >= ENOUGH_CLUSTERS:
            return name, codes
    return NO_CLUSTERS, None


def _refuse_one_outcome(success: NDArray[np.bool_], selection: Selection) -> None:
    names = listed(candidate.name for candidate in selection.candidates)
    if not len(success):
        which = f" that records {names}" if names else ""
        raise NothingToComputeError(f"there is no counted request{which}")
    if success.all() or not success.any():
        raise NothingToComputeError(
            f"accepted: {of(int(success.sum()), len(success))} requests used; "
            "effects need both outcomes"
        )


def _pairs(
    chosen: Sequence[Chosen], interactions: Pairs, terms: Sequence[str] | None
) -> tuple[list[tuple[int, int]], dict[str, str]]:
    """The interactions as places of terms; those of a term that was dropped go with it."""
    place = {one.name: number for number, one in enumerate(chosen)}
    pairs, lost = [], {}
    for one, two in interactions:
        for name in (one, two):
            if terms is not None and name not in terms:
                raise UsageError(f"{name} is in an interaction but not among the terms")
        if one == two:
            raise UsageError(f"{one} cannot interact with itself")
        missing = [name for name in (one, two) if name not in place]
        if missing:
            lost[f"{one}:{two}"] = f"{listed(missing)} did not enter"
        else:
            pairs.append((place[one], place[two]))
    return pairs, lost


def _renumbered(codes: NDArray[np.intp]) -> tuple[NDArray[np.intp], int]:
    """The codes in use as 0, 1, 2, and how many they are."""
    present = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.intp)
    table[present] = np.arange(len(present))
    return table[codes], len(present)

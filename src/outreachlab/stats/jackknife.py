"""
CR3 for a logit: the errors of coefficients if each cluster in turn were left out, in one step.

A pass over the rows at the fitted coefficients gives each cluster's score and information; clusters
that lie in one part alone then need no more than a sum of products, so parts of a log add up. What
is left without a light cluster is not inverted: (H - H_g)^-1 is a series in H_g H^-1, which is
small.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from outreachlab.stats.clusters import ClusterInformation, cluster_information
from outreachlab.stats.logit import Fit, Part, clusters_of, inverse_of
from outreachlab.stats.products import grouped_linear, grouped_sums, linear, quadratic

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

BATCH = 1024  # clusters solved at once
HEAVY = 0.1  # of the information, as a trace: at most ten clusters for each coefficient have more
LAST_TERM = 1e-13  # of a series, against its sum
ALONE = 1e-9  # of a coefficient's information: what rounding leaves where one cluster has it all


@dataclass(frozen=True, slots=True, eq=False)
class Jackknife:
    """
    Clusters, and the sum over them of b_g b_g' (k, k), b_g what leaving g out takes away.

    `alone` (k,) marks the coefficients of which nothing would be known without one cluster.
    """

    clusters: int
    product: Floats
    alone: NDArray[np.bool_]

    def __add__(self, other: "Jackknife") -> "Jackknife":
        return Jackknife(
            self.clusters + other.clusters,
            self.product + other.product,
            self.alone | other.alone,
        )


def jackknife_in(parts: Sequence[Part], fitted: Fit) -> Jackknife:
    """The sum over clusters that have no rows elsewhere: many of few rows, or few of many."""
    present = [np.unique(clusters_of(part)) for part in parts]
    keys, in_parts = np.unique(np.concatenate(present), return_counts=True)
    rows, width = sum(part.design.rows for part in parts), parts[0].design.width
    if len(keys) > BATCH and len(keys) * width >= rows:
        return _of_many(parts, fitted, keys)
    # part by part, as far as clusters lie in one: few informations are then held at once
    apart = keys[in_parts > 1]
    if not len(apart):
        return reduce(add, (_of_clusters([part], fitted) for part in parts))
    shared = [np.isin(clusters_of(part), apart) for part in parts]
    pieces = [[_rows_of(part, ~there)] for part, there in zip(parts, shared, strict=True)]
    cut = [_rows_of(part, there) for part, there in zip(parts, shared, strict=True)]
    return reduce(add, (_of_clusters(piece, fitted) for piece in (cut, *pieces)))


def _of_clusters(parts: Sequence[Part], fitted: Fit) -> Jackknife:
    """The sum over clusters that have no rows elsewhere, by the information of each."""
    clusters = cluster_information(parts, fitted.coefficients)
    return jackknife_of(clusters, fitted.sums.information, fitted.free)


def _of_many(parts: Sequence[Part], fitted: Fit, keys: Ints) -> Jackknife:
    """The sum over clusters of so few rows that their informations would take more room."""
    beta, whole, free = fitted.coefficients, fitted.sums.information, fitted.free
    inverse = inverse_of(whole, free)
    pieces = [_piece(part, beta, keys) for part in parts]
    shares, scores = np.zeros(len(keys)), np.zeros((len(keys), len(inverse)))
    for one in pieces:
        leverage = one.weight * quadratic(one.part.design, inverse)
        shares[one.present] += np.bincount(one.local, leverage)
        scores[one.present] += one.sums(one.residual)
    heavy = shares > HEAVY
    scores[heavy] = 0.0

    def seen(away: Floats) -> Floats:
        products = np.zeros_like(away)
        for one in pieces:
            index = grouped_linear(one.part.design, away[one.present], one.local)
            products[one.present] += one.sums(one.weight * index)
        return products

    product = _series(scores, inverse, seen)
    light = Jackknife(int((~heavy).sum()), product, np.zeros_like(free))
    if not heavy.any():
        return light
    some = [_rows_of(one.part, heavy[one.present[one.local]]) for one in pieces]
    return light + _of_clusters([part for part in some if part.design.rows], fitted)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A part's residuals and weights (n,), its clusters' places, and each row's among these."""

    part: Part
    residual: Floats
    weight: Floats
    present: Ints
    local: Ints

    def sums(self, v: Floats) -> Floats:
        """X'v of each cluster present."""
        return grouped_sums(self.part.design, v, self.local, len(self.present))


def _piece(part: Part, beta: Floats, keys: Ints) -> _Piece:
    present, local = np.unique(clusters_of(part), return_inverse=True)
    chance = expit(linear(part.design, beta))
    weight = chance * (1 - chance)
    return _Piece(part, part.success - chance, weight, np.searchsorted(keys, present), local)


def _series(scores: Floats, inverse: Floats, seen: Callable[[Floats], Floats]) -> Floats:
    """
    Σ b b' (k, k) of light clusters: b = H^-1 (s + H_g H^-1 s + (H_g H^-1)² s + …).

    `scores` are (g, k); `seen` makes H_g v of v (g, k).
    """
    total = away = scores @ inverse
    while (np.abs(away).max(axis=0) > LAST_TERM * np.abs(total).max(axis=0)).any():
        away = seen(away) @ inverse
        total = total + away
    product: Floats = total.T @ total
    return product


def _rows_of(part: Part, rows: NDArray[np.bool_]) -> Part:
    """Some rows of a part, as far as blocks are concerned."""
    blocks = tuple(
        replace(
            one,
            codes=one.codes[rows],
            scale=None if one.scale is None else one.scale[rows],
        )
        for one in part.design.blocks
    )
    design = replace(part.design, rows=int(rows.sum()), blocks=blocks, pairs={})
    return Part(design, part.success[rows], clusters_of(part)[rows])


def jackknife_of(clusters: ClusterInformation, whole: Floats, free: NDArray[np.bool_]) -> Jackknife:
    """
    The sum over clusters that have no rows elsewhere.

    Parameters
    ----------
    clusters : ClusterInformation
        At the fitted coefficients.
    whole : array, (k, k)
        The information of all rows.
    free : array of bool, (k,)
        Which coefficients were fitted; the others stay 0.
    """
    inverse = inverse_of(whole, free)
    found = Jackknife(0, np.zeros_like(whole), np.zeros(len(whole), bool))
    for start in range(0, len(clusters.keys), BATCH):
        rows = slice(start, start + BATCH)
        informations, scores = clusters.informations[rows], clusters.scores[rows]
        heavy = np.einsum("gij,ij->g", informations, inverse) > HEAVY
        found += _light(informations, np.where(heavy[:, None], 0.0, scores), inverse, ~heavy)
        if heavy.any():
            found += _heavy(informations[heavy], scores[heavy], whole, free)
    return found


def _light(
    informations: Floats, scores: Floats, inverse: Floats, light: NDArray[np.bool_]
) -> Jackknife:
    """The sum over the light among some clusters; the scores of the others are 0."""

    def seen(away: Floats) -> Floats:
        products: Floats = np.matmul(informations, away[:, :, None])[:, :, 0]
        return products

    product = _series(scores, inverse, seen)
    return Jackknife(int(light.sum()), product, np.zeros(len(inverse), bool))


def _heavy(
    informations: Floats, scores: Floats, whole: Floats, free: NDArray[np.bool_]
) -> Jackknife:
    """The sum over clusters without each of which little may be left, or nothing."""
    places = np.flatnonzero(free)
    inner = np.ix_(places, places)
    units = 1 / np.sqrt(whole[inner].diagonal())
    left = (whole[inner] - informations[:, *inner]) * (units[:, None] * units)
    product, alone = np.zeros_like(whole), np.zeros(len(whole), bool)
    if _clear(left):
        away = np.linalg.solve(left, (scores[:, places] * units)[:, :, None])[:, :, 0] * units
        product[inner] = away.T @ away
    else:
        alone[places] = _lost(left)
    return Jackknife(len(scores), product, alone)


def jackknife_covariance(found: Jackknife) -> Floats:
    """
    CR3, (k, k): (G - 1)/G Σ b_g b_g', with t(G - 1); where no coefficient is `alone`.

    References
    ----------
    MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38:671-694. Bell & McCaffrey
    (2002), Survey Methodology 28:169-181.
    """
    covariance: Floats = (found.clusters - 1) / found.clusters * found.product
    return covariance


def _clear(left: Floats) -> bool:
    """Is every remaining information (g, k, k), scaled, well above singular?"""
    try:
        factors = np.linalg.cholesky(left)
    except np.linalg.LinAlgError:
        return False
    return bool((np.diagonal(factors, axis1=1, axis2=2) ** 2 > ALONE).all())


def _lost(left: Floats) -> NDArray[np.bool_]:
    """Of which coefficients (k,) some remaining information (g, k, k), scaled, says nothing."""
    lost = np.zeros(left.shape[1], bool)
    for one in left:
        rest = one.copy()
        for place in range(len(rest)):
            if rest[place, place] <= ALONE:
                lost[place] = True
            else:
                rest -= np.outer(rest[place], rest[place]) / rest[place, place]
    return lost

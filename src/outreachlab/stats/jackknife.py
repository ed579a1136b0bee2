"""
CR3 for a logit: the errors of coefficients if each cluster in turn were left out, in one step.

A pass over the rows at the fitted coefficients gives each cluster's score and information; clusters
that lie in one part alone then need no more than a sum of products, so parts of a log add up. Very
many small clusters are not inverted one by one: (H - H_g)^-1 is a series in H_g H^-1, which is
small.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from outreachlab.stats.logit import Fit, Part, clusters_of, inverse_of
from outreachlab.stats.products import grouped_linear, grouped_sums, linear, quadratic

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

BATCH = 1024  # clusters solved at once
HEAVY = 0.1  # of the information, as a trace: at most ten clusters for each coefficient have more
LAST_TERM = 1e-13  # of a series, against its sum
ALONE = 1e-9  # of a coefficient's information: what rounding leaves where one cluster has it all


@dataclass(frozen=True, slots=True, eq=False)
class ClusterInformation:
    """Each cluster's score (g, k) and information (g, k, k) by its key (g,), sorted."""

    keys: Ints
    scores: Floats
    informations: Floats

    def __add__(self, other: "ClusterInformation") -> "ClusterInformation":
        keys = np.union1d(self.keys, other.keys)
        width = self.scores.shape[1]
        scores, informations = np.zeros((len(keys), width)), np.zeros((len(keys), width, width))
        for one in (self, other):
            place = np.searchsorted(keys, one.keys)
            scores[place] += one.scores
            informations[place] += one.informations
        return ClusterInformation(keys, scores, informations)


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
    beta, whole, free = fitted.coefficients, fitted.sums.information, fitted.free
    keys = np.unique(np.concatenate([np.unique(clusters_of(part)) for part in parts]))
    rows, width = sum(part.design.rows for part in parts), parts[0].design.width
    if len(keys) <= BATCH or len(keys) * width < rows:
        return jackknife_of(cluster_information(parts, beta), whole, free)
    inverse = inverse_of(whole, free)
    pieces = [_piece(part, beta, keys) for part in parts]
    shares = np.zeros(len(keys))
    for one in pieces:
        leverage = one.weight * quadratic(one.part.design, inverse)
        shares[one.present] += np.bincount(one.local, leverage)
    heavy = shares > HEAVY
    light = Jackknife(int((~heavy).sum()), _series(pieces, inverse, heavy), np.zeros_like(free))
    if not heavy.any():
        return light
    some = [_rows_of(one.part, heavy[one.present[one.local]]) for one in pieces]
    few = cluster_information([part for part in some if part.design.rows], beta)
    return light + jackknife_of(few, whole, free)


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


def _series(pieces: Sequence[_Piece], inverse: Floats, heavy: NDArray[np.bool_]) -> Floats:
    """Σ b b' (k, k) over clusters but the heavy: b = H^-1 (s + H_g H^-1 s + (H_g H^-1)² s + …)."""
    term = np.zeros((len(heavy), len(inverse)))
    for one in pieces:
        term[one.present] += one.sums(one.residual)
    term[heavy] = 0.0
    total = term.copy()
    while (np.abs(term).max(axis=0) > LAST_TERM * np.abs(total).max(axis=0)).any():
        away, term = term @ inverse, np.zeros_like(term)
        for one in pieces:
            seen = grouped_linear(one.part.design, away[one.present], one.local)
            term[one.present] += one.sums(one.weight * seen)
        total += term
    away = total @ inverse
    product: Floats = away.T @ away
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


def cluster_information(parts: Sequence[Part], beta: Floats) -> ClusterInformation:
    """The score X'(y - p) and information X'WX of each cluster present in some parts."""
    keys = np.unique(np.concatenate([np.unique(clusters_of(part)) for part in parts]))
    width = parts[0].design.width
    sums = np.zeros((len(keys), width + 1, width + 1))
    for part in parts:
        present, products = _products(part, beta)
        sums[np.searchsorted(keys, present)] += products
    return ClusterInformation(keys, sums[:, :width, width], sums[:, :width, :width])


def _products(part: Part, beta: Floats) -> tuple[Ints, Floats]:
    """Clusters, sorted, and the products (g, k + 1, k + 1) of √w x beside (y - p)/√w."""
    design, clusters = part.design, clusters_of(part)
    chance = expit(linear(design, beta))
    weight = np.sqrt(np.maximum(chance * (1 - chance), np.finfo(float).tiny))
    columns = np.empty((design.width + 1, design.rows))
    columns[-1] = (part.success - chance) / weight
    for block in design.blocks:
        scale = weight if block.scale is None else weight * block.scale
        for place, values in zip(block.places, block.table.T, strict=True):
            np.multiply(values.take(block.codes), scale, out=columns[place])
    # rows of one cluster together, so that each product reads memory once
    order = np.argsort(clusters, kind="stable")
    rows, clusters = np.ascontiguousarray(columns.T)[order], clusters[order]
    keys, starts = np.unique(clusters, return_index=True)
    products = np.empty((len(keys), design.width + 1, design.width + 1))
    ends = pairwise([*starts.tolist(), len(rows)])
    for (start, end), product in zip(ends, products, strict=True):
        piece = rows[start:end]
        np.matmul(piece.T, piece, out=product)
    return keys, products


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
    places = np.flatnonzero(free)
    inner = np.ix_(places, places)
    units = 1 / np.sqrt(whole[inner].diagonal())
    scale = units[:, None] * units
    product, alone = np.zeros_like(whole), np.zeros(len(whole), bool)
    for start in range(0, len(clusters.keys), BATCH):
        rows = slice(start, start + BATCH)
        left = (whole[inner] - clusters.informations[rows][:, *inner]) * scale
        scores = clusters.scores[rows][:, places] * units
        if _clear(left):
            away = np.linalg.solve(left, scores[:, :, None])[:, :, 0] * units
            product[inner] += away.T @ away
        else:
            alone[places] |= _lost(left)
    return Jackknife(len(clusters.keys), product, alone)


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

"""What each cluster of rows adds to the score and the information of a logit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import expit

from outreachlab.stats.logit import Part, clusters_of
from outreachlab.stats.predictors import Floats, Ints
from outreachlab.stats.products import linear


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


def cluster_information(parts: Sequence[Part], beta: Floats) -> ClusterInformation:
    """The score X'(y - p) and information X'WX of each cluster present in some parts."""
    keys = np.unique(np.concatenate([np.unique(clusters_of(part)) for part in parts]))
    width = parts[0].design.width
    sums = np.zeros((len(keys), width + 1, width + 1))
    product = np.empty((width + 1, width + 1))
    for part in parts:
        clusters, columns = _by_cluster(part, beta)
        starts = np.flatnonzero(np.diff(clusters, prepend=-1))
        ends = pairwise([*starts.tolist(), len(clusters)])
        for at, (start, end) in zip(np.searchsorted(keys, clusters[starts]), ends, strict=True):
            piece = columns[:, start:end]
            np.matmul(piece, piece.T, out=product)
            sums[at] += product
    return ClusterInformation(keys, sums[:, :width, width], sums[:, :width, :width])


def _by_cluster(part: Part, beta: Floats) -> tuple[Ints, Floats]:
    """Clusters (n,), sorted, and √w x beside (y - p)/√w of their rows, (k + 1, n)."""
    design, clusters = part.design, clusters_of(part)
    order = np.argsort(clusters, kind="stable")
    chance = expit(linear(design, beta))[order]
    weight = np.sqrt(np.maximum(chance * (1 - chance), np.finfo(float).tiny))
    columns = np.empty((design.width + 1, design.rows))
    columns[-1] = (part.success[order] - chance) / weight
    for block in design.blocks:
        codes = block.codes[order]
        scale = weight if block.scale is None else weight * block.scale[order]
        for place, values in zip(block.places, block.table.T, strict=True):
            np.multiply(values.take(codes), scale, out=columns[place])
    return clusters[order], columns

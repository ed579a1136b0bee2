"""
Waiting curves among seekers who differ: the influence of each request, summed by seeker.

A second pass over the requests, once the curve of all of them is known; sums over seekers.
"""

from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.among import LEAST_FREEDOM, left_without, t_quantile
from outreachlab.stats.curves import Curve, _log_limits as log_limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK_CELLS = 1 << 20  # of seekers by causes by days that are held at once


@dataclass(frozen=True, slots=True, eq=False)
class CurveSpread:
    """
    Squared influences of seekers on a curve; those of two parts, which share no seeker, add up.

    `survival` (days,) and `share` (causes, days) are sums over seekers, each over one less the
    share of the requests that are theirs; `squares` is the sum of n_g², `seekers` how many.
    """

    seekers: int
    squares: float
    survival: Floats
    share: Floats

    def __add__(self, other: "CurveSpread") -> "CurveSpread":
        return CurveSpread(
            self.seekers + other.seekers,
            self.squares + other.squares,
            self.survival + other.survival,
            self.share + other.share,
        )


def spread_of(days: Ints, cause: Ints, seeker: Ints, curve: Curve) -> CurveSpread:
    """
    The spread of some requests about the curve of all.

    Parameters
    ----------
    days, cause, seeker : array of int, (n,)
        Whole days waited, each among those of the curve; what ended it, 0 for nothing; who asked,
        coded from 0. No seeker has requests elsewhere.
    curve : Curve
        Of all requests, theirs included.
    """
    present, code = np.unique(seeker, return_inverse=True)
    order = np.argsort(code, kind="stable")
    block = max(BLOCK_CELLS // max(curve.counts.ended.size, 1), 1)
    starts = range(0, max(len(present), 1), block)
    edges = np.searchsorted(code[order], [*starts, len(present)])
    place = np.searchsorted(curve.counts.day, days)
    pieces = []
    for number, start in enumerate(starts):
        rows = order[edges[number] : edges[number + 1]]
        held = (min(block, len(present) - start), *curve.counts.ended.shape)
        at = np.ravel_multi_index((code[rows] - start, cause[rows], place[rows]), held)
        pieces.append(
            _of_seekers(np.bincount(at, minlength=int(np.prod(held))).reshape(held), curve)
        )
    return reduce(add, pieces)


def influences(ended: NDArray, curve: Curve) -> tuple[Floats, Floats]:
    """
    How far each seeker's requests (g, 1 + causes, days) move the curve of all.

    Returns those on the survival (g, days) and on the share of each cause (causes, g, days): with
    dM = dN - Y dL of the seeker, S Σ dM/((1 - dL) Y), and Σ S(u-)/Y dM_k less
    Σ (F_k(t) - F_k(u))/((1 - dL) Y) dM.
    """
    at_risk = np.maximum(curve.counts.at_risk, 1).astype(float)
    hazard = curve.counts.ended[1:] / at_risk
    left = 1 - hazard.sum(axis=0)
    before = np.concatenate([[1.0], curve.survival])[:-1]
    own = ended.sum(axis=1)[:, ::-1].cumsum(axis=1)[:, ::-1]
    # after the last answer of all nobody waits, and nothing changes any more
    scale = np.divide(1.0, left * at_risk, out=np.zeros_like(left), where=left > 0)
    martingales = [ended[:, k + 1] - own * hazard[k] for k in range(len(hazard))]
    all_causes = sum(martingales) * scale
    survival = curve.survival * all_causes.cumsum(axis=1)
    shares = [
        (before / at_risk * one).cumsum(axis=1)
        - share * all_causes.cumsum(axis=1)
        + (share * all_causes).cumsum(axis=1)
        for one, share in zip(martingales, curve.share, strict=True)
    ]
    return survival, np.stack(shares)


def curve_among(curve: Curve, spread: CurveSpread, confidence: float = 0.95) -> Curve:
    """
    The curve with errors and limits among seekers; as it is with fewer than two.

    Limits are those of the logarithm of a share, of answers too: in pools that of the silent, as
    with one seeker, leaves out too many truths above it. No error falls below that of separate
    requests, no limit lies within theirs, and the upper ones are at most 1. Student's t has Kish's
    effective number of seekers, less one, degrees of freedom.

    References
    ----------
    Therneau & Grambsch (2000), Modeling Survival Data, 7.2; R's `survfit(cluster =)` without the
    factor for a seeker's own share.
    """
    if spread.seekers < 2:
        return curve
    total = curve.counts.total
    freedom = max(total**2 / max(spread.squares, 1.0) - 1, LEAST_FREEDOM)
    t = float(t_quantile(confidence, freedom))
    survival_error = np.fmax(np.sqrt(spread.survival), curve.survival_error)
    survival_error[np.isnan(curve.survival_error)] = np.nan
    share_error = np.maximum(np.sqrt(spread.share), curve.share_error)
    low, high = log_limits(1 - curve.survival, np.nan_to_num(survival_error), t)
    known = ~np.isnan(curve.survival_low)
    survival_low = np.where(known, np.fmin(curve.survival_low, 1 - high), np.nan)
    survival_high = np.where(known, np.fmax(curve.survival_high, 1 - low), np.nan)
    share_low, share_high = log_limits(curve.share, share_error, t)
    return replace(
        curve,
        survival_error=survival_error,
        survival_low=survival_low,
        survival_high=survival_high,
        share_error=share_error,
        share_low=share_low,
        share_high=share_high,
    )


def _of_seekers(ended: NDArray, curve: Curve) -> CurveSpread:
    sizes = ended.sum(axis=(1, 2)).astype(float)
    weight = 1 / left_without(sizes / max(curve.counts.total, 1))
    survival, share = influences(ended, curve)
    return CurveSpread(
        int((sizes > 0).sum()),
        float((sizes**2).sum()),
        weight @ survival**2,
        np.einsum("g,kgd->kd", weight, share**2),
    )

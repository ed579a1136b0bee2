"""
Curves of the time to an answer, from days and causes alone: no labels, no log.

Everything starts from `DayCounts`, which is a sum over requests: those of two parts add up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.intervals import normal_quantile

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CENSORED = 0
HALF_TOLERANCE = 1e-9  # a share that is one half up to rounding has reached one half
DEAD_AHEAD_DAYS = 60
DEAD_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many requests ended on each distinct day: `ended[0]` censored, `ended[k]` by cause k."""

    day: Ints  # (days,), rising
    ended: Ints  # (1 + causes, days)

    @property
    def total(self) -> int:
        """All requests behind the curve."""
        return int(self.ended.sum())

    @property
    def at_risk(self) -> Ints:
        """Requests still waiting as each day begins, those that end on it included."""
        ending = self.ended.sum(axis=0)
        return ending[::-1].cumsum()[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """
    Kaplan-Meier share without any answer, and Aalen-Johansen share of each cause, by day.

    `survival`, its `error` and limits are (days,); `share`, its errors and limits are
    (causes, days). Limits are nan where log limits do not exist: where the curve is 0.
    """

    counts: DayCounts
    survival: Floats
    survival_error: Floats
    survival_low: Floats
    survival_high: Floats
    share: Floats
    share_error: Floats
    share_low: Floats
    share_high: Floats


def count_days(days: NDArray[np.integer], cause: NDArray[np.integer], causes: int) -> DayCounts:
    """Tally of requests: whole days waited (n,) and what ended it, 0 (censored) to `causes`."""
    distinct, place = np.unique(np.asarray(days, np.int64), return_inverse=True)
    width = max(len(distinct), 1)
    flat = np.bincount(np.asarray(cause, np.int64) * width + place, minlength=(causes + 1) * width)
    return DayCounts(distinct, flat.reshape(causes + 1, width)[:, : len(distinct)])


def merge_counts(parts: list[DayCounts]) -> DayCounts:
    """The tally of several parts together."""
    day = np.unique(np.concatenate([part.day for part in parts]))
    ended = np.zeros((parts[0].ended.shape[0], len(day)), np.int64)
    for part in parts:
        ended[:, np.searchsorted(day, part.day)] += part.ended
    return DayCounts(day, ended)


def curve_of(counts: DayCounts, confidence: float = 0.95) -> Curve:
    """
    Both curves with their log limits.

    Kaplan & Meier (1958) with Greenwood (1926); Aalen & Johansen (1978) with the infinitesimal
    jackknife, as R's `survfit` reports them.
    """
    z = normal_quantile(confidence)
    hazard = counts.ended[1:].sum(axis=0) / np.maximum(counts.at_risk, 1)
    survival = np.cumprod(1 - hazard)
    alive = survival > 0
    spread = survival * np.sqrt(np.where(alive, _greenwood(counts), 0.0))
    low, high = _log_limits(survival, spread, z)
    share = _shares(counts, survival)
    error = _jackknife_errors(counts, survival, share)
    share_low, share_high = _log_limits(share, error, z)
    spread[~alive] = np.nan
    return Curve(
        counts=counts,
        survival=survival,
        survival_error=spread,
        survival_low=low,
        survival_high=high,
        share=share,
        share_error=error,
        share_low=share_low,
        share_high=share_high,
    )


def value_at(day: Ints, values: Floats, at: NDArray[np.integer], before: float) -> Floats:
    """A step curve read at whole days; `before` its first step."""
    place = np.searchsorted(day, at, side="right") - 1
    if len(values) == 0:
        return np.full(len(at), before)
    return np.where(place < 0, before, values[np.maximum(place, 0)])


def half_day(day: Ints, share: Floats) -> int | None:
    """The first day a cumulative share (days,) reaches one half; None if it never does."""
    reached = np.flatnonzero(share >= 0.5 - HALF_TOLERANCE)
    return int(day[reached[0]]) if len(reached) else None


def dead_day(curve: Curve, cause: int = 1) -> int | None:
    """
    The first day t with (F(t + 60) - F(t)) / S(t) < 0.05, F the share of `cause`.

    None where no such day has been observed: only days with t + 60 within the curve are looked at,
    and without any event of `cause` nothing tells when its last one comes.
    """
    day = curve.counts.day
    if not curve.counts.ended[cause].any() or day[-1] < DEAD_AHEAD_DAYS:
        return None
    at = np.arange(0, day[-1] - DEAD_AHEAD_DAYS + 1)
    share = curve.share[cause - 1]
    to_come = value_at(day, share, at + DEAD_AHEAD_DAYS, 0.0) - value_at(day, share, at, 0.0)
    waiting = value_at(day, curve.survival, at, 1.0)
    dead = np.flatnonzero((waiting > 0) & (to_come < DEAD_SHARE * waiting))
    return int(at[dead[0]]) if len(dead) else None


def log_rank(groups: list[DayCounts], cause: int = 1) -> tuple[float | None, int, float | None]:
    """
    Log-rank statistic, degrees of freedom and p for one cause, all else censored.

    Mantel (1966) with the hypergeometric variance, as R's `survdiff`. Groups in which nothing
    could be expected drop out; None with fewer than two left.
    """
    day = np.unique(np.concatenate([group.day for group in groups]))
    events = np.zeros((len(groups), len(day)))
    at_risk = np.zeros((len(groups), len(day)))
    for row, group in enumerate(groups):
        place = np.searchsorted(day, group.day)
        events[row, place] = group.ended[cause]
        ending = np.zeros(len(day))
        ending[place] = group.ended.sum(axis=0)
        at_risk[row] = ending[::-1].cumsum()[::-1]
    return log_rank_of(events, at_risk)


def log_rank_of(events: Floats, at_risk: Floats) -> tuple[float | None, int, float | None]:
    """The log-rank test of events and numbers at risk, both (groups, days)."""
    from scipy.special import chdtrc

    total_events, total = events.sum(axis=0), at_risk.sum(axis=0)
    seen = total_events > 0
    events, at_risk = events[:, seen], at_risk[:, seen]
    total_events, total = total_events[seen], total[seen]
    expected = at_risk * (total_events / total)
    kept = expected.sum(axis=1) > 0
    degrees = int(kept.sum()) - 1
    if degrees < 1:
        return None, 0, None
    gap = (events - expected).sum(axis=1)[kept][:-1]
    share = (at_risk / total)[kept][:-1]
    weight = total_events * (total - total_events) / np.maximum(total - 1, 1)
    variance = np.diag((weight * share).sum(axis=1)) - (weight * share) @ share.T
    if np.linalg.matrix_rank(variance) < degrees:
        return None, degrees, None
    statistic = float(gap @ np.linalg.solve(variance, gap))
    return statistic, degrees, float(chdtrc(degrees, statistic))


def _greenwood(counts: DayCounts) -> Floats:
    """Greenwood's sum of d / (n (n - d)); infinite once everybody has answered."""
    at_risk, events = counts.at_risk, counts.ended[1:].sum(axis=0)
    left = at_risk - events
    terms = np.where(left > 0, events / (at_risk * np.maximum(left, 1.0)), 0.0)
    terms[(left == 0) & (events > 0)] = np.inf
    return np.cumsum(terms)


def _shares(counts: DayCounts, survival: Floats) -> Floats:
    before = np.concatenate([[1.0], survival])[:-1]
    return np.cumsum(before * counts.ended[1:] / np.maximum(counts.at_risk, 1), axis=1)


def _jackknife_errors(counts: DayCounts, survival: Floats, share: Floats) -> Floats:
    """
    Root of the sum of squared influences of single requests on each cause's share.

    The influence of a request that ended on day s is linear in the share later on, a + b F(t);
    that of all requests still waiting is the same, so sums of a², ab and b² are enough.
    """
    at_risk = np.maximum(counts.at_risk, 1).astype(float)
    events = counts.ended[1:].sum(axis=0)
    before = np.concatenate([[1.0], survival])[:-1]
    # d log S(s-) / d weight of one who still waits; infinite only after the last day, so unused
    gain = np.concatenate([[0.0], _greenwood(counts)])[:-1]
    squared = np.empty_like(share)
    for k, own in enumerate(counts.ended[1:]):
        steps = before * (gain * own / at_risk - own / at_risk**2)
        waiting_f = np.cumsum(steps)
        so_far = waiting_f - steps
        total = np.zeros((3, len(at_risk)))
        for cause, ending in enumerate(counts.ended):
            hit, same = float(cause != CENSORED), float(cause == k + 1)
            at_s = before * (gain * (1 - events / at_risk) - hit / at_risk + events / at_risk**2)
            at_f = so_far + before * (gain * own / at_risk + same / at_risk - own / at_risk**2)
            b = np.divide(at_s, survival, out=np.zeros_like(at_s), where=survival > 0)
            a = at_f - b * share[k]
            total += ending * np.stack([a * a, a * b, b * b])
        ended = np.cumsum(total, axis=1)
        left = counts.at_risk - counts.ended.sum(axis=0)
        squared[k] = ended[0] + 2 * ended[1] * share[k] + ended[2] * share[k] ** 2
        squared[k] += left * waiting_f**2
    return np.sqrt(np.maximum(squared, 0.0))


def _log_limits(share: Floats, error: Floats, z: float) -> tuple[Floats, Floats]:
    """F exp(-+ z error / F), the upper one at most 1; nan where F is 0."""
    known = share > 0
    width = np.exp(z * np.divide(error, share, out=np.zeros_like(share), where=known))
    low = np.where(known, share / width, np.nan)
    return low, np.where(known, np.minimum(share * width, 1.0), np.nan)

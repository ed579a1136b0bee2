"""
Logistic regression by Newton steps, with model or cluster-robust covariance.

Everything is a sum over rows: the sums of two parts of a log add up to those of the whole, so one
fit runs on a frame, on chunks of a file, or on many workers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
from scipy.special import expit

from outreachlab.errors import NothingToComputeError
from outreachlab.stats.predictors import Design, Factor, Floats, Ints, Number, Term, design_of
from outreachlab.stats.products import column_sums, grouped_sums, linear, weighted_gram

MAX_STEPS = 25
SCORE_LIMIT = 1e-8
# An |x'b| beyond this looks like a coefficient on its way to infinity.
INDEX_LIMIT = 15.0
# The next step in standard errors (Newton's decrement); below this nothing moves any more.
STEP_LIMIT = 1e-9
# Rows of one part: few enough that its sums keep their digits and its arrays stay small.
PART_ROWS = 1 << 16
# The share of a column's sum of squares that those before it must leave. Rounding leaves 1e-14 of
# it; a date written as a number keeps 1e-8.
ALIASED = 1e-11


@dataclass(frozen=True, slots=True)
class Part:
    """
    Some rows: their predictors, success (n,) as 0.0 or 1.0, and cluster codes (n,) if any.

    Each stands for `times` (n,) rows that are alike; then there are no clusters.
    """

    design: Design
    success: Floats
    clusters: Ints | None = None
    times: Floats | None = None

    @property
    def rows(self) -> int:
        """How many rows it stands for."""
        return self.design.rows if self.times is None else int(self.times.sum())

    @property
    def yeses(self) -> float:
        """How many of them succeeded."""
        return float(self.weighted(self.success).sum())

    def weighted(self, values: Floats) -> Floats:
        """Values (n,), each as often as there are such rows."""
        return values if self.times is None else values * self.times


@dataclass(frozen=True, slots=True)
class Sums:
    """Score (k,) and information (k, k) at some coefficients, and the largest |x'b|."""

    rows: int
    score: Floats
    information: Floats
    largest: float

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.rows + other.rows,
            self.score + other.score,
            self.information + other.information,
            max(self.largest, other.largest),
        )


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """The score of each cluster (g, k), by its key (g,), sorted; two parts may share keys."""

    keys: Ints
    scores: Floats

    def __add__(self, other: "ClusterSums") -> "ClusterSums":
        keys = np.union1d(self.keys, other.keys)
        scores = np.zeros((len(keys), self.scores.shape[1]))
        scores[np.searchsorted(keys, self.keys)] += self.scores
        scores[np.searchsorted(keys, other.keys)] += other.scores
        return ClusterSums(keys, scores)


@dataclass(frozen=True, slots=True)
class Fit:
    """
    Coefficients (k,) and the sums there; coefficients not `free` (k,) stayed at their start.

    `arrived` says whether Newton's method reached a score of zero.
    """

    coefficients: Floats
    sums: Sums
    free: np.ndarray
    steps: int
    arrived: bool


Evaluate = Callable[[Floats], Sums]


def parts_of(
    success: np.ndarray,
    terms: Sequence[Term],
    interactions: Sequence[tuple[int, int]] = (),
    clusters: np.ndarray | None = None,
    times: np.ndarray | None = None,
) -> list[Part]:
    """The rows as parts of at most `PART_ROWS`, in order."""
    starts = range(0, max(len(success), 1), PART_ROWS)
    return [
        _part(success, terms, interactions, clusters, times, slice(start, start + PART_ROWS))
        for start in starts
    ]


def with_clusters(parts: Sequence[Part], clusters: Ints) -> list[Part]:
    """The parts with the cluster of each of their rows, of all parts one after the other."""
    ends = np.cumsum([0, *(part.design.rows for part in parts)])
    return [
        replace(part, clusters=clusters[start:end])
        for part, (start, end) in zip(parts, pairwise(ends.tolist()), strict=True)
    ]


def clusters_of(part: Part) -> Ints:
    """The cluster of each row; raises ValueError where there are none."""
    if part.clusters is None:
        raise ValueError("the part has no clusters")
    return part.clusters


def sums_of(part: Part, beta: Floats) -> Sums:
    """Score X'(y - p) and information X'WX of one part at `beta` (k,)."""
    index = linear(part.design, beta)
    chance = expit(index)
    return Sums(
        part.rows,
        column_sums(part.design, part.weighted(part.success - chance)),
        weighted_gram(part.design, part.weighted(chance * (1 - chance))),
        float(np.abs(index).max(initial=0.0)),
    )


def over(parts: Sequence[Part]) -> Evaluate:
    """The sums over all parts as a function of the coefficients."""
    return lambda beta: reduce(add, (sums_of(part, beta) for part in parts))


def fit(parts: Sequence[Part], free: np.ndarray | None = None) -> Fit:
    """The maximum-likelihood fit over parts, of which there is at least one."""
    return newton(over(parts), start_of(parts, free), free)


def start_of(parts: Sequence[Part], free: np.ndarray | None = None) -> Floats:
    """Where a fit begins: at the fit to the first of several parts, which saves three passes."""
    successes = sum(part.yeses for part in parts)
    rows = sum(part.rows for part in parts)
    start = start_at(successes, rows, parts[0].design.width)
    if len(parts) > 1 and parts[0].times is None:
        first = newton(over(parts[:1]), start, free)
        if first.arrived and first.sums.largest < INDEX_LIMIT:
            return first.coefficients
    return start


def start_at(successes: float, rows: int, width: int) -> Floats:
    """Coefficients that predict the overall share for every row, kept off 0 and 1."""
    beta = np.zeros(width)
    share = (successes + 0.5) / (rows + 1)
    beta[0] = np.log(share / (1 - share))
    return beta


def newton(evaluate: Evaluate, start: Floats, free: np.ndarray | None = None) -> Fit:
    """
    Maximum likelihood by at most `MAX_STEPS` Newton steps, halved where they overshoot.

    `evaluate` gives the sums over all rows; `free` (k,) marks the coefficients that may move.
    """
    free = np.ones(len(start), dtype=bool) if free is None else free
    beta, here = start, evaluate(start)
    move, distance = _step(here, free)
    for steps in range(MAX_STEPS + 1):
        if distance < STEP_LIMIT:
            return Fit(beta + move, here, free, steps, True)
        if steps == MAX_STEPS or not np.isfinite(distance):
            break
        for _ in range(8):
            there = evaluate(beta + move)
            next_move, next_distance = _step(there, free)
            if next_distance <= 2 * distance:
                break
            move = move / 2
        beta, here, move, distance = beta + move, there, next_move, next_distance
    arrived = bool(np.abs(here.score[free]).max(initial=0.0) < SCORE_LIMIT)
    return Fit(beta, here, free, steps, arrived)


def independent(gram: Floats) -> np.ndarray:
    """
    Which columns are no sum of columns before them, (k,) bool, from X'X (k, k).

    Cholesky's recursion without pivoting, so the earlier of two equal columns is kept.
    """
    width = len(gram)
    kept = np.zeros(width, dtype=bool)
    factor = np.zeros((width, width))
    for place in range(width):
        row = np.zeros(width)
        for before in np.flatnonzero(kept[:place]):
            row[before] = (gram[place, before] - row @ factor[before]) / factor[before, before]
        left = gram[place, place] - row @ row
        if left > ALIASED * gram[place, place]:
            kept[place] = True
            row[place] = np.sqrt(left)
            factor[place] = row
    return kept


def made_of(gram: Floats, kept: np.ndarray, place: int) -> Ints:
    """The kept columns whose sum an aliased column is, but for shares under a thousandth."""
    free = np.flatnonzero(kept)
    units = np.sqrt(gram.diagonal())
    weights = inverse_of(gram, kept)[free[:, None], free] @ gram[free, place]
    return free[np.abs(weights) * units[free] > 1e-3 * units[place]]


def gram_of(parts: Iterable[Part]) -> Floats:
    """
    X'X over all parts, (k, k), of the rows that record every factor.

    Blanks at their mean would hide that one column tells another.
    """
    return reduce(add, (weighted_gram(p.design, p.weighted(_complete(p.design))) for p in parts))


def _complete(design: Design) -> Floats:
    """1 for each row (n,) that records every factor, 0 for the others."""
    complete = np.ones(design.rows)
    for term in design.terms:
        if isinstance(term, Factor):
            complete *= term.codes < term.levels
    return complete


def cluster_sums(part: Part, beta: Floats) -> ClusterSums:
    """The score X'(y - p) of each cluster present in a part."""
    clusters = clusters_of(part)
    residual = part.success - expit(linear(part.design, beta))
    # clusters of one part are often neighbours in the book: count from the first of them
    lowest = int(clusters.min()) if len(clusters) else 0
    codes = clusters.astype(np.intp) - lowest
    rows_in = np.bincount(codes)
    present = np.flatnonzero(rows_in)
    scores = grouped_sums(part.design, residual, codes, len(rows_in))
    return ClusterSums(present + lowest, scores[present])


def model_covariance(fitted: Fit) -> Floats:
    """The inverse information (k, k); 0 for coefficients that were held."""
    return inverse_of(fitted.sums.information, fitted.free)


@dataclass(frozen=True, slots=True)
class Meat:
    """How many clusters there are, and the sum over them of score times score (k, k)."""

    clusters: int
    product: Floats

    def __add__(self, other: "Meat") -> "Meat":
        return Meat(self.clusters + other.clusters, self.product + other.product)


def meat_of(clusters: ClusterSums) -> Meat:
    """The meat of clusters none of which has rows elsewhere."""
    return Meat(len(clusters.keys), clusters.scores.T @ clusters.scores)


def clustered_covariance(fitted: Fit, clusters: ClusterSums) -> Floats:
    """
    CR1S: G/(G-1) * (n-1)/(n-k) times the cluster sandwich, (k, k).

    As `sandwich::vcovCL(type = "HC1")`: Zeileis, Koell & Graham (2020), JSS 95(1).
    """
    return sandwich(fitted, meat_of(clusters))


def sandwich(fitted: Fit, meat: Meat) -> Floats:
    """As `clustered_covariance`, from the meat."""
    bread = model_covariance(fitted)
    count, rows, width = meat.clusters, fitted.sums.rows, int(fitted.free.sum())
    if count < 2 or rows <= width:
        raise NothingToComputeError(
            f"cluster-robust errors need two clusters and more rows than coefficients; "
            f"here are {count} clusters, {rows} rows and {width} coefficients"
        )
    correction = count / (count - 1) * (rows - 1) / (rows - width)
    return correction * bread @ meat.product @ bread


def inverse_of(information: Floats, free: np.ndarray) -> Floats:
    """The inverse of the free part, 0 elsewhere; scaled first, so that units do not matter."""
    places = np.flatnonzero(free)
    inner = information[places[:, None], places]
    units = 1 / np.sqrt(inner.diagonal())
    inverse = np.zeros_like(information)
    scaled = np.linalg.inv(inner * units[:, None] * units)
    inverse[places[:, None], places] = scaled * units[:, None] * units
    return inverse


def _step(sums: Sums, free: np.ndarray) -> tuple[Floats, float]:
    """Newton's step (k,) and its length in standard errors; infinite where there is none."""
    move = np.zeros(len(sums.score))
    diagonal = np.diag(sums.information)[free]
    if not (np.isfinite(sums.score).all() and (diagonal > 0).all()):
        return move, np.inf
    try:
        move = inverse_of(sums.information, free) @ sums.score
    except np.linalg.LinAlgError:
        return move, np.inf
    length = float(move @ sums.score)
    return move, np.sqrt(length) if length >= 0 else np.inf


def _part(
    success: np.ndarray,
    terms: Sequence[Term],
    interactions: Sequence[tuple[int, int]],
    clusters: np.ndarray | None,
    times: np.ndarray | None,
    rows: slice,
) -> Part:
    here = np.asarray(success[rows], dtype=float)
    return Part(
        design_of(len(here), [_cut(term, rows) for term in terms], interactions),
        here,
        None if clusters is None else clusters[rows],
        None if times is None else np.asarray(times[rows], dtype=float),
    )


def _cut(term: Term, rows: slice) -> Term:
    if isinstance(term, Factor):
        return replace(term, codes=term.codes[rows])
    return Number(term.values[rows])

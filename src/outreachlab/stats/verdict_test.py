"""
The one test of a verdict: does x go with y within seekers, other things held equal?

Two passes over the rows, each a sum over seekers, so parts of a log add up: products of the columns
centred within seeker, then what the residuals are made of by seeker and by chain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.stats.among import left_without
from outreachlab.stats.predictors import Design
from outreachlab.stats.products import grouped_sums, linear, weighted_gram

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MANY_SEEKERS = 8
FEWEST_LEFT = 5  # degrees of freedom
ROWS_PER_COLUMN = 25
ALIASED = 1e-9  # of a column's products: what rounding leaves of one that others make up
FOR_SHARE, AGAINST_SHARE = 0.8, 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """
    Rows, seekers, and the products (w, w) of columns centred within seeker; `sums` (w,) are theirs.

    The first two columns are x and y.
    """

    rows: int
    seekers: int
    gram: Floats
    sums: Floats

    def __add__(self, other: "Products") -> "Products":
        return Products(
            self.rows + other.rows,
            self.seekers + other.seekers,
            self.gram + other.gram,
            self.sums + other.sums,
        )

    def combined(self, weights: Floats) -> "Products":
        """Those of other columns, each a sum of these by weights (v, w)."""
        gram = weights @ self.gram @ weights.T
        return Products(self.rows, self.seekers, gram, weights @ self.sums)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The residuals of x and y on Z as sums of columns (2 + q,), the slope, x'x, and Z's rank."""

    x: Floats
    y: Floats
    slope: float
    across: float
    correlation: float
    rank: int


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """
    What the residuals r_x, r_y are made of; those of parts add up.

    `robust` is the sum over seekers of (U_g/(1 - h_g))², h_g their share of r_x'r_x; `chains` how
    many, `squares` the sum of their squared sizes, `between` (2,) that of squared chain sums of
    r_x, r_y over their sizes, `total` (2,) that of the squared residuals.
    """

    robust: float
    chains: int
    squares: float
    between: Floats
    total: Floats

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(
            self.robust + other.robust,
            self.chains + other.chains,
            self.squares + other.squares,
            self.between + other.between,
            self.total + other.total,
        )


@dataclass(frozen=True, slots=True)
class VerdictTest:
    """T on `freedom` degrees, p for the advice, and the directional p of either direction."""

    statistic: float
    freedom: int
    p_for: float
    p_value: float


def columns_allowed(rows: int) -> int:
    """How many columns Z may have."""
    return rows // ROWS_PER_COLUMN


def products_of(design: Design, seeker: Ints) -> Products:
    """
    First pass: the columns of a design, those of x and y first, and seekers (n,) coded from 0.

    The intercept, which centring takes away, is left out.
    """
    sizes = np.bincount(seeker)
    every = np.ones(design.rows)
    sums = grouped_sums(design, every, seeker, len(sizes))
    plain = weighted_gram(design, every)
    gram = plain - sums.T @ (sums / np.maximum(sizes, 1)[:, None])
    return Products(design.rows, int((sizes > 0).sum()), gram[1:, 1:], plain[0, 1:])


def line_of(products: Products) -> Line | None:
    """The residuals on Z; None where x, or y, does not vary once seekers and Z are allowed for."""
    gram = products.gram
    inner, cross = gram[2:, 2:], gram[2:, :2]
    weights, rank = _solved(inner, cross)
    x, y = (np.concatenate([unit, -own]) for unit, own in zip(np.eye(2), weights.T, strict=True))
    across, up, both = x @ gram @ x, y @ gram @ y, x @ gram @ y
    if across <= ALIASED * max(gram[0, 0], 1e-300) or up <= ALIASED * max(gram[1, 1], 1e-300):
        return None
    correlation = float(np.clip(both / np.sqrt(across * up), -1, 1))
    return Line(x, y, float(both / across), float(across), correlation, rank)


def spread_of(design: Design, seeker: Ints, chain: Ints, line: Line) -> Spread:
    """Second pass over the same rows; `chain` (n,) codes from 0, each within one seeker."""
    rx, ry = (_residual(design, seeker, weights) for weights in (line.x, line.y))
    pull = np.bincount(seeker, rx * (ry - line.slope * rx))
    share = np.bincount(seeker, rx * rx) / line.across
    sizes = np.bincount(chain).astype(float)
    sums = np.stack([np.bincount(chain, one) for one in (rx, ry)])
    present = sizes > 0
    return Spread(
        float(((pull / left_without(share)) ** 2).sum()),
        int(present.sum()),
        float((sizes**2).sum()),
        (sums[:, present] ** 2 / sizes[present]).sum(axis=1),
        np.array([rx @ rx, ry @ ry]),
    )


def _residual(design: Design, seeker: Ints, weights: Floats) -> Floats:
    """Columns times weights (2 + q,), less the mean within each seeker, (n,)."""
    found = linear(design, np.append(0.0, weights))
    means = np.bincount(seeker, found) / np.maximum(np.bincount(seeker), 1)
    return found - means[seeker]


def verdict_test(products: Products, line: Line, spread: Spread) -> VerdictTest | None:
    """
    The test of one contrast; None where fewer than five degrees of freedom are left.

    T = r √(f/(1 - r²)) / √D with Moulton's D for chains. With eight or more seekers also the slope
    over its cluster jackknife error with t(G - 1), of which the larger p counts: an effect that
    differs between seekers would else pass for one, and where few seekers vary x their jackknife
    is too sure. Four fifths of the error go to the direction that the advice names.

    References
    ----------
    Moulton (1990), Review of Economics and Statistics 72:334-338. Braver (1975), Educational and
    Psychological Measurement 35:283-288. MacKinnon, Nielsen & Webb (2023), Journal of Applied
    Econometrics 38:671-694.
    """
    rows, seekers, r = products.rows, products.seekers, line.correlation
    freedom = rows - seekers - line.rank - 1
    if freedom < FEWEST_LEFT:
        return None
    # a perfect fit is taken as if one request had gone the other way
    steepest = np.sqrt(freedom * (rows - 2) / 4)
    alike = _ratio(r, (1 - r**2) / freedom * design_effect(rows, spread), steepest)
    tests = [_told(alike, freedom)]
    if seekers >= MANY_SEEKERS:
        variance = (seekers - 1) / seekers * spread.robust
        tests.append(_told(_ratio(line.slope * line.across, variance, steepest), seekers - 1))
    return max(tests, key=lambda test: test.p_value)


def _ratio(top: float, square: float, steepest: float) -> float:
    """An estimate over the root of its variance, within what a log of this size can show."""
    t = top / np.sqrt(square) if square > 0 else np.copysign(np.inf, top)
    return float(np.clip(t, -steepest, steepest))


def _told(t: float, freedom: int) -> VerdictTest:
    from scipy.special import stdtr

    p_for, p_against = float(stdtr(freedom, -t)), float(stdtr(freedom, t))
    return VerdictTest(t, freedom, p_for, min(p_for / FOR_SHARE, p_against / AGAINST_SHARE, 1.0))


def design_effect(rows: int, spread: Spread) -> float:
    """Moulton's D: 1 + (Σc²/n - 1) ρ_x ρ_y, negative intraclass correlations taken as 0."""
    return 1 + max(0.0, spread.squares / rows - 1) * float(np.prod(intraclass(rows, spread)))


def intraclass(rows: int, spread: Spread) -> Floats:
    """
    The intraclass correlations (2,) of r_x and r_y in chains by analysis of variance, at least 0.

    Donner (1986), International Statistical Review 54:67-82; both residuals sum to 0.
    """
    degrees, left = spread.chains - 1, rows - spread.chains
    if degrees < 1 or left < 1:
        return np.zeros(2)
    size = (rows - spread.squares / rows) / degrees
    between, within = spread.between / degrees, (spread.total - spread.between) / left
    return np.maximum((between - within) / (between + (size - 1) * within), 0.0)


def verdict_alpha(contrasts: int, level: float, favourable: bool) -> float:
    """The level of a two-sided test whose one half is what a verdict of `contrasts` must reach."""
    return 2 * level / contrasts * (FOR_SHARE if favourable else AGAINST_SHARE)


def _solved(inner: Floats, cross: Floats) -> tuple[Floats, int]:
    """Least squares weights (q, 2) from products, and the rank; columns may make up others."""
    diagonal = inner.diagonal()
    units = np.where(diagonal > 0, 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0)), 0.0)
    values, vectors = np.linalg.eigh(inner * units[:, None] * units)
    kept = values > ALIASED
    basis = vectors[:, kept] * units[:, None]
    return basis @ ((basis.T @ cross) / values[kept, None]), int(kept.sum())

"""Rates, differences and curves among seekers; R's part is made by r/among.R."""

from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy.stats import t as student

from outreachlab.stats.among import among, limits_among
from outreachlab.stats.curves import count_days, curve_of
from outreachlab.stats.curves_among import curve_among, influences, spread_of
from outreachlab.stats.intervals import interval_of
from outreachlab.stats.two_among import (
    difference_limits,
    odds_ratio_limits,
    p_among,
    risk_ratio_limits,
    two_among,
)
from outreachlab.stats.two_rates import TwoRates, difference, odds_ratio, p_value_of, risk_ratio

R = Path(__file__).parent / "r"
CLOSED_FORM = 1e-12
R_PRINTED = 1e-10  # R solves by QR where ours are sums

seekers = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1), st.floats(0, 1)),
    min_size=2,
    max_size=12,
).filter(lambda rows: sum(n for n, *_ in rows) and sum(m for _, m, *_ in rows))


def counts_of(rows):
    n = np.array([[one, two] for one, two, _, _ in rows], float)
    y = np.array([[round(one * p), round(two * q)] for one, two, p, q in rows], float)
    return n, y


@pytest.fixture(scope="module")
def in_r():
    table = pd.read_csv(R / "among_r.csv").set_index("what")["value"]
    return table.to_dict()


@pytest.fixture(scope="module")
def sides():
    rows = pd.read_csv(R / "among.csv")
    table = rows.pivot_table(
        index="seeker", columns="side", values="accepted", aggfunc=["size", "sum"], fill_value=0
    )
    return among(table["size"][["yes", "no"]].to_numpy(), table["sum"][["yes", "no"]].to_numpy())


def test_variances_are_those_of_the_bias_reduced_cluster_sandwich(sides, in_r):
    pulls = sides.times @ sides.pulls**2
    assert pulls == pytest.approx([in_r["variance yes"], in_r["variance no"]], rel=R_PRINTED)
    found = two_among(sides)
    assert float((sides.pulls.T @ sides.pulls)[0, 1]) == pytest.approx(
        in_r["covariance"], rel=R_PRINTED
    )
    p, q = found.rates
    plain = p * (1 - p) / found.counts.n + q * (1 - q) / found.counts.m
    assert found.gap_variance == pytest.approx(
        max(in_r["variance of difference"], plain), rel=R_PRINTED
    )


def test_limits_are_wilson_with_the_effective_number_and_t():
    # two levels by hand: sizes 10, 20, 30 with 2, 10, 24 yeses
    n, y = np.array([10.0, 20, 30]), np.array([2.0, 10, 24])
    p = y.sum() / n.sum()
    v = sum((y - p * n) ** 2 / (1 - n / n.sum())) / n.sum() ** 2
    size = min(n.sum(), p * (1 - p) / v)
    t = student.ppf(0.975, max(n.sum() ** 2 / sum(n**2) - 1, 2))
    # Wilson's limits solve (p - l)^2 = t^2 l (1 - l) / n_eff
    low, high = sorted(np.roots([1 + t**2 / size, -(2 * p + t**2 / size), p**2]))
    found = limits_among(among(n[:, None], y[:, None]))
    assert [found[0][0], found[1][0]] == pytest.approx([low, high], rel=1e-9)


def test_a_level_of_one_seeker_has_plain_limits():
    found = limits_among(among([[8, 3], [0, 4]], [[5, 1], [0, 2]]))
    plain = interval_of([5], [8], 0.95)
    assert (found[0][0], found[1][0]) == pytest.approx((plain[0][0], plain[1][0]), abs=CLOSED_FORM)


@given(seekers)
def test_clusters_widen_and_never_narrow(rows):
    n, y = counts_of(rows)
    found = among(n, y)
    low, high = limits_among(found)
    plain_low, plain_high = interval_of(y.sum(axis=0), n.sum(axis=0), 0.95)
    assert (low <= plain_low + CLOSED_FORM).all()
    assert (high >= plain_high - CLOSED_FORM).all()
    gap = difference(TwoRates(*(int(v) for s in range(2) for v in (y[:, s].sum(), n[:, s].sum()))))
    low, high = difference_limits(found)
    assert -1 <= low <= gap.low + CLOSED_FORM
    assert gap.high - CLOSED_FORM <= high <= 1
    p = p_among(two_among(found))
    assert p_value_of(two_among(found).counts)[0] - CLOSED_FORM <= p <= 1


@given(seekers)
def test_swapping_sides_turns_the_difference_over(rows):
    n, y = counts_of(rows)
    low, high = difference_limits(among(n, y))
    other = difference_limits(among(n[:, ::-1], y[:, ::-1]))
    assert (low, high) == pytest.approx((-other[1], -other[0]), abs=CLOSED_FORM)


@given(seekers)
def test_seekers_alike_may_be_counted_once(rows):
    n, y = counts_of(rows)
    twice = among(np.concatenate([n, n]), np.concatenate([y, y]))
    held_once = among(n, y, np.full(len(n), 2))
    for one, two in zip(limits_among(twice), limits_among(held_once), strict=True):
        assert one == pytest.approx(two, abs=CLOSED_FORM, nan_ok=True)
    assert difference_limits(twice) == pytest.approx(difference_limits(held_once), abs=CLOSED_FORM)


def test_ratios_have_the_seekers_variance_on_the_log_scale(sides):
    found = two_among(sides)
    (p, q), (v, w) = found.rates, found.variance
    width = student.ppf(0.975, found.freedom) * sqrt(
        v / p**2 + w / q**2 - 2 * found.correlation * sqrt(v * w) / p / q
    )
    plain = risk_ratio(found.counts)
    wanted = min(p / q * np.exp(-width), plain.low), max(p / q * np.exp(width), plain.high)
    assert risk_ratio_limits(found) == pytest.approx(wanted, rel=1e-9)
    odds = odds_ratio(found.counts)
    low, high = odds_ratio_limits(found)
    assert low <= odds.low < odds.high <= high
    assert low * high == pytest.approx(odds.estimate**2)


def test_rates_that_are_certain_have_the_plain_p():
    found = two_among(among([[2, 2], [3, 2]], [[2, 0], [3, 0]]))
    assert p_among(found) == p_value_of(TwoRates(5, 5, 0, 4))[0]


def test_coverage_among_unlike_seekers():
    rng = np.random.default_rng(1)
    truth, hits = 0.4, 0
    for _ in range(1000):
        n = rng.integers(5, 40, size=12)
        y = rng.binomial(n, rng.beta(0.4 * 6, 0.6 * 6, size=12))
        low, high = limits_among(among(n[:, None], y[:, None]))
        hits += bool(low[0] <= truth <= high[0])
    # 95 of 100 less three Monte-Carlo errors; plain limits hold it in about 80
    assert hits > 930


@pytest.fixture(scope="module")
def waits():
    rows = pd.read_csv(R / "waits.csv")
    return rows["days"].to_numpy(), rows["cause"].to_numpy(), rows["seeker"].to_numpy()


def test_curve_errors_by_seeker_are_those_of_survfit(waits, in_r):
    days, cause, seeker = waits
    curve = curve_of(count_days(days, cause, 2))
    ended = np.zeros((seeker.max() + 1, *curve.counts.ended.shape), int)
    np.add.at(ended, (seeker, cause, np.searchsorted(curve.counts.day, days)), 1)
    survival, share = influences(ended, curve)
    for day in (0, 3, 7, 14, 30):
        at = np.searchsorted(curve.counts.day, day, side="right") - 1
        assert sqrt((survival[:, at] ** 2).sum()) == pytest.approx(in_r[f"any error {day}"])
        for k, name in enumerate(("accepted", "declined")):
            error = sqrt((share[k, :, at] ** 2).sum())
            assert error == pytest.approx(in_r[f"{name} error {day}"], rel=1e-9)


def test_curve_errors_of_a_seeker_a_row_are_those_of_separate_requests(waits):
    days, cause, _ = waits
    curve = curve_of(count_days(days, cause, 2))
    spread = spread_of(days, cause, np.arange(len(days)), curve)
    share = 1 - 1 / len(days)
    known = ~np.isnan(curve.survival_error)
    assert spread.share * share == pytest.approx(curve.share_error**2, abs=1e-12)
    assert (spread.survival * share)[known] == pytest.approx(curve.survival_error[known] ** 2)


def test_curve_spread_of_parts_adds_up_and_never_narrows(waits, monkeypatch):
    days, cause, seeker = waits
    curve = curve_of(count_days(days, cause, 2))
    whole = spread_of(days, cause, seeker, curve)
    one = seeker < 4
    parts = [spread_of(days[rows], cause[rows], seeker[rows], curve) for rows in (one, ~one)]
    monkeypatch.setattr("outreachlab.stats.curves_among.BLOCK_CELLS", 1)
    for other in (parts[0] + parts[1], spread_of(days, cause, seeker, curve)):
        assert other.share == pytest.approx(whole.share)
        assert other.survival == pytest.approx(whole.survival)
        assert (other.seekers, other.squares) == (whole.seekers, whole.squares)
    found = curve_among(curve, whole)
    assert (found.share_low <= curve.share_low + 1e-12)[curve.share > 0].all()
    assert (found.share_high >= curve.share_high - 1e-12)[curve.share > 0].all()
    assert np.nanmax(found.share_high) <= 1

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.stats.curves import (
    count_days,
    curve_of,
    dead_day,
    half_day,
    log_rank,
    merge_counts,
    value_at,
)

# both sides are sums and products of the same terms in double precision
CLOSED_FORM = 1e-12
STANDARD_ERROR = 1e-8
PUBLISHED_DECIMALS = 5e-5

TRANSPLANT_CAUSES = ("censored", "ltx", "death", "withdraw")

# Freireich et al. (1963), Blood 21:699-716: weeks in remission of 42 children with leukaemia,
# 21 on 6-mercaptopurine (True: relapse seen), 21 on placebo (all relapsed).
MERCAPTOPURINE = (
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

requests = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 2)), min_size=1, max_size=60)


def tally(rows):
    return count_days(np.array([day for day, _ in rows]), np.array([c for _, c in rows]), 2)


def at(curve, values, day, before):
    return value_at(curve.counts.day, values, np.array([day]), before)[0]


def agrees_with_survfit(counts, expected):
    curve = curve_of(counts)
    assert counts.total == expected["n"]
    for point in expected["at"]:
        day = point["time"]
        risk = counts.at_risk[np.searchsorted(counts.day, day)]
        assert risk == point["n_risk"]
        for values, name, tolerance in (
            (curve.survival, "survival", CLOSED_FORM),
            (curve.survival_error, "std_err_greenwood", STANDARD_ERROR),
            (curve.survival_low, "lower_log", STANDARD_ERROR),
            (curve.survival_high, "upper_log", STANDARD_ERROR),
        ):
            assert at(curve, values, day, 1.0) == pytest.approx(point[name], rel=tolerance)
    median = expected["quantiles_25_50_75_log"]["estimate"][1]
    assert half_day(counts.day, 1 - curve.survival) == median


def agrees_with_survfit_on_causes(counts, expected):
    curve = curve_of(counts)
    for row, cause in enumerate(TRANSPLANT_CAUSES[1:]):
        for point in expected[cause]:
            day = point["time"]
            for values, name, tolerance in (
                (curve.share, "cif", CLOSED_FORM),
                (curve.share_error, "std_err", STANDARD_ERROR),
                (curve.share_low, "lower", STANDARD_ERROR),
                (curve.share_high, "upper", STANDARD_ERROR),
            ):
                found = at(curve, values[row], day, 0.0)
                if point[name] is None:
                    assert np.isnan(found)
                else:
                    assert found == pytest.approx(point[name], rel=tolerance)


@pytest.fixture
def lung(reference):
    data = pd.read_csv(reference / "lung" / "data.csv")
    return data, json.loads((reference / "lung" / "reference.json").read_text())


@pytest.fixture
def transplant(reference):
    data = pd.read_csv(reference / "transplant" / "data.csv").dropna(subset=["futime"])
    return data, json.loads((reference / "transplant" / "reference.json").read_text())


def counts_of_lung(data):
    return count_days(data["time"].to_numpy(), (data["status"] == 2).to_numpy(int), 1)


def counts_of_transplant(data):
    cause = data["event"].map(TRANSPLANT_CAUSES.index)
    return count_days(data["futime"].to_numpy(int), cause.to_numpy(int), 3)


def test_kaplan_meier_agrees_with_survfit_on_lung(lung):
    data, expected = lung
    agrees_with_survfit(counts_of_lung(data), expected["km"]["overall"])
    for sex, name in ((1, "male"), (2, "female")):
        group = counts_of_lung(data[data["sex"] == sex])
        agrees_with_survfit(group, expected["km"]["by_group"][name])


def test_log_rank_agrees_with_survdiff_on_lung(lung):
    data, expected = lung
    groups = [counts_of_lung(data[data["sex"] == sex]) for sex in (1, 2)]
    statistic, degrees, p = log_rank(groups)
    assert degrees == 1
    assert statistic == pytest.approx(expected["km"]["logrank"]["chi2"], rel=CLOSED_FORM)
    assert p == pytest.approx(expected["km"]["logrank"]["p"], rel=STANDARD_ERROR)


def test_aalen_johansen_agrees_with_survfit_on_transplant(transplant):
    data, expected = transplant
    counts = counts_of_transplant(data)
    assert counts.ended[:, counts.day == 0].sum() == expected["n_zero_time"]
    agrees_with_survfit_on_causes(counts, expected["cif"]["overall"])
    for blood, group in data.groupby("abo"):
        counts = counts_of_transplant(group)
        agrees_with_survfit_on_causes(counts, expected["cif"]["by_group"][blood])


def test_log_rank_agrees_with_survdiff_on_four_groups_of_transplant(transplant):
    data, expected = transplant
    groups = [counts_of_transplant(group) for _, group in data.groupby("abo")]
    statistic, degrees, p = log_rank(groups)
    wanted = expected["km_time_to_ltx_others_censored"]["logrank"]
    assert degrees == wanted["df"]
    assert statistic == pytest.approx(wanted["chi2"], rel=CLOSED_FORM)
    assert p == pytest.approx(wanted["p"], rel=STANDARD_ERROR)


# The curve and the log-rank test of these remissions as printed in Kleinbaum & Klein (2012),
# Survival Analysis, 3rd ed., chapter 2: 0.8571 ... 0.4482, chi-squared 16.79, medians 23 and 8.
def test_the_published_remission_curves_come_out():
    treated = count_days(np.array(MERCAPTOPURINE[0]), np.array(MERCAPTOPURINE[1]), 1)
    placebo = count_days(np.array(PLACEBO), np.ones(21, int), 1)
    curve = curve_of(treated)
    weeks = np.array([6, 7, 10, 13, 16, 22, 23])
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    found = value_at(treated.day, curve.survival, weeks, 1.0)
    assert found == pytest.approx(published, abs=PUBLISHED_DECIMALS)
    assert half_day(treated.day, 1 - curve.survival) == 23
    assert half_day(placebo.day, 1 - curve_of(placebo).survival) == 8
    assert log_rank([treated, placebo])[0] == pytest.approx(16.79, abs=5e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_curves_and_test_agree_with_statsmodels_on_simulated_waits(seed):
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

    rng = np.random.default_rng(seed)
    days, cause = rng.geometric(0.05, 400) - 1, rng.choice(3, 400, p=[0.4, 0.4, 0.2])
    group = rng.integers(0, 3, 400)
    days, cause = np.minimum(days, 40), np.where(days >= 40, 0, cause)
    curve = curve_of(count_days(days, cause, 2))

    survival = SurvfuncRight(days, cause > 0)
    at_days = survival.surv_times.astype(int)
    ours = value_at(curve.counts.day, curve.survival, at_days, 1.0)
    assert ours == pytest.approx(survival.surv_prob, rel=CLOSED_FORM)
    errors = value_at(curve.counts.day, curve.survival_error, at_days, 0.0)
    known = np.isfinite(errors)
    assert errors[known] == pytest.approx(survival.surv_prob_se[known], rel=STANDARD_ERROR)

    incidence = CumIncidenceRight(days, cause)
    for row in (0, 1):
        shares = value_at(curve.counts.day, curve.share[row], incidence.times.astype(int), 0.0)
        assert shares == pytest.approx(incidence.cinc[row], rel=1e-10, abs=CLOSED_FORM)

    statistic, p = survdiff(days, cause == 1, group)
    found = log_rank([count_days(days[group == g], cause[group == g], 2) for g in range(3)])
    assert found[0] == pytest.approx(statistic, rel=1e-10)
    assert found[2] == pytest.approx(p, rel=STANDARD_ERROR)


@settings(max_examples=40)
@given(requests, st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = curve_of(tally(rows)), curve_of(tally(mixed))
    np.testing.assert_array_equal(one.survival, other.survival)
    np.testing.assert_array_equal(one.share_error, other.share_error)


@settings(max_examples=40)
@given(requests)
def test_the_causes_sum_to_the_share_answered(rows):
    curve = curve_of(tally(rows))
    assert curve.share.sum(axis=0) == pytest.approx(1 - curve.survival, abs=CLOSED_FORM)


@settings(max_examples=40)
@given(requests)
def test_errors_are_those_of_single_requests_taken_out(rows):
    """The jackknife from its definition: the slope of the curve in each request's weight."""
    counts = tally(rows)
    curve, step = curve_of(counts), 1e-6
    slopes = np.zeros((*curve.share.shape, len(rows)))
    for place, (day, cause) in enumerate(rows):
        ended = counts.ended.astype(float)
        ended[cause, np.searchsorted(counts.day, day)] += step
        slopes[..., place] = (shares_of(ended) - shares_of(counts.ended)) / step
    assert np.sqrt((slopes**2).sum(axis=-1)) == pytest.approx(curve.share_error, abs=1e-4)


def shares_of(ended):
    at_risk = ended.sum(axis=0)[::-1].cumsum()[::-1]
    hazards = ended[1:] / at_risk
    before = np.concatenate([[1.0], np.cumprod(1 - hazards.sum(axis=0))])[:-1]
    return np.cumsum(before * hazards, axis=1)


@settings(max_examples=40)
@given(requests)
def test_without_answers_the_curve_stays_at_nothing(rows):
    curve = curve_of(tally([(day, 0) for day, _ in rows]))
    assert (curve.survival == 1).all()
    assert (curve.survival_low == 1).all()
    assert (curve.share == 0).all()
    assert np.isnan(curve.share_low).all()


@settings(max_examples=40)
@given(requests, requests)
def test_the_counts_of_two_parts_add_up_to_those_of_the_whole(one, other):
    whole, merged = tally(one + other), merge_counts([tally(one), tally(other)])
    np.testing.assert_array_equal(whole.day, merged.day)
    np.testing.assert_array_equal(whole.ended, merged.ended)


@settings(max_examples=40)
@given(requests, requests)
def test_the_order_of_groups_does_not_change_the_test(one, other):
    groups = [tally(one), tally(other)]
    forth, back = log_rank(groups), log_rank(groups[::-1])
    assert forth[1] == back[1]
    assert forth[0] == (None if back[0] is None else pytest.approx(back[0], abs=1e-9))


def test_a_day_is_dead_when_hardly_any_yes_can_still_come():
    # of 100, 10 accept and 40 decline on day 5, 3 accept on day 40, the rest wait until day 120
    many = [10, 40, 3, 47]
    counts = count_days(np.repeat([5, 5, 40, 120], many), np.repeat([1, 2, 1, 0], many), 2)
    # after day 5 there are 50 silent of whom 3 accept within 60 days: 6 % is not dead
    assert dead_day(curve_of(counts)) == 40


def test_a_day_is_not_called_dead_before_sixty_further_days_were_seen():
    counts = count_days(np.repeat([5, 60], [10, 90]), np.repeat([1, 0], [10, 90]), 2)
    assert dead_day(curve_of(counts)) is None
    counts = count_days(np.repeat([5, 65], [10, 90]), np.repeat([1, 0], [10, 90]), 2)
    assert dead_day(curve_of(counts)) == 5


def test_nothing_asked_gives_an_empty_curve():
    counts = count_days(np.zeros(0, int), np.zeros(0, int), 2)
    curve = curve_of(counts)
    assert counts.total == 0
    assert len(curve.survival) == 0
    assert half_day(counts.day, curve.survival) is None
    assert dead_day(curve) is None


def test_no_day_is_dead_where_no_yes_has_a_day():
    counts = count_days(np.repeat([5, 90], [10, 90]), np.repeat([2, 0], [10, 90]), 2)
    assert dead_day(curve_of(counts)) is None

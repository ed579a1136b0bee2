import json

import pytest
from hypothesis import given, strategies as st

from outreachlab.stats.power import (
    power_of_test,
    requests_per_side,
    requests_to_tell,
    shrunken_pair,
    smallest_differences,
)
from outreachlab.stats.two_rates import TwoRates

CLOSED_FORM = 1e-12
# power.prop.test finds n by root search, so its digits end before those of a closed form
ROOT_SEARCH = 1e-9

counts = st.builds(
    lambda n, m, a, b: TwoRates(min(a, n), n, min(b, m), m),
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(0, 300),
    st.integers(0, 300),
)


def test_sample_sizes_agree_with_r_on_the_whole_grid(reference):
    cases = json.loads((reference / "power" / "reference.json").read_text())["sample_size"]
    assert len(cases) == 44
    for case in cases:
        options = {"power": case["power"], "alpha": case["alpha"]}
        size = requests_per_side(case["p1"], case["p2"], **options)
        unequal = requests_per_side(case["p1"], case["p2"], ratio=2, **options)
        assert size == pytest.approx(case["n_fleiss_uncorrected"], rel=CLOSED_FORM)
        assert size == pytest.approx(case["n_per_group_power.prop.test"], rel=ROOT_SEARCH)
        assert unequal == pytest.approx(case["n1_fleiss_ratio_n2_to_n1_is_2"], rel=CLOSED_FORM)


def test_power_agrees_with_r_on_the_whole_grid(reference):
    cases = json.loads((reference / "power" / "reference.json").read_text())["power"]
    assert len(cases) == 44
    for case in cases:
        n = case["n_per_group"]
        power = power_of_test(case["p1"], case["p2"], n, n, case["alpha"])
        assert power == pytest.approx(case["power.prop.test"], rel=ROOT_SEARCH)


# Bertrand & Mullainathan (2004), Table 1: call-backs of 6.45 % against 9.65 %.
# R 4.2.2: power.prop.test(p1 = .0645, p2 = .0965, power = .8) gives n = 1133.53
def test_sample_size_for_the_published_audit_rates():
    assert requests_per_side(0.0645, 0.0965) == pytest.approx(1133.531512342056, rel=ROOT_SEARCH)


@given(counts)
def test_the_added_requests_are_enough_and_one_fewer_is_not(pair):
    more, why = requests_to_tell(pair)
    if more is None:
        assert "two points" in why
        return
    p, q = shrunken_pair(pair)
    assert power_of_test(p, q, pair.n + more, pair.m + more) >= 0.8
    assert more == 0 or power_of_test(p, q, pair.n + more - 1, pair.m + more - 1) < 0.8


@given(counts)
def test_shrunken_rates_lie_between_the_observed_rate_and_the_common_one(pair):
    common = (pair.a + pair.b) / (pair.n + pair.m)
    for seen, shrunken in zip((pair.a / pair.n, pair.b / pair.m), shrunken_pair(pair), strict=True):
        low, high = sorted((seen, common))
        assert low - 1e-12 <= shrunken <= high + 1e-12


@given(counts)
def test_swapping_the_sides_changes_nothing(pair):
    assert requests_to_tell(pair) == requests_to_tell(TwoRates(pair.b, pair.m, pair.a, pair.n))


def test_rates_within_two_points_cannot_be_told_apart():
    assert requests_to_tell(TwoRates(30, 100, 31, 100))[0] is None


def test_an_empty_side_has_no_answer_and_says_why():
    assert requests_to_tell(TwoRates(0, 0, 3, 9)) == (None, "one side has no counted request")


def test_a_difference_already_plain_needs_no_more_requests():
    assert requests_to_tell(TwoRates(180, 200, 20, 200)) == (0, None)


def test_nearest_rates_agree_with_r(reference):
    cases = json.loads((reference / "power" / "reference.json").read_text())["minimum_detectable"]
    assert len(cases) == 12
    for case in cases:
        n = case["n_per_group"]
        _, above = smallest_differences(case["p1"], n, n)
        assert above == pytest.approx(case["p2_above"], rel=ROOT_SEARCH)


def test_nearest_rates_mirror_each_other_and_may_not_exist():
    below, above = smallest_differences(0.3, 93, 40)
    mirrored = smallest_differences(0.7, 93, 40)
    assert (1 - below, 1 - above) == pytest.approx(mirrored[::-1], rel=1e-9)
    assert smallest_differences(0.3, 5, 5)[0] is None

"""Every level against every other: each pair is a comparison, p-values after Holm."""

from itertools import combinations
from pathlib import Path

import pytest
from statsmodels.stats.multitest import multipletests

import outreachlab as ol
from outreachlab.errors import NothingToComputeError, UsageError
from tests.logs import log_of
from tests.parts.same import assert_same, assert_same_answer

POOL = Path(__file__).parents[2] / "data" / "coaching_pool.csv"
CLOSED_FORM = 1e-12  # the same sums in another order


@pytest.fixture(scope="module")
def pool():
    return ol.read_log(POOL)


def test_each_pair_is_the_comparison_of_its_two_levels(pool):
    every = ol.compare_all(pool, "meeting_format")
    levels = ol.acceptance_rates(pool, "meeting_format").table["level"].tolist()
    assert [pair.versus for pair in every.pairs] == list(combinations(levels, 2))
    for pair in every.pairs:
        assert_same_answer(pair, ol.compare(pool, "meeting_format", pair.versus))


@pytest.mark.parametrize(("name", "theirs"), [("holm", "holm"), ("benjamini-hochberg", "fdr_bh")])
def test_p_values_are_adjusted_as_statsmodels_does(pool, name, theirs):
    every = ol.compare_all(pool, "channel", adjustment=name)
    expected = multipletests(every.table["p_value"], method=theirs)[1]
    assert every.to_json()["adjustment"] == name
    assert every.table["p_adjusted"].to_numpy() == pytest.approx(expected, abs=CLOSED_FORM)


def test_json_holds_each_pair_as_compare_does_but_for_the_ground(pool):
    found = ol.compare_all(pool, "referral").to_json()
    one = ol.compare(pool, "referral", ("named", "not_named")).to_json()
    ground = {"as_of", "window_days", "totals", "read", "notes"}
    alone = {name: value for name, value in one.items() if name not in ground}
    assert_same(found["pairs"][0] | {"p_adjusted": None}, alone | {"p_adjusted": None})
    assert ground <= set(found)


def test_levels_without_a_counted_request_are_in_no_pair():
    rows = [{"channel": "email", "outcome": "accepted"}, {"channel": "phone"}]
    rows.append({"channel": "text", "outcome": "undelivered"})
    every = ol.compare_all(log_of(rows), "channel")
    assert [pair.versus for pair in every.pairs] == [("email", "phone")]


def test_too_many_values_or_too_few_are_said(pool):
    with pytest.raises(UsageError, match="41 values; name two of them"):
        ol.compare_all(ol.read_log(POOL.parent / "outreach_log.csv"), "company")
    with pytest.raises(NothingToComputeError, match="1 value of channel"):
        ol.compare_all(log_of([{"channel": "email"}]), "channel")
    with pytest.raises(UsageError, match="choose holm or benjamini-hochberg"):
        ol.compare_all(pool, "channel", adjustment="none")
    with pytest.raises(UsageError, match="between 0 and 1"):
        ol.compare_all(pool, "channel", confidence=1.5)


def test_the_chart_marks_the_pairs_that_stay_clear_after_holm(pool):
    every = ol.compare_all(pool, "circumstance")
    clear = int((every.table["p_adjusted"] < 0.05).sum())
    drawn = [part for part in every.plot().axes[0].get_children() if hasattr(part, "get_marker")]
    assert [part.get_marker() for part in drawn].count("D") == clear > 0

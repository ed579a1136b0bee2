"""One way of asking against another, on whole logs."""

import pytest

import outreachlab as ol
from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.stats.two_rates import TwoRates, difference
from tests.logs import log_of


def sides(coffee: tuple[int, int], lunch: tuple[int, int]) -> list[dict[str, str]]:
    """Rows with (accepted, counted) of each format."""
    return [
        {"meeting_format": name, "outcome": "accepted" if place < yes else "declined"}
        for name, (yes, total) in (("coffee", coffee), ("lunch", lunch))
        for place in range(total)
    ]


def test_a_comparison_is_of_the_counted_requests_of_both_sides():
    found = ol.compare(log_of(sides((9, 31), (2, 12))), "meeting_format")
    assert found.versus == ("coffee", "lunch")
    assert found.difference == difference(TwoRates(9, 31, 2, 12))
    assert found.table[["accepted", "counted"]].values.tolist() == [[9, 31], [2, 12]]


def test_swapping_the_sides_flips_the_sign():
    log = log_of(sides((9, 31), (2, 12)))
    one = ol.compare(log, "meeting_format", ("coffee", "lunch"))
    other = ol.compare(log, "meeting_format", ("lunch", "coffee"))
    assert one.difference.estimate == -(other.difference.estimate or 0)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-12)


def test_a_side_without_requests_leaves_all_open_and_says_why():
    found = ol.compare(log_of(sides((9, 31), (0, 0))), "meeting_format").to_json()
    assert found["difference"]["estimate"] is None
    assert found["difference"]["why"]
    assert found["p_value"] is found["test"] is found["number_needed_to_ask"] is None
    assert found["why"]


def test_the_number_needed_is_one_over_the_difference():
    found = ol.compare(log_of(sides((60, 80), (20, 80))), "meeting_format")
    assert found.number_needed_to_ask == pytest.approx(2.0)
    assert found.why is None
    assert "p < 0.001" in repr(found)


@pytest.mark.parametrize(
    ("tactic", "versus", "error", "words"),
    [
        ("meeting_format", ("coffee", "tea"), UnknownLevelError, "'tea'"),
        ("meeting_format", ("coffee", "coffee"), UsageError, "against itself"),
        ("company", None, UsageError, "`versus="),
        ("led_to", ("lead", "offer"), UsageError, "only after the answer"),
    ],
)
def test_what_cannot_be_compared_is_said(tactic, versus, error, words):
    log = log_of([row | {"company": "Alder", "led_to": ""} for row in sides((2, 4), (1, 4))])
    with pytest.raises(error, match=words):
        ol.compare(log, tactic, versus)


def test_the_number_needed_says_of_what_and_where_there_is_none_why():
    more = repr(ol.compare(log_of(sides((60, 80), (20, 80))), "meeting_format"))
    assert "number needed to ask for one more yes: 2.0" in more
    fewer = repr(ol.compare(log_of(sides((20, 80), (60, 80))), "meeting_format"))
    assert "number needed to ask for one yes fewer: 2.0" in fewer
    none = repr(ol.compare(log_of(sides((9, 31), (2, 12))), "meeting_format"))
    assert "note: no number needed to ask: the interval of the difference holds 0" in none


@pytest.mark.parametrize("lunch", [(0, 12), (12, 12), (0, 0)])
def test_what_is_missing_says_why_and_is_no_dash_in_a_sentence(lunch):
    found = ol.compare(log_of(sides((9, 31), lunch)), "meeting_format")
    notes = [line for line in repr(found).splitlines() if line.startswith("note: ")]
    assert not any("–" in note for note in notes)
    for ratio in (found.risk_ratio, found.odds_ratio):
        assert ratio.estimate is not None or any(ratio.why in note for note in notes)

"""How numbers read."""

import pytest

from outreachlab import wording


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0312, "p = 0.031"), (0.0000001, "p < 0.001"), (None, "no p-value"), (1.0, "p = 1.000")],
)
def test_p_values(p, text):
    assert wording.p_equals(p) == text


def test_what_cannot_be_estimated_is_a_dash_never_nan():
    nan = float("nan")
    texts = [
        wording.percent(nan),
        wording.interval(nan, 1.0),
        wording.points(None),
        wording.number(nan),
    ]
    assert set(texts) == {wording.UNKNOWN}


def test_a_difference_of_nothing_has_no_minus_sign():
    assert wording.points(-0.00001) == "+0.0 points"


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "request", "1 request"),
        (0, "reply", "0 replies"),
        (1204, "open request", "1,204 open requests"),
    ],
)
def test_counts_take_the_right_plural(count, noun, text):
    assert wording.counted(count, noun) == text


def test_lists_read_as_english():
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"], "or") == "a, b or c"


def test_a_share_is_k_of_n_and_of_none_there_is_no_percentage():
    assert wording.share(9, 31) == "9 of 31 (29%)"
    assert wording.share(0, 12) == "0 of 12 (0%)"
    assert wording.share(1, 1) == "1 of 1 (100%)"
    assert wording.share(0, 0) == "0 of 0"


def test_a_sentence_begins_large_and_ends_with_a_stop():
    assert wording.sentence("one row is odd") == "One row is odd."
    assert wording.sentence("Is it?") == "Is it?"
    assert wording.sentence("") == "."


def test_an_expected_number_is_no_count():
    assert [wording.counted_about(x, "meeting") for x in (0.42, 1.02, 2.0, 12.3)] == [
        "0.4 meetings", "1.0 meeting", "2.0 meetings", "12 meetings",
    ]  # fmt: skip

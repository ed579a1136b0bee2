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

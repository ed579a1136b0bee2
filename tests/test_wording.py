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


def test_small_negative_numbers_are_no_negative_zero():
    assert wording.number(-0.001) == "0.00"
    assert wording.number(-3) == "-3"
    assert wording.points(-0.0004) == "+0.0 points"


@pytest.mark.parametrize(
    ("accepted", "counted", "told", "rate"),
    [
        (0, 7, "0 of 7 (0%)", "0.0%"),
        (7, 7, "7 of 7 (100%)", "100.0%"),
        (1, 1, "1 of 1 (100%)", "100.0%"),
        (1_000, 4_000, "1,000 of 4,000 (25%)", "25.0%"),
        (1, 2_000, "1 of 2,000 (under 1%)", "0.1%"),
        (1_999, 2_000, "1,999 of 2,000 (over 99%)", "100.0%"),
    ],
)
def test_the_ends_of_a_share(accepted, counted, told, rate):
    assert wording.share(accepted, counted) == told
    assert wording.percent(accepted / counted) == rate


def test_an_interval_names_its_unit_once_where_it_can():
    assert wording.interval(0.0, 1.0) == "0.0% to 100.0%"
    assert wording.points_interval(-1.0, 1.0) == "-100.0 to +100.0 points"
    assert wording.points_interval(-0.0001, 0.0) == "+0.0 to +0.0 points"
    assert wording.interval(None, 0.5) == wording.UNKNOWN
    assert wording.number_interval(None, 0.5) == wording.UNKNOWN


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "person", "1 person"),
        (2, "person", "2 people"),
        (0, "day", "0 days"),
        (1, "fix", "1 fix"),
        (3, "automatic fix", "3 automatic fixes"),
    ],
)
def test_irregular_and_ordinary_plurals(count, noun, text):
    assert wording.counted(count, noun) == text


def test_nothing_and_one_thing_listed():
    assert wording.listed([]) == ""
    assert wording.listed(["a", "b"]) == "a and b"


def test_a_name_from_right_to_left_keeps_the_numbers_beside_it_in_order():
    assert wording.isolated("مريم") == "\u2068مريم\u2069"
    assert wording.isolated("Ana Ruíz") == "Ana Ruíz"


def test_a_name_is_cut_by_letters_and_keeps_to_one_line():
    assert wording.shortened("a" * 41) == "a" * 39 + "…"
    assert wording.shortened("two\nlines\tand more") == "two lines and more"
    assert wording.shortened("") == ""


def test_a_sentence_begins_large_and_ends_with_a_stop():
    assert wording.sentence("one row is odd") == "One row is odd."
    assert wording.sentence("Is it?") == "Is it?"
    assert wording.sentence("") == "."
    assert wording.sentence("ana log.csv: a note") == "ana log.csv: a note."


def test_an_expected_number_is_no_count():
    assert [wording.counted_about(x, "meeting") for x in (0.42, 1.02, 2.0, 12.3)] == [
        "0.4 meetings", "1.0 meeting", "2.0 meetings", "12 meetings",
    ]  # fmt: skip


def test_a_number_before_a_colon_is_no_file_name():
    told = "that is below the usual 0.8: about 214 contacts would have it"
    assert wording.sentence(told) == told.replace("that", "That", 1) + "."
    assert wording.sentence("mine.csv: 3 rows") == "mine.csv: 3 rows."
